//! Events of known kinds that do not decode.

use bytes::Bytes;
use serde_json::value::RawValue;

use crate::value::text::Text;
use crate::wire::raw::RawJson;

/// An event of a known kind that does not decode: a required id is missing, or a member holds
/// another type than its schema says. Its siblings in the delivery are not affected.
///
/// Equality is that of key and JSON, white space and the order of members aside.
#[derive(Clone, Debug)]
pub struct UndecodedEvent {
    key: Text,
    pointer: Text,
    message: Text,
    json: RawJson,
    /// Whether the JSON is one entry of the key's array, rather than all that the key holds.
    entry: bool,
}

impl UndecodedEvent {
    pub(crate) fn new(
        key: &str,
        pointer: &str,
        message: &str,
        body: &Bytes,
        json: &RawValue,
        entry: bool,
    ) -> Self {
        Self {
            key: key.into(),
            pointer: pointer.into(),
            message: message.into(),
            json: RawJson::part(body, json),
            entry,
        }
    }

    /// The key of the delivery under which it came, such as `follow_events`.
    #[must_use]
    pub fn key(&self) -> &str {
        &self.key
    }

    /// Where in the delivery the fault is, as a JSON pointer (RFC 6901), such as
    /// `/follow_events/1/source/id`. Of a missing member, the object that lacks it.
    #[must_use]
    pub fn pointer(&self) -> &str {
        &self.pointer
    }

    /// What was found and what was expected instead.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }

    /// The event as it came: a slice of the delivery.
    #[must_use]
    pub fn json(&self) -> &str {
        self.json.as_str()
    }

    /// The name of the event in an object that has an event in each member, as the second segment
    /// of the pointer.
    pub(crate) fn member(&self) -> Option<&str> {
        self.pointer.split('/').nth(2)
    }

    pub(crate) fn raw(&self) -> &RawJson {
        &self.json
    }

    pub(crate) fn is_entry(&self) -> bool {
        self.entry
    }
}

impl PartialEq for UndecodedEvent {
    fn eq(&self, other: &Self) -> bool {
        self.key == other.key && self.entry == other.entry && self.json == other.json
    }
}
