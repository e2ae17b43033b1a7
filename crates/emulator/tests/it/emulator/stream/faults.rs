//! Connections that fail on request.

use std::io;

use account_activity::Tier;
use account_activity::xaa::EventKind;
use account_activity_emulator::{App, Emulator, Fault, FaultRule};
use http::Method;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::{Connection, PATH, SECOND, at_once, listening, post, until_open};
use crate::emulator::oauth2;
use crate::emulator::raw::Raw;

/// Requests the stream over TCP, and returns what arrives until the connection is reset.
async fn until_reset(emulator: &Emulator, token: &str) -> String {
    let host = emulator.base_url().trim_start_matches("http://");
    let mut tcp = TcpStream::connect(host).await.unwrap();
    let head =
        format!("GET {PATH} HTTP/1.1\r\nhost: {host}\r\nauthorization: Bearer {token}\r\n\r\n");
    tcp.write_all(head.as_bytes()).await.unwrap();
    let mut read = Vec::new();
    let error = tcp.read_to_end(&mut read).await.unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::ConnectionReset);
    String::from_utf8(read).unwrap()
}

#[tokio::test]
async fn a_request_is_reset_without_a_response() {
    let (emulator, raw) = listening(at_once(Tier::V2PayPerUse)).await;
    let token = raw.bearer_token().await;
    let before = emulator.requests().len();
    emulator.faults().add(FaultRule::next(Fault::RequestReset, 1));
    assert_eq!(until_reset(&emulator, &token).await, "");
    assert_eq!((emulator.requests().len(), emulator.streams().len()), (before, 0));
    assert!(emulator.faults().rules().is_empty());
    let reply = raw.with_bearer(&token, Method::GET, "/2/activity/subscriptions").await;
    assert_eq!(reply.status, 200);
}

#[tokio::test]
async fn a_connection_is_reset_at_once_or_after_an_event() {
    let (emulator, raw) = listening(at_once(Tier::V2PayPerUse)).await;
    let token = raw.bearer_token().await;
    emulator.faults().add(FaultRule::next(Fault::StreamResetAtOnce, 1));
    let read = until_reset(&emulator, &token).await;
    assert!(read.starts_with("HTTP/1.1 200 OK\r\n") && read.ends_with("\r\n\r\n"), "{read}");

    emulator.faults().add(FaultRule::next(Fault::StreamReset, 1));
    let feed = async {
        until_open(&emulator, 1).await;
        post(&emulator).await;
    };
    let (read, ()) = tokio::join!(until_reset(&emulator, &token), feed);
    assert!(read.contains("post.create") && read.ends_with("\r\n"), "{read}");
    assert!(emulator.streams().is_empty());
}

/// As much as fits into a socket.
#[tokio::test]
async fn what_was_written_arrives_before_a_reset() {
    let builder = at_once(Tier::V2PayPerUse).stream_bytes(1 << 30);
    let (emulator, raw) = listening(builder).await;
    let token = raw.bearer_token().await;
    let feed = async {
        until_open(&emulator, 1).await;
        assert_eq!(emulator.write_to_streams("x".repeat(10_000)), 1);
        assert_eq!(emulator.write_to_streams("the end"), 1);
        assert_eq!(emulator.reset_streams(), 1);
    };
    let (read, ()) = tokio::join!(until_reset(&emulator, &token), feed);
    assert!(read.ends_with("the end\r\n"), "{}", read.len());
}

#[tokio::test]
async fn a_connection_ends_in_order_at_once() {
    let (emulator, raw) = listening(at_once(Tier::V2PayPerUse).stream_head_at_once(false)).await;
    emulator.faults().add(FaultRule::next(Fault::StreamCloseAtOnce, 1));
    let mut connection = Connection::open(&raw).await;
    assert_eq!(connection.line().await, None);
    assert!(emulator.streams().is_empty());
}

#[tokio::test]
async fn bytes_are_written_as_they_are() {
    let (emulator, raw) = listening(at_once(Tier::V2PayPerUse)).await;
    assert_eq!(emulator.write_to_streams("nobody listens"), 0);
    let (mut first, mut second) = (Connection::open(&raw).await, Connection::open(&raw).await);
    for part in ["not ", "JSON\r", "\n"] {
        assert_eq!(emulator.write_to_streams(part), 2);
    }
    for connection in [&mut first, &mut second] {
        assert_eq!(connection.line().await.as_deref(), Some("not JSON"));
    }
    assert!(emulator.streams().iter().all(|stream| stream.events == 0));
    assert_eq!(emulator.close_streams(), 2);
    for connection in [&mut first, &mut second] {
        assert_eq!(connection.line().await, None);
    }
}

