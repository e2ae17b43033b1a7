//! Events of kinds that this version does not know.

use bytes::Bytes;
use serde::Serialize;
use serde_json::value::RawValue;

use crate::value::text::Text;
use crate::wire::raw::RawJson;

/// An event of a kind that this version does not know, with its JSON.
///
/// Equality is that of the JSON, white space and the order of members aside.
#[derive(Clone, Debug)]
pub struct UnknownEvent {
    key: Text,
    member: Option<Text>,
    json: RawJson,
    /// Whether the JSON is one entry of the key's array, rather than all that the key holds.
    entry: bool,
}

impl UnknownEvent {
    pub(crate) fn new(key: &str, event: &impl Serialize) -> Self {
        Self { key: key.into(), member: None, json: RawJson::new(event), entry: true }
    }

    pub(crate) fn part(
        key: &str,
        member: Option<&str>,
        body: &Bytes,
        json: &RawValue,
        entry: bool,
    ) -> Self {
        let json = RawJson::part(body, json);
        Self { key: key.into(), member: member.map(Text::from), json, entry }
    }

    /// The key of the delivery under which it came, such as `tweet_edit_events`.
    #[must_use]
    pub fn key(&self) -> &str {
        &self.key
    }

    /// The member of the key's object that it is, where the key holds one object for several
    /// kinds (`user_event`).
    #[must_use]
    pub fn member(&self) -> Option<&str> {
        self.member.as_deref()
    }

    /// The event as it came: a slice of the delivery.
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
