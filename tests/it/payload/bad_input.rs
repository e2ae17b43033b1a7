//! Errors for bodies that are not payloads, with their positions. Large and deep bodies do no harm.

use account_activity::{DecodeErrorKind, Event, Payload};

use crate::fixtures;

#[track_caller]
fn refused(body: &[u8], kind: DecodeErrorKind, at: (usize, usize), pointer: &str) {
    let error = Payload::from_slice(body).unwrap_err();
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
    refused(b"nil", DecodeErrorKind::Syntax, (1, 2), "");
    refused(br#"{"users": {}} x"#, DecodeErrorKind::Syntax, (1, 15), "");
    refused(b"{\"users\": {},\n  }", DecodeErrorKind::Syntax, (2, 3), "");
    refused(
        br#"{"follow_events": [{"source": {"id": "1", "name": "cut of"#,
        DecodeErrorKind::Syntax,
        (1, 57),
        "/follow_events/0/source/name",
    );
    refused(
        b"{\"tweet_create_events\": [\n{\"text\": \"caf\xe9\"}]}",
        DecodeErrorKind::InvalidUtf8,
        (2, 14),
        "/tweet_create_events/0/text",
    );
}

#[test]
fn the_message_says_what_and_where() {
    let error = Payload::from_slice(br#"{"tweet_create_events": [{"id": 1,}]}"#).unwrap_err();
    insta::assert_snapshot!(error, @"key must be a string at line 1 column 35, in /tweet_create_events/0");
}

#[test]
fn every_prefix_of_a_delivery_is_refused() {
    let fixture = fixtures::named("tweet_create_events/mention.json");
    let body = fixture.body.trim_end().as_bytes();
    for length in 0..body.len() {
        assert!(Payload::from_slice(&body[..length]).is_err(), "{length}");
    }
}

fn nested(open: &str, close: &str, levels: usize) -> String {
    open.repeat(levels) + &close.repeat(levels)
}

#[test]
fn nesting_that_the_schemas_know_ends_at_a_limit() {
    let deep = nested("[", "]", 10_000);
    let objects = nested(r#"{"a":"#, "}", 10_000).replace(":}", ":1}");
    for (body, pointer) in [
        (format!(r#"{{"tweet_create_events": {deep}}}"#), "/tweet_create_events/0"),
        (format!(r#"{{"tweet_create_events": {objects}}}"#), "/tweet_create_events"),
        (format!(r#"{{"users": {deep}}}"#), "/users"),
        (format!(r#"{{"for_user_id": {deep}}}"#), "/for_user_id"),
        (
            format!(
                r#"{{"tweet_create_events": [{{"id": 1, "user": {{"id": 1}}, "text": {deep}}}]}}"#
            ),
            "/tweet_create_events/0/text",
        ),
    ] {
        let Err(error) = Payload::from_slice(body.as_bytes()) else { panic!("{pointer} decoded") };
        assert_eq!(error.kind(), DecodeErrorKind::TooDeep, "{error}");
        assert_eq!(error.pointer(), pointer);
    }
    let retweets = nested(r#"{"id":1,"user":{"id":1},"retweeted_status":"#, "}", 10_000)
        .replace(":}", ":null}");
    let body = format!(r#"{{"tweet_create_events": [{retweets}]}}"#);
    let Err(error) = Payload::from_slice(body.as_bytes()) else { panic!("decoded") };
    assert_eq!(error.kind(), DecodeErrorKind::TooDeep);
    assert!(error.pointer().starts_with("/tweet_create_events/0/retweeted_status/"));

    refused(deep.as_bytes(), DecodeErrorKind::NotAnObject, (1, 1), "");
    let cut = "[".repeat(10_000);
    assert_eq!(Payload::from_slice(cut.as_bytes()).unwrap_err().kind(), DecodeErrorKind::Syntax);
}

#[test]
fn nesting_that_the_schemas_do_not_know_is_passed_over() {
    let deep = nested("[", "]", 10_000);
    let tweet = format!(r#"{{"id": 1, "user": {{"id": 1}}, "new": {deep}}}"#);
    let body = format!(r#"{{"new": {deep}, "tweet_create_events": [{tweet}]}}"#);
    let payload = Payload::from_slice(body.as_bytes()).unwrap();
    assert!(matches!(payload.events(), [Event::TweetCreate(_)]));

    let body = format!(r#"{{"tweet_create_events": [{{"id": 1, "new": {deep}}}]}}"#);
    let payload = Payload::from_slice(body.as_bytes()).unwrap();
    assert!(matches!(payload.events(), [Event::Undecoded(_)]));

    let objects = nested(r#"{"a":"#, "}", 10_000).replace(":}", ":1}");
    let body = format!(r#"{{"new_event":{objects}}}"#);
    let payload = Payload::from_slice(body.as_bytes()).unwrap();
    assert!(matches!(payload.events(), [Event::Unknown(_)]));
    let written = serde_json::to_string(&payload).unwrap();
    assert_eq!(Payload::from_slice(written.as_bytes()).unwrap(), payload);
}

#[test]
fn a_string_of_fifty_megabytes_decodes() {
    let long = "x".repeat(50_000_000);
    let tweet = format!(r#"{{"id": 1, "user": {{"id": 1}}, "text": "{long}"}}"#);
    let body = format!(r#"{{"tweet_create_events": [{tweet}], "new": "{long}"}}"#);
    let payload = Payload::from_bytes(body.into()).unwrap();
    let Event::TweetCreate(tweet) = &payload.events()[0] else { panic!() };
    assert_eq!(tweet.text.len(), long.len());
}

/// The time grows with the size of a delivery, not with its square.
#[test]
fn a_hundred_thousand_unknown_keys_decode_and_come_back() {
    let members: Vec<String> = (0..100_000).map(|key| format!(r#""k{key}":{{"id":1}}"#)).collect();
    let payload = Payload::from_bytes(format!("{{{}}}", members.join(",")).into()).unwrap();
    assert_eq!(payload.events().len(), 100_000);
    assert_eq!(Payload::from_slice(&serde_json::to_vec(&payload).unwrap()).unwrap(), payload);
}
