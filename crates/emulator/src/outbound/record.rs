//! Records of delivery attempts and CRC requests.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use account_activity::{EventKind, ReplayJobId, SubscriptionId, Timestamp, UserId, WebhookId, xaa};
use bytes::Bytes;
use serde::{Serialize, Serializer};

use super::failure::Failure;
use crate::fault::Fault;

/// An attempt to deliver and its result.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct DeliveryRecord {
    /// The number of the attempt, over all webhooks, from 1.
    pub number: u64,
    /// The number of the delivery: the same for all its attempts.
    pub delivery: u64,
    /// The time of the attempt, in emulated time. In JSON it is in milliseconds since 1970.
    pub at: Timestamp,
    /// The webhook.
    pub webhook: WebhookId,
    /// The subscriber. Absent from revocations, from the status of Replay jobs, and from events of a
    /// keyword.
    pub for_user: Option<UserId>,
    /// The reason for the delivery.
    pub origin: Origin,
    /// The kinds of the events of the Account Activity API.
    pub kinds: Vec<EventKind>,
    /// The kind of the event of the X Activity API. Absent in the Account Activity API.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub activity: Option<xaa::EventKind>,
    /// The subscription of the X Activity API. Absent if the event needs none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subscription: Option<SubscriptionId>,
    /// The number of the attempt within the delivery, from 1.
    pub attempt: u32,
    /// The requested faults of the delivery.
    pub faults: Vec<Fault>,
    /// The names of the headers that the emulator sets. Empty if nothing was sent.
    pub headers: Vec<String>,
    /// The body as it was sent. In JSON it is a text.
    #[serde(serialize_with = "as_text")]
    pub body: Bytes,
    /// The result.
    pub outcome: Outcome,
    /// The status of the response. Absent if there was none.
    pub status: Option<u16>,
    /// The start of the response's body, up to 1,024 bytes, in which receivers say why they failed.
    /// Absent if there was no response, or its body was empty or was not read.
    pub response: Option<String>,
    /// The time until the response was complete, in milliseconds of real time.
    pub latency_ms: u64,
    /// The time of the next attempt, in emulated time. Absent if there is none.
    pub next_attempt: Option<Timestamp>,
}

/// The reason for a delivery.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Origin {
    /// An event of a subscriber.
    Activity,
    /// A Replay job that sends the delivery again.
    Replay(ReplayJobId),
    /// The end of a Replay job, whose status is delivered.
    ReplayStatus(ReplayJobId),
}

/// The result of an attempt.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Outcome {
    /// The response was 200 and arrived in time.
    Delivered,
    /// The delivery was sent and failed.
    Failed(Failure),
    /// The delivery was not sent.
    NotSent(NotSent),
}

/// The reason that a delivery was not sent.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum NotSent {
    /// The webhook does not exist or is invalid.
    WebhookInvalid,
    /// The user is no longer subscribed.
    Unsubscribed,
    /// A requested outage of the API is in progress.
    Outage,
    /// A requested fault dropped the delivery.
    Dropped,
    /// The webhook became invalid after an earlier attempt, which ends the retries, even if the
    /// webhook is valid again.
    Invalidated,
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
            Self::WebhookInvalid => "the webhook does not exist or is invalid",
            Self::Unsubscribed => "the user is no longer subscribed",
            Self::Outage => "a requested outage",
            Self::Dropped => "a requested drop",
            Self::Invalidated => "the webhook became invalid after an earlier attempt",
        })
    }
}

/// A CRC request and its result.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct CrcRecord {
    /// The number of the CRC request, over all webhooks, from 1.
    pub number: u64,
    /// The time of the request, in emulated time. In JSON it is in milliseconds since 1970.
    pub at: Timestamp,
    /// The webhook, which may not be registered yet.
    pub webhook: WebhookId,
    /// The query that was sent.
    pub query: String,
    /// The failure. Absent if the CRC passed.
    pub failure: Option<Failure>,
    /// The status of the response. Absent if there was none.
    pub status: Option<u16>,
    /// The start of the response's body, up to 1,024 bytes. Absent if there was no response, or its
    /// body was empty or was not read.
    pub response: Option<String>,
    /// The time until the response was complete, in milliseconds of real time.
    pub latency_ms: u64,
}

/// Returns the latest record of each delivery, without those of delivered ones.
pub(super) fn undelivered(records: Vec<DeliveryRecord>) -> Vec<DeliveryRecord> {
    let mut latest = BTreeMap::new();
    for record in records {
        latest.insert(record.delivery, record);
    }
    let mut rest: Vec<_> =
        latest.into_values().filter(|record| record.outcome != Outcome::Delivered).collect();
    rest.sort_by_key(|record| record.number);
    rest
}

fn as_text<S: Serializer>(body: &Bytes, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&String::from_utf8_lossy(body))
}

pub(super) fn millis(latency: Duration) -> u64 {
    u64::try_from(latency.as_millis()).unwrap_or(u64::MAX)
}
