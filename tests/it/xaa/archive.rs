//! Every fixture, and every delivery of an archive beside the checkout, round-trips without loss.

use std::collections::BTreeSet;

use account_activity::xaa::{Envelope, Event, EventKind};

use crate::fixtures::{self, Fixture};

/// Decodes a delivery, which must have typed events without faults, and returns it.
fn comes_through(fixture: &Fixture) -> Envelope {
    let envelope = fixture.envelope();
    assert!(envelope.events().next().is_some(), "{}", fixture.name);
    for event in envelope.events() {
        let undecoded = matches!(event, Event::Undecoded(_) | Event::Unknown(_));
        assert!(!undecoded, "{}: {event:?}", fixture.name);
    }
    assert_eq!(envelope.faults(), [], "{}", fixture.name);
    assert_eq!(envelope.fault_count(), 0, "{}", fixture.name);
    assert_eq!(envelope.differences(), [], "{}", fixture.name);
    assert_eq!(envelope.as_bytes(), fixture.body.as_bytes(), "{}", fixture.name);
    let written = serde_json::to_vec(&envelope).unwrap();
    assert_eq!(Envelope::from_slice(&written).unwrap(), envelope, "{}", fixture.name);
    let value: Envelope = serde_json::from_value(fixture.json()).unwrap();
    assert_eq!(value, envelope, "{}", fixture.name);
    envelope
}

#[test]
fn fixtures_decode_and_round_trip() {
    let mut kinds = BTreeSet::new();
    for fixture in fixtures::x_activity() {
        let envelope = comes_through(&fixture);
        assert_eq!(envelope.unknown(), [], "{}", fixture.name);
        assert_eq!(envelope.kind().unwrap().as_str(), fixture.event_type(), "{}", fixture.name);
        kinds.insert(envelope.kind().unwrap().to_string());
    }
    let expected: BTreeSet<String> = EventKind::ALL.iter().map(ToString::to_string).collect();
    assert_eq!(kinds, expected, "each kind has a fixture");
    assert_eq!(kinds.len(), 45);
}

#[test]
fn archived_deliveries_decode_and_round_trip() {
    let Some(archive) = fixtures::x_activity_archive() else {
        return;
    };
    assert!(archive.len() >= 40, "{}", archive.len());
    for fixture in &archive {
        let envelope = comes_through(fixture);
        assert_eq!(envelope.kind().unwrap().as_str(), fixture.event_type(), "{}", fixture.name);
        assert_eq!(envelope.unknown(), [], "{}", fixture.name);
    }
}

#[test]
fn unknown_members_and_values_are_found() {
    let body = br#"{"z":1,"y":null,"data":{"event_type":"post.create","event_uuid":"1","x":7,
        "filter":{"user_id":"1","w":{},"direction":"sideways"},"payload":{"id":1,"v":"a",
        "referenced_tweets":[{"type":"remixed"}],"note_post":{"entities":{"urls":[{"u":1}]}},
        "public_metrics":{"repost_count":1,"repost_count_str":"1","t":1}},
        "includes":{"users":[{"data":{"id":1,"s":1}},{"id":2,"r":1}],"tweets":[{"id":3,"q":[]}]}},
        "meta":{"p":true}}"#;
    let envelope = Envelope::from_slice(body).unwrap();
    let mut unknown: Vec<String> = envelope.unknown().iter().map(ToString::to_string).collect();
    unknown.sort();
    let expected = [
        "field Data.x",
        "field Envelope.z",
        "field Link.u",
        "field Meta.p",
        "field Post.v",
        "field PostMetrics.t",
        "field User.r",
        "field User.s",
        "value Direction \"sideways\"",
        "value ReferenceKind \"remixed\"",
    ];
    assert_eq!(unknown, expected);
    let envelope = Envelope::from_slice(
        br#"{"data":[{"event_type":"tea.poured","payload":{"a":1}},
        {"event_type":"like.create","payload":{"b":2}},7]}"#,
    );
    assert_eq!(envelope.unwrap().unknown(), []);
}

#[test]
fn bytes_are_kept_without_a_copy() {
    let body = bytes::Bytes::from_static(
        br#"{"data":{"event_type":"tea.poured","payload":{"cups":2},"filter":{}}}"#,
    );
    let envelope = Envelope::from_bytes(body.clone()).unwrap();
    assert_eq!(envelope.as_bytes().as_ptr(), body.as_ptr());
    let Some(Event::Unknown(unknown)) = envelope.event() else { panic!("{envelope:?}") };
    assert_eq!((unknown.event_type(), unknown.json()), ("tea.poured", r#"{"cups":2}"#));
    assert!(body.as_ptr_range().contains(&unknown.json().as_ptr()));
    assert_eq!(envelope.into_bytes(), body);
}
