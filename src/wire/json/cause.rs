//! The causes of values that cannot be read.

use super::found::{Excerpt, Found, inexact};
use crate::wire::shape::Object;

/// The cause why a value cannot be read. It becomes a message only where somebody reads the message,
/// because a body can have a cause for every second byte.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Cause {
    /// The value has another type or content.
    Expected(Expected),
    /// The object lacks a required member.
    Missing(&'static str),
    /// An id is present only as an inexact float.
    Inexact(&'static str),
    /// The elements of a list are empty objects.
    Empty,
    /// The key of the value is not an id.
    Key,
}

/// The message for an empty object in a list.
pub(crate) const EMPTY: &str = "expected an element of the list, found an empty object";

/// What a codec expects of a value.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Expected {
    Text(&'static str),
    Object(&'static Object),
}

impl From<&'static str> for Expected {
    fn from(text: &'static str) -> Self {
        Self::Text(text)
    }
}

impl Cause {
    /// Returns the message. `json` is the value, and `pointer` its JSON pointer.
    pub(crate) fn message(self, json: &str, pointer: &str) -> String {
        match self {
            Self::Expected(Expected::Text(expected)) => {
                format!("expected {expected}, found {}", Found(json))
            }
            Self::Expected(Expected::Object(object)) => {
                format!("expected {} ({}), found {}", object.name(), object.source(), Found(json))
            }
            Self::Missing(key) => format!("expected the member `{key}`, found none"),
            Self::Inexact(key) => inexact(key),
            Self::Empty => EMPTY.to_owned(),
            Self::Key => {
                let segment = pointer.rsplit('/').next().unwrap_or_default();
                let key = format!("{:?}", segment.replace("~1", "/").replace("~0", "~"));
                format!("expected an id as the key, found {}", Excerpt(&key))
            }
        }
    }
}
