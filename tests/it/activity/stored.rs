//! The form in which activities are stored. Its members are only added to.

use account_activity::{Activity, Payload};
use serde_json::{Value, json};

use super::{envelope, event, only, with_includes};
use crate::fixtures;

fn stored(activity: Activity<'_>) -> String {
    serde_json::to_string_pretty(&activity).unwrap()
}

fn of_payload(name: &str) -> String {
    let payload = fixtures::named(name).payload();
    payload.activities().map(stored).collect::<Vec<_>>().join("\n")
}

#[test]
fn of_the_account_activity_api() {
    for name in [
        "tweet_create_events/quote",
        "tweet_create_events/retweet_of_video",
        "tweet_create_events/reply_to_many",
        "tweet_create_events/replayed",
        "tweet_delete_events/delete",
        "favorite_events/of_reply_with_photos",
        "follow_events/follow",
        "direct_message_events/photo",
        "direct_message_mark_read_events/mark_read",
        "user_event/revoke",
        "replay_job_status/complete",
    ] {
        insta::assert_snapshot!(name.replace('/', "_"), of_payload(&format!("{name}.json")));
    }
}

#[test]
fn of_the_x_activity_api() {
    for name in [
        "post.create__media",
        "post.create__own_reply_with_quote",
        "post.create__own_repost_included",
        "post.create__replayed",
        "post.mention.create__with_link",
        "post.delete__own",
        "like.create__inbound",
        "follow.follow__of_subscriber",
        "dm.received__two",
        "dm.read__reader_only",
        "chat.received__message",
        "profile.update.bio__changed",
        "broadcast.chat__message",
        "news.new__story",
        "oauth.revoke__revoke",
    ] {
        let fixture = fixtures::named(&format!("x_activity/{name}.json"));
        let envelope = fixture.envelope();
        let stored: Vec<String> = envelope.activities().map(stored).collect();
        insta::assert_snapshot!(name.replace('.', "_"), stored.join("\n"));
    }
}

/// Every member that an activity can have, with the type that readers rely on.
#[test]
fn each_member_has_one_type() {
    let is_ids = |value: &Value| value.as_str().is_some_and(|id| !id.is_empty());
    let check = |activity: Activity<'_>| {
        let Value::Object(members) = serde_json::to_value(activity).unwrap() else { panic!() };
        for (name, value) in &members {
            let valid = match name.as_str() {
                "family" | "kind" | "key" | "relation" | "text" | "lang" => value.is_string(),
                "occurred_at" => {
                    value.as_str().is_some_and(|at| at.len() == 24 && at.ends_with('Z'))
                }
                "is_replay" => value.is_boolean(),
                "urls" | "hashtags" => value.as_array().unwrap().iter().all(Value::is_string),
                "mentions" | "media" => value.as_array().unwrap().iter().all(Value::is_object),
                "like_count" | "repost_count" | "reply_count" | "quote_count" => value.is_i64(),
                id => id.ends_with("_id") && is_ids(value),
            };
            assert!(valid, "{name}: {value}");
        }
        for name in ["family", "kind", "key", "is_replay", "relation"] {
            assert!(members.contains_key(name), "{name} is missing");
        }
    };
    for fixture in fixtures::all() {
        fixture.payload().activities().for_each(check);
    }
    for fixture in fixtures::x_activity() {
        fixture.envelope().activities().for_each(check);
    }
}

#[test]
fn times_are_ordered_as_texts() {
    let body = |ms: i64| {
        let delete = json!([{ "status": { "id": "5", "user_id": "1" }, "timestamp_ms": ms }]);
        let body = json!({ "for_user_id": "1", "tweet_delete_events": delete }).to_string();
        let payload = Payload::from_slice(body.as_bytes()).unwrap();
        let value = serde_json::to_value(payload.activities().next().unwrap()).unwrap();
        value["occurred_at"].as_str().unwrap().to_owned()
    };
    assert_eq!(body(1_576_540_568_000), "2019-12-16T23:56:08.000Z");
    assert_eq!(body(1_576_540_568_007), "2019-12-16T23:56:08.007Z");
}

#[test]
fn an_unknown_event_is_stored_too() {
    let envelope = envelope(&event("post.pin", &json!({ "id": "10" })));
    let stored = serde_json::to_value(envelope.activities().next().unwrap()).unwrap();
    assert_eq!(stored["kind"], "unknown");
    assert_eq!(stored["subscriber_id"], "1");
}

/// The text of a repost is that of the reposted post, and so are its entities.
#[test]
fn a_repost_is_stored_with_the_text_that_it_shows() {
    let payload = json!({ "id": "10", "author_id": "1", "text": "RT @bob: a",
        "referenced_tweets": [{ "type": "retweeted", "id": "9" }] });
    let includes = json!({ "tweets": [{ "id": "9", "text": "a #b", "author_id": "2",
        "entities": { "hashtags": [{ "start": 2, "end": 4, "tag": "b" }] } }] });
    only(&with_includes(event("post.create", &payload), &includes), |activity| {
        let stored = serde_json::to_value(activity).unwrap();
        assert_eq!(stored["text"], "a #b");
        assert_eq!(stored["hashtags"], json!(["b"]));
        assert_eq!(stored["reposted_id"], "9");
    });
}
