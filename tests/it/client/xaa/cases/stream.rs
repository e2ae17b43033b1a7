//! The stream.

#[path = "stream/calls.rs"]
mod calls;
#[path = "stream/ends.rs"]
mod ends;
#[path = "stream/lines.rs"]
mod lines;
#[path = "stream/memory.rs"]
mod memory;
#[path = "stream/secrets.rs"]
mod secrets;
#[path = "stream/stored.rs"]
mod stored;
#[path = "stream/waits.rs"]
mod waits;

use std::time::Duration;

use account_activity::client::xaa::{
    ActivityStream, Disconnection, Gap, StreamItem, StreamNotice, StreamOptions,
};
use account_activity::client::{Client, ClientBuilder, Error, TransportErrorKind};
use account_activity::xaa::Envelope;
use account_activity::{AppCredentials, Clock, Timestamp};

use super::clock::JumpingClock;

pub(crate) use calls::*;
pub(crate) use ends::*;
pub(crate) use lines::*;
pub(crate) use memory::*;
pub(crate) use secrets::*;
pub(crate) use stored::*;
pub(crate) use waits::*;

pub(crate) const CONSUMER_KEY: &str = "streamCONSUMERkey0";
pub(crate) const CONSUMER_SECRET: &str = "streamCONSUMERsecret1";
pub(crate) const BEARER: &str = "streamBEARER2";

/// The time of the client's clock, until it waits.
pub(crate) const START: Timestamp = Timestamp::from_millis(1_772_370_000_000);

/// An event with a number, as one line without its line break.
pub(crate) fn event(number: usize) -> String {
    format!(
        r#"{{"data":{{"event_type":"post.delete","event_uuid":"{number}","filter":{{"user_id":"12"}},"payload":{{"id":"{number}","author_id":"12"}}}}}}"#
    )
}

/// A client with the shortest limit of other calls than the stream's.
fn builder(base_url: &str, clock: &JumpingClock) -> ClientBuilder {
    let app = AppCredentials::new(CONSUMER_KEY, CONSUMER_SECRET).bearer_token(BEARER);
    Client::builder(app).base_url(base_url).clock(clock.clone()).timeout(Duration::ZERO)
}

/// A stream, and the clock by which it waits.
struct Bench {
    stream: ActivityStream,
    clock: JumpingClock,
}

impl Bench {
    fn new(base_url: &str, options: StreamOptions) -> Self {
        let clock = JumpingClock::new(START);
        let client = builder(base_url, &clock).build().unwrap();
        Self { stream: client.xaa().stream_with(options), clock }
    }

    fn of(base_url: &str) -> Self {
        Self::new(base_url, StreamOptions::new())
    }

    async fn next(&mut self) -> StreamItem {
        self.stream.next().await.expect("the stream ended").expect("the stream failed")
    }

    /// Returns the next event, and the items before it.
    async fn event(&mut self) -> (Box<Envelope>, Vec<StreamItem>) {
        let mut items = Vec::new();
        loop {
            match self.next().await {
                StreamItem::Envelope(envelope) => return (envelope, items),
                item => items.push(item),
            }
        }
    }

    /// Returns the items until before the next event.
    async fn until_event(&mut self) -> Vec<StreamItem> {
        self.event().await.1
    }

    /// Returns the numbers of the next events.
    async fn numbers(&mut self, count: usize) -> Vec<usize> {
        let mut numbers = Vec::new();
        while numbers.len() < count {
            numbers.push(number(&self.event().await.0));
        }
        numbers
    }

    /// Returns the error that ends the stream, and the items before it.
    async fn end(&mut self) -> (Error, Vec<StreamItem>) {
        let mut items = Vec::new();
        loop {
            match self.stream.next().await.expect("the stream ended") {
                Ok(item) => items.push(item),
                Err(error) => {
                    assert!(self.stream.next().await.is_none(), "an item after the error");
                    return (error, items);
                }
            }
        }
    }

    async fn pass(&self, seconds: u64) {
        let due = self.clock.now() + Duration::from_secs(seconds);
        self.clock.sleep_until(due).await;
    }
}

/// The number of an [`event`].
fn number(envelope: &Envelope) -> usize {
    envelope.event_uuid().unwrap().parse().unwrap()
}

/// The waits that the notices tell.
fn pauses(items: &[StreamItem]) -> Vec<Duration> {
    let pause = |item: &StreamItem| match item {
        StreamItem::Notice(StreamNotice::Disconnected { pause, .. }) => Some(*pause),
        _ => None,
    };
    items.iter().filter_map(pause).collect()
}

fn gaps(items: &[StreamItem]) -> Vec<Gap> {
    let gap = |item: &StreamItem| match item {
        StreamItem::Gap(gap) => Some(*gap),
        _ => None,
    };
    items.iter().filter_map(gap).collect()
}

fn seconds(seconds: &[u64]) -> Vec<Duration> {
    seconds.iter().copied().map(Duration::from_secs).collect()
}

fn is_connected(item: &StreamItem) -> bool {
    matches!(item, StreamItem::Notice(StreamNotice::Connected))
}

#[track_caller]
fn assert_failed(item: &StreamItem, expected: TransportErrorKind) {
    let StreamItem::Notice(StreamNotice::Disconnected { cause, pause }) = item else {
        panic!("{item:?}")
    };
    let Disconnection::Failed(Error::Transport(error)) = cause else { panic!("{cause:?}") };
    assert_eq!(error.kind(), expected);
    assert_eq!(*pause, Duration::from_millis(250));
}
