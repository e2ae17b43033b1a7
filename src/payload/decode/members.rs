//! The members of a payload, as raw JSON.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::locate;
use super::misfit::{expected, message};
use crate::payload::error::{DecodeError, DecodeErrorKind};

/// Returns the members of the payload in their order.
pub(super) fn of_delivery(text: &str) -> Result<Vec<(String, &RawValue)>, DecodeError> {
    let start = text.len() - text.trim_ascii_start().len();
    let value = serde_json::from_str::<&RawValue>(text).map_err(|error| {
        let (kind, message) = match text.trim_ascii() {
            "" => {
                (DecodeErrorKind::Empty, "expected a JSON object, found an empty body".to_owned())
            }
            _ => (DecodeErrorKind::Syntax, message(&error)),
        };
        let pointer = locate::syntax_fault(text);
        DecodeError::new(kind, &message, (error.line(), error.column()), &pointer)
    })?;
    if !value.get().starts_with('{') {
        return Err(DecodeError::new(
            DecodeErrorKind::NotAnObject,
            &expected("a JSON object", value),
            locate::position(text, start),
            "",
        ));
    }
    // This fails only on a key that `serde_json` cannot decode (half a surrogate pair).
    serde_json::from_str::<Ordered<'_>>(text).map(|ordered| ordered.0).map_err(|error| {
        let position = (error.line(), error.column());
        DecodeError::new(DecodeErrorKind::Syntax, &message(&error), position, "")
    })
}

/// The members of an object, in their order.
pub(super) struct Ordered<'a>(pub(super) Vec<(String, &'a RawValue)>);

impl<'de: 'a, 'a> Deserialize<'de> for Ordered<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct OrderedVisitor;

        impl<'de> Visitor<'de> for OrderedVisitor {
            type Value = Ordered<'de>;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Ordered(members))
            }
        }

        deserializer.deserialize_map(OrderedVisitor)
    }
}

/// Returns `true` if the name of an unknown key means that it holds events.
pub(super) fn is_event_key(key: &str) -> bool {
    key.ends_with("_event") || key.ends_with("_events")
}
