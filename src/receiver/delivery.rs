//! Verified deliveries.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;

use super::Verified;
use crate::event::Event;
use crate::payload::{DecodeError, Entry, Payload};
use crate::value::timestamp::Timestamp;

/// A decoded delivery whose signature is verified.
///
/// Only a [`Receiver`](super::Receiver) makes deliveries, except for
/// [`unverified`](Self::unverified) ones. So a handler need not check whether X sent a delivery.
/// Cloning a delivery copies a pointer.
///
/// ```compile_fail,E0277
/// use account_activity::{Payload, receiver::Delivery};
///
/// let delivery: Delivery = Payload::from_slice(b"{}").unwrap().into();
/// ```
#[derive(Clone, Debug)]
pub struct Delivery(Arc<Contents>);

#[derive(Clone, Debug)]
struct Contents {
    payload: Payload,
    origin: Origin,
}

/// A delivery whose signature is verified, but whose body cannot be decoded.
///
/// X is not known to send such deliveries. A retry cannot be decoded either, so store the body:
/// [`as_bytes`](Self::as_bytes) returns all of it.
#[derive(Clone, Debug)]
pub struct UndecodableDelivery(Arc<Undecodable>);

#[derive(Debug)]
struct Undecodable {
    body: Bytes,
    error: DecodeError,
    origin: Origin,
}

pub(super) type Decoded = Result<Delivery, UndecodableDelivery>;

#[derive(Clone, Debug)]
pub(super) struct Origin {
    pub(super) path: Box<str>,
    pub(super) received_at: Timestamp,
    pub(super) verified: Option<Verified>,
}

impl Delivery {
    pub(super) fn new(payload: Payload, origin: Origin) -> Self {
        Self(Arc::new(Contents { payload, origin }))
    }

    /// Creates a delivery from a payload without verification.
    ///
    /// It is for tests of a handler, and for payloads that were stored before. Its time of receipt
    /// is now, and its path is `/`.
    ///
    /// ```
    /// use account_activity::model::{DeletedTweet, TweetDelete};
    /// use account_activity::receiver::Delivery;
    /// use account_activity::{Payload, TweetId, UserId};
    ///
    /// let delete = TweetDelete::new(DeletedTweet::new(TweetId::new(2), UserId::new(1)));
    /// let delivery = Delivery::unverified(Payload::from_events(UserId::new(1), [delete]));
    /// assert_eq!(delivery.payload().events().len(), 1);
    /// assert!(delivery.verified().is_none());
    /// ```
    #[must_use]
    pub fn unverified(payload: Payload) -> Self {
        let received_at = std::time::SystemTime::now().into();
        Self::new(payload, Origin { path: "/".into(), received_at, verified: None })
    }

    /// Returns the payload. [`entries`](Self::entries) returns its events.
    #[must_use]
    pub fn payload(&self) -> &Payload {
        &self.0.payload
    }

    /// Returns the entries of the payload: its events, in the order of the body.
    ///
    /// ```
    /// use account_activity::Payload;
    /// use account_activity::receiver::Delivery;
    ///
    /// # let body = include_bytes!("../../tests/fixtures/tweet_create_events/mention.json");
    /// let delivery = Delivery::unverified(Payload::from_slice(body)?);
    /// for entry in delivery.entries().filter(|entry| !entry.is_own()) {
    ///     println!("{:?} by {:?}", entry.relation(), entry.actor());
    /// }
    /// # assert_eq!(delivery.entries().count(), 1);
    /// # Ok::<(), account_activity::DecodeError>(())
    /// ```
    #[must_use]
    pub fn entries(&self) -> impl ExactSizeIterator<Item = Entry<'_>> + DoubleEndedIterator {
        self.0.payload.entries()
    }

    /// Returns the body. The signature covers exactly these bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        self.0.payload.as_bytes()
    }

    /// Consumes the delivery and returns its payload.
    ///
    /// The payload is copied only if the delivery has other clones.
    #[must_use]
    pub fn into_payload(self) -> Payload {
        Arc::unwrap_or_clone(self.0).payload
    }

    /// Returns the time at which the whole body had arrived, by the clock of this machine.
    #[must_use]
    pub fn received_at(&self) -> Timestamp {
        self.0.origin.received_at
    }

    /// Returns the scheme and the secret that verified the delivery.
    ///
    /// If several apps share a URL, the secret identifies the app. During a rotation, it shows
    /// whether X still uses the old secret. It is `None` only for an
    /// [`unverified`](Self::unverified) delivery.
    #[must_use]
    pub fn verified(&self) -> Option<Verified> {
        self.0.origin.verified
    }

    /// Returns the path of the request, which distinguishes environments and tenants.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.0.origin.path
    }

    /// Returns the age of an event when its delivery arrived, or zero if the clocks disagree.
    ///
    /// Only their age distinguishes the events of a Replay job: they are at least ten minutes old,
    /// and live events arrive within seconds. The events of a retry can be some hours old too. The
    /// age is `None` if the event has no time.
    #[must_use]
    pub fn age(&self, event: &Event) -> Option<Duration> {
        let occurred_at = event.occurred_at()?;
        Some(self.received_at().duration_since(occurred_at).unwrap_or_default())
    }

    /// Returns the age of the newest event, or `None` if no event has a time.
    pub(super) fn least_age(&self) -> Option<Duration> {
        self.payload().events().iter().filter_map(|event| self.age(event)).min()
    }
}

impl UndecodableDelivery {
    pub(super) fn new(body: Bytes, error: DecodeError, origin: Origin) -> Self {
        Self(Arc::new(Undecodable { body, error, origin }))
    }

    /// Returns the body. The signature covers exactly these bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0.body
    }

    /// Returns the decoding error and its position.
    #[must_use]
    pub fn error(&self) -> &DecodeError {
        &self.0.error
    }

    /// Returns the time at which the whole body had arrived, by the clock of this machine.
    #[must_use]
    pub fn received_at(&self) -> Timestamp {
        self.0.origin.received_at
    }

    /// Returns the scheme and the secret that verified the delivery.
    #[must_use]
    pub fn verified(&self) -> Option<Verified> {
        self.0.origin.verified
    }

    /// Returns the path of the request.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.0.origin.path
    }
}
