//! Events of kinds that are not in the schemas.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use bytes::Bytes;
use serde::Serialize;

use super::holder::Holder;
use crate::value::text::Text;
use crate::wire::raw::RawJson;

/// An event of a kind that is not in the schemas, with its JSON.
///
/// Two of these events are equal if their keys and their JSON are equal. White space and the order
/// of members do not count.
#[derive(Clone)]
pub struct UnknownEvent {
    holder: Arc<Holder>,
    /// The place of the JSON in the payload.
    part: Range<usize>,
    /// Whether the JSON is one entry of the key's container, and not the whole value of the key.
    entry: bool,
}

impl UnknownEvent {
    /// Creates the event of a key for an object that the program made.
    pub(crate) fn new(key: &str, event: &impl Serialize) -> Self {
        let body = Bytes::from(serde_json::to_vec(event).unwrap_or_else(|_| b"null".to_vec()));
        let key = Text::from(key);
        let part = 0..body.len();
        let holder = Holder { spelled: key.clone(), key, member: None, object: None, body };
        Self::part(Arc::new(holder), part, true)
    }

    pub(crate) fn part(holder: Arc<Holder>, part: Range<usize>, entry: bool) -> Self {
        Self { holder, part, entry }
    }

    /// Returns the key of the payload that holds the event, such as `tweet_edit_events`.
    #[must_use]
    pub fn key(&self) -> &str {
        &self.holder.key
    }

    /// Returns the name of the event's member, if the key holds one object for several kinds
    /// (`user_event`).
    #[must_use]
    pub fn member(&self) -> Option<&str> {
        self.holder.member.as_deref()
    }

    /// Returns the JSON of the event as received: a slice of the payload's bytes.
    #[must_use]
    pub fn json(&self) -> &str {
        self.holder.json(&self.part)
    }

    pub(crate) fn raw(&self) -> RawJson {
        self.holder.raw(&self.part)
    }

    pub(crate) fn is_entry(&self) -> bool {
        self.entry
    }
}

impl fmt::Debug for UnknownEvent {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("UnknownEvent")
            .field("key", &self.key())
            .field("member", &self.member())
            .field("json", &self.raw())
            .field("entry", &self.entry)
            .finish()
    }
}

impl PartialEq for UnknownEvent {
    fn eq(&self, other: &Self) -> bool {
        self.key() == other.key()
            && self.member() == other.member()
            && self.entry == other.entry
            && self.raw() == other.raw()
    }
}
