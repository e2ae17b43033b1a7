//! Requests to the server, and what they are sent to.

use std::time::Duration;

use async_nats::jetstream::message::StreamMessage;
use async_nats::jetstream::{self, Context, stream};
use async_nats::{Client, Message, StatusCode};
use bytes::Bytes;
use futures_util::StreamExt;
use serde_json::{Value, json};
use tokio::time::timeout;

use super::failing::{failed, refused, storage};
use super::lane::Position;
use crate::{Error, StorageErrorKind};

/// How long an inbox waits for the response to what only saves a redelivery.
const SHORT: Duration = Duration::from_secs(1);

/// How long an inbox waits for a message. A server responds at once if a consumer has none. It does not respond if
/// another message of the consumer is not acknowledged, and drops the request once nobody waits.
const PULL: Duration = Duration::from_millis(500);

/// The connection to the server.
#[derive(Clone, Debug)]
pub(super) struct Server {
    pub(super) client: Client,
    pub(super) context: Context,
}

/// A message that the server delivers.
#[derive(Debug)]
pub(super) struct Delivery {
    pub(super) message: Message,
    pub(super) position: Position,
    /// The subject that acknowledges the message.
    pub(super) reply: String,
}

impl Server {
    pub(super) fn new(client: Client, timeout: Duration) -> Self {
        let context = jetstream::ContextBuilder::new().timeout(timeout).ack_timeout(timeout);
        Self { context: context.build(client.clone()), client }
    }

    /// Calls the API of JetStream.
    pub(super) async fn api(&self, subject: String, request: &Value) -> Result<Value, Error> {
        let mut response: Value = self.context.request(subject, request).await.map_err(failed)?;
        match response.get_mut("error").map(Value::take) {
            None => Ok(response),
            Some(error) => Err(match serde_json::from_value::<jetstream::Error>(error) {
                Ok(error) => refused(error),
                Err(error) => storage(StorageErrorKind::Other, error),
            }),
        }
    }

    /// Gets the next message of a consumer without waiting for one. `None` if there is none, or if another
    /// message is not acknowledged.
    pub(super) async fn pull(
        &self,
        stream: &str,
        consumer: &str,
    ) -> Result<Option<Delivery>, Error> {
        let inbox = self.client.new_inbox();
        let mut responses = self.client.subscribe(inbox.clone()).await.map_err(failed)?;
        let request = json!({ "batch": 1, "no_wait": true }).to_string();
        let request = async_nats::Request::new().payload(request.into()).inbox(inbox);
        let subject = format!("CONSUMER.MSG.NEXT.{stream}.{consumer}");
        let sent = self.context.send_request(subject, request).await;
        sent.map_err(|error| storage(StorageErrorKind::Unreachable, error))?;
        let message = match timeout(PULL, responses.next()).await {
            Ok(Some(message)) => message,
            Ok(None) => {
                return Err(storage(StorageErrorKind::Unreachable, "the connection was closed"));
            }
            Err(_) => return Ok(None),
        };
        match message.status {
            None | Some(StatusCode::OK) => Delivery::new(message).map(Some),
            Some(StatusCode::NO_RESPONDERS) => {
                Err(storage(StorageErrorKind::Unreachable, "the consumer does not respond"))
            }
            Some(_) => Ok(None),
        }
    }

    /// Tells the server about a message. What the server does not hear only makes it deliver the message
    /// again.
    pub(super) async fn tell(&self, reply: String, word: String) {
        let told = timeout(SHORT, self.client.request(reply, Bytes::from(word))).await;
        if !matches!(told, Ok(Ok(_))) {
            tracing::debug!(?told, "the server did not confirm an acknowledgement");
        }
    }

    /// Acknowledges a message.
    pub(super) async fn acknowledge(&self, reply: String) {
        self.tell(reply, "+ACK".to_owned()).await;
    }

    /// Makes the server deliver a message again.
    pub(super) async fn again(&self, reply: String, after: Duration) {
        let word = match after.as_nanos() {
            0 => "-NAK".to_owned(),
            nanos => {
                format!("-NAK {}", json!({ "delay": u64::try_from(nanos).unwrap_or(u64::MAX) }))
            }
        };
        self.tell(reply, word).await;
    }
}

impl Delivery {
    fn new(message: Message) -> Result<Self, Error> {
        let reply = message.reply.as_ref().map(ToString::to_string).unwrap_or_default();
        let position = position(&reply).ok_or_else(|| {
            storage(StorageErrorKind::Other, format!("`{reply}` does not name a message"))
        })?;
        Ok(Self { message, position, reply })
    }
}

/// Reads the position of a message from the subject that acknowledges it: `$JS.ACK`, then a domain and an
/// account in newer servers, then the stream, the consumer, the number of the delivery, the sequence number in
/// the stream, the one of the consumer, the time, and the number of pending messages.
fn position(reply: &str) -> Option<Position> {
    let tokens: Vec<&str> = reply.split('.').collect();
    let first = if tokens.len() > 9 { 4 } else { 2 };
    let number = |index: usize| tokens.get(first + index)?.parse().ok();
    Some(Position { sequence: number(3)?, stored_at: i64::try_from(number(5)?).ok()? })
}

/// Reads a message of a stream. `None` if there is none.
pub(super) async fn read(
    get: impl Future<Output = Result<StreamMessage, stream::DirectGetError>>,
) -> Result<Option<StreamMessage>, Error> {
    match get.await {
        Ok(message) => Ok(Some(message)),
        Err(error) if error.kind() == stream::DirectGetErrorKind::NotFound => Ok(None),
        Err(error) => Err(failed(error)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_of_both_forms() {
        let expected = Some(Position { sequence: 7, stored_at: 1_700_000_000_000_000_001 });
        for reply in [
            "$JS.ACK.inbox.p3.1.7.9.1700000000000000001.0",
            "$JS.ACK.domain.hash.inbox.p3.1.7.9.1700000000000000001.0",
            "$JS.ACK._.hash.inbox.p3.1.7.9.1700000000000000001.0.token",
        ] {
            assert_eq!(position(reply), expected, "{reply}");
        }
        assert_eq!(position("_INBOX.a.b"), None);
    }
}
