//! The content of a delivery.

use std::sync::Arc;

use account_activity::{Event, EventKind, Payload, SubscriptionId, Tier, UserId, xaa};
use bytes::Bytes;

use crate::fault::{Fault, with_future_fields, with_unknown_kind};

/// The body of a delivery, and what its records say about it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Content {
    /// The body as it is signed.
    pub body: Bytes,
    /// The subscriber. `None` if the body has none.
    pub for_user: Option<UserId>,
    /// The kinds of the events of the Account Activity API.
    pub kinds: Arc<[EventKind]>,
    /// The kind of the event of the X Activity API. `None` in the Account Activity API.
    pub activity: Option<xaa::EventKind>,
    /// The subscription of the X Activity API. `None` if the event needs none.
    pub subscription: Option<SubscriptionId>,
}

impl Content {
    /// Creates the content of an event of the X Activity API from the bytes of its envelope.
    #[must_use]
    pub fn activity(
        kind: xaa::EventKind,
        subscription: Option<SubscriptionId>,
        for_user: Option<UserId>,
        envelope: impl Into<Bytes>,
    ) -> Self {
        let kinds = Arc::default();
        Self { body: envelope.into(), for_user, kinds, activity: Some(kind), subscription }
    }

    /// Returns what is sent after the faults that alter the body before it is signed.
    pub(super) fn altered(mut self, faults: &[Fault]) -> Self {
        let body = self.body.clone();
        if faults.contains(&Fault::UnknownEventKind) {
            self.body = with_unknown_kind(&self.body);
        }
        if faults.contains(&Fault::FutureFields) {
            self.body = with_future_fields(&self.body);
        }
        if self.body == body {
            return self;
        }
        if self.activity.is_some() {
            let envelope = xaa::Envelope::from_bytes(self.body.clone());
            self.activity = envelope.ok().and_then(|it| it.kind()).or(self.activity);
        } else if let Ok(payload) = Payload::from_bytes(self.body.clone()) {
            self.kinds = kinds(&payload);
        }
        self
    }

    /// Returns what a Replay job sends. X documents the mark for `POST /2/webhooks/replay`, which sends
    /// the events of both APIs. The jobs of v1.1 do not mark those of the Account Activity API.
    pub(super) fn replayed(mut self, tier: Tier) -> Self {
        let is_of_v1 = matches!(tier, Tier::Sandbox | Tier::Premium | Tier::Enterprise);
        if (self.activity.is_some() || !is_of_v1)
            && let Some(members) = self.body.strip_suffix(b"}")
        {
            self.body = [members, br#","meta":{"replay":true}}"#].concat().into();
        }
        self
    }
}

impl From<&Payload> for Content {
    fn from(payload: &Payload) -> Self {
        Self {
            body: Bytes::copy_from_slice(payload.as_bytes()),
            for_user: payload.for_user_id(),
            kinds: kinds(payload),
            activity: None,
            subscription: None,
        }
    }
}

fn kinds(payload: &Payload) -> Arc<[EventKind]> {
    payload.events().iter().map(Event::kind).collect()
}
