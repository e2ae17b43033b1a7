//! An event with its envelope.

use std::ops::Range;
use std::sync::Arc;

use super::Envelope;
use super::included::{Included, Orders, Parties};
use super::lazy::Lazy;
use crate::event::hash;
use crate::value::id::UserId;
use crate::value::text::Text;
use crate::xaa::{Event, EventKind, Filter, Includes, User};

/// An element of `data`: an event, and what the delivery tells about it. A Direct Message that cannot be
/// decoded is apart, behind the event with the other messages of its element.
#[derive(Clone, Debug)]
pub(super) struct Datum {
    pub(super) event: Event,
    /// The members beside the content. `None` if the element lacks all of them.
    pub(super) context: Option<Arc<Context>>,
    /// The place of the JSON in the body.
    pub(super) part: Range<usize>,
}

/// The members of an event beside its content.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Context {
    /// The kind as received.
    pub(super) event_type: Option<Text>,
    pub(super) event_uuid: Option<Text>,
    pub(super) filter: Option<Filter>,
    pub(super) tag: Option<Text>,
    pub(super) includes: Option<Box<Includes>>,
    /// The hash of the event's JSON, because each receipt of a list has it in its key. The key of a Direct
    /// Message that cannot be decoded has another hash.
    pub(super) hash: Lazy<Box<str>>,
    /// The orders of the event's own objects.
    pub(super) orders: Lazy<Box<Orders>>,
}

impl Datum {
    /// Returns the number of decoded messages before a Direct Message that cannot be decoded, if it is apart.
    pub(super) fn messages_before(&self) -> Option<usize> {
        match &self.event {
            Event::Undecoded(undecoded) => undecoded.messages_before(),
            _ => None,
        }
    }
}

impl PartialEq for Datum {
    fn eq(&self, other: &Self) -> bool {
        self.event == other.event && self.context == other.context
    }
}

/// An event with its envelope, its filter, and the objects it refers to.
#[derive(Clone, Copy, Debug)]
pub struct Entry<'a> {
    envelope: &'a Envelope,
    datum: &'a Datum,
}

impl<'a> Entry<'a> {
    pub(super) const fn new(envelope: &'a Envelope, datum: &'a Datum) -> Self {
        Self { envelope, datum }
    }

    /// Returns the envelope that contains the event.
    #[must_use]
    pub const fn envelope(self) -> &'a Envelope {
        self.envelope
    }

    /// Returns the event.
    #[must_use]
    pub const fn event(self) -> &'a Event {
        &self.datum.event
    }

    /// Returns the kind of the event.
    #[must_use]
    pub fn kind(self) -> EventKind {
        self.event().kind()
    }

    fn context(self) -> Option<&'a Context> {
        self.datum.context.as_deref()
    }

    /// Returns the kind as received, which can be one of several spellings. Absent only from trimmed
    /// data.
    #[must_use]
    pub fn event_type(self) -> Option<&'a str> {
        self.context()?.event_type.as_deref()
    }

    /// Returns the id of the event. For posts and news, it is the id of the post or story, so that
    /// several events share it. Absent from data of 2025.
    #[must_use]
    pub fn event_uuid(self) -> Option<&'a str> {
        self.context()?.event_uuid.as_deref()
    }

    /// Returns the condition of the subscription. `None` for bare posts, and where the delivery has none,
    /// as in one of X's examples.
    #[must_use]
    pub fn filter(self) -> Option<&'a Filter> {
        self.context()?.filter.as_ref()
    }

    /// Returns the name that the app gave the subscription. Absent if it gave none.
    #[must_use]
    pub fn tag(self) -> Option<&'a str> {
        self.context()?.tag.as_deref()
    }

    /// Returns the objects that the event refers to. Absent from most kinds.
    #[must_use]
    pub fn includes(self) -> Option<&'a Includes> {
        let own = self.context().and_then(|context| context.includes.as_deref());
        own.or(self.envelope.includes.as_deref())
    }

    /// Returns the objects that the event refers to, by their ids.
    pub(crate) fn included(self) -> Option<Included<'a>> {
        let own = self.context().and_then(|it| Some((it.includes.as_deref()?, &it.orders)));
        let is_shared = own.is_none() && self.envelope.elements > 1;
        let (objects, orders) =
            own.or_else(|| Some((self.envelope.includes.as_deref()?, &self.envelope.orders)))?;
        Some(Included::new(objects, orders, is_shared))
    }

    /// Returns a user of the content, whose key is mostly the id. Of several, the first counts.
    pub(crate) fn party(self, users: &'a Parties, id: UserId) -> Option<&'a User> {
        let by_key = users.get(id.to_string().as_str()).filter(|user| user.id == id);
        let by_id = || users.get(self.orders()?.party_key(users, id)?);
        by_key.or_else(by_id).map(|user| &***user)
    }

    fn orders(self) -> Option<&'a Orders> {
        Some(self.context()?.orders.get_or_init(Box::default))
    }

    /// Returns the subscriber: the user of the filter, or the user whom a revocation names.
    pub(crate) fn subscriber(self) -> Option<UserId> {
        match self.event() {
            Event::OauthRevoke(revoke) => Some(revoke.user_id),
            _ => self.filter()?.user_id,
        }
    }

    /// Returns the hash of the canonical [JSON](Self::json).
    pub(crate) fn hash(self) -> String {
        let computed = || hash(&[], self.json());
        match self.context() {
            Some(context) => context.hash.get_or_init(|| computed().into()).to_string(),
            None => computed(),
        }
    }

    /// Returns the number of decoded messages before a Direct Message that cannot be decoded, if others of its
    /// event can.
    pub(crate) fn messages_before(self) -> Option<usize> {
        self.datum.messages_before()
    }

    /// Returns the place of the [JSON](Self::json) in the body.
    pub(crate) const fn start(self) -> usize {
        self.datum.part.start
    }

    /// Returns the JSON of `data`, or of its element, as received. For a Direct Message that cannot be decoded,
    /// while others of its event can, it is the JSON of the message.
    #[must_use]
    pub fn json(self) -> &'a str {
        let part = self.envelope.as_bytes().get(self.datum.part.clone());
        part.and_then(|part| std::str::from_utf8(part).ok()).unwrap_or("null")
    }
}

/// An iterator over the [entries](Envelope::entries) of an envelope.
#[derive(Clone, Debug)]
pub struct Entries<'a> {
    envelope: &'a Envelope,
    data: std::slice::Iter<'a, Datum>,
}

impl<'a> Entries<'a> {
    pub(super) fn new(envelope: &'a Envelope) -> Self {
        Self { envelope, data: envelope.data.iter() }
    }
}

impl<'a> Iterator for Entries<'a> {
    type Item = Entry<'a>;

    fn next(&mut self) -> Option<Entry<'a>> {
        self.data.next().map(|datum| Entry::new(self.envelope, datum))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.data.size_hint()
    }
}

impl DoubleEndedIterator for Entries<'_> {
    fn next_back(&mut self) -> Option<Self::Item> {
        self.data.next_back().map(|datum| Entry::new(self.envelope, datum))
    }
}

impl ExactSizeIterator for Entries<'_> {}
