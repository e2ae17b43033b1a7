//! Stored events.

use super::*;

/// The end of the period of the functions below.
pub(crate) const PERIOD_END: Timestamp = Timestamp::from_millis(START.as_millis() - 1_800_000);

/// Its beginning, which is not a whole second.
pub(crate) const PERIOD_START: Timestamp =
    Timestamp::from_millis(PERIOD_END.as_millis() - 1_799_001);

/// Reads the stored events of a period until the stream ends. Returns all items.
async fn read(bench: &mut Bench) -> Vec<StreamItem> {
    let mut items = Vec::new();
    while let Some(item) = bench.stream.next().await {
        items.push(item.unwrap());
    }
    items
}

/// Returns the ids of events.
fn ids(items: &[StreamItem]) -> Vec<String> {
    let id = |item: &StreamItem| match item {
        StreamItem::Envelope(envelope) => Some(envelope.event_uuid().unwrap().to_owned()),
        _ => None,
    };
    items.iter().filter_map(id).collect()
}

/// The server has events of the period from [`PERIOD_START`] to [`PERIOD_END`]. It breaks the first
/// connection within them, and closes the second one in order after them. Returns the ids of the events
/// that arrived.
///
/// The second connection is for the same period, because the time at which the first one broke is not
/// that of the stored event that was read last.
pub(crate) async fn stored_events(base_url: &str) -> Vec<String> {
    let options = StreamOptions::new().start_time(PERIOD_START).end_time(PERIOD_END);
    let mut bench = Bench::new(base_url, options);
    let items = read(&mut bench).await;
    assert_eq!(pauses(&items), [Duration::from_millis(250)]);
    assert_eq!(bench.stream.stats().connections, 2);
    ids(&items)
}

/// The server has at most one event until [`PERIOD_END`]. It closes the connection in order after it.
pub(crate) async fn the_end_of_stored_events(base_url: &str) {
    let options = StreamOptions::new().end_time(PERIOD_END);
    let items = read(&mut Bench::new(base_url, options)).await;
    assert!(is_connected(&items[0]), "{items:?}");
    assert!(matches!(items[1..], [] | [StreamItem::Envelope(_)]), "{items:?}");
}

/// The server sends [`DISCONNECT`](super::DISCONNECT) within the events until [`PERIOD_END`], and closes
/// the connection in order. It closes the next one in order after the events. Returns the ids of the
/// events that arrived.
///
/// An error in the stream tells that the end is not that of the period.
pub(crate) async fn stored_events_with_a_problem(base_url: &str) -> Vec<String> {
    let mut bench = Bench::new(base_url, StreamOptions::new().end_time(PERIOD_END));
    let items = read(&mut bench).await;
    let stats = bench.stream.stats();
    assert_eq!((stats.connections, stats.problems), (2, 1), "{items:?}");
    ids(&items)
}

/// The server has an event of the last five minutes. It sends it, and then another one.
pub(crate) async fn backfill(base_url: &str) {
    let mut bench = Bench::new(base_url, StreamOptions::new().backfill_minutes(5));
    let items = bench.until_event().await;
    assert!(is_connected(&items[0]) && items.len() == 1, "{items:?}");
    assert!(bench.until_event().await.is_empty());
}
