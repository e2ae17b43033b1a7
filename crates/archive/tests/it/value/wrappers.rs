//! Values within other JSON.

use account_activity_archive::account_activity::{Body, Payload, Timestamp};
use account_activity_archive::{Archive, Form};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};

use super::{ENVELOPE, PAYLOAD, TWEET, all_told, of, one, payload, quoted, read, told};

#[test]
fn events_of_queues_and_gateways_hold_payloads() {
    let text = quoted(PAYLOAD);
    let base64 = quoted(&STANDARD.encode(PAYLOAD));
    let notification = format!(
        r#"{{"Type":"Notification","Message":{text},"Timestamp":"2021-08-15T13:32:13.402Z"}}"#
    );
    let received = Some(1_629_034_333_402);
    for (wrapper, time, pointer) in [
        (
            format!(
                r#"{{"httpMethod":"POST","headers":{{}},"requestContext":{{"requestTimeEpoch":1629034333402}},"body":{text},"isBase64Encoded":false}}"#
            ),
            received,
            "/body",
        ),
        (
            format!(
                r#"{{"version":"2.0","requestContext":{{"timeEpoch":1629034333402}},"body":{base64},"isBase64Encoded":true}}"#
            ),
            received,
            "/body",
        ),
        (
            format!(
                r#"{{"Records":[{{"messageId":"1","body":{text},"attributes":{{"SentTimestamp":"1629034333402"}}}}]}}"#
            ),
            received,
            "/Records/0/body",
        ),
        (
            format!(r#"{{"Records":[{{"body":{}}}]}}"#, quoted(&notification)),
            received,
            "/Records/0/body/Message",
        ),
        (
            format!(r#"{{"Records":[{{"EventSource":"aws:sns","Sns":{notification}}}]}}"#),
            received,
            "/Records/0/Sns/Message",
        ),
        (
            format!(
                r#"{{"Records":[{{"kinesis":{{"data":{base64},"approximateArrivalTimestamp":1629034333.402}}}}]}}"#
            ),
            received,
            "/Records/0/kinesis/data",
        ),
        (
            format!(r#"{{"Messages":[{{"MessageId":"1","Body":{text}}}]}}"#),
            None,
            "/Messages/0/Body",
        ),
        (
            format!(
                r#"{{"message":{{"data":{base64},"publishTime":"2021-08-15T13:32:13.402Z"}},"subscription":"s"}}"#
            ),
            received,
            "/message/data",
        ),
        (
            format!(
                r#"{{"version":"0","detail-type":"t","source":"s","time":"2021-08-15T13:32:13.402Z","detail":{PAYLOAD}}}"#
            ),
            received,
            "/detail",
        ),
        (
            format!(r#"{{"received_at":"2021-08-15 13:32:13.402","payload":{PAYLOAD}}}"#),
            received,
            "/payload",
        ),
        (
            format!(r#"{{"created_at":{{"_seconds":1629034333,"_nanoseconds":0}},"a/b":{text}}}"#),
            Some(1_629_034_333_000),
            "/a~1b",
        ),
        (text.clone(), None, ""),
        (quoted(&text), None, ""),
        (base64.clone(), None, ""),
        (STANDARD.encode(PAYLOAD), None, ""),
        (quoted(&URL_SAFE_NO_PAD.encode(format!("{PAYLOAD}  "))), None, ""),
    ] {
        let item = one(wrapper.as_str());
        assert_eq!(payload(&item), &Payload::from_slice(PAYLOAD.as_bytes()).unwrap(), "{wrapper}");
        assert_eq!(payload(&item).as_bytes().trim_ascii(), PAYLOAD.as_bytes(), "{wrapper}");
        assert_eq!(item.received_at.map(Timestamp::as_millis), time, "{wrapper}");
        assert_eq!(item.pointer("/for_user_id"), format!("{pointer}/for_user_id"));
    }
}

#[test]
fn wrappers_hold_every_kind_of_value() {
    for (value, expected) in [(TWEET, "tweet_create"), (ENVELOPE, "post.delete")] {
        for wrapper in [
            format!(r#"{{"raw":{}}}"#, quoted(value)),
            format!(r#"{{"meta":{{"a":1}},"doc":{value}}}"#),
            format!(r#"{{"webhook_event":{}}}"#, quoted(value)),
        ] {
            assert_eq!(all_told(wrapper.as_str()), [expected], "{wrapper}");
        }
    }
    let item = one(format!(r#"{{"raw":{}}}"#, quoted(TWEET)));
    assert_eq!(item.pointer("/tweet_create_events/0/id"), "/raw/id");
}

#[test]
fn a_broken_value_among_others_is_a_fault() {
    let good = format!(r#"{{"body":{}}}"#, quoted(PAYLOAD));
    let text =
        format!(r#"{{"Records":[{good},{{"body":"{{\"for_user_id\": "}},{{"body":"x"}},{good}]}}"#);
    let items = read(text);
    let told: Vec<String> = items.iter().map(told).collect();
    assert_eq!(
        told,
        [
            "tweet_delete",
            "json /Records/1/body/for_user_id",
            "not-understood /Records/2",
            "tweet_delete"
        ]
    );
    let only = r#"{"body": "{\"for_user_id\": ", "path": "/"}"#;
    assert_eq!(all_told(only), ["json /body/for_user_id"]);
    let fault = one(only);
    assert!(!fault.fault().unwrap().bytes().is_empty());
}

#[test]
fn a_payload_is_never_a_wrapper() {
    let inner = quoted(PAYLOAD);
    let payload =
        format!(r#"{{"body":{inner},"direct_message_events":[],"for_user_id":"5","raw":{inner}}}"#);
    let item = one(payload.as_str());
    assert_eq!(item.body().unwrap().as_bytes(), payload.as_bytes());
    let envelope = format!(
        r#"{{"meta":{{}},"raw":{inner},"data":{{"event_type":"news.new","payload":{{}}}}}}"#
    );
    assert!(matches!(one(envelope.as_str()).body().unwrap(), Body::XActivity(_)));
    let unknown = r#"{"gossip_events": [{"id": "1"}]}"#;
    assert_eq!(told(&one(unknown)), "unknown");
}

#[test]
fn prose_is_a_value_only_in_the_named_form() {
    let text = format!(r#"{{"description":{}}}"#, quoted(PAYLOAD));
    assert_eq!(all_told(text.as_str()), ["not-understood"]);
    let items = of(Archive::new().form(Form::Wrapper), text);
    assert_eq!(items.iter().map(told).collect::<Vec<_>>(), ["tweet_delete"]);
}

#[test]
fn nesting_without_end_is_not_understood() {
    let mut text = PAYLOAD.to_owned();
    for _ in 0..12 {
        text = format!(r#"{{"body":{}}}"#, quoted(&text));
    }
    assert_eq!(all_told(text), ["not-understood"]);
    let deep = format!("{}{}", "{\"a\":".repeat(5000), "}".repeat(5000));
    assert_eq!(read(deep).len(), 1);
}

#[test]
fn an_id_and_a_text_do_not_hide_the_value_beside_them() {
    let (payload, tweet) = (quoted(PAYLOAD), quoted(TWEET));
    for (wrapper, expected) in [
        (
            format!(r#"{{"id":7,"text":"webhook received","user":{{"id":3}},"body":{payload}}}"#),
            "tweet_delete",
        ),
        (format!(r#"{{"id":"20","text":"hi","raw":{TWEET}}}"#), "tweet_create"),
        (format!(r#"{{"id":20,"text":"hi","raw":{tweet}}}"#), "tweet_create"),
        // A Tweet with another Tweet in it.
        (format!(r#"{{"id":"21","text":"hi","quoted_tweet":{TWEET}}}"#), "post.create"),
        (
            format!(r#"{{"id":21,"id_str":"21","text":"a","user":{{"id":1}},"x":{tweet}}}"#),
            "tweet_create",
        ),
    ] {
        assert_eq!(all_told(wrapper.as_str()), [expected], "{wrapper}");
    }
    let item = one(format!(r#"{{"id":20,"text":"hi","raw":{tweet}}}"#));
    assert_eq!(item.pointer("/tweet_create_events/0/id"), "/raw/id");
}

#[test]
fn a_body_and_its_raw_text_are_one_value() {
    let text = quoted(&PAYLOAD.replace(':', ": "));
    let item = one(format!(r#"{{"body":{PAYLOAD},"rawBody":{text}}}"#));
    assert_eq!(item.pointer("/for_user_id"), "/body/for_user_id");
    let other = PAYLOAD.replace("\"20\"", "\"21\"");
    let both = format!(r#"{{"body":{PAYLOAD},"other":{other},"rawBody":{text}}}"#);
    assert_eq!(all_told(both), ["tweet_delete", "tweet_delete"]);
    // The same delivery twice in a queue.
    let twice = format!(r#"{{"Records":[{{"body":{text}}},{{"body":{text}}}]}}"#);
    assert_eq!(all_told(twice), ["tweet_delete", "tweet_delete"]);
}

#[test]
fn known_members_do_not_hide_a_value() {
    let delete = r#""delete":{"status":{"id":5,"user_id":12}}"#;
    for (wrapper, expected) in [
        (format!(r#"{{"account":{{"payload":{PAYLOAD}}}}}"#), vec!["tweet_delete"]),
        (format!(r#"{{"like":{PAYLOAD}}}"#), vec!["tweet_delete"]),
        (format!(r#"{{"meta":{{"result_count":0}},"payload":{PAYLOAD}}}"#), vec!["tweet_delete"]),
        (format!(r#"{{"statuses":[],"payload":{PAYLOAD}}}"#), vec!["tweet_delete"]),
        (format!(r#"{{{delete},"payload":{PAYLOAD}}}"#), vec!["notice delete", "tweet_delete"]),
        (format!(r#"{{{delete},"at":"2021-08-15T13:32:13Z"}}"#), vec!["notice delete"]),
        (r#"{"account":{"accountId":"12"}}"#.to_owned(), vec!["1 account"]),
    ] {
        assert_eq!(all_told(wrapper.as_str()), expected, "{wrapper}");
    }
}

#[test]
fn the_order_of_members_does_not_change_the_time_of_receipt() {
    let inner = PAYLOAD.strip_prefix('{').unwrap().strip_suffix('}').unwrap();
    let (first, rest) = inner.split_once(',').unwrap();
    let long = format!(r#""note":"{}""#, "x".repeat(1000));
    for member in [
        r#""inserted_at":"2021-08-15T13:32:13.402Z""#,
        r#""insertedAt":{"$date":"2021-08-15T13:32:13.402Z"}"#,
        r#""received_at":1629034333402"#,
        r#""ts":{"$date":{"$numberLong":"1629034333402"}}"#,
    ] {
        for text in [
            format!("{{{member},{inner}}}"),
            format!("{{{first},{member},{rest}}}"),
            format!("{{{first},{long},{member},{long},{rest}}}"),
            format!("{{{inner},{member}}}"),
            format!("{{\"_id\":{{\"$oid\":\"5d655a015f627d0b0c1b2d5e\"}},{inner},{member}}}"),
        ] {
            let item = one(text.as_str());
            assert_eq!(told(&item), "tweet_delete", "{text}");
            let time = item.received_at.map(Timestamp::as_millis);
            assert_eq!(time, Some(1_629_034_333_402), "{text}");
        }
    }
}
