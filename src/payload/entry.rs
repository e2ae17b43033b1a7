//! An event within its delivery.

use crate::event::{Event, EventKey, EventKind, Relation};
use crate::model::{App, DirectMessageUser};
use crate::payload::Payload;
use crate::value::id::UserId;
use crate::value::timestamp::Timestamp;

/// An event within its delivery, which tells for whom it is and who its parties are.
#[derive(Clone, Copy, Debug)]
pub struct Entry<'a> {
    payload: &'a Payload,
    event: &'a Event,
}

impl<'a> Entry<'a> {
    pub(super) const fn new(payload: &'a Payload, event: &'a Event) -> Self {
        Self { payload, event }
    }

    /// The event.
    #[must_use]
    pub const fn event(self) -> &'a Event {
        self.event
    }

    /// The delivery.
    #[must_use]
    pub const fn payload(self) -> &'a Payload {
        self.payload
    }

    /// The kind of the event.
    #[must_use]
    pub fn kind(self) -> EventKind {
        self.event.kind()
    }

    /// When it happened; see [`Event::occurred_at`].
    #[must_use]
    pub fn occurred_at(self) -> Option<Timestamp> {
        self.event.occurred_at()
    }

    /// Who did it; see [`Event::actor`].
    #[must_use]
    pub fn actor(self) -> Option<UserId> {
        self.event.actor()
    }

    /// Why the subscriber got it; [`Relation::Unrelated`] where the delivery names no subscriber.
    #[must_use]
    pub fn relation(self) -> Relation {
        match self.event.subscriber(self.payload.for_user_id) {
            Some(subscriber) => self.event.relation_to(subscriber),
            None => Relation::Unrelated,
        }
    }

    /// Whether the subscriber did it: the guard against a bot that answers itself.
    ///
    /// ```
    /// # let payload = account_activity::Payload::from_slice(b"{}")?;
    /// for entry in payload.entries().filter(|entry| !entry.is_own()) {
    ///     // Answer.
    /// }
    /// # Ok::<(), account_activity::DecodeError>(())
    /// ```
    #[must_use]
    pub fn is_own(self) -> bool {
        let subscriber = self.event.subscriber(self.payload.for_user_id);
        subscriber.is_some() && self.actor() == subscriber
    }

    /// The sender of a Direct Message, its typing or its reading, from the delivery's `users`.
    /// `None` for other kinds, and where the delivery does not describe the user.
    #[must_use]
    pub fn sender(self) -> Option<&'a DirectMessageUser> {
        self.party(self.event.actor()?)
    }

    /// The recipient of a Direct Message, its typing or its reading, from the delivery's `users`.
    /// `None` for other kinds, and where the delivery does not describe the user.
    #[must_use]
    pub fn recipient(self) -> Option<&'a DirectMessageUser> {
        self.party(self.event.target()?)
    }

    fn party(self, id: UserId) -> Option<&'a DirectMessageUser> {
        match self.event {
            Event::DirectMessage(_)
            | Event::DirectMessageTyping(_)
            | Event::DirectMessageMarkRead(_) => {
                let users = &self.payload.users;
                users.get(&id).or_else(|| users.values().find(|user| user.id == id))
            }
            _ => None,
        }
    }

    /// The app that sent a Direct Message, from the delivery's `apps`. `None` for other kinds, for
    /// messages of people, and where the delivery does not describe the app.
    #[must_use]
    pub fn app(self) -> Option<&'a App> {
        let Event::DirectMessage(message) = self.event else { return None };
        let id = message.message_create.source_app_id?;
        let apps = &self.payload.apps;
        apps.get(&id).or_else(|| apps.values().find(|app| app.id == id))
    }

    /// The key to deduplicate and store the event by.
    #[must_use]
    pub fn key(self) -> EventKey {
        EventKey::new(self.event, self.payload.for_user_id)
    }
}
