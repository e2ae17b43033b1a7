//! Errors for bodies that are not deliveries, with their positions. Large and deep bodies do no harm.

use account_activity::DecodeErrorKind;
use account_activity::xaa::{Envelope, Event};

use crate::fixtures;

#[track_caller]
fn refused(body: &[u8], kind: DecodeErrorKind, at: (usize, usize), pointer: &str) {
    let error = Envelope::from_slice(body).unwrap_err();
    assert_eq!(error.kind(), kind, "{error}");
    assert_eq!((error.line(), error.column()), at, "{error}");
    assert_eq!(error.pointer(), pointer, "{error}");
}

#[test]
fn what_is_no_json_object_is_refused_with_its_place() {
    refused(b"", DecodeErrorKind::Empty, (1, 0), "");
    refused(b" \n ", DecodeErrorKind::Empty, (2, 1), "");
    refused(b"[1]", DecodeErrorKind::NotAnObject, (1, 1), "");
    refused(b"\n \"text\"", DecodeErrorKind::NotAnObject, (2, 2), "");
    refused(b"null", DecodeErrorKind::NotAnObject, (1, 1), "");
    refused(br#"{"data": {}} x"#, DecodeErrorKind::Syntax, (1, 14), "");
    refused(b"{\"data\": {},\n  }", DecodeErrorKind::Syntax, (2, 3), "");
    refused(
        br#"{"data": {"event_type": "post.create", "payload": {"id": "1", "text": "cut of"#,
        DecodeErrorKind::Syntax,
        (1, 77),
        "/data/payload/text",
    );
    refused(
        b"{\"data\": {\n\"event_type\": \"post.create\", \"payload\": {\"text\": \"caf\xe9\"}}}",
        DecodeErrorKind::InvalidUtf8,
        (2, 54),
        "/data/payload/text",
    );
}

#[test]
fn every_prefix_of_a_delivery_is_refused() {
    let fixture = fixtures::named("x_activity/like.create__inbound.json");
    let body = fixture.body.trim_end().as_bytes();
    for length in 0..body.len() {
        assert!(Envelope::from_slice(&body[..length]).is_err(), "{length}");
    }
}

/// Any object decodes, because a line of the stream can be without an event.
#[test]
fn an_object_without_an_event_has_none() {
    for body in ["{}", r#"{"data":null}"#, r#"{"data":[]}"#, r#"{"meta":{"replay":true},"new":7}"#]
    {
        let envelope = Envelope::from_slice(body.as_bytes()).unwrap();
        assert_eq!(envelope.events().next(), None, "{body}");
        assert_eq!((envelope.event(), envelope.kind(), envelope.filter()), (None, None, None));
        assert_eq!(
            (envelope.tag(), envelope.event_uuid(), envelope.includes()),
            (None, None, None)
        );
        assert_eq!(envelope.faults(), [], "{body}");
    }
}

fn nested(open: &str, close: &str, levels: usize) -> String {
    open.repeat(levels) + &close.repeat(levels)
}

#[test]
fn nesting_that_the_schemas_know_ends_at_a_limit() {
    let deep = nested("[", "]", 10_000);
    let receipts = nested(r#"{"direct_message_events":["#, "]}", 5_000);
    for (body, pointer) in [
        (
            format!(
                r#"{{"data":{{"event_type":"post.create","payload":{{"id":1,"text":{deep}}}}}}}"#
            ),
            "/data/payload/text",
        ),
        (format!(r#"{{"data":{{"event_type":"post.create","payload":{deep}}}}}"#), "/data/payload"),
        (format!(r#"{{"data":{{"event_type":"post.create","filter":{deep}}}}}"#), "/data/filter"),
        (format!(r#"{{"data":{{"tag":{deep}}}}}"#), "/data/tag"),
        (
            format!(r#"{{"data":{{"event_type":"dm.read","payload":{receipts}}}}}"#),
            "/data/payload/direct_message_events/0",
        ),
        (format!(r#"{{"meta":{deep}}}"#), "/meta"),
    ] {
        let Err(error) = Envelope::from_slice(body.as_bytes()) else { panic!("{pointer} decoded") };
        assert_eq!(error.kind(), DecodeErrorKind::TooDeep, "{error}");
        assert!(error.pointer().starts_with(pointer), "{error}");
    }
}

#[test]
fn nesting_that_the_schemas_do_not_know_is_passed_over() {
    let deep = nested("[", "]", 10_000);
    let body = format!(
        r#"{{"new":{deep},"data":{{"event_type":"post.create","new":{deep},"payload":{{"id":1,"new":{deep}}}}}}}"#
    );
    let envelope = Envelope::from_slice(body.as_bytes()).unwrap();
    assert!(matches!(envelope.event(), Some(Event::PostCreate(post)) if post.id.get() == 1));
    assert_eq!(Envelope::from_slice(&serde_json::to_vec(&envelope).unwrap()).unwrap(), envelope);

    let objects = nested(r#"{"a":"#, "}", 10_000).replace(":}", ":1}");
    let body = format!(r#"{{"data":{{"event_type":"tea.poured","payload":{objects}}}}}"#);
    let envelope = Envelope::from_slice(body.as_bytes()).unwrap();
    assert!(matches!(envelope.event(), Some(Event::Unknown(_))));
    assert_eq!(Envelope::from_slice(&serde_json::to_vec(&envelope).unwrap()).unwrap(), envelope);
}

#[test]
fn a_string_of_fifty_megabytes_decodes() {
    let long = "x".repeat(50_000_000);
    let body = format!(
        r#"{{"data":{{"event_type":"post.create","payload":{{"id":1,"text":"{long}","new":"{long}"}}}}}}"#
    );
    let envelope = Envelope::from_bytes(body.into()).unwrap();
    let Some(Event::PostCreate(post)) = envelope.event() else { panic!() };
    assert_eq!(post.text.len(), long.len());
}

/// The time grows with the size of a delivery, not with its square.
#[test]
fn a_hundred_thousand_events_decode_and_come_back() {
    let events = r#"{"event_type":"post.delete","payload":{"id":1}}"#.to_owned();
    let odd = r#"{"event_type":"like.create","payload":{"id":{}}}"#;
    let events = [events.as_str(), odd].repeat(50_000).join(",");
    let envelope = Envelope::from_bytes(format!(r#"{{"data":[{events}]}}"#).into()).unwrap();
    assert_eq!(envelope.entries().len(), 100_000);
    let written = serde_json::to_vec(&envelope).unwrap();
    assert_eq!(Envelope::from_slice(&written).unwrap(), envelope);
}
