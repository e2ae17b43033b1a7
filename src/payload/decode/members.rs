//! A delivery taken apart into its members.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::locate;
use super::misfit::message;
use crate::payload::error::{DecodeError, DecodeErrorKind};

/// The members of the delivery in their order, or why it is none.
pub(super) fn of_delivery(text: &str) -> Result<Vec<(String, &RawValue)>, DecodeError> {
    let start = text.len() - text.trim_ascii_start().len();
    let value = serde_json::from_str::<&RawValue>(text).map_err(|error| {
        let (kind, what) = match text.trim_ascii() {
            "" => (DecodeErrorKind::Empty, "the body is empty".to_owned()),
            _ => (DecodeErrorKind::Syntax, message(&error)),
        };
        let pointer = locate::syntax_fault(text);
        DecodeError::new(kind, &what, (error.line(), error.column()), &pointer)
    })?;
    if !value.get().starts_with('{') {
        return Err(DecodeError::new(
            DecodeErrorKind::NotAnObject,
            "a delivery is a JSON object",
            locate::position(text, start),
            "",
        ));
    }
    // Only a key that serde_json cannot hold (half a surrogate pair) can still fail.
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

/// Whether an unknown key holds events by its name.
pub(super) fn is_event_key(key: &str) -> bool {
    key.ends_with("_event") || key.ends_with("_events")
}
