//! What a program sees of the stream, as functions of a server's address. They use nothing but the
//! public API of the SDK, so that the tests of other servers can include this file. The
//! documentation of each function says what the server does.

#[allow(clippy::duplicate_mod)] // Programs that include this file include it with its clock.
#[path = "../clock.rs"]
mod clock;

use std::collections::BTreeSet;
use std::time::Duration;

use account_activity::client::xaa::{
    ActivityStream, Disconnection, Gap, StreamItem, StreamNotice, StreamOptions,
};
use account_activity::client::{Client, Error, Reason, TransportErrorKind};
use account_activity::{AppCredentials, Clock, Timestamp};

use clock::JumpingClock;

pub(crate) const CONSUMER_KEY: &str = "streamCONSUMERkey0";
pub(crate) const CONSUMER_SECRET: &str = "streamCONSUMERsecret1";
pub(crate) const BEARER: &str = "streamBEARER2";

/// A stream, and the clock by which it waits.
struct Bench {
    stream: ActivityStream,
    clock: JumpingClock,
}

impl Bench {
    fn new(base_url: &str, options: StreamOptions) -> Self {
        let clock = JumpingClock::new(Timestamp::from_millis(1_772_370_000_000));
        let app = AppCredentials::new(CONSUMER_KEY, CONSUMER_SECRET).bearer_token(BEARER);
        let client = Client::builder(app).base_url(base_url).clock(clock.clone());
        // The shortest limit of other calls.
        let client = client.timeout(Duration::ZERO).build().unwrap();
        Self { stream: client.xaa().stream_with(options), clock }
    }

    fn of(base_url: &str) -> Self {
        Self::new(base_url, StreamOptions::new())
    }

    async fn next(&mut self) -> StreamItem {
        self.stream.next().await.expect("the stream ended").expect("the stream failed")
    }

    /// Returns the items until before the next event.
    async fn until_event(&mut self) -> Vec<StreamItem> {
        let mut items = Vec::new();
        loop {
            match self.next().await {
                StreamItem::Envelope(_) => return items,
                item => items.push(item),
            }
        }
    }

    /// Returns the error that ends the stream.
    async fn end(&mut self) -> Error {
        loop {
            if let Err(error) = self.stream.next().await.expect("the stream ended") {
                assert!(self.stream.next().await.is_none(), "an item after the error");
                return error;
            }
        }
    }

