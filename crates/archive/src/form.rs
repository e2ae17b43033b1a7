//! The forms in which archives keep values.

use std::fmt;
use std::str::FromStr;

/// The form of a source. Without one, it is recognized by content.
///
/// The text of a form, such as `one-value`, is its name on the command line.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum Form {
    /// One JSON value, which may span lines.
    OneValue,
    /// A JSON value per line.
    Lines,
    /// JSON values one after another, with or without white space between them.
    Concatenated,
    /// An array of values.
    Array,
    /// Responses of the REST API: `statuses` of a search, `events` of a list of messages, `data` of v2.
    Response,
    /// Comma-separated values: a row holds a value in a column, or is a Tweet.
    Csv,
    /// Values separated by tabs, otherwise as [`Csv`](Self::Csv).
    Tsv,
    /// MongoDB Extended JSON, canonical or relaxed.
    Mongo,
    /// Values within other JSON: events of AWS Lambda, SQS and SNS, Pub/Sub and EventBridge, JSON in a text,
    /// Base64.
    Wrapper,
    /// The personal archive that X creates for a user.
    Personal,
}

/// The kind of bare values. Without one, it is recognized by content.
///
/// Its text, such as `direct-messages`, is its name on the command line.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum Values {
    /// Bodies of deliveries, of either family.
    Payloads,
    /// Tweets in the form of the v1.1 API.
    Tweets,
    /// Posts in the form of the v2 API.
    Posts,
    /// Direct Message events in the form of the v1.1 API.
    DirectMessages,
}

/// An error parsing a [`Form`] or [`Values`].
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("expected one of {expected}; found `{found}`")]
pub struct ParseFormError {
    expected: String,
    found: String,
}

macro_rules! names {
    ($type:ident { $($variant:ident = $name:literal),+ $(,)? }) => {
        impl $type {
            /// Returns all of them.
            pub fn all() -> impl ExactSizeIterator<Item = Self> + Clone {
                [$(Self::$variant),+].into_iter()
            }

            /// Returns the name.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $name),+
                }
            }
        }

        impl fmt::Display for $type {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.pad(self.as_str())
            }
        }

        impl FromStr for $type {
            type Err = ParseFormError;

            fn from_str(text: &str) -> Result<Self, ParseFormError> {
                let found = Self::all().find(|one| one.as_str() == text);
                found.ok_or_else(|| ParseFormError {
                    expected: [$($name),+].join(", "),
                    found: text.to_owned(),
                })
            }
        }
    };
}

names!(Form {
    OneValue = "one-value",
    Lines = "lines",
    Concatenated = "concatenated",
    Array = "array",
    Response = "response",
    Csv = "csv",
    Tsv = "tsv",
    Mongo = "mongo",
    Wrapper = "wrapper",
    Personal = "personal",
});

names!(Values {
    Payloads = "payloads",
    Tweets = "tweets",
    Posts = "posts",
    DirectMessages = "direct-messages",
});
