//! Connections that fail on request.

use account_activity::Tier;
use account_activity::xaa::EventKind;
use account_activity_emulator::{Fault, FaultRule};

use super::{Connection, SECOND, at_once, listening, post, until_open};

#[tokio::test]
async fn a_connection_ends_in_order_with_a_notice_or_without() {
    for (fault, lines) in [(Fault::StreamClose, 0), (Fault::StreamDisconnect, 1)] {
        let (emulator, raw) = listening(at_once(Tier::V2PayPerUse)).await;
        emulator.faults().add(FaultRule::next(fault, 1));
        let mut connection = Connection::open(&raw).await;
        post(&emulator).await;
        post(&emulator).await;
        assert_eq!(connection.kind().await, EventKind::PostCreate);
        for _ in 0..lines {
            assert!(connection.line().await.unwrap().contains("operational-disconnect"));
        }
        assert_eq!(connection.line().await, None);
        assert!(emulator.streams().is_empty() && emulator.faults().rules().is_empty());
    }
}

#[tokio::test]
async fn a_connection_breaks_after_an_event() {
    let (emulator, raw) = listening(at_once(Tier::V2PayPerUse)).await;
    emulator.faults().add(FaultRule::next(Fault::StreamReset, 1));
    let mut connection = Connection::open(&raw).await;
    post(&emulator).await;
    assert_eq!(connection.kind().await, EventKind::PostCreate);
    assert!(connection.response.chunk().await.is_err());

    // An outage breaks it before an event.
    let mut connection = Connection::open(&raw).await;
    emulator.faults().outage_until(emulator.clock().now() + SECOND);
    post(&emulator).await;
    assert!(connection.response.chunk().await.is_err());
    assert!(emulator.streams().is_empty());
}

#[tokio::test]
async fn half_a_line_is_the_last() {
    let (emulator, raw) = listening(at_once(Tier::V2PayPerUse)).await;
    emulator.faults().add(FaultRule::next(Fault::StreamHalfLine, 1));
    let mut connection = Connection::open(&raw).await;
    post(&emulator).await;
    assert_eq!(connection.line().await, None);
    assert!(connection.read.starts_with(r#"{"data":{"#), "{}", connection.read);
    assert!(!connection.read.ends_with('}'), "{}", connection.read);
}

#[tokio::test]
async fn a_stalled_connection_is_silent_and_open() {
    let (emulator, raw) = listening(at_once(Tier::V2PayPerUse)).await;
    emulator.faults().add(FaultRule::next(Fault::StreamStall, 1));
    let mut connection = Connection::open(&raw).await;
    post(&emulator).await;
    assert_eq!(connection.kind().await, EventKind::PostCreate);
    post(&emulator).await;
    emulator.advance(100 * SECOND).await;
    let [stream] = emulator.streams()[..] else { panic!() };
    assert_eq!((stream.events, stream.waiting_bytes), (1, 0));
    // It still takes a place until the client is gone.
    drop(connection);
    until_open(&emulator, 0).await;
}