    async fn pass(&self, seconds: u64) {
        let due = self.clock.now() + Duration::from_secs(seconds);
        self.clock.sleep_until(due).await;
    }
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

/// The server closes 100 connections in order, at once, then sends an event.
pub(crate) async fn closed_at_once(base_url: &str) {
    let mut bench = Bench::of(base_url);
    let items = bench.until_event().await;
    let mut waits = seconds(&[1, 2, 4, 8, 16, 32]);
    waits.resize(100, Duration::from_secs(60));
    assert_eq!(pauses(&items), waits);
    assert_eq!(bench.clock.slept(), waits);
    let gaps = gaps(&items);
    let lengths: Vec<_> = gaps.iter().map(|gap| gap.to.duration_since(gap.from).unwrap()).collect();
    assert_eq!(lengths, waits);
    assert!(gaps.windows(2).all(|pair| pair[0].to == pair[1].from), "{gaps:?}");
    let closed = |item: &&StreamItem| {
        let StreamItem::Notice(StreamNotice::Disconnected { cause, .. }) = item else {
            return false;
        };
        matches!(cause, Disconnection::Closed)
    };
    assert_eq!(items.iter().filter(closed).count(), 100);
    let stats = bench.stream.stats();
    assert_eq!((stats.connections, stats.gaps, stats.envelopes), (101, 100, 1));
}

/// The server sends an event to each connection, and closes it in order.
pub(crate) async fn closed_after_a_while(base_url: &str) {
    let mut bench = Bench::of(base_url);
    bench.until_event().await;
    for (lived, wait) in [(60, 0), (59, 1), (0, 2), (3_600, 0), (0, 1), (86_400, 0)] {
        let read = bench.clock.now();
        bench.pass(lived).await;
        let items = bench.until_event().await;
        assert_eq!(pauses(&items), seconds(&[wait]), "{lived}");
        let [gap] = gaps(&items)[..] else { panic!("{items:?}") };
        assert_eq!((gap.from, gap.to), (read, bench.clock.now()), "{lived}");
    }
}

/// The server accepts a connection and sends nothing. The next one gets an event.
pub(crate) async fn silence_before_the_head(base_url: &str) {
    let mut bench = Bench::of(base_url);
    tokio::time::pause();
    let started = tokio::time::Instant::now();
    let item = bench.next().await;
    let waited = started.elapsed();
    tokio::time::resume();
    assert!((35..37).contains(&waited.as_secs()), "{waited:?}");
    assert_failed(&item, TransportErrorKind::Timeout);
    // There was no connection before.
    let items = bench.until_event().await;
    assert!(is_connected(&items[0]) && items.len() == 1, "{items:?}");
}

/// The server sends an event, and then nothing. The next connection gets an event.
pub(crate) async fn silence_between_lines(base_url: &str) {
    let mut bench = Bench::of(base_url);
    bench.until_event().await;
    tokio::time::pause();
    let started = tokio::time::Instant::now();
    let item = bench.next().await;
    let waited = started.elapsed();
    tokio::time::resume();
    assert!((45..47).contains(&waited.as_secs()), "{waited:?}");
    assert_failed(&item, TransportErrorKind::Timeout);
    let items = bench.until_event().await;
    assert!(is_connected(&items[0]), "{items:?}");
    assert_eq!((gaps(&items).len(), items.len()), (1, 2), "{items:?}");
}

/// The server sends an event and half a line at once, and then nothing. The next connection gets an
/// event.
pub(crate) async fn silence_within_a_line(base_url: &str) {
    let mut bench = Bench::of(base_url);
    bench.until_event().await;
    tokio::time::pause();
    let half = bench.next().await;
    tokio::time::resume();
    let StreamItem::Notice(StreamNotice::HalfLine { bytes }) = half else { panic!("{half:?}") };
    assert!(bytes.starts_with(b"{") && !bytes.ends_with(b"}"), "{bytes:?}");
    let items = bench.until_event().await;
    assert_failed(&items[0], TransportErrorKind::Timeout);
    assert_eq!((gaps(&items).len(), items.len()), (1, 3), "{items:?}");
    assert_eq!(bench.stream.stats().half_lines, 1);
}

/// The server sends an event and half a line, and closes the connection in order. The next one gets
/// an event.
pub(crate) async fn half_a_line_before_the_end(base_url: &str) {
    let mut bench = Bench::of(base_url);
    bench.until_event().await;
    let items = bench.until_event().await;
    let [StreamItem::Notice(StreamNotice::HalfLine { bytes }), rest @ ..] = &items[..] else {
        panic!("{items:?}")
    };
    assert!(bytes.starts_with(b"{") && !bytes.ends_with(b"}"), "{bytes:?}");
    assert_eq!((pauses(rest), gaps(rest).len()), (seconds(&[1]), 1), "{items:?}");
    assert_eq!(bench.stream.stats().envelopes, 2);
}

/// The server breaks 70 connections, with a response or without one, then sends an event.
pub(crate) async fn broken_connections(base_url: &str) {
    let mut bench = Bench::of(base_url);
    let items = bench.until_event().await;
    let waits: Vec<_> =
        (1..=70).map(|count| Duration::from_millis((count * 250).min(16_000))).collect();
    assert_eq!(pauses(&items), waits);
    assert_eq!(bench.clock.slept(), waits);
}

/// The server sends an event, a line of 20,000,000 bytes, and another event, on one connection.
pub(crate) async fn a_long_line(base_url: &str) {
    let mut bench = Bench::of(base_url);
    bench.until_event().await;
    let items = bench.until_event().await;
    let [StreamItem::Notice(StreamNotice::LineTooLong { length: 20_000_000 })] = items[..] else {
        panic!("{items:?}")
    };
    let stats = bench.stream.stats();
    assert_eq!((stats.connections, stats.long_lines, stats.envelopes), (1, 1, 2));
}

/// The server sends lines that are not JSON objects, and then an event, on one connection.
pub(crate) async fn garbage(base_url: &str) {
    let mut bench = Bench::of(base_url);
    let items = bench.until_event().await;
    let unreadable = |item: &&StreamItem| matches!(item, StreamItem::Notice(StreamNotice::Unreadable { bytes, .. }) if !bytes.is_empty());
    let count = items.iter().filter(unreadable).count();
    assert!(count > 0 && count == items.len() - 1, "{items:?}");
    let stats = bench.stream.stats();
    assert_eq!((stats.connections, stats.envelopes), (1, 1));
    assert_eq!(usize::try_from(stats.unreadable), Ok(count));
}

/// The server sends 20,000 different events as fast as it can, and closes the connection in order.
pub(crate) async fn every_event_before_the_end(base_url: &str) {
    let mut bench = Bench::of(base_url);
    let mut keys = BTreeSet::new();
    let mut events = 0;
    loop {
        match bench.next().await {
            StreamItem::Envelope(envelope) => {
                events += envelope.activities().count();
                keys.extend(envelope.activities().map(|activity| activity.key().to_string()));
            }
            StreamItem::Notice(StreamNotice::Disconnected { .. }) => break,
            _ => {}
        }
    }
    assert_eq!((events, keys.len()), (20_000, 20_000));
}

/// The server responds with 429 six times, then sends an event.
pub(crate) async fn rate_limited(base_url: &str) {
    let mut bench = Bench::of(base_url);
    let items = bench.until_event().await;
    assert_eq!(pauses(&items), seconds(&[60, 120, 240, 480, 900, 900]));
    assert_eq!(bench.clock.slept(), pauses(&items));
}

/// The server responds with 429 and `retry-after: 7`, then sends an event.
pub(crate) async fn rate_limited_with_a_time(base_url: &str) {
    let items = Bench::of(base_url).until_event().await;
    assert_eq!(pauses(&items), seconds(&[7]));
}

/// The account has two connections already. After so many rejections, the server sends an event.
pub(crate) async fn too_many_connections(base_url: &str) {
    let mut bench = Bench::of(base_url);
    let items = bench.until_event().await;
    let StreamItem::Notice(StreamNotice::Disconnected { cause, pause }) = &items[0] else {
        panic!("{items:?}")
    };
    let Disconnection::Failed(error) = cause else { panic!("{cause:?}") };
    assert_eq!(error.reason(), Some(&Reason::TooManyConnections));
    assert_eq!(*pause, Duration::from_secs(60));
}

/// The server responds with 503 eight times, sends an event and closes the connection in order,
/// responds with 503 again, and sends an event.
pub(crate) async fn server_errors(base_url: &str) {
    let mut bench = Bench::of(base_url);
    let items = bench.until_event().await;
    assert_eq!(pauses(&items), seconds(&[5, 10, 20, 40, 80, 160, 320, 320]));
    let items = bench.until_event().await;
    assert_eq!(pauses(&items), seconds(&[1, 5]));
}

/// The server rejects each request with this status.
pub(crate) async fn rejected(base_url: &str, status: u16) {
    let mut bench = Bench::of(base_url);
    let error = bench.end().await;
    assert_eq!(error.status().unwrap().as_u16(), status, "{error}");
    assert!(bench.clock.slept().is_empty(), "{error}");
}

/// The server rejects `backfill_minutes` with 400. Without it, it sends an event to each connection,
/// and closes it in order.
pub(crate) async fn backfill_refused(base_url: &str) {
    let mut bench = Bench::new(base_url, StreamOptions::new().backfill_minutes(5));
    let items = bench.until_event().await;
    let [StreamItem::Notice(StreamNotice::BackfillRefused(error)), connected] = &items[..] else {
        panic!("{items:?}")
    };
    assert!(error.status().unwrap().as_u16() == 400 && is_connected(connected), "{items:?}");
    let items = bench.until_event().await;
    assert_eq!((pauses(&items), items.len()), (seconds(&[1]), 3), "{items:?}");
}

/// The server sends X's notice that it disconnects, closes the connection in order, and sends an
/// event to the next one.
pub(crate) async fn a_problem_in_the_stream(base_url: &str) {
    let mut bench = Bench::of(base_url);
    let items = bench.until_event().await;
    let [connected, StreamItem::Notice(StreamNotice::Problem(problem)), rest @ ..] = &items[..]
    else {
        panic!("{items:?}")
    };
    assert!(is_connected(connected));
    assert_eq!(problem.problem().unwrap().slug, "operational-disconnect");
    assert!(problem.message().unwrap().contains("disconnected upstream"), "{problem}");
    assert_eq!((pauses(rest), gaps(rest).len()), (seconds(&[1]), 1), "{items:?}");
}
