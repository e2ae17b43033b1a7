//! What arrives: a body, and what the inbox appends of it.

use std::hash::Hasher;

use account_activity::receiver::{Delivery, UndecodableDelivery};
use account_activity::{Activity, ActivityKind, Body, Family, Timestamp, UserId};
use bytes::Bytes;
use siphasher::sip128::{Hasher128, SipHasher24};

/// The body of a delivery, as an inbox appends it: its bytes, where and when it arrived, and its
/// activities.
///
/// A body without activities has one item, whose kind is `unknown`.
///
/// ```
/// use account_activity_inbox::Arrival;
/// use account_activity_inbox::account_activity::receiver::Delivery;
/// use account_activity_inbox::account_activity::{Body, Payload};
///
/// let body = Body::from_slice(br#"{"for_user_id": "1", "tweet_delete_events": [
///     {"status": {"id": "5", "user_id": "1"}, "timestamp_ms": "1576540568600"}
/// ]}"#)?;
/// let arrival = Arrival::new(&Delivery::unverified(body));
/// assert_eq!(arrival.keys().next(), Some("1/1/tweet_delete/5"));
/// # Ok::<(), account_activity_inbox::account_activity::DecodeError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Arrival {
    pub(crate) bytes: Bytes,
    pub(crate) path: Box<str>,
    pub(crate) received_at: Timestamp,
    pub(crate) entries: Vec<Entry>,
}

/// One activity of a body, or the body itself if it has none.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    /// The text of the activity's `EventKey`.
    pub(crate) key: String,
    pub(crate) kind: &'static str,
    /// The subscriber whose activities are handed over in order.
    pub(crate) subscriber: Option<UserId>,
    /// The number of the activity in its body. `None` if the body has no activities.
    pub(crate) position: Option<u32>,
    pub(crate) pair: Option<Pair>,
}

/// What tells that an activity of the other family, which has another key, is the same one.
#[derive(Clone, Debug)]
pub(crate) struct Pair {
    /// Subscriber, kind, source and target.
    pub(crate) key: String,
    pub(crate) family: Family,
    pub(crate) occurred_at: Option<Timestamp>,
}

impl Arrival {
    /// Creates an arrival from a delivery.
    #[must_use]
    pub fn new(delivery: &Delivery) -> Self {
        Self::of_body(delivery.body(), delivery.received_at()).at(delivery.path())
    }

    /// Creates an arrival from a body, such as an envelope of the stream of the X Activity API. Its path
    /// is `/`.
    #[must_use]
    pub fn of_body(body: &Body, received_at: Timestamp) -> Self {
        let mut entries: Vec<Entry> = (0..).zip(body.activities()).map(Entry::new).collect();
        if entries.is_empty() {
            entries.push(Entry::of_bytes(body.as_bytes()));
        }
        let bytes = Bytes::copy_from_slice(body.as_bytes());
        Self { bytes, path: "/".into(), received_at, entries }
    }

    /// Creates an arrival from a delivery that cannot be decoded. It has one item, whose kind is
    /// `unknown`.
    #[must_use]
    pub fn of_undecodable(delivery: &UndecodableDelivery) -> Self {
        let bytes = delivery.as_bytes();
        Self {
            bytes: Bytes::copy_from_slice(bytes),
            path: delivery.path().into(),
            received_at: delivery.received_at(),
            entries: vec![Entry::of_bytes(bytes)],
        }
    }

    fn at(mut self, path: &str) -> Self {
        self.path = path.into();
        self
    }

    /// Returns the body as received.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Returns the keys of the items, in the order of the body. The key of an activity is the text of its
    /// [`EventKey`](account_activity::EventKey).
    pub fn keys(&self) -> impl ExactSizeIterator<Item = &str> {
        self.entries.iter().map(|entry| &*entry.key)
    }
}

impl Entry {
    fn new((position, activity): (u32, Activity<'_>)) -> Self {
        Self {
            key: activity.key().as_str().to_owned(),
            kind: activity.kind().as_str(),
            subscriber: activity.subscriber(),
            position: Some(position),
            pair: Pair::new(activity),
        }
    }

    fn of_bytes(bytes: &[u8]) -> Self {
        let mut hasher = SipHasher24::new();
        hasher.write(bytes);
        Self {
            key: format!("1/_/unknown/{:032x}", hasher.finish128().as_u128()),
            kind: ActivityKind::Unknown.as_str(),
            subscriber: None,
            position: None,
            pair: None,
        }
    }
}

impl Pair {
    fn new(activity: Activity<'_>) -> Option<Self> {
        let target = match activity.kind() {
            ActivityKind::Follow
            | ActivityKind::Unfollow
            | ActivityKind::Mute
            | ActivityKind::Unmute
            | ActivityKind::Block
            | ActivityKind::Unblock => activity.target()?.to_string(),
            ActivityKind::Like => activity.post_id()?.to_string(),
            _ => return None,
        };
        let (subscriber, actor) = (activity.subscriber()?, activity.actor()?);
        Some(Self {
            key: format!("{subscriber}/{}/{actor}/{target}", activity.kind()),
            family: activity.family(),
            occurred_at: activity.occurred_at(),
        })
    }
}
