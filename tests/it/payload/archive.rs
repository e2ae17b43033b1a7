//! Every fixture, and every payload of an archive beside the checkout, round-trips without loss.

use account_activity::{Event, Payload};

use crate::fixtures::{self, Fixture};

fn comes_through(fixture: &Fixture) {
    let payload = fixture.payload();
    for event in payload.events() {
        let undecoded = matches!(event, Event::Undecoded(_) | Event::Unknown(_));
        assert!(!undecoded, "{}: {event:?}", fixture.name);
    }
    assert_eq!(payload.faults(), [], "{}", fixture.name);
    assert_eq!(payload.differences(), [], "{}", fixture.name);
    assert_eq!(payload.as_bytes(), fixture.body.as_bytes(), "{}", fixture.name);
}

#[test]
fn fixtures_decode_and_round_trip() {
    fixtures::all().iter().for_each(comes_through);
}

#[test]
fn archived_payloads_decode_and_round_trip() {
    let Some(archive) = fixtures::archive("corpus") else {
        return;
    };
    assert_eq!(archive.len(), 76);
    archive.iter().for_each(comes_through);
}

#[test]
fn mangled_payloads_keep_their_mangled_entries() {
    let Some(archive) = fixtures::archive("corpus-broken") else {
        return;
    };
    let mut found = Vec::new();
    for fixture in &archive {
        for event in fixture.payload().events() {
            let Event::Undecoded(undecoded) = event else { panic!("{event:?}") };
            found.push(format!("{}: {}", undecoded.key(), undecoded.pointer()));
        }
        assert_eq!(fixture.payload().differences(), [], "{}", fixture.name);
    }
    assert_eq!(
        found,
        [
            "direct_message_events: /direct_message_events/0/message_create",
            "follow_events: /follow_events/0/target/id",
            "follow_events: /follow_events/1/target/id",
        ]
    );
}

/// The check of the round trip detects a lost member, value and element.
#[test]
fn the_round_trip_sees_what_is_lost() {
    let before = fixtures::named("tweet_create_events/mention.json").json();
    let lose = |pointer: &str, value: serde_json::Value| {
        let mut after = before.clone();
        *after.pointer_mut(pointer).unwrap() = value;
        let payload = account_activity::schema::payload();
        account_activity::schema::differences(payload, &before, &after)
    };
    for pointer in
        ["/for_user_id", "/tweet_create_events/0/text", "/tweet_create_events/0/user/name"]
    {
        let differences = lose(pointer, "7".into());
        assert_eq!(differences.len(), 1, "{pointer}");
        assert_eq!(differences[0].pointer, pointer);
        assert_eq!(lose(pointer, serde_json::Value::Null).len(), 1, "{pointer}");
    }
    assert_eq!(lose("/tweet_create_events", serde_json::json!([])).len(), 1);
    assert_eq!(lose("/tweet_create_events/0/created_at", "1".into()).len(), 1);
}

#[test]
fn bytes_are_kept_without_a_copy() {
    let body = bytes::Bytes::from_static(br#"{"for_user_id":"1","gossip_events":[{"a":1}]}"#);
    let payload = Payload::from_bytes(body.clone()).unwrap();
    assert_eq!(payload.as_bytes().as_ptr(), body.as_ptr());
    let Event::Unknown(unknown) = &payload.events()[0] else { panic!() };
    assert!(body.as_ptr_range().contains(&unknown.json().as_ptr()));
}
