//! Bodies of deliveries, and bare Tweets, Posts and messages.

use account_activity_archive::account_activity::{Body, Payload, UserId, xaa};
use account_activity_archive::{Archive, FaultKind, Form, Values};

use super::{ENVELOPE, PAYLOAD, TWEET, all_told, of, one, payload, read, told, tweet};

const MESSAGE: &str = r#"{"type":"message_create","id":"4","created_timestamp":"1635279985935",
    "message_create":{"target":{"recipient_id":"2"},"sender_id":"1","message_data":{"text":"hi"}}}"#;

#[test]
fn bodies_of_deliveries_keep_their_bytes() {
    for body in [PAYLOAD, ENVELOPE, r#" {"user_event": {"revoke": {"source": {"user_id": "1"}}}} "#]
    {
        let item = one(body);
        assert_eq!(item.body().unwrap(), &Body::from_slice(body.as_bytes()).unwrap());
        assert_eq!(item.body().unwrap().as_bytes(), body.trim().as_bytes());
        assert_eq!(item.received_at, None);
    }
}

#[test]
fn what_begins_with_parties_is_a_delivery_or_something_else() {
    let read =
        r#""direct_message_mark_read_events":[{"sender_id":"1","target":{"recipient_id":"2"}}]"#;
    for (text, expected) in [
        (format!(r#"{{"users":{{"1":{{"id":"1"}}}},{read}}}"#), "direct_message_mark_read"),
        (
            format!(r#"{{"apps":{{}},"users":{{}},"for_user_id":"1",{read}}}"#),
            "direct_message_mark_read",
        ),
        (format!(r#"{{"users":{{}},"next":{{{read}}}}}"#), "direct_message_mark_read"),
        (format!(r#"{{"users":{{}},"statuses":[{TWEET}]}}"#), "tweet_create"),
        (format!(r#"{{"users":{{}},{}"#, TWEET.strip_prefix('{').unwrap()), "tweet_create"),
        (format!(r#"{{"apps":{{}},"events":[{MESSAGE}],"next_cursor":"x"}}"#), "direct_message"),
        (
            r#"{"replay_job_status":{"job_id":"1","job_state":"Complete"}}"#.to_owned(),
            "replay_job_status",
        ),
    ] {
        assert_eq!(all_told(text.clone()), [expected], "{text}");
    }
}

#[test]
fn a_bare_tweet_is_a_payload_with_one_tweet() {
    let deep = TWEET.replace(r#""text":"hi""#, r#""entities":{"hashtags":[]},"text":"hi""#);
    for text in [TWEET, &deep, &format!("\u{feff}{TWEET}")] {
        let item = one(text);
        let expected = Payload::from_tweet(text.as_bytes(), None).unwrap();
        assert_eq!(payload(&item), &expected);
        assert_eq!(tweet(&item).text, "hi");
    }
    // Keys in any order, old and trimmed ones.
    for text in [
        r#"{"text":"hi","id":20,"user":{"id":12}}"#,
        r#"{"entities":{},"full_text":"hi","id_str":"20","user":{"id":12}}"#,
        r#"{"id":20,"user":{"id":12}}"#,
        r#"{"user":{"id":12},"id":20}"#,
        r#"{"user":{"name":"Ferry","id":12},"id":20}"#,
        r#"{"_id":"5d655a015f627d0b0c1b2d5e","text":"hi","id":20,"user":{"id":12}}"#,
    ] {
        assert_eq!(told(&one(text)), "tweet_create", "{text}");
    }
}

#[test]
fn a_tweet_with_an_id_that_cannot_be_read_is_undecoded() {
    for text in [
        r#"{"id":"x","user":{"id":1}}"#,
        r#"{"id":"x","id_str":"y","text":"hi","user":{"id":1}}"#,
        r#"{"id":"x","text":"hi","truncated":false,"user":{"id":1}}"#,
    ] {
        assert_eq!(told(&one(text)), "undecoded", "{text}");
    }
}

#[test]
fn pointers_of_bare_values_are_those_of_the_record() {
    let item = one(r#"{"id":20,"text":"hi","user":{"id":12},"favorite_count":{}}"#);
    let fault = &item.body().unwrap().faults()[0];
    assert_eq!(fault.pointer(), "/tweet_create_events/0/favorite_count");
    assert_eq!(item.pointer(fault.pointer()), "/favorite_count");
    let item = one(MESSAGE.replace("\"hi\"", "{}"));
    let fault = &item.body().unwrap().faults()[0];
    assert_eq!(item.pointer(fault.pointer()), "/message_create/message_data/text");
}

#[test]
fn a_bare_message_is_a_payload_with_one_message() {
    let item = one(MESSAGE.replace('\n', " "));
    let expected = Payload::from_direct_message(MESSAGE.as_bytes()).unwrap();
    assert_eq!(payload(&item), &expected);
    let cut = r#"{"type":"message_create","message_create":{"message_data":{"text":"x"}}}"#;
    assert_eq!(told(&one(cut)), "undecoded");
}

#[test]
fn a_bare_post_is_an_envelope_with_one_post() {
    for text in [
        r#"{"id":"20","text":"hi"}"#,
        r#"{"id":"20","text":"hi","author_id":"12","edit_history_tweet_ids":["20"]}"#,
        r#"{"author_id":"12","id":20,"text":"hi","created_at":"2026-10-15T07:03:10.000Z"}"#,
    ] {
        let item = one(text);
        let Some(Body::XActivity(envelope)) = item.body() else { panic!("{item:#?}") };
        let Some(xaa::Event::PostCreate(post)) = envelope.event() else { panic!("{item:#?}") };
        assert_eq!((post.id.get(), post.text.as_str()), (20, "hi"));
    }
    // A number as the id is an old Tweet without its author.
    assert_eq!(all_told(r#"{"id":20,"text":"hi"}"#), ["owner-unknown", "undecoded"]);
}

#[test]
fn the_content_of_data_is_an_event() {
    let inner = ENVELOPE.strip_prefix("{\"data\":").unwrap().strip_suffix('}').unwrap();
    let item = one(inner);
    assert_eq!(item.body().unwrap(), &Body::from_slice(ENVELOPE.as_bytes()).unwrap());
    assert_eq!(item.pointer("/data/payload/id"), "/payload/id");
}

#[test]
fn text_inside_a_value_does_not_change_what_the_value_is() {
    let hostile = super::quoted(&format!("{PAYLOAD} {{\"$numberLong\":\"5\"}}"));
    for text in [
        TWEET.replace("\"hi\"", &hostile),
        TWEET.replace("\"hi\"", &super::quoted(PAYLOAD)),
        PAYLOAD.replace("\"12\",", &format!("\"12\",\"note\":{hostile},")),
    ] {
        let item = one(text.as_str());
        assert!(["tweet_create", "tweet_delete"].contains(&told(&item).as_str()), "{text}");
        assert!(item.body().unwrap().faults().is_empty());
    }
    let envelope = r#"{"data":{"event_type":"profile.update.bio","filter":{"user_id":"1"},"payload":{"before":"","after":B}}}"#;
    let envelope = envelope.replace('B', &hostile);
    assert_eq!(one(envelope.as_str()).body().unwrap().as_bytes(), envelope.as_bytes());
}

#[test]
fn json_without_a_value_is_a_fault_with_its_bytes() {
    for text in [
        "{}",
        "5",
        "\"hello\"",
        r#"{"a": [{"b": "c"}]}"#,
        // A user, a message of the v2 API, and parts of other events.
        r#"{"id":12,"id_str":"12","screen_name":"ferry","name":"Ferry","status":{"id":20,"text":"hi"}}"#,
        r#"{"id":"1","event_type":"MessageCreate","text":"hi","sender_id":"2","dm_conversation_id":"1-2"}"#,
        r#"{"type":"follow","source":{"id":"1"},"target":{"id":"2"},"created_timestamp":"1"}"#,
        r#"{"id":"a","favorited_status":{"id":20,"text":"hi","user":{"id":1}},"source":{"id":2}}"#,
        r#"{"event":"favorite","source":{"id":1},"target":{"id":2},"target_object":{"id":20,"text":"hi","user":{"id":2}}}"#,
        r#"{"data":{"id":"12","name":"Ferry","username":"ferry"}}"#,
        // Messages of other services.
        r#"{"id":"a1","text":"hello"}"#,
        r#"{"id":"a1","text":"hello","user":{"id":"b2"}}"#,
    ] {
        let item = one(text);
        let fault = item.fault().unwrap_or_else(|| panic!("{item:#?}"));
        assert_eq!(fault.kind(), FaultKind::NotUnderstood, "{text}");
        assert_eq!(&**fault.bytes(), text.as_bytes());
    }
}

#[test]
fn broken_json_is_a_fault_with_place_and_bytes() {
    let items = read(format!("{PAYLOAD}\n{{\"follow_events\":[{{}},{{\"type\": 3,\n{TWEET}\n"));
    let told: Vec<String> = items.iter().map(told).collect();
    assert_eq!(told, ["tweet_delete", "json /follow_events/1", "tweet_create"]);
    let fault = items[1].fault().unwrap();
    assert_eq!(&**fault.bytes(), br#"{"follow_events":[{},{"type": 3,"#);
    assert_eq!((items[1].line, items[1].offset), (2, PAYLOAD.len() as u64 + 1));
}

#[test]
fn elements_of_an_array_that_are_not_understood_are_faults() {
    assert_eq!(
        all_told(format!("[{PAYLOAD},{TWEET},5]\n")),
        ["tweet_delete", "tweet_create", "not-understood"]
    );
    let text = super::quoted(&format!("[{TWEET},5,{PAYLOAD},{{\"a\":"));
    let told = all_told(text);
    assert_eq!(told, ["tweet_create", "not-understood /1", "tweet_delete", "json /3/a"]);
    assert_eq!(all_told("\"[5, 6]\""), ["not-understood"]);
    let items = of(Archive::new().form(Form::OneValue), "[]");
    assert_eq!(items.iter().map(super::told).collect::<Vec<_>>(), ["0 values"]);
}

#[test]
fn settings_tell_the_kind_of_bare_values() {
    let settings = |values| Archive::new().values(values);
    let tweet = r#"{"id":1,"user":{"id":1},"new":5}"#;
    let kinds = |values, text: &str| {
        of(settings(values), text).iter().map(told).collect::<Vec<_>>().join(", ")
    };
    assert_eq!(kinds(Values::Tweets, tweet), "tweet_create");
    assert_eq!(kinds(Values::DirectMessages, tweet), "undecoded");
    assert_eq!(kinds(Values::Payloads, "{}"), "");
    assert_eq!(kinds(Values::Payloads, PAYLOAD), "tweet_delete");
    assert_eq!(kinds(Values::Payloads, r#"{"user_event": 3}"#), "undecoded");
    assert_eq!(kinds(Values::Posts, r#"{"id":"1"}"#), "post.create");
    assert_eq!(kinds(Values::Tweets, &format!("[{tweet},{tweet}]")), "tweet_create, tweet_create");
    let long = r#"{"id":{"$numberLong":"20"},"user":{"id":1}}"#;
    assert_eq!(kinds(Values::Tweets, long), "tweet_create");
    let owned = of(settings(Values::Tweets).owner(UserId::new(7)), r#"{"id":20}"#);
    assert_eq!(super::tweet(&owned[0]).user.id.get(), 7);
    let broken = of(settings(Values::Tweets), "{\"id\": x}\n");
    assert_eq!(broken[0].fault().unwrap().kind(), FaultKind::Json);
}
