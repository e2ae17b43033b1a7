//! Byte order marks, which some programs write before a text in UTF-8.

use account_activity::{DecodeErrorKind, Event, Payload, UserId};

const MARK: &str = "\u{feff}";

#[test]
fn a_mark_before_a_payload_is_ignored_and_kept() {
    for body in [
        r#"{"for_user_id":"1","tweet_delete_events":[{"status":{"id":"2","user_id":"1"}}]}"#,
        // Read by the tolerant decoder.
        r#"{"tweet_create_events":[{"id":1,"user":{"id":2},"lang":[7]},3],"users":{"x":{}}}"#,
        "\n{}",
    ] {
        let marked = format!("{MARK}{body}");
        let (with, without) =
            (Payload::from_slice(marked.as_bytes()), Payload::from_slice(body.as_bytes()));
        let (with, without) = (with.unwrap(), without.unwrap());
        assert_eq!(with, without);
        assert_eq!(with.faults(), without.faults());
        assert_eq!((with.as_bytes(), with.differences()), (marked.as_bytes(), vec![]));
        assert_eq!(with.unknown(), without.unknown());
        let json = |payload: &Payload| -> Vec<String> {
            let undecoded = payload.events().iter().filter_map(Event::as_undecoded);
            undecoded.map(|event| format!("{} {}", event.pointer(), event.json())).collect()
        };
        assert_eq!(json(&with), json(&without));
        assert_eq!(with.into_bytes(), marked.as_bytes());
    }
}

#[test]
fn bare_tweets_and_messages_may_have_a_mark() {
    let tweet = format!(r#"{MARK} {{"id":1}} "#);
    let payload = Payload::from_tweet(tweet.as_bytes(), Some(UserId::new(2))).unwrap();
    assert_eq!(payload.events()[0].actor(), Some(UserId::new(2)));
    let message = format!(r#"{MARK}{{"id":"1"}}"#);
    assert_eq!(Payload::from_direct_message(message.as_bytes()).unwrap().events().len(), 1);
}

/// A mark counts as white space only before the object, and only the one of UTF-8.
#[test]
fn other_marks_are_not_ignored() {
    for body in [
        MARK.to_owned(),
        format!("{{{MARK}}}"),
        format!("{{\"a\":{MARK}1}}"),
        format!("{{}}{MARK}"),
        format!(" {MARK}{{}}"),
    ] {
        let error = Payload::from_slice(body.as_bytes()).unwrap_err();
        let kind = if body == MARK { DecodeErrorKind::Empty } else { DecodeErrorKind::Syntax };
        assert_eq!(error.kind(), kind, "{body:?}");
    }
    for wide in [b"\xff\xfe{\0}\0", b"\xfe\xff\0{\0}"] {
        let error = Payload::from_slice(wide).unwrap_err();
        assert_eq!((error.kind(), error.column()), (DecodeErrorKind::InvalidUtf8, 1));
    }
    // Within a text, the mark is a character.
    let body =
        format!(r#"{{"tweet_create_events":[{{"id":1,"user":{{"id":2}},"text":"{MARK}a"}}]}}"#);
    let payload = Payload::from_slice(body.as_bytes()).unwrap();
    assert_eq!(payload.events()[0].as_tweet_create().unwrap().text, format!("{MARK}a"));
    // Other formats and readers of serde decode a text without the mark.
    let error = serde_json::from_slice::<Payload>(format!("{MARK}{{}}").as_bytes()).unwrap_err();
    assert!(error.is_syntax(), "{error}");
}

/// The column counts the bytes of the body as received.
#[test]
fn errors_behind_a_mark_have_their_places() {
    for (body, kind, place) in [
        ("{\"a\":1,}".as_bytes(), DecodeErrorKind::Syntax, (1, 8)),
        (b"{\n\"a\":1,}", DecodeErrorKind::Syntax, (2, 7)),
        (b"[]", DecodeErrorKind::NotAnObject, (1, 1)),
        (b"", DecodeErrorKind::Empty, (1, 0)),
        (b"{\"a\":\"\xff\"}", DecodeErrorKind::InvalidUtf8, (1, 7)),
    ] {
        let without = Payload::from_slice(body).unwrap_err();
        assert_eq!((without.kind(), without.line(), without.column()), (kind, place.0, place.1));
        let with = Payload::from_slice(&[MARK.as_bytes(), body].concat()).unwrap_err();
        let mark = if place.0 == 1 { MARK.len() } else { 0 };
        assert_eq!((with.kind(), with.line(), with.column()), (kind, place.0, place.1 + mark));
        assert_eq!((with.message(), with.pointer()), (without.message(), without.pointer()));
        let tweet = Payload::from_tweet(&[MARK.as_bytes(), body].concat(), None).unwrap_err();
        assert_eq!(tweet.column(), with.column());
    }
    // A second mark is not JSON.
    let twice = Payload::from_slice(format!("{MARK}{MARK}{{}}").as_bytes()).unwrap_err();
    assert_eq!((twice.kind(), twice.column()), (DecodeErrorKind::Syntax, 4));
}
