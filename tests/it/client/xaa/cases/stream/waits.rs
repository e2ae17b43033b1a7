//! The waits between connections, and silent connections.

use account_activity::client::Reason;

use super::*;

/// X's notice that the account has two connections already.
pub(crate) const TOO_MANY_CONNECTIONS: &str = r#"{"title":"ConnectionException","detail":"This stream is currently at the maximum allowed connection limit.","connection_issue":"TooManyConnections","type":"https://api.x.com/2/problems/streaming-connection"}"#;

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

/// The server sends an event, a blank line every 20 seconds of Tokio's time for an hour, and another
/// event. It runs in the runtime of the caller, whose time the function stops.
pub(crate) async fn an_hour_without_events(base_url: &str) {
    let mut bench = Bench::of(base_url);
    bench.until_event().await;
    tokio::time::pause();
    assert!(bench.until_event().await.is_empty());
    let stats = bench.stream.stats();
    assert_eq!((stats.connections, stats.keep_alives), (1, 180));
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

/// The server responds with 429. No request remains until this time after [`START`].
pub(crate) async fn rate_limited_until(base_url: &str, reset: Duration) {
    let item = Bench::of(base_url).next().await;
    assert_eq!(pauses(&[item]), [reset]);
}

/// The server responds with 429 twice. Its clock is behind: no request remains until a time before
/// [`START`].
pub(crate) async fn rate_limited_until_the_past(base_url: &str) {
    let mut bench = Bench::of(base_url);
    let items = [bench.next().await, bench.next().await];
    assert_eq!(pauses(&items), seconds(&[60, 120]));
}

/// The account has two connections already. After so many rejections, the server sends an event. The
/// limit of requests is another one, and not used up.
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

/// The server sends [`TOO_MANY_CONNECTIONS`] as a line and closes the connection in order, twice, and
/// sends an event to the next one.
pub(crate) async fn too_many_connections_in_a_line(base_url: &str) {
    let mut bench = Bench::of(base_url);
    let items = bench.until_event().await;
    assert_eq!(pauses(&items), seconds(&[60, 120]), "{items:?}");
    let StreamItem::Notice(StreamNotice::Problem(problem)) = &items[1] else { panic!("{items:?}") };
    assert_eq!(problem.reason(), &Reason::TooManyConnections);
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

/// The server sends an event and closes the connection in order. It breaks the next one without a
/// response, responds with 503, and sends an event.
pub(crate) async fn a_gap_across_failed_connections(base_url: &str) {
    let mut bench = Bench::of(base_url);
    bench.until_event().await;
    let items = bench.until_event().await;
    assert_eq!(pauses(&items), [1_000, 250, 5_000].map(Duration::from_millis));
    let [connected, StreamItem::Gap(gap)] = &items[3..] else { panic!("{items:?}") };
    assert!(is_connected(connected));
    assert_eq!((gap.from, gap.to), (START, START + Duration::from_millis(6_250)));
}
