//! Verified deliveries.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;

use super::Verified;
use crate::activity::{Activities, Activity, Body};
use crate::payload::{DecodeError, Entries, Payload};
use crate::value::timestamp::Timestamp;
use crate::xaa::Envelope;

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
    body: Body,
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
    pub(super) fn new(body: Body, origin: Origin) -> Self {
        Self(Arc::new(Contents { body, origin }))
    }

    /// Creates a delivery from a body, such as a [`Payload`], without verification.
    ///
    /// It is for tests of a handler, and for bodies that were stored before. Its time of receipt is
    /// now, and its path is `/`.
    ///
    /// ```
    /// use account_activity::model::{DeletedTweet, TweetDelete};
    /// use account_activity::receiver::Delivery;
    /// use account_activity::{Payload, TweetId, UserId};
    ///
    /// let delete = TweetDelete::new(DeletedTweet::new(TweetId::new(2), UserId::new(1)));
    /// let delivery = Delivery::unverified(Payload::from_events(UserId::new(1), [delete]));
    /// assert_eq!(delivery.entries().len(), 1);
    /// assert!(delivery.verified().is_none());
    /// ```
    #[must_use]
    pub fn unverified(body: impl Into<Body>) -> Self {
        let received_at = std::time::SystemTime::now().into();
        Self::new(body.into(), Origin { path: "/".into(), received_at, verified: None })
    }

    /// Returns the body, of either family.
    ///
    /// ```
    /// use account_activity::Body;
    /// use account_activity::receiver::Delivery;
    ///
    /// # let body = include_bytes!("../../tests/fixtures/tweet_create_events/mention.json");
    /// let delivery = Delivery::unverified(Body::from_slice(body)?);
    /// match delivery.body() {
    ///     Body::AccountActivity(payload) => println!("for {:?}", payload.for_user_id()),
    ///     Body::XActivity(envelope) => println!("{:?}", envelope.kind()),
    ///     other => println!("{} bytes", other.as_bytes().len()),
    /// }
    /// # Ok::<(), account_activity::DecodeError>(())
    /// ```
    #[must_use]
    pub fn body(&self) -> &Body {
        &self.0.body
    }

    /// Returns the body, if it is of the Account Activity API. [`entries`](Self::entries) returns its
    /// events.
    #[must_use]
    pub fn payload(&self) -> Option<&Payload> {
        self.body().payload()
    }

    /// Returns the body, if it is of the X Activity API.
    #[must_use]
    pub fn envelope(&self) -> Option<&Envelope> {
        self.body().envelope()
    }

    /// Returns the activities of the body: its events, in a form that both families have.
    ///
    /// ```
    /// use account_activity::{ActivityKind, Body};
    /// use account_activity::receiver::Delivery;
    ///
    /// # let body = include_bytes!("../../tests/fixtures/tweet_create_events/mention.json");
    /// let delivery = Delivery::unverified(Body::from_slice(body)?);
    /// for activity in delivery.activities().filter(|activity| !activity.is_own()) {
    ///     println!("{}: {:?} by {:?}", activity.kind(), activity.relation(), activity.actor());
    /// }
    /// # assert_eq!(delivery.activities().next().unwrap().kind(), ActivityKind::Post);
    /// # Ok::<(), account_activity::DecodeError>(())
    /// ```
    #[must_use]
    pub fn activities(&self) -> Activities<'_> {
        self.body().activities()
    }

    /// Returns the entries of the payload: its events, in the order of the body. A body that is not of
    /// the Account Activity API has none.
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
    pub fn entries(&self) -> Entries<'_> {
        self.payload().map(Payload::entries).unwrap_or_default()
    }

    /// Returns the body. The signature covers exactly these bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        self.body().as_bytes()
    }

    /// Consumes the delivery and returns its body.
    ///
    /// The body is copied only if the delivery has other clones.
    #[must_use]
    pub fn into_body(self) -> Body {
        Arc::unwrap_or_clone(self.0).body
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

    /// Returns the age that a time had when the delivery arrived, or zero if the clocks disagree. The
    /// time is mostly that at which an event occurred.
    ///
    /// Only their age distinguishes the events of a Replay job of the Account Activity API: they are
    /// at least ten minutes old, and live events arrive within seconds. The events of a retry can be
    /// some hours old too.
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// use account_activity::receiver::Delivery;
    ///
    /// fn has_old_events(delivery: &Delivery) -> bool {
    ///     let mut times = delivery.entries().filter_map(|entry| entry.occurred_at());
    ///     times.any(|time| delivery.age(time) > Duration::from_secs(600))
    /// }
    /// # let delivery = Delivery::unverified(account_activity::Payload::default());
    /// # assert!(!has_old_events(&delivery));
    /// ```
    #[must_use]
    pub fn age(&self, time: Timestamp) -> Duration {
        self.received_at().duration_since(time).unwrap_or_default()
    }

    /// Returns the age of the newest event, or `None` if no event has a time.
    pub(super) fn least_age(&self) -> Option<Duration> {
        let times = self.activities().filter_map(Activity::occurred_at);
        times.map(|time| self.age(time)).min()
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
