//! Items as messages: the body is the payload, and the rest is in headers.

use account_activity::{Timestamp, UserId};
use async_nats::header::{HeaderMap, HeaderValue, NATS_MESSAGE_ID};
use bytes::Bytes;

use super::lane::StoredFailure;
use super::naming::{escape, unescape};
use crate::arrival::Entry;
use crate::{Arrival, Failure, ItemId, Record, State};

const KEY: &str = "Inbox-Key";
const KIND: &str = "Inbox-Kind";
const POSITION: &str = "Inbox-Position";
const PATH: &str = "Inbox-Path";
const RECEIVED_AT: &str = "Inbox-Received-At";
/// The attempts of a dead letter.
const ATTEMPTS: &str = "Inbox-Attempts";
/// The failures of a dead letter, which it keeps when it is pending again.
const FAILURES: &str = "Inbox-Failures";

/// Returns the headers of an entry. `id` is the id by which the server recognizes a message again.
pub(super) fn headers(entry: &Entry, arrival: &Arrival, id: &str) -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.insert(NATS_MESSAGE_ID, escape(id));
    headers.insert(KEY, escape(&entry.key));
    headers.insert(KIND, entry.kind);
    headers.insert(PATH, escape(&arrival.path));
    headers.insert(RECEIVED_AT, arrival.received_at.as_millis().to_string());
    if let Some(position) = entry.position {
        headers.insert(POSITION, position.to_string());
    }
    headers
}

/// Returns the headers of an item that becomes a dead letter.
pub(super) fn dead_headers(headers: &HeaderMap, record: &Record, id: &str) -> HeaderMap {
    let mut headers = headers.clone();
    headers.insert(NATS_MESSAGE_ID, id);
    headers.insert(ATTEMPTS, record.attempts.to_string());
    let failures: Vec<_> = record.failures.iter().map(StoredFailure::of).collect();
    // JSON has no line breaks outside of strings, and escapes them in strings.
    headers.insert(FAILURES, serde_json::to_string(&failures).unwrap_or_default());
    headers
}

/// Returns the headers of a dead letter that becomes pending again.
pub(super) fn requeued_headers(headers: &HeaderMap, id: ItemId) -> HeaderMap {
    let mut headers = headers.clone();
    headers.insert(NATS_MESSAGE_ID, format!("requeued/{id}"));
    headers.insert(ATTEMPTS, "0");
    headers
}

/// Reads an item. Its failures are those before it became pending.
pub(super) fn record(
    id: ItemId,
    state: State,
    subscriber: Option<UserId>,
    headers: &HeaderMap,
    body: Bytes,
) -> Record {
    let text = |name: &str| headers.get(name).map(HeaderValue::as_str).unwrap_or_default();
    let received_at = text(RECEIVED_AT).parse().unwrap_or_default();
    Record {
        id,
        state,
        key: unescape(text(KEY)),
        kind: text(KIND).to_owned(),
        subscriber,
        path: unescape(text(PATH)),
        received_at: Timestamp::from_millis(received_at),
        attempts: text(ATTEMPTS).parse().unwrap_or_default(),
        failures: failures(text(FAILURES)),
        body,
    }
}

fn failures(text: &str) -> Vec<Failure> {
    let failures: Vec<StoredFailure> = serde_json::from_str(text).unwrap_or_default();
    failures.iter().map(StoredFailure::read).collect()
}

/// Returns the place of the activity in its body.
pub(super) fn position(headers: &HeaderMap) -> Option<u32> {
    headers.get(POSITION)?.as_str().parse().ok()
}

/// Returns the partition and the subscriber of a subject.
pub(super) fn partition_and_subscriber(subject: &str) -> (Option<u32>, Option<UserId>) {
    let mut tokens = subject.split('.').skip(1);
    let partition = tokens.next().and_then(|token| token.parse().ok());
    (partition, tokens.next().and_then(|token| token.parse().ok()))
}

/// Returns the subscriber and the id of a dead letter's subject.
pub(super) fn subscriber_and_id(subject: &str) -> Option<(Option<UserId>, ItemId)> {
    let mut tokens = subject.split('.').skip(1);
    let subscriber = tokens.next()?.parse().ok();
    Some((subscriber, tokens.next()?.parse().ok()?))
}
