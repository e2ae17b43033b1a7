//! Members of the envelope that cannot be decoded.

use std::fmt;

use bytes::Bytes;
use serde_json::value::RawValue;

use crate::value::text::Text;
use crate::wire::raw::RawJson;

/// A member of the envelope that cannot be decoded. The payload treats it as absent.
#[derive(Clone, Debug)]
pub struct Fault {
    path: Vec<Text>,
    pointer: Text,
    message: Text,
    json: RawJson,
}

impl Fault {
    /// Creates a fault in the member that `path` leads to. `pointer` is the exact place.
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

    /// Returns the place of the fault as a JSON pointer (RFC 6901), such as `/users/me`.
    #[must_use]
    pub fn pointer(&self) -> &str {
        &self.pointer
    }

    /// Returns the error message: the value found and the value expected.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }

    /// Returns the JSON of the member as received: a slice of the payload's bytes.
    #[must_use]
    pub fn json(&self) -> &str {
        self.json.as_str()
    }

    /// Returns the keys that lead to the member.
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
