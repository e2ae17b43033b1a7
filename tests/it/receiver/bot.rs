//! A handler that tests control, and deliveries for it.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use account_activity::model::{DeletedTweet, TweetDelete};
use account_activity::receiver::{
    Delivery, Handler, HandlerError, Receiver, Secret, Secrets, UndecodableDelivery, async_trait,
};
use account_activity::{Payload, TweetId, UserId};
use bytes::Bytes;
use http::{Method, Request};
use serde_json::{Value, json};
use tokio::sync::Semaphore;
use tokio::time::timeout;

use crate::fixtures;

pub(crate) const PATH: &str = "/webhooks/twitter";

/// What a delivery takes of `memory` for each byte of its body, as documented.
pub(crate) const DECODED_PER_BYTE: usize = 96;

/// A timeout that no test reaches, even on a busy machine.
pub(crate) const LONG: Duration = Duration::from_secs(60);

pub(crate) fn secrets() -> Secrets {
    Secrets::new(Secret::new("consumer secret").unwrap())
}

pub(crate) fn receiver() -> Receiver {
    Receiver::at(PATH, secrets())
}

/// Returns a signed delivery for a subscriber.
pub(crate) fn delivery(subscriber: u64) -> Request<Bytes> {
    let delete = TweetDelete::new(DeletedTweet::new(TweetId::new(1), UserId::new(subscriber)));
    signed(Payload::from_events(UserId::new(subscriber), [delete]).as_bytes())
}

pub(crate) fn signed(body: &[u8]) -> Request<Bytes> {
    secrets().signed_request(PATH.parse().unwrap(), body.to_vec())
}

/// Returns a delivery with a Direct Message of this length.
pub(crate) fn message(id: u64, length: usize) -> Request<Bytes> {
    let fixture = fixtures::named("direct_message_events/emoji.json").body;
    let mut body: Value = serde_json::from_str(&fixture).unwrap();
    let message = body.pointer_mut("/direct_message_events/0").unwrap();
    message["id"] = json!(id.to_string());
    message["message_create"]["message_data"] = json!({ "text": "a".repeat(length) });
    signed(body.to_string().as_bytes())
}

/// Returns the subscriber of a delivery of the Account Activity API.
pub(crate) fn subscriber(delivery: &Delivery) -> u64 {
    delivery.payload().and_then(Payload::for_user_id).unwrap().get()
}

/// Returns a request in the form of a delivery, with a body that the secret has not signed.
pub(crate) fn forged(body: &[u8]) -> Request<Bytes> {
    let other = Secrets::new(Secret::new("another secret").unwrap());
    other.signed_request(PATH.parse().unwrap(), body.to_vec())
}

pub(crate) fn crc() -> Request<Bytes> {
    Request::get(format!("{PATH}?crc_token=abc&nonce=def")).body(Bytes::new()).unwrap()
}

/// Returns a CRC request whose query X has signed.
pub(crate) fn signed_crc(query: &str) -> Request<Bytes> {
    let mut request = secrets().signed_request(PATH.parse().unwrap(), query.to_owned());
    *request.method_mut() = Method::GET;
    *request.uri_mut() = format!("{PATH}?{query}").parse().unwrap();
    request.headers_mut().remove("content-type");
    request.map(|_| Bytes::new())
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Behaviour {
    Succeed,
    Fail,
    Panic,
    /// Waits until the test lets it succeed.
    Wait,
}

#[derive(Clone)]
pub(crate) struct Bot(Arc<State>);

struct State {
    behaviour: Behaviour,
    started: Semaphore,
    let_go: Semaphore,
    done: Semaphore,
    deliveries: Mutex<Vec<Delivery>>,
    undecodable: Mutex<Vec<UndecodableDelivery>>,
}

impl Bot {
    pub(crate) fn new(behaviour: Behaviour) -> Self {
        Self(Arc::new(State {
            behaviour,
            started: Semaphore::new(0),
            let_go: Semaphore::new(0),
            done: Semaphore::new(0),
            deliveries: Mutex::default(),
            undecodable: Mutex::default(),
        }))
    }

    /// Waits until this number of further handlers has started.
    pub(crate) async fn started(&self, handlers: u32) {
        take(&self.0.started, handlers).await;
    }

    /// Lets this number of waiting handlers succeed.
    pub(crate) fn let_go(&self, handlers: usize) {
        self.0.let_go.add_permits(handlers);
    }

    /// Waits until this number of further handlers has succeeded.
    pub(crate) async fn done(&self, handlers: u32) {
        take(&self.0.done, handlers).await;
    }

    /// Returns the deliveries whose handler has started.
    pub(crate) fn deliveries(&self) -> Vec<Delivery> {
        self.0.deliveries.lock().unwrap().clone()
    }

    pub(crate) fn undecodable(&self) -> Vec<UndecodableDelivery> {
        self.0.undecodable.lock().unwrap().clone()
    }

    async fn behave(&self) -> Result<(), HandlerError> {
        self.0.started.add_permits(1);
        match self.0.behaviour {
            Behaviour::Succeed => {}
            Behaviour::Fail => return Err("Zx9-hidden: the database is down".into()),
            Behaviour::Panic => panic!("Zx9-hidden: the handler is broken"),
            Behaviour::Wait => self.0.let_go.acquire().await?.forget(),
        }
        self.0.done.add_permits(1);
        Ok(())
    }
}

async fn take(semaphore: &Semaphore, permits: u32) {
    let taken = timeout(LONG, semaphore.acquire_many(permits)).await;
    taken.expect("it takes too long").unwrap().forget();
}

#[async_trait]
impl Handler for Bot {
    async fn handle(&self, delivery: Delivery) -> Result<(), HandlerError> {
        self.0.deliveries.lock().unwrap().push(delivery);
        self.behave().await
    }

    async fn undecodable(&self, delivery: UndecodableDelivery) -> Result<(), HandlerError> {
        self.0.undecodable.lock().unwrap().push(delivery);
        self.behave().await
    }
}
