//! Bare Tweets and Direct Messages of archives, as payloads.

use account_activity::{DecodeErrorKind, Event, EventKind, Payload, UserId};

use crate::fixtures;

#[test]
fn a_bare_tweet_is_read_tolerantly() {
    let tweet = br#" {"id":5,"user":{"id":2},"text":"hi","favorite_count":false} "#;
    let payload = Payload::from_tweet(tweet, None).unwrap();
    let [Event::TweetCreate(tweet)] = payload.events() else { panic!("{payload:?}") };
    assert_eq!((tweet.id.get(), &*tweet.text, payload.for_user_id()), (5, "hi", None));
    assert_eq!(payload.faults()[0].pointer(), "/tweet_create_events/0/favorite_count");
    assert_eq!(payload.differences(), []);
    assert_eq!(Payload::from_bytes(payload.clone().into_bytes()).unwrap(), payload);
}

#[test]
fn the_author_is_that_of_a_tweet_without_user() {
    let author = Some(UserId::new(9));
    for (tweet, user) in [
        (r#"{"id":5}"#, 9),
        (r#"{"id":5,"user":null}"#, 9),
        (r#"{"id":5,"user":{ }}"#, 9),
        (r#"{"id":5,"user":{"id":2}}"#, 2),
        ("\n{ \"id\": 5 }\n", 9),
    ] {
        let payload = Payload::from_tweet(tweet.as_bytes(), author).unwrap();
        let [Event::TweetCreate(read)] = payload.events() else { panic!("{tweet}: {payload:?}") };
        assert_eq!(read.user.id.get(), user, "{tweet}");
    }
    for (tweet, author) in [(r#"{"id":5}"#, None), (r#"{"id":5,"user":{"id":"me"}}"#, author)] {
        let payload = Payload::from_tweet(tweet.as_bytes(), author).unwrap();
        assert_eq!(payload.events()[0].kind(), EventKind::Undecoded, "{tweet}");
    }
    let nothing = Payload::from_tweet(b"{}", author).unwrap();
    assert_eq!(nothing.events()[0].kind(), EventKind::Undecoded);
}

#[test]
fn a_bare_message_is_read_tolerantly() {
    let message = br#"{"id":"900","message_create":{"target":{"recipient_id":"1"},"sender_id":"2",
        "message_data":{"text":"cut \ud83d","quick_reply":7}}}"#;
    let payload = Payload::from_direct_message(message).unwrap();
    let [Event::DirectMessage(read)] = payload.events() else { panic!("{payload:?}") };
    assert_eq!(read.text(), "cut \u{fffd}");
    assert_eq!(payload.faults().len(), 2);
}

/// The places of errors are those of the text that was given.
#[test]
fn what_is_no_object_is_an_error_with_its_place() {
    for (text, kind, at) in [
        ("", DecodeErrorKind::Empty, (1, 0)),
        ("[1]", DecodeErrorKind::NotAnObject, (1, 1)),
        ("{\n\"id\":5", DecodeErrorKind::Syntax, (2, 6)),
        // Text that closes the envelope early.
        (r#"{"id":5}]}"#, DecodeErrorKind::Syntax, (1, 9)),
        (r#"{"id":5},{"id":6}"#, DecodeErrorKind::Syntax, (1, 9)),
        (r#"{"id":5,"user":{"id":1}}],"new":[1"#, DecodeErrorKind::Syntax, (1, 25)),
    ] {
        for error in [
            Payload::from_tweet(text.as_bytes(), None).unwrap_err(),
            Payload::from_tweet(text.as_bytes(), Some(UserId::new(1))).unwrap_err(),
            Payload::from_direct_message(text.as_bytes()).unwrap_err(),
        ] {
            assert_eq!((error.kind(), (error.line(), error.column())), (kind, at), "{text}");
        }
    }
}

/// Both ways to read a bare value give the same: at once, and by way of its envelope.
#[test]
fn bare_values_are_those_of_their_envelopes() {
    for fixture in fixtures::all() {
        let json = fixture.json();
        for (key, from) in [
            ("tweet_create_events", (|json: &[u8]| Payload::from_tweet(json, None)) as From),
            ("direct_message_events", Payload::from_direct_message),
        ] {
            for entry in json[key].as_array().into_iter().flatten() {
                let entry = format!(" {entry}\n");
                let expected = format!("{{\"{key}\":[{}]}}", entry.trim());
                let payload = from(entry.as_bytes()).unwrap();
                assert_eq!(payload.as_bytes(), expected.as_bytes(), "{}", fixture.name);
                let envelope = Payload::from_slice(expected.as_bytes()).unwrap();
                assert_eq!(format!("{payload:?}"), format!("{envelope:?}"), "{}", fixture.name);
            }
        }
    }
}

type From = fn(&[u8]) -> Result<Payload, account_activity::DecodeError>;
