//! Stored events, on the tiers that have them.

use account_activity::xaa::Envelope;
use http::Method;

use super::*;

/// Opens a connection with a query. Returns the ids of the events that it begins with.
async fn opened(raw: &Raw, query: &str, count: usize) -> (Vec<String>, Connection) {
    let token = raw.bearer_token().await;
    let request = raw.request(Method::GET, &format!("{PATH}?{query}")).bearer_auth(token);
    let response = request.send().await.unwrap();
    assert_eq!(response.status(), 200);
    let mut connection = Connection { response, read: String::new() };
    let mut ids = Vec::new();
    for _ in 0..count {
        let line = connection.line().await.unwrap();
        let envelope = Envelope::from_slice(line.as_bytes()).unwrap();
        ids.push(envelope.event_uuid().unwrap().to_owned());
    }
    (ids, connection)
}

/// Posts, and returns the id of the event.
async fn posted(emulator: &Emulator) -> String {
    let performed = emulator.perform(Action::post("ada", "Tea?")).await.unwrap();
    performed.activities[0].event_uuid.clone().unwrap()
}

/// A post at the start, after one minute, and so on.
async fn five_posts(emulator: &Emulator) -> Vec<String> {
    let mut posts = Vec::new();
    for _ in 0..5 {
        posts.push(posted(emulator).await);
        emulator.advance(60 * SECOND).await;
    }
    posts
}

#[tokio::test]
async fn a_connection_begins_with_the_events_of_a_period() {
    for tier in [Tier::Enterprise, Tier::V2Enterprise, Tier::V2Partner] {
        let (emulator, raw) = listening(at_once(tier)).await;
        let posts = five_posts(&emulator).await;
        // It is 00:05.
        for (query, events) in [
            ("backfill_minutes=0", 5..5),
            ("backfill_minutes=2", 3..5),
            ("backfill_minutes=5", 0..5),
            ("start_time=2026-01-01T00:03:00Z", 3..5),
            ("start_time=2026-01-01T00:03:01Z", 4..5),
            ("backfill_minutes=1&start_time=2026-01-01T00:02:00Z", 2..5),
            ("start_time=2026-01-01T00:01:00Z&end_time=2026-01-01T00:06:00Z", 1..5),
        ] {
            let (ids, mut connection) = opened(&raw, query, events.len()).await;
            assert_eq!(ids, posts[events], "{query}");
            emulator.write_to_streams("live\r\n");
            assert_eq!(connection.line().await.as_deref(), Some("live"), "{query}");
            drop(connection);
            until_open(&emulator, 0).await;
        }
        for (query, events) in [
            ("end_time=2026-01-01T00:02:00Z", 0..2),
            ("start_time=2026-01-01T00:01:00Z&end_time=2026-01-01T00:05:00Z", 1..5),
            ("start_time=2026-01-01T00:04:00Z&end_time=2026-01-01T00:01:00Z", 0..0),
        ] {
            let (ids, mut connection) = opened(&raw, query, events.len()).await;
            assert_eq!(ids, posts[events], "{query}");
            assert_eq!(connection.line().await, None, "{query}");
        }
    }
}

#[tokio::test]
async fn no_minutes_are_no_events() {
    let (emulator, raw) = listening(at_once(Tier::V2Enterprise)).await;
    post(&emulator).await;
    let (_, mut connection) = opened(&raw, "backfill_minutes=0", 0).await;
    emulator.write_to_streams("live\r\n");
    assert_eq!(connection.line().await.as_deref(), Some("live"));
}

/// Until the end of the period, it is a connection like any other.
#[tokio::test]
async fn a_period_can_end_in_the_future() {
    let (emulator, raw) = listening(at_once(Tier::V2Partner)).await;
    let first = posted(&emulator).await;
    let (ids, mut connection) = opened(&raw, "end_time=2026-01-01T00:00:30Z", 1).await;
    assert_eq!(ids, [first]);
    emulator.advance(25 * SECOND).await;
    post(&emulator).await;
    assert_eq!(connection.line().await.as_deref(), Some(""));
    assert_eq!(connection.kind().await, EventKind::PostCreate);
    emulator.advance(5 * SECOND).await;
    assert_eq!(connection.line().await, None);
    assert!(emulator.streams().is_empty());
}

/// Faults affect stored events as others.
#[tokio::test]
async fn a_connection_can_fall_silent_within_stored_events() {
    let (emulator, raw) = listening(at_once(Tier::V2Enterprise)).await;
    five_posts(&emulator).await;
    emulator.faults().add(FaultRule::next(Fault::StreamStall, 1));
    let (_, _connection) = opened(&raw, "backfill_minutes=5", 1).await;
    let [stream] = emulator.streams()[..] else { panic!() };
    assert_eq!((stream.events, stream.waiting_bytes), (1, 0));
}

/// Only so much is kept, and a reset drops it.
#[tokio::test]
async fn what_is_stored_is_bounded() {
    let (emulator, raw) = listening(at_once(Tier::V2Enterprise).replay_bytes(100_000)).await;
    for number in 0..10 {
        let payload = json!({"id": number.to_string(), "text": "x".repeat(20_000)});
        let inject = Inject::for_user(EventKind::PostCreate, "ada", payload);
        emulator.perform(inject).await.unwrap();
    }
    let (_, mut connection) = opened(&raw, "backfill_minutes=5", 4).await;
    emulator.write_to_streams("live\r\n");
    assert_eq!(connection.line().await.as_deref(), Some("live"));
    emulator.reset().await.unwrap();
    let (_, mut connection) = opened(&raw, "backfill_minutes=5", 0).await;
    emulator.write_to_streams("live\r\n");
    assert_eq!(connection.line().await.as_deref(), Some("live"));
}

#[tokio::test]
async fn parameters_are_checked() {
    let emulator = started(Tier::V2Enterprise).await;
    let raw = Raw::new(&emulator);
    for (name, text, problem) in [
        ("backfill_minutes", "6", "is not between 0 and 5"),
        ("backfill_minutes", "x", "is not between 0 and 5"),
        ("start_time", "2026-01-01T00:00:00.000Z", "is not valid"),
        ("end_time", "2026-01-01T25:00:00Z", "is not valid"),
    ] {
        let reply = raw.bearer(Method::GET, &format!("{PATH}?{name}={text}")).await;
        let message = format!("The `{name}` query parameter value [{text}] {problem}");
        assert_eq!((reply.status, &reply.json()["errors"][0]["message"]), (400, &json!(message)));
    }
}
