//! The codecs of values, which the tables of wire forms name.

use super::case::Case;
use super::form::{Kind, Scalar};
use super::names::{Names, path};
use super::refusal::{Place, Refusal};

/// The codec of a value.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum Codec {
    /// A type that is its own codec: `Text`, an object, an enumeration, a hexadecimal id. A type of
    /// another namespace is named by its path.
    Named(String),
    Boolean,
    Integer,
    Number,
    Json,
    /// A codec for another type, such as `IdText<UserId>` or `TwitterDate`.
    Coded {
        codec: &'static str,
        value: String,
    },
    Boxed(Box<Self>),
    OneOrMany(Box<Self>),
    Wrapped(Box<Self>),
    List(Box<Self>),
    Pair(Box<Self>),
    Map(Box<Self>),
}

impl Codec {
    /// Returns the name of the type of an object, whether or not the object is wrapped.
    pub(crate) fn object(&self) -> Option<&str> {
        match self {
            Self::Named(name) => Some(name),
            Self::Wrapped(inner) => inner.object(),
            _ => None,
        }
    }
}

/// Formats whose Rust type is a number.
const NUMBER_IDS: [&str; 9] = [
    "app-id",
    "direct-message-id",
    "media-id",
    "replay-job-id",
    "rule-id",
    "tweet-id",
    "user-id",
    "webhook-id",
    "welcome-message-id",
];

/// Formats whose Rust type is text.
const TEXTS: [&str; 3] = ["color", "favorite-id", "place-id"];

/// Returns `true` if a format has a Rust type of this name.
pub(crate) fn is_format_type(name: &str) -> bool {
    NUMBER_IDS.iter().chain(&TEXTS).any(|format| format.to_upper_camel_case() == name)
}

/// Returns the format of a value that is a numeric id.
pub(crate) fn number_id(kind: &Kind) -> Option<&str> {
    match kind {
        Kind::Format(format, _) => Some(format.as_str()).filter(|id| NUMBER_IDS.contains(id)),
        _ => None,
    }
}

/// Returns the codec of a type of value.
pub(crate) fn codec(kind: &Kind, place: &Place, names: &Names) -> Result<Codec, Refusal> {
    let inner = |kind: &Kind| codec(kind, place, names).map(Box::new);
    Ok(match kind {
        Kind::Any | Kind::Inline(_) => Codec::Json,
        Kind::Boolean => Codec::Boolean,
        Kind::Integer => Codec::Integer,
        Kind::Number => Codec::Number,
        Kind::Text => Codec::Named("Text".to_owned()),
        Kind::Range => Codec::Named("Indices".to_owned()),
        Kind::Format(format, scalar) => return formatted(format, *scalar, place),
        Kind::Reference(file, pointer) => {
            let Some(name) = names.get(&(file.clone(), pointer.clone())) else {
                let message =
                    format!("expected a reference to a definition, found `{file}#{pointer}`");
                return place.refuse(message);
            };
            Codec::Named(path(name, file, &place.file))
        }
        Kind::OneOrMany(kind) => Codec::OneOrMany(inner(kind)?),
        Kind::Wrapped(kind) => Codec::Wrapped(inner(kind)?),
        Kind::List(kind) => Codec::List(inner(kind)?),
        Kind::Pair(kind) => Codec::Pair(inner(kind)?),
        Kind::Map(kind) => Codec::Map(inner(kind)?),
    })
}

fn formatted(format: &str, scalar: Scalar, place: &Place) -> Result<Codec, Refusal> {
    let coded = |codec, value: &str| Ok(Codec::Coded { codec, value: value.to_owned() });
    match (format, scalar) {
        ("twitter-date", Scalar::String) => coded("TwitterDate", "Timestamp"),
        ("date-time", Scalar::String) => coded("Rfc3339", "Timestamp"),
        ("epoch-millis", Scalar::String) => coded("MillisText", "Timestamp"),
        ("epoch-millis", Scalar::Integer) => coded("MillisNumber", "Timestamp"),
        (id, Scalar::String) if NUMBER_IDS.contains(&id) => {
            coded("IdText", &id.to_upper_camel_case())
        }
        (id, Scalar::Integer) if NUMBER_IDS.contains(&id) => {
            coded("IdNumber", &id.to_upper_camel_case())
        }
        (text, Scalar::String) if TEXTS.contains(&text) => {
            Ok(Codec::Named(text.to_upper_camel_case()))
        }
        _ => place
            .at("format")
            .refuse(format!("expected a format that the profile allows here, found `{format}`")),
    }
}
