//! MongoDB Extended JSON.

use account_activity_archive::account_activity::{Body, Payload};
use account_activity_archive::{Archive, Form};

use super::{PAYLOAD, TWEET, of, one, payload, told, tweet};

#[test]
fn canonical_values_become_plain_ones() {
    let text = r#"{"_id":{"$oid":"5d655a015f627d0b0c1b2d5e"},"created_at":{"$date":{"$numberLong":"1528315630000"}},"id":{"$numberLong":"20"},"text":"a \"{\" b","user":{"id":{ "$numberInt" : "12" }},"favorite_count":{"$numberInt":"3"},"retweet_count": {"$numberDouble":"4.0"},"x":{"$undefined":true},"lang":{"$symbol":"es"}}"#;
    let item = one(text);
    assert!(item.body().unwrap().faults().is_empty(), "{item:#?}");
    let tweet = tweet(&item);
    assert_eq!((tweet.id.get(), tweet.user.id.get(), tweet.favorite_count), (20, 12, 3));
    assert_eq!(tweet.created_at.unwrap().as_millis(), 1_528_315_630_000);
    assert_eq!(tweet.text, "a \"{\" b");
}

#[test]
fn everything_else_keeps_its_bytes() {
    let text = r#"{ "for_user_id" :"12", "n":1.50E+2, "n":[ 1e5,{}],"é\u00e9":"{\"$numberLong\":\"1\"}","favorite_events":[ {"id":"a","timestamp_ms":{"$numberLong":"1432228155593"},"user":{"id":1},"favorited_status":{"id":{"$numberLong":"2"},"user":{"id":3}}} ], "z":{"$minKey":1} }"#;
    let expected = r#"{ "for_user_id" :"12", "n":1.50E+2, "n":[ 1e5,{}],"é\u00e9":"{\"$numberLong\":\"1\"}","favorite_events":[ {"id":"a","timestamp_ms":1432228155593,"user":{"id":1},"favorited_status":{"id":2,"user":{"id":3}}} ], "z":{"$minKey":1} }"#;
    let item = one(text);
    assert_eq!(std::str::from_utf8(item.body().unwrap().as_bytes()).unwrap(), expected);
    assert_eq!(payload(&item), &Payload::from_slice(expected.as_bytes()).unwrap());
}

#[test]
fn a_payload_that_needs_no_rewriting_keeps_its_bytes() {
    let text = PAYLOAD.replacen('{', r#"{"_id":{"$oid":"5d655a015f627d0b0c1b2d5e"},"#, 1);
    let item = one(text.as_str());
    assert_eq!(item.body().unwrap().as_bytes(), text.as_bytes());
    assert_eq!(told(&item), "tweet_delete");
    let forced = of(Archive::new().form(Form::Mongo), text);
    assert!(
        forced[0].body().unwrap().as_bytes().starts_with(br#"{"_id":"5d655a015f627d0b0c1b2d5e","#)
    );
}

#[test]
fn the_time_of_receipt_is_read_from_dates() {
    let time = 1_629_034_333_402_i64;
    for date in [
        r#"{"$date":"2021-08-15T13:32:13.402Z"}"#,
        r#"{"$date":{"$numberLong":"1629034333402"}}"#,
        r#"{"$date":1629034333402}"#,
        "\"2021-08-15T13:32:13.402Z\"",
        "1629034333.402",
        "1629034333402",
    ] {
        for name in ["received_at", "receivedAt"] {
            let first =
                PAYLOAD.replacen('{', &format!(r#"{{"_id":{{"$oid":"5d"}},"{name}":{date},"#), 1);
            let last = format!(r#"{},"{name}":{date}}}"#, PAYLOAD.strip_suffix('}').unwrap());
            for text in [first, last] {
                let item = one(text.as_str());
                assert_eq!(item.received_at.unwrap().as_millis(), time, "{text}");
                assert_eq!(item.body().unwrap().as_bytes(), text.as_bytes());
            }
        }
    }
    let dated = format!(
        r#"{},"createdAt":{{"$date":1629034333402}}}}"#,
        PAYLOAD.strip_suffix('}').unwrap()
    );
    assert_eq!(one(dated).received_at.unwrap().as_millis(), time);
    // The time of a Tweet is not that of its receipt.
    assert_eq!(one(TWEET).received_at, None);
}

#[test]
fn envelopes_are_rewritten_too() {
    let text = r#"{"data":{"event_type":"post.delete","filter":{"user_id":{"$numberLong":"12"}},"payload":{"id":{"$numberLong":"20"},"author_id":"12"}}}"#;
    let item = one(text);
    let Some(Body::XActivity(envelope)) = item.body() else { panic!("{item:#?}") };
    assert_eq!(envelope.filter().unwrap().user_id.unwrap().get(), 12);
    assert!(envelope.faults().is_empty());
}
