//! Events of known kinds that cannot be decoded.

use std::fmt;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use super::holder::Holder;
use crate::wire::json::cause::{Cause, Expected};
use crate::wire::json::{Failure, Reader, place, surrogate};
use crate::wire::raw::RawJson;

/// An event of a known kind that cannot be decoded: a required member is missing or cannot be read,
/// or a member of its [`EventKey`](super::EventKey) is present but cannot be read. The other events
/// of the payload are not affected.
///
/// Two of these events are equal if their keys and their JSON are equal. White space and the order
/// of members do not count.
#[derive(Clone)]
pub struct UndecodedEvent {
    holder: Arc<Holder>,
    /// The index of the event in the array of its key.
    index: Option<usize>,
    /// The place of the JSON in the payload.
    part: Range<usize>,
    /// The failure of a value within the event. Without it, the event has the wrong type.
    failure: Option<Box<Failure>>,
    /// Written when it is read, because most programs read only the JSON of the event.
    description: OnceLock<Box<Description>>,
}

#[derive(Clone)]
struct Description {
    pointer: String,
    message: String,
}

impl UndecodedEvent {
    pub(crate) fn new(
        holder: Arc<Holder>,
        index: Option<usize>,
        part: Range<usize>,
        failure: Option<Failure>,
    ) -> Self {
        let failure = failure.map(Box::new);
        Self { holder, index, part, failure, description: OnceLock::new() }
    }

    /// Returns the key of the payload that holds the event, such as `follow_events`.
    #[must_use]
    pub fn key(&self) -> &str {
        &self.holder.key
    }

    /// Returns the place of the fault in the payload as a JSON pointer (RFC 6901), such as
    /// `/follow_events/1/source/id`. For a missing member, this is the object that lacks it.
    #[must_use]
    pub fn pointer(&self) -> &str {
        &self.description().pointer
    }

    /// Returns the error message: the value found and the value expected.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.description().message
    }

    /// Returns the JSON of the event as received: a slice of the payload's bytes.
    #[must_use]
    pub fn json(&self) -> &str {
        self.holder.json(&self.part)
    }

    fn description(&self) -> &Description {
        self.description.get_or_init(|| Box::new(self.describe()))
    }

    fn describe(&self) -> Description {
        let pointer = self.holder.pointer(self.index);
        let json = surrogate::replaced(self.json(), &surrogate::halves(self.json()));
        let expected = self.holder.object.map(|object| Cause::Expected(Expected::Object(object)));
        match (self.failure.as_deref(), expected) {
            (Some(failure), _) => {
                let at = failure.at.saturating_sub(self.part.start);
                let mut reader = Reader::new(&json);
                reader.seek(at);
                let pointer = place::of_offset(&json, &pointer, at);
                Description { message: failure.cause.message(reader.skipped(), &pointer), pointer }
            }
            (None, Some(expected)) if !is_absent(&json) => {
                Description { message: expected.message(&json, &pointer), pointer }
            }
            (None, _) => {
                let message = "expected an event, found null, {} or []".to_owned();
                Description { pointer, message }
            }
        }
    }

    /// Returns the name of the event in an object that has an event in each member.
    pub(crate) fn member(&self) -> Option<&str> {
        self.holder.member.as_deref()
    }

    pub(crate) fn raw(&self) -> RawJson {
        self.holder.raw(&self.part)
    }

    /// Returns `true` if the JSON is one entry of the key's container, and not the whole value of the
    /// key.
    pub(crate) fn is_entry(&self) -> bool {
        self.index.is_some() || self.member().is_some()
    }
}

/// Returns `true` for null and for an empty object or array.
fn is_absent(json: &str) -> bool {
    let mut reader = Reader::new(json);
    reader.take_empty(b'{') || reader.take_empty(b'[') || reader.null().unwrap_or(false)
}

impl fmt::Debug for UndecodedEvent {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("UndecodedEvent")
            .field("key", &self.key())
            .field("pointer", &self.pointer())
            .field("message", &self.message())
            .field("json", &self.raw())
            .field("entry", &self.is_entry())
            .finish()
    }
}

impl PartialEq for UndecodedEvent {
    fn eq(&self, other: &Self) -> bool {
        self.key() == other.key()
            && self.is_entry() == other.is_entry()
            && self.raw() == other.raw()
    }
}
