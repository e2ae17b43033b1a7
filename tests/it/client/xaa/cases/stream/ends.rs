//! What ends the stream, and what does not.

use account_activity::client::Reason;

use super::*;

/// X's notice that it disconnects.
pub(crate) const DISCONNECT: &str = r#"{"errors":[{"title":"operational-disconnect","disconnect_type":"UpstreamOperationalDisconnect","detail":"This stream has been disconnected upstream for operational reasons.","type":"https://api.x.com/2/problems/operational-disconnect"}]}"#;

/// The server rejects each request with this status.
pub(crate) async fn rejected(base_url: &str, status: u16) {
    let mut bench = Bench::of(base_url);
    let (error, _) = bench.end().await;
    assert_eq!(error.status().unwrap().as_u16(), status, "{error}");
    assert!(bench.clock.slept().is_empty(), "{error}");
}

/// The server sends an event, closes the connection in order, and rejects the next request, because
/// the account has no credits.
pub(crate) async fn rejected_later(base_url: &str) {
    let mut bench = Bench::of(base_url);
    bench.until_event().await;
    let (error, items) = bench.end().await;
    assert_eq!(error.reason(), Some(&Reason::CreditsDepleted));
    assert_eq!(pauses(&items), seconds(&[1]));
}

/// The server rejects the client's bearer token and issues another one. With that, it sends an event
/// and closes the connection in order. Then it does all of this again.
pub(crate) async fn renewed_tokens(base_url: &str) {
    let mut bench = Bench::of(base_url);
    let first = bench.until_event().await;
    assert!(is_connected(&first[0]) && first.len() == 1, "{first:?}");
    let second = bench.until_event().await;
    assert_eq!((pauses(&second), gaps(&second).len()), (seconds(&[1]), 1), "{second:?}");
    assert_eq!(bench.stream.stats().connections, 2);
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

/// The server rejects `backfill_minutes` with 400, and `start_time` too.
pub(crate) async fn backfill_and_start_refused(base_url: &str) {
    let options = StreamOptions::new().backfill_minutes(9).start_time(START);
    let (error, items) = Bench::new(base_url, options).end().await;
    let [StreamItem::Notice(StreamNotice::BackfillRefused(_))] = &items[..] else {
        panic!("{items:?}")
    };
    assert_eq!(error.status().unwrap().as_u16(), 400);
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

/// The server breaks a connection without a response, responds with 503, sends an event and breaks the
/// connection, and closes two connections in order, at once.
///
/// A byte of the body ends the series of failures.
pub(crate) async fn failures_in_a_row_are_counted(base_url: &str) {
    let mut bench = Bench::new(base_url, StreamOptions::new().attempts(3));
    let items = bench.until_event().await;
    assert_eq!(items.len(), 3, "{items:?}");
    let (error, _) = bench.end().await;
    let Error::Response(error) = &error else { panic!("{error:?}") };
    assert!(error.to_string().contains("a stream: it is empty"), "{error}");
    assert_eq!(bench.stream.stats().connections, 3);
}
