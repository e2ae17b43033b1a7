//! The calls of the stream: dropped, polled once, observed.

use std::future::poll_fn;
use std::pin::pin;
use std::sync::{Arc, Mutex};
use std::task::Poll;

use account_activity::client::Endpoint;
use tokio::time::timeout;

use super::*;

/// Polls a future once.
async fn once<T>(future: impl Future<Output = T>) -> Poll<T> {
    let mut future = pin!(future);
    poll_fn(|context| Poll::Ready(future.as_mut().poll(context))).await
}

/// The server issues bearer tokens and lists subscriptions.
///
/// Neither a stream that is the first to need the bearer token, nor one that waits for it behind another
/// call, blocks a call.
pub(crate) async fn a_stream_that_is_not_polled_blocks_no_call(base_url: &str) {
    const LIMIT: Duration = Duration::from_secs(30);
    let client = || {
        let app = AppCredentials::new(CONSUMER_KEY, CONSUMER_SECRET);
        Client::builder(app).base_url(base_url).build().unwrap()
    };
    let first = client();
    let mut stream = first.xaa().stream();
    assert!(once(stream.next()).await.is_pending());
    timeout(LIMIT, first.xaa().list()).await.expect("the stream blocks the call").unwrap();

    let second = client();
    let (mut stream, xaa) = (second.xaa().stream(), second.xaa());
    let mut before = pin!(xaa.list());
    assert!(once(before.as_mut()).await.is_pending());
    assert!(once(stream.next()).await.is_pending());
    timeout(LIMIT, before).await.expect("the call before the stream waits").unwrap();
    timeout(LIMIT, xaa.list()).await.expect("the stream blocks the call").unwrap();
}

/// The server sends an event. The connection is closed when the function returns, or soon after.
pub(crate) async fn dropped_after_an_event(base_url: &str) {
    Bench::of(base_url).until_event().await;
}

/// The server sends no event, and tells by `has_arrived` that the request is there. The connection is
/// closed when the function returns, or soon after.
///
/// The future of `next` is dropped before the stream.
pub(crate) async fn dropped_while_it_waits(base_url: &str, has_arrived: impl Fn() -> bool) {
    let mut bench = Bench::of(base_url);
    while !has_arrived() {
        drop(timeout(Duration::from_millis(1), bench.stream.next()).await);
    }
}

/// The server sends the events from 0 until 50 in small parts and breaks the connection. It responds
/// with 503, sends those until 100 and closes the connection in order, and sends event 100.
///
/// Each call of `next` is polled once, and then dropped.
pub(crate) async fn a_dropped_future_loses_nothing(base_url: &str) {
    let mut bench = Bench::of(base_url);
    let mut numbers = Vec::new();
    while numbers.len() < 101 {
        match once(bench.stream.next()).await {
            Poll::Ready(Some(Ok(StreamItem::Envelope(envelope)))) => {
                numbers.push(number(&envelope));
            }
            Poll::Ready(item) => drop(item.unwrap().unwrap()),
            Poll::Pending => tokio::task::yield_now().await,
        }
    }
    assert_eq!(numbers, (0..101).collect::<Vec<_>>());
    assert_eq!(bench.stream.stats().connections, 3);
}

/// The server responds with 503, then sends an event. 449 requests remain.
pub(crate) async fn the_observer(base_url: &str) {
    let seen = Arc::<Mutex<Vec<_>>>::default();
    let all = Arc::clone(&seen);
    let client = builder(base_url, &JumpingClock::new(START))
        .observer(move |exchange| all.lock().unwrap().push(exchange.clone()))
        .build()
        .unwrap();
    let mut stream = client.xaa().stream();
    while !matches!(stream.next().await.unwrap().unwrap(), StreamItem::Envelope(_)) {}
    let seen: Vec<_> = seen.lock().unwrap().drain(..).collect();
    let attempts: Vec<_> =
        seen.iter().map(|it| (it.attempt, it.status.unwrap().as_u16())).collect();
    assert_eq!(attempts, [(1, 503), (2, 200)]);
    assert!(seen.iter().all(|it| it.endpoint == Endpoint::XaaStream));
    assert_eq!(client.rate_limit(Endpoint::XaaStream).unwrap().remaining, Some(449));
}
