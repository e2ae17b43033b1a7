//! Events of known kinds that cannot be decoded.

use std::fmt;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use bytes::Bytes;

use super::EventKind;
use super::unknown::{json, raw};
use crate::model::DirectMessage;
use crate::wire::json::cause::{Cause, Expected};
use crate::wire::json::{Failure, Reader, place, surrogate};
use crate::wire::object;
use crate::wire::raw::RawJson;

/// An event of a known kind that cannot be decoded: a required member is missing or cannot be read.
/// The other events of the envelope are not affected. Of several Direct Messages in one event, each
/// that cannot be decoded is an event of its own.
///
/// Two of these events are equal if their kinds and their JSON are equal, and for one of several
/// messages, its place among the decoded ones. White space and the order of members do not count.
#[derive(Clone)]
pub struct UndecodedEvent {
    holder: Arc<Holder>,
    /// The index of the Direct Message in its list, if the event is one of several messages.
    message: Option<usize>,
    /// The place of the content or of the message in the body. It is empty if the event has no content.
    part: Range<usize>,
    /// The value that cannot be read. Without it, the content is missing, or the message is not an object.
    failure: Option<Box<Failure>>,
    /// Written when it is read, because most programs read only the JSON.
    description: OnceLock<Box<Description>>,
}

/// What undecoded events have in common. The Direct Messages of a list share it, because a body can have such a
/// message in every second byte.
#[derive(Clone)]
pub(super) struct Holder {
    pub(super) kind: EventKind,
    pub(super) body: Bytes,
    /// The index of the event in `data`, if that is an array.
    pub(super) index: Option<usize>,
    /// The number of decoded messages of the event before those that cannot be decoded, if there are any.
    pub(super) messages_before: Option<usize>,
}

#[derive(Clone)]
struct Description {
    pointer: String,
    message: String,
}

impl UndecodedEvent {
    pub(super) fn new(
        holder: Arc<Holder>,
        message: Option<usize>,
        part: Range<usize>,
        failure: Option<Box<Failure>>,
    ) -> Self {
        Self { holder, message, part, failure, description: OnceLock::new() }
    }

    /// Returns the kind that the event would have.
    #[must_use]
    pub fn kind(&self) -> EventKind {
        self.holder.kind.clone()
    }

    /// Returns the place of the fault in the envelope as a JSON pointer (RFC 6901), such as
    /// `/data/payload/source/data/id`. For a missing member, this is the object that lacks it.
    #[must_use]
    pub fn pointer(&self) -> &str {
        &self.description().pointer
    }

    /// Returns the error message: the value found and the value expected.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.description().message
    }

    /// Returns the JSON of the content (`payload`) as received: a slice of the envelope's bytes. It is
    /// `null` if the event has none. For one of several Direct Messages, it is the JSON of the message.
    #[must_use]
    pub fn json(&self) -> &str {
        json(&self.holder.body, &self.part)
    }

    /// Returns the number of decoded messages before a Direct Message, if others of its event are decoded.
    pub(super) fn messages_before(&self) -> Option<usize> {
        self.holder.messages_before
    }

    /// Returns the place of the content or of the message in the body.
    pub(super) fn part(&self) -> Range<usize> {
        self.part.clone()
    }

    fn description(&self) -> &Description {
        self.description.get_or_init(|| Box::new(self.describe()))
    }

    fn describe(&self) -> Description {
        let index = self.holder.index.map_or_else(String::new, |index| format!("/{index}"));
        let (pointer, not_an_object) = match self.message {
            Some(message) => {
                let pointer = format!("/data{index}/payload/direct_message_events/{message}");
                let expected = Expected::Object(object::shape::<DirectMessage>());
                let cause = Cause::Expected(expected);
                (pointer, Some(Failure { at: self.part.start, cause }))
            }
            None => (format!("/data{index}/payload"), None),
        };
        let Some(failure) = self.failure.as_deref().copied().or(not_an_object) else {
            let pointer = format!("/data{index}");
            let message =
                "expected the content of the event (`payload`), found none or an empty value"
                    .to_owned();
            return Description { pointer, message };
        };
        let json = surrogate::replaced(self.json(), &surrogate::halves(self.json()));
        let at = failure.at.saturating_sub(self.part.start);
        let mut reader = Reader::new(&json);
        reader.seek(at);
        let pointer = place::of_offset(&json, &pointer, at);
        Description { message: failure.cause.message(reader.skipped(), &pointer), pointer }
    }

    pub(super) fn raw(&self) -> RawJson {
        raw(&self.holder.body, &self.part)
    }
}

impl fmt::Debug for UndecodedEvent {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("UndecodedEvent")
            .field("kind", &self.holder.kind)
            .field("pointer", &self.pointer())
            .field("message", &self.message())
            .field("json", &self.raw())
            .finish()
    }
}

impl PartialEq for UndecodedEvent {
    fn eq(&self, other: &Self) -> bool {
        self.holder.kind == other.holder.kind
            && self.messages_before() == other.messages_before()
            && self.raw() == other.raw()
    }
}