#[tokio::test]
async fn a_rate_limit_tells_when_to_come_back() {
    let (emulator, raw) = listening(at_once(Tier::V2PayPerUse)).await;
    let rule = r#"{"fault": "rate_limited", "seconds": 7, "next": 1}"#;
    let rule: FaultRule = serde_json::from_str(rule).unwrap();
    assert_eq!(rule, FaultRule::next(Fault::RateLimitedFor(7 * SECOND), 1));
    emulator.faults().add(rule);
    let reply = raw.with_bearer("any", Method::GET, PATH).await;
    reply.is_error(429, 88, "Rate limit exceeded.");
    assert_eq!(reply.header("retry-after"), Some("7"));
}

/// The connections of the app end, and no others.
#[tokio::test]
async fn an_invalidated_bearer_token_ends_its_connections() {
    for path in ["/oauth2/invalidate_token", "/2/oauth2/revoke"] {
        let builder = at_once(Tier::V2PayPerUse).app(App::default()).app(App::default());
        let emulator = builder.start().await.unwrap();
        let [one, two]: [Raw; 2] = Raw::all(&emulator);
        let (mut first, _second) = (Connection::open(&one).await, Connection::open(&two).await);
        let token = one.bearer_token().await;
        let reply = match path {
            "/2/oauth2/revoke" => oauth2::revoke(&one, &token).await,
            _ => one.basic(path, &format!("access_token={token}")).await,
        };
        assert_eq!(reply.status, 200, "{}", reply.body);
        assert_eq!(first.line().await, None, "{path}");
        let [left] = emulator.streams()[..] else { panic!("{path}") };
        assert_eq!(left.app, emulator.apps()[1]);
    }
}

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
async fn rules_apply_one_after_another() {
    let (emulator, raw) = listening(at_once(Tier::V2PayPerUse)).await;
    let token = raw.bearer_token().await;
    for fault in [
        Fault::CreditsDepleted,
        Fault::NoCredits,
        Fault::StreamResetAtOnce,
        Fault::StreamCloseAtOnce,
        Fault::StreamClose,
        Fault::StreamDisconnect,
    ] {
        emulator.faults().add(FaultRule::next(fault, 1));
    }
    for title in ["Payment Required", "CreditsDepleted"] {
        let reply = raw.with_bearer(&token, Method::GET, PATH).await;
        assert_eq!((reply.status, reply.json()["title"].as_str()), (402, Some(title)));
    }
    assert!(until_reset(&emulator, &token).await.starts_with("HTTP/1.1 200 OK\r\n"));
    assert_eq!(Connection::open(&raw).await.line().await, None);
    for lines in [0, 1] {
        let mut connection = Connection::open(&raw).await;
        post(&emulator).await;
        assert_eq!(connection.kind().await, EventKind::PostCreate);
        for _ in 0..lines {
            assert!(connection.line().await.unwrap().contains("operational-disconnect"));
        }
        assert_eq!(connection.line().await, None);
    }
    assert!(emulator.faults().rules().is_empty());
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
async fn an_outage_breaks_a_connection_in_place_of_a_blank_line() {
    let (emulator, raw) = listening(at_once(Tier::V2PayPerUse)).await;
    let mut connection = Connection::open(&raw).await;
    emulator.faults().outage_until(emulator.clock().now() + 60 * SECOND);
    emulator.advance(20 * SECOND).await;
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
async fn half_a_line_is_the_last_of_a_silent_connection() {
    let (emulator, raw) = listening(at_once(Tier::V2PayPerUse)).await;
    emulator.faults().add(FaultRule::next(Fault::StreamHalfLineStall, 1));
    let mut connection = Connection::open(&raw).await;
    post(&emulator).await;
    let half = connection.response.chunk().await.unwrap().unwrap();
    assert!(half.starts_with(br#"{"data":{"#) && !half.ends_with(b"}"), "{half:?}");
    post(&emulator).await;
    assert_eq!(emulator.write_to_streams("unheard"), 0);
    emulator.advance(100 * SECOND).await;
    let [stream] = emulator.streams()[..] else { panic!() };
    assert_eq!((stream.events, stream.waiting_bytes), (0, 0));
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
