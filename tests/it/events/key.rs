//! The text of keys, which must not change, because programs store it.

use account_activity::{EventKey, Payload, UserId};
use serde_json::json;

fn keys(body: &serde_json::Value) -> Vec<String> {
    let payload = Payload::from_slice(body.to_string().as_bytes()).unwrap();
    payload.entries().map(|entry| entry.key().to_string()).collect()
}

#[test]
fn published_vectors() {
    let user = |id: &str| json!({ "id": id });
    let typed = |kind: &str| {
        json!([{ "type": kind, "created_timestamp": "1576540568600", "target": user("3"),
            "source": user("2") }])
    };
    let tweet = json!({ "id": 10, "id_str": "10", "user": { "id": 2 } });
    for (member, value, key) in [
        ("tweet_create_events", json!([tweet]), "1/1/tweet_create/10"),
        (
            "tweet_delete_events",
            json!([{ "status": { "id": "10", "user_id": "1" } }]),
            "1/1/tweet_delete/10",
        ),
        (
            "favorite_events",
            json!([{ "id": "306365f99a761d92af4753775e89f7a4", "user": { "id": 2 },
                "favorited_status": tweet }]),
            "1/1/favorite/306365f99a761d92af4753775e89f7a4",
        ),
        (
            "favorite_events",
            json!([{ "timestamp_ms": 1576540199643_i64, "user": { "id": 2 },
                "favorited_status": tweet }]),
            "1/1/favorite/2-10-1576540199643",
        ),
        ("follow_events", typed("follow"), "1/1/follow/2-3-1576540568600"),
        ("follow_events", typed("unfollow"), "1/1/unfollow/2-3-1576540568600"),
        ("block_events", typed("block"), "1/1/block/2-3-1576540568600"),
        ("block_events", typed("unblock"), "1/1/unblock/2-3-1576540568600"),
        ("mute_events", typed("mute"), "1/1/mute/2-3-1576540568600"),
        ("mute_events", typed("unmute"), "1/1/unmute/2-3-1576540568600"),
        (
            "direct_message_events",
            json!([{ "id": "77", "message_create": { "sender_id": "2",
                "target": { "recipient_id": "3" } } }]),
            "1/1/direct_message/77",
        ),
        (
            "direct_message_indicate_typing_events",
            json!([{ "created_timestamp": "1518127183443", "sender_id": "2",
                "target": { "recipient_id": "3" } }]),
            "1/1/direct_message_typing/2-3-1518127183443",
        ),
        (
            "direct_message_mark_read_events",
            json!([{ "sender_id": "2", "target": { "recipient_id": "3" },
                "last_read_event_id": "77" }]),
            "1/1/direct_message_mark_read/2-3-77-_",
        ),
        (
            "user_event",
            json!({ "revoke": { "date_time": "2018-05-24T09:48:12+00:00",
                "target": { "app_id": "13" }, "source": { "user_id": "6" } } }),
            "1/1/revoke/6-13-1527155292000",
        ),
        (
            "replay_job_status",
            json!({ "job_id": "99", "job_state": "Incomplete" }),
            "1/1/replay_job_status/99-Incomplete",
        ),
        (
            "gossip_events",
            json!([{ "b": [1, 2.50], "a": "caf\u{e9}" }]),
            "1/1/unknown/4d034db50a6a82a4d18354509d3c2055",
        ),
        (
            "tweet_create_events",
            json!([{ "id": 10 }]),
            "1/1/undecoded/1d0180c666b9634e36bffe449b202584",
        ),
    ] {
        assert_eq!(keys(&json!({ "for_user_id": "1", member: value })), [key]);
    }
}

#[test]
fn a_delivery_without_subscriber_still_has_keys() {
    let revoke = json!({ "revoke": { "source": { "user_id": "6" } } });
    assert_eq!(keys(&json!({ "user_event": revoke })), ["1/6/revoke/6-_-_"]);
    let status = json!({ "job_id": "99", "job_state": "Complete" });
    assert_eq!(
        keys(&json!({ "replay_job_status": status })),
        ["1/_/replay_job_status/99-Complete"]
    );
}

#[test]
fn a_key_differs_by_subscriber_and_not_by_what_changes() {
    let delivery = |subscriber: &str, followers: u64| {
        let user = json!({ "id": 2, "followers_count": followers });
        keys(&json!({
            "for_user_id": subscriber,
            "tweet_create_events": [{ "id": 10, "user": user, "retweet_count": followers }],
        }))
    };
    assert_eq!(delivery("1", 5), delivery("1", 6));
    assert_ne!(delivery("1", 5), delivery("2", 5));
}

#[test]
fn an_unknown_events_key_depends_on_its_meaning_only() {
    let key =
        |body: &str| Payload::from_slice(body.as_bytes()).unwrap().entries().next().unwrap().key();
    let plain = key(r#"{"gossip_events":[{"a":"/é","b":[1,{"c":2.50}]}]}"#);
    assert_eq!(
        key("{\"gossip_events\": [ {\"b\":[1,\n{\"c\" :2.50}], \"a\": \"\\/\\u00e9\"} ]}"),
        plain
    );
    assert_ne!(key(r#"{"gossip_events":[{"a":"/é","b":[1,{"c":2.51}]}]}"#), plain);
    assert_ne!(key(r#"{"rumour_events":[{"a":"/é","b":[1,{"c":2.50}]}]}"#), plain);
}

#[test]
fn a_key_names_its_kind_and_subscriber() {
    for (text, kind, subscriber) in [
        ("1/7/tweet_create/10", "tweet_create", Some(UserId::new(7))),
        ("1/_/replay_job_status/1-Complete", "replay_job_status", None),
        ("1/7/from_a_later_version/a/b", "from_a_later_version", Some(UserId::new(7))),
    ] {
        let key: EventKey = text.parse().unwrap();
        assert_eq!((key.kind(), key.subscriber()), (kind, subscriber));
    }
    for fixture in crate::fixtures::all() {
        for entry in fixture.payload().entries() {
            assert_eq!(entry.key().kind(), entry.kind().as_str(), "{}", fixture.name);
        }
    }
}

#[test]
fn a_key_is_read_from_its_text_and_nothing_else() {
    for text in ["1/1/tweet_create/10", "1/_/replay_job_status/1-Complete", "1/1/unknown/a/b"] {
        let key: EventKey = text.parse().unwrap();
        assert_eq!(key.as_str(), text);
        let json = serde_json::to_string(&key).unwrap();
        assert_eq!(serde_json::from_str::<EventKey>(&json).unwrap(), key);
    }
    for text in [
        "",
        "1",
        "2/1/tweet_create/10",
        "1/me/tweet_create/10",
        "1/1/Tweet/10",
        "1/1/tweet_create/",
    ] {
        assert!(text.parse::<EventKey>().is_err(), "{text}");
    }
}
