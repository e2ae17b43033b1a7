//! Events of kinds that are not in the schemas.

use serde::Serialize;

use crate::value::text::Text;
use crate::wire::raw::RawJson;

/// An event of a kind that is not in the schemas, with its JSON.
///
/// Two of these events are equal if their keys and their JSON are equal. White space and the order
/// of members do not count.
#[derive(Clone, Debug)]
pub struct UnknownEvent {
    key: Text,
    member: Option<Text>,
    json: RawJson,
    /// Whether the JSON is one entry of the key's container, and not the whole value of the key.
    entry: bool,
}

impl UnknownEvent {
    pub(crate) fn new(key: &str, event: &impl Serialize) -> Self {
        Self { key: key.into(), member: None, json: RawJson::new(event), entry: true }
    }

    pub(crate) fn part(key: &str, member: Option<&str>, json: RawJson, entry: bool) -> Self {
        Self { key: key.into(), member: member.map(Text::from), json, entry }
    }

    /// Returns the key of the payload that holds the event, such as `tweet_edit_events`.
    #[must_use]
    pub fn key(&self) -> &str {
        &self.key
    }

    /// Returns the name of the event's member, if the key holds one object for several kinds
    /// (`user_event`).
    #[must_use]
    pub fn member(&self) -> Option<&str> {
        self.member.as_deref()
    }

    /// Returns the JSON of the event as received: a slice of the payload's bytes.
    #[must_use]
    pub fn json(&self) -> &str {
        self.json.as_str()
    }

    pub(crate) fn raw(&self) -> &RawJson {
        &self.json
    }

    pub(crate) fn is_entry(&self) -> bool {
        self.entry
    }
}

impl PartialEq for UnknownEvent {
    fn eq(&self, other: &Self) -> bool {
        self.key == other.key
            && self.member == other.member
            && self.entry == other.entry
            && self.json == other.json
    }
}
