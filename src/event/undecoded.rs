//! Events of known kinds that cannot be decoded.

use crate::value::text::Text;
use crate::wire::raw::RawJson;

/// An event of a known kind that cannot be decoded: a required member is missing or cannot be read,
/// or a member of its [`EventKey`](super::EventKey) is present but cannot be read. The other events
/// of the payload are not affected.
///
/// Two of these events are equal if their keys and their JSON are equal. White space and the order
/// of members do not count.
#[derive(Clone, Debug)]
pub struct UndecodedEvent {
    key: Text,
    pointer: Text,
    message: Text,
    json: RawJson,
    /// Whether the JSON is one entry of the key's container, and not the whole value of the key.
    entry: bool,
}

impl UndecodedEvent {
    pub(crate) fn new(key: &str, pointer: &str, message: &str, json: RawJson, entry: bool) -> Self {
        Self { key: key.into(), pointer: pointer.into(), message: message.into(), json, entry }
    }

    /// Returns the key of the payload that holds the event, such as `follow_events`.
    #[must_use]
    pub fn key(&self) -> &str {
        &self.key
    }

    /// Returns the place of the fault in the payload as a JSON pointer (RFC 6901), such as
    /// `/follow_events/1/source/id`. For a missing member, this is the object that lacks it.
    #[must_use]
    pub fn pointer(&self) -> &str {
        &self.pointer
    }

    /// Returns the error message: the value found and the value expected.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }

    /// Returns the JSON of the event as received: a slice of the payload's bytes.
    #[must_use]
    pub fn json(&self) -> &str {
        self.json.as_str()
    }

    /// Returns the name of the event in an object that has an event in each member. This is the
    /// second segment of the pointer.
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
