//! An event with its payload.

use crate::event::{Event, EventKey, EventKind, Relation};
use crate::model::{App, DirectMessageUser};
use crate::payload::Payload;
use crate::value::id::UserId;
use crate::value::timestamp::Timestamp;

/// An event with its payload, which names the subscriber and describes the parties of the event.
#[derive(Clone, Copy, Debug)]
pub struct Entry<'a> {
    payload: &'a Payload,
    event: &'a Event,
}

impl<'a> Entry<'a> {
    pub(super) const fn new(payload: &'a Payload, event: &'a Event) -> Self {
        Self { payload, event }
    }

    /// Returns the event.
    #[must_use]
    pub const fn event(self) -> &'a Event {
        self.event
    }

    /// Returns the payload that contains the event.
    #[must_use]
    pub const fn payload(self) -> &'a Payload {
        self.payload
    }

    /// Returns the kind of the event.
    #[must_use]
    pub fn kind(self) -> EventKind {
        self.event.kind()
    }

    /// Returns the time of the event. See [`Event::occurred_at`].
    #[must_use]
    pub fn occurred_at(self) -> Option<Timestamp> {
        self.event.occurred_at()
    }

    /// Returns the user who acted. See [`Event::actor`].
    #[must_use]
    pub fn actor(self) -> Option<UserId> {
        self.event.actor()
    }

    /// Returns the user acted upon. See [`Event::target`].
    #[must_use]
    pub fn target(self) -> Option<UserId> {
        self.event.target()
    }

    /// Returns the relation of the event to the subscriber. [`Relation::Unrelated`] if the payload
    /// names no subscriber.
    #[must_use]
    pub fn relation(self) -> Relation {
        match self.event.subscriber(self.payload.for_user_id) {
            Some(subscriber) => self.event.relation_to(subscriber),
            None => Relation::Unrelated,
        }
    }

    /// Returns `true` if the subscriber acted. A bot checks this to avoid responding to itself.
    ///
    /// ```
    /// # let payload = account_activity::Payload::from_slice(b"{}")?;
    /// for entry in payload.entries().filter(|entry| !entry.is_own()) {
    ///     // Respond to the event.
    /// }
    /// # Ok::<(), account_activity::DecodeError>(())
    /// ```
    #[must_use]
    pub fn is_own(self) -> bool {
        let subscriber = self.event.subscriber(self.payload.for_user_id);
        subscriber.is_some() && self.actor() == subscriber
    }

    /// Returns the sender of a Direct Message, a typing notice or a read receipt, from the
    /// payload's `users`. `None` for other kinds, and if the payload does not describe the user.
    #[must_use]
    pub fn sender(self) -> Option<&'a DirectMessageUser> {
        self.party(self.event.actor()?)
    }

    /// Returns the recipient of a Direct Message, a typing notice or a read receipt, from the
    /// payload's `users`. `None` for other kinds, and if the payload does not describe the user.
    #[must_use]
    pub fn recipient(self) -> Option<&'a DirectMessageUser> {
        self.party(self.event.target()?)
    }

    fn party(self, id: UserId) -> Option<&'a DirectMessageUser> {
        match self.event {
            Event::DirectMessage(_)
            | Event::DirectMessageTyping(_)
            | Event::DirectMessageMarkRead(_) => self.payload.user(id),
            _ => None,
        }
    }

    /// Returns the app that sent a Direct Message, from the payload's `apps`. `None` for other
    /// kinds, for messages that people sent, and if the payload does not describe the app.
    #[must_use]
    pub fn app(self) -> Option<&'a App> {
        let Event::DirectMessage(message) = self.event else { return None };
        self.payload.app(message.message_create.source_app_id?)
    }

    /// Returns the key to deduplicate and store the event by.
    #[must_use]
    pub fn key(self) -> EventKey {
        EventKey::new(self.event, self.payload.for_user_id)
    }
}
