//! Members of the envelope that do not decode.

use std::fmt;

use bytes::Bytes;
use serde_json::value::RawValue;

use crate::value::text::Text;
use crate::wire::raw::RawJson;

/// A member of a delivery's envelope that does not decode; the delivery does without it.
#[derive(Clone, Debug)]
pub struct Fault {
    path: Vec<Text>,
    pointer: Text,
    message: Text,
    json: RawJson,
}

impl Fault {
    /// A fault somewhere in the member that `path` leads to; `pointer` says where exactly.
    pub(super) fn new(
        path: &[&str],
        pointer: &str,
        message: &str,
        body: &Bytes,
        json: &RawValue,
    ) -> Self {
        Self {
            path: path.iter().copied().map(Text::from).collect(),
            pointer: pointer.into(),
            message: message.into(),
            json: RawJson::part(body, json),
        }
    }

    /// Where the fault is, as a JSON pointer (RFC 6901), such as `/users/me`.
    #[must_use]
    pub fn pointer(&self) -> &str {
        &self.pointer
    }

    /// What was found and what was expected instead.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }

    /// The member as it came: a slice of the delivery.
    #[must_use]
    pub fn json(&self) -> &str {
        self.json.as_str()
    }

    /// The keys that lead to the member.
    pub(super) fn path(&self) -> Vec<&str> {
        self.path.iter().map(Text::as_str).collect()
    }

    pub(super) fn raw(&self) -> &RawJson {
        &self.json
    }
}

impl PartialEq for Fault {
    fn eq(&self, other: &Self) -> bool {
        self.path == other.path && self.json == other.json
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}", self.pointer, self.message)
    }
}
