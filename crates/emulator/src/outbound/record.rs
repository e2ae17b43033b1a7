//! The record of what was sent and answered.

use std::collections::VecDeque;
use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use account_activity::{EventKind, ReplayJobId, Timestamp, UserId, WebhookId};
use bytes::Bytes;
use serde::{Serialize, Serializer};

use super::failure::Failure;
use crate::fault::Fault;

/// An attempt to deliver, and what came of it.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct DeliveryRecord {
    /// Counts the attempts to all webhooks, from 1.
    pub number: u64,
    /// The delivery: the same for all its attempts.
    pub delivery: u64,
    /// When it was attempted, in emulated time; in JSON milliseconds since 1970.
    pub at: Timestamp,
    /// The webhook it was for.
    pub webhook: WebhookId,
    /// The subscriber it was for. Absent from revocations and Replay job ends.
    pub for_user: Option<UserId>,
    /// Why it was sent.
    pub origin: Origin,
    /// The kinds of its events.
    pub kinds: Vec<EventKind>,
    /// Which attempt of the delivery it was, from 1.
    pub attempt: u32,
    /// The faults on request that it had.
    pub faults: Vec<Fault>,
    /// The names of the headers that we set. Empty if it was not sent.
    pub headers: Vec<String>,
    /// The body as it went out; in JSON as text.
    #[serde(serialize_with = "as_text")]
    pub body: Bytes,
    /// What came of it.
    pub outcome: Outcome,
    /// The status of the answer. Absent if there was none.
    pub status: Option<u16>,
    /// How long the answer took, in milliseconds of real time.
    pub latency_ms: u64,
    /// When it will be sent again, in emulated time. Absent if it will not.
    pub next_attempt: Option<Timestamp>,
}

/// Why a delivery was sent.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Origin {
    /// Something happened.
    Activity,
    /// A Replay job sends it again.
    Replay(ReplayJobId),
    /// It says how a Replay job ended.
    ReplayStatus(ReplayJobId),
}

/// What came of an attempt.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Outcome {
    /// It was answered 200 in time.
    Delivered,
    /// It was sent and failed.
    Failed(Failure),
    /// It was not sent.
    NotSent(NotSent),
}

/// Why a delivery was not sent.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum NotSent {
    /// The webhook is gone or not valid.
    WebhookInvalid,
    /// The user is not subscribed any more.
    Unsubscribed,
    /// The API has an outage on request.
    Outage,
    /// It was dropped on request.
    Dropped,
}

impl fmt::Display for Outcome {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Delivered => formatter.write_str("delivered"),
            Self::Failed(failure) => failure.fmt(formatter),
            Self::NotSent(reason) => write!(formatter, "not sent: {reason}"),
        }
    }
}

impl fmt::Display for NotSent {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::WebhookInvalid => "the webhook is gone or not valid",
            Self::Unsubscribed => "the user is not subscribed any more",
            Self::Outage => "an outage, on request",
            Self::Dropped => "dropped, on request",
        })
    }
}

/// A challenge, and what came of it.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct CrcRecord {
    /// Counts the challenges of all webhooks, from 1.
    pub number: u64,
    /// When it was made, in emulated time; in JSON milliseconds since 1970.
    pub at: Timestamp,
    /// The webhook, which need not be registered yet.
    pub webhook: WebhookId,
    /// The query that was sent.
    pub query: String,
    /// Why it failed. Absent if it passed.
    pub failure: Option<Failure>,
    /// The status of the answer. Absent if there was none.
    pub status: Option<u16>,
    /// How long the answer took, in milliseconds of real time.
    pub latency_ms: u64,
}

fn as_text<S: Serializer>(body: &Bytes, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&String::from_utf8_lossy(body))
}

pub(super) fn millis(latency: Duration) -> u64 {
    u64::try_from(latency.as_millis()).unwrap_or(u64::MAX)
}

/// The newest records, so many at most.
#[derive(Debug)]
pub(super) struct Log<R> {
    capacity: usize,
    records: Mutex<Records<R>>,
}

#[derive(Debug)]
struct Records<R> {
    count: u64,
    newest: VecDeque<R>,
}

impl<R: Clone> Log<R> {
    pub(super) fn new(capacity: usize) -> Self {
        Self { capacity, records: Mutex::new(Records { count: 0, newest: VecDeque::new() }) }
    }

    /// Keeps the record that the function makes of its number, and gives it back.
    pub(super) fn push(&self, record: impl FnOnce(u64) -> R) -> R {
        let mut records = self.lock();
        records.count += 1;
        let record = record(records.count);
        if self.capacity > 0 {
            if records.newest.len() == self.capacity {
                records.newest.pop_front();
            }
            records.newest.push_back(record.clone());
        }
        record
    }

    /// The records, oldest first.
    pub(super) fn all(&self) -> Vec<R> {
        self.lock().newest.iter().cloned().collect()
    }

    fn lock(&self) -> MutexGuard<'_, Records<R>> {
        self.records.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
