//! Envelopes: the JSON bodies of deliveries, and the lines of the stream.

mod bare;
mod decode;
mod entry;
mod included;
mod lazy;
mod serial;

use bytes::Bytes;

use self::entry::Datum;
pub use self::entry::{Entries, Entry};
use self::included::Orders;
#[cfg(test)]
pub(crate) use self::included::visited;
pub(crate) use self::included::{Included, Parties};
use self::lazy::Lazy;

use super::{Event, EventKind, Filter, Includes, Meta, Problem, Wanted};
use crate::payload::{DecodeError, Fault};

/// The decoded body of a delivery of the X Activity API, or a line of its stream: its events, and the
/// bytes received.
///
/// Any JSON object decodes. An event whose kind is not in the schemas is [`Event::Unknown`]. An event
/// that lacks a required member is [`Event::Undecoded`]. Any other value that cannot be read is
/// absent, and [`faults`](Self::faults) lists it. A byte order mark (U+FEFF) before the object is
/// ignored.
///
/// Of several Direct Messages in one event, each that cannot be decoded is an [`Event::Undecoded`] of its
/// own. It comes after the event with the other messages, and
/// [`activities`](Self::activities) returns all messages in their order.
///
/// All deliveries seen have one event. Where `data` is an array, [`entries`](Self::entries) and
/// [`events`](Self::events) return all events, and [`event`](Self::event), [`kind`](Self::kind),
/// [`filter`](Self::filter) and the others are those of the first.
///
/// Two envelopes are equal if their contents are equal, even if their bytes or their faults differ.
///
/// ```
/// use account_activity::xaa::{Envelope, Event, EventKind};
///
/// let body = br#"{"data": {"event_type": "post.delete", "filter": {"user_id": "12"},
///     "payload": {"id": "20", "author_id": "12"}}}"#;
/// let envelope = Envelope::from_slice(body)?;
/// assert_eq!(envelope.kind(), Some(EventKind::PostDelete));
/// let Some(Event::PostDelete(delete)) = envelope.event() else { panic!("expected a deletion") };
/// assert_eq!(delete.id.get(), 20);
/// # Ok::<(), account_activity::DecodeError>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Envelope {
    body: Bytes,
    data: Vec<Datum>,
    /// Whether `data` is an array.
    is_array: bool,
    /// The number of objects in `data`, wanted or not.
    elements: usize,
    includes: Option<Box<Includes>>,
    /// The orders of the objects in `includes`.
    orders: Lazy<Box<Orders>>,
    meta: Option<Meta>,
    errors: Option<Vec<Problem>>,
    /// Whether the body has other members.
    has_others: bool,
    /// Whether the body has an event with a kind, wanted or not.
    has_kinds: bool,
    /// Whether all members and values are known to be in the schemas.
    is_in_schema: bool,
    faults: Vec<Fault>,
    fault_count: usize,
}

impl Envelope {
    /// Decodes an envelope from a copy of its bytes.
    ///
    /// # Errors
    ///
    /// [`DecodeError`] if the body is not a JSON object in UTF-8, or nests deeper than 128 levels
    /// outside unknown members.
    pub fn from_slice(body: &[u8]) -> Result<Self, DecodeError> {
        Self::from_bytes(Bytes::copy_from_slice(body))
    }

    /// Decodes an envelope and keeps its bytes without a copy.
    ///
    /// # Errors
    ///
    /// As for [`from_slice`](Self::from_slice).
    pub fn from_bytes(body: Bytes) -> Result<Self, DecodeError> {
        Self::from_wanted(body, None, &Wanted::ALL, &mut String::new())
    }

    /// Decodes an envelope with the events of some kinds. `checked` is the body, if its UTF-8 is checked already.
    /// `buffer` is memory that is used again.
    pub(crate) fn from_wanted(
        body: Bytes,
        checked: Option<&str>,
        wanted: &Wanted,
        buffer: &mut String,
    ) -> Result<Self, DecodeError> {
        let envelope = decode::decode(&body, checked, wanted, buffer)?;
        Ok(Self { body, ..envelope })
    }

