//! What a request of X brought.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;

use super::Verified;
use crate::event::Event;
use crate::payload::{DecodeError, Entry, Payload};
use crate::value::timestamp::Timestamp;

/// A delivery whose signature was verified, decoded.
///
/// It comes out of a [`Receiver`](super::Receiver) and from nowhere else, so whoever is given one
/// need not ask whether X sent it. Cloning it copies a pointer.
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

/// A delivery whose signature was verified, but which is not JSON that decodes.
///
/// Nothing that X is known to send is. Sent again it would not decode either, so it is best kept
/// as it is: [`as_bytes`](Self::as_bytes) is all of it.
#[derive(Clone, Debug)]
pub struct UndecodableDelivery(Arc<Undecodable>);

#[derive(Debug)]
struct Undecodable {
    body: Bytes,
    error: DecodeError,
    origin: Origin,
}

/// A verified body, decoded as far as that goes.
pub(super) type Decoded = Result<Delivery, UndecodableDelivery>;

/// How a body came.
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

    /// Makes a delivery of a payload that nothing has verified: to test a handler, or to hand it
    /// what was stored before. It is received now, at the path `/`.
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

    /// What it says. Its events are [`entries`](Self::entries).
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

    /// The body, as it was signed.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        self.0.payload.as_bytes()
    }

    /// Gives the payload away, and copies it only if there are other clones of the delivery.
    #[must_use]
    pub fn into_payload(self) -> Payload {
        Arc::unwrap_or_clone(self.0).payload
    }

    /// When it had arrived, by this machine's clock.
    #[must_use]
    pub fn received_at(&self) -> Timestamp {
        self.0.origin.received_at
    }

    /// Which secret of which scheme verified it: with several apps on one URL, which app it is
    /// from; during a rotation, whether the old secret is still used. `None` only of an
    /// [`unverified`](Self::unverified) one.
    #[must_use]
    pub fn verified(&self) -> Option<Verified> {
        self.0.origin.verified
    }

    /// The path that it was posted to, which tells environments and tenants apart.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.0.origin.path
    }

    /// How old an event was when its delivery arrived; zero if the clocks disagree.
    ///
    /// Nothing but its age marks an event of a Replay job, which is at least ten minutes old where
    /// one that has just happened comes within seconds. A retry may be some hours old too. `None`
    /// if the event says no time of its own.
    #[must_use]
    pub fn age(&self, event: &Event) -> Option<Duration> {
        let occurred_at = event.occurred_at()?;
        Some(self.received_at().duration_since(occurred_at).unwrap_or_default())
    }
}

impl UndecodableDelivery {
    pub(super) fn new(body: Bytes, error: DecodeError, origin: Origin) -> Self {
        Self(Arc::new(Undecodable { body, error, origin }))
    }

    /// The body, as it was signed.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0.body
    }

    /// Why it does not decode, and where.
    #[must_use]
    pub fn error(&self) -> &DecodeError {
        &self.0.error
    }

    /// When it had arrived, by this machine's clock.
    #[must_use]
    pub fn received_at(&self) -> Timestamp {
        self.0.origin.received_at
    }

    /// Which secret of which scheme verified it.
    #[must_use]
    pub fn verified(&self) -> Option<Verified> {
        self.0.origin.verified
    }

    /// The path that it was posted to.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.0.origin.path
    }
}
