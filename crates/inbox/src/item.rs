//! A claimed item.

use account_activity::{Activity, Body, DecodeError, Timestamp, UserId};
use bytes::Bytes;

use crate::{Claim, Failure, ItemId, Record};

/// An item of an inbox that a worker has claimed: an activity, or a body without activities.
#[derive(Clone, Debug)]
pub struct Item {
    pub(crate) claim: Claim,
    pub(crate) key: Box<str>,
    pub(crate) kind: Box<str>,
    pub(crate) subscriber: Option<UserId>,
    pub(crate) position: Option<u32>,
    pub(crate) path: Box<str>,
    pub(crate) received_at: Timestamp,
    pub(crate) attempt: u32,
    pub(crate) failures: Vec<Failure>,
    pub(crate) bytes: Bytes,
    pub(crate) body: Result<Body, DecodeError>,
}

impl Item {
    pub(crate) fn of(record: &Record, claim: Claim, position: Option<u32>) -> Self {
        Self {
            claim,
            key: record.key.as_str().into(),
            kind: record.kind.as_str().into(),
            subscriber: record.subscriber,
            position,
            path: record.path.as_str().into(),
            received_at: record.received_at,
            attempt: record.attempts,
            failures: record.failures.clone(),
            bytes: record.body.clone(),
            body: Body::from_bytes(record.body.clone()),
        }
    }

    /// Returns the id, which grows in the order in which items are stored.
    #[must_use]
    pub const fn id(&self) -> ItemId {
        self.claim.item
    }

    /// Returns the claim, which the methods of [`Inbox`](crate::Inbox) take. A [`Worker`](crate::Worker)
    /// passes it.
    #[must_use]
    pub const fn claim(&self) -> &Claim {
        &self.claim
    }

    /// Returns the activity. `None` if the body has no activities, or cannot be decoded:
    /// [`as_bytes`](Self::as_bytes) has it.
    #[must_use]
    pub fn activity(&self) -> Option<Activity<'_>> {
        let position = usize::try_from(self.position?).ok()?;
        let body = self.body()?;
        let same = |activity: &Activity<'_>| activity.key().as_str() == &*self.key;
        // A later version can find other activities in a body that an earlier one stored.
        match body.activities().nth(position).filter(same) {
            None => body.activities().find(same).or_else(|| body.activities().nth(position)),
            activity => activity,
        }
    }

    /// Returns the decoded body of the delivery. `None` if it cannot be decoded.
    #[must_use]
    pub const fn body(&self) -> Option<&Body> {
        match &self.body {
            Ok(body) => Some(body),
            Err(_) => None,
        }
    }

    /// Returns why the body cannot be decoded, if so.
    #[must_use]
    pub const fn decode_error(&self) -> Option<&DecodeError> {
        match &self.body {
            Ok(_) => None,
            Err(error) => Some(error),
        }
    }

    /// Returns the body of the delivery as received. It can have other activities too, which are items of
    /// their own.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Returns the text of the activity's key. The key of a body without activities is a hash of its
    /// bytes.
    #[must_use]
    pub fn key(&self) -> &str {
        &self.key
    }

    /// Returns the activity's kind, such as `direct_message`, as
    /// [`ActivityKind`](account_activity::ActivityKind) writes it. A body without activities is
    /// `unknown`.
    #[must_use]
    pub fn kind(&self) -> &str {
        &self.kind
    }

    /// Returns the user whose activity it is. `None` if the body names none.
    #[must_use]
    pub const fn subscriber(&self) -> Option<UserId> {
        self.subscriber
    }

    /// Returns the path of the request that delivered the body.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Returns the time at which the delivery had arrived.
    #[must_use]
    pub const fn received_at(&self) -> Timestamp {
        self.received_at
    }

    /// Returns the number of this attempt, from 1. Attempts that ended with their process count.
    #[must_use]
    pub const fn attempt(&self) -> u32 {
        self.attempt
    }

    /// Returns the failures of earlier attempts, the oldest first.
    #[must_use]
    pub fn failures(&self) -> &[Failure] {
        &self.failures
    }
}