    /// Returns the bytes as received, with the byte order mark if there was one. The signature of the
    /// delivery covers them.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.body
    }

    /// Consumes the envelope and returns its bytes.
    #[must_use]
    pub fn into_bytes(self) -> Bytes {
        self.body
    }

    /// Returns `true` if the body has an event with a kind, and no member of another API.
    pub(crate) fn is_unambiguous(&self) -> bool {
        !self.has_others && self.has_kinds
    }

    /// Returns `true` if decoding has seen that all members and values are in the schemas.
    ///
    /// [`unknown`](Self::unknown) is empty then. It can also be empty otherwise, if values are null or if the body
    /// has faults.
    #[must_use]
    pub fn is_in_schema(&self) -> bool {
        self.is_in_schema
    }

    /// Returns the JSON in the bytes.
    pub(crate) fn json(&self) -> &str {
        std::str::from_utf8(crate::payload::decode::without_mark(&self.body)).unwrap_or_default()
    }

    /// Returns an iterator over the events, each with its filter and what else the delivery tells
    /// about it.
    pub fn entries(&self) -> Entries<'_> {
        Entries::new(self)
    }

    /// Returns an iterator over the events.
    pub fn events(&self) -> impl ExactSizeIterator<Item = &Event> + DoubleEndedIterator + Clone {
        self.data.iter().map(|datum| &datum.event)
    }

    fn first(&self) -> Option<Entry<'_>> {
        self.entries().next()
    }

    /// Returns the event. `None` if the body has no `data`.
    #[must_use]
    pub fn event(&self) -> Option<&Event> {
        self.first().map(Entry::event)
    }

    /// Returns the kind of the event. `None` if the body has no `data`.
    #[must_use]
    pub fn kind(&self) -> Option<EventKind> {
        self.first().map(Entry::kind)
    }

    /// Returns the condition of the subscription. See [`Entry::filter`].
    #[must_use]
    pub fn filter(&self) -> Option<&Filter> {
        self.first()?.filter()
    }

    /// Returns the name that the app gave the subscription. Absent if it gave none.
    #[must_use]
    pub fn tag(&self) -> Option<&str> {
        self.first()?.tag()
    }

    /// Returns the id of the event. See [`Entry::event_uuid`].
    #[must_use]
    pub fn event_uuid(&self) -> Option<&str> {
        self.first()?.event_uuid()
    }

    /// Returns the objects that the event refers to. Absent from most kinds.
    #[must_use]
    pub fn includes(&self) -> Option<&Includes> {
        self.first().map_or(self.includes.as_deref(), Entry::includes)
    }

    /// Returns the data about the whole delivery. Absent from most.
    #[must_use]
    pub fn meta(&self) -> Option<&Meta> {
        self.meta.as_ref()
    }

    /// Returns `true` if a Replay job sent the delivery again.
    #[must_use]
    pub fn is_replay(&self) -> bool {
        self.meta.as_ref().and_then(|meta| meta.replay).unwrap_or(false)
    }

    /// Returns the errors that X reports beside or in place of the event. Mostly empty.
    #[must_use]
    pub fn errors(&self) -> &[Problem] {
        self.errors.as_deref().unwrap_or_default()
    }

    /// Returns the values that cannot be read, in the order of the body, except those that cost an
    /// event: [`Event::Undecoded`] describes these.
    ///
    /// The list is as long as [that of a payload](crate::Payload::faults).
    #[must_use]
    pub fn faults(&self) -> &[Fault] {
        &self.faults
    }

    /// Returns the number of faults, including those that [`faults`](Self::faults) does not list.
    #[must_use]
    pub fn fault_count(&self) -> usize {
        self.fault_count
    }
}

impl PartialEq for Envelope {
    fn eq(&self, other: &Self) -> bool {
        let Self {
            body: _,
            data,
            is_array,
            elements: _,
            includes,
            orders: _,
            meta,
            errors,
            has_others: _,
            has_kinds: _,
            is_in_schema: _,
            faults: _,
            fault_count: _,
        } = self;
        *data == other.data
            && *is_array == other.is_array
            && *includes == other.includes
            && *meta == other.meta
            && *errors == other.errors
    }
}

/// Iterates over the [entries](Envelope::entries).
impl<'a> IntoIterator for &'a Envelope {
    type Item = Entry<'a>;
    type IntoIter = Entries<'a>;

    fn into_iter(self) -> Entries<'a> {
        self.entries()
    }
}
