//! Events that hold several messages, receipts or notices, and bodies that hold several events.

use std::collections::BTreeSet;

use account_activity::activity::Activities;
use account_activity::activity::Source;
use account_activity::xaa::{Envelope, Event};
use account_activity::{Activity, ActivityKind, Body, Family};
use serde_json::{Value, json};

use super::{ME, OTHER, THIRD, envelope, event};

fn message(id: &str) -> Value {
    json!({ "id": id, "created_timestamp": "1784928224372", "message_create": { "sender_id": "2",
        "target": { "recipient_id": "1" }, "message_data": { "text": id } } })
}

fn keys(envelope: &Envelope) -> Vec<String> {
    envelope.activities().map(|activity| activity.key().to_string()).collect()
}

#[test]
fn each_message_is_an_activity() {
    let messages = json!({ "direct_message_events": [message("7"), message("8")] });
    let envelope = envelope(&event("dm.received", &messages));
    assert_eq!(keys(&envelope), ["1/1/direct_message/7", "1/1/direct_message/8"]);
    let texts = envelope.activities().map(|it| it.message().unwrap().text().to_owned());
    assert_eq!(texts.collect::<Vec<_>>(), ["7", "8"]);
    for activity in envelope.activities() {
        assert_eq!(activity.family(), Family::XActivity);
        assert!(matches!(activity.source(), Source::XActivity(Event::DmReceived(_))));
        assert_eq!((activity.actor(), activity.target()), (Some(OTHER), Some(ME)));
        assert_eq!(activity.occurred_at().unwrap().as_millis(), 1_784_928_224_372);
    }
}

#[test]
fn each_receipt_and_each_notice_is_an_activity() {
    let list =
        |key: &str| json!({ key: [{ "initiating_user_id": "2" }, { "initiating_user_id": "3" }] });
    for (kind, member, name) in [
        ("dm.read", "direct_message_events", "direct_message_mark_read"),
        ("dm.read", "direct_message_mark_read_events", "direct_message_mark_read"),
        ("dm.indicate_typing", "direct_message_indicate_typing_events", "direct_message_typing"),
    ] {
        let envelope = envelope(&event(kind, &list(member)));
        assert_eq!(keys(&envelope), [format!("1/1/{name}/-77-0"), format!("1/1/{name}/-77-1")]);
        let actors: Vec<_> = envelope.activities().map(Activity::actor).collect();
        assert_eq!(actors, [Some(OTHER), Some(THIRD)]);
        assert!(envelope.activities().all(|activity| activity.target() == Some(ME)));
    }
}

/// A message that cannot be decoded is an activity at its place, and the others are not affected.
#[test]
fn each_message_that_cannot_be_decoded_is_an_activity_in_order() {
    let bad = json!({ "id": "me" });
    let messages =
        json!({ "direct_message_events": [bad, message("7"), bad, 5, message("8"), [[1]]] });
    let other = json!({ "direct_message_events": [message("9"), bad] });
    let data = json!([
        event("dm.received", &messages),
        event("dm.received", &other),
        event("post.create", &json!({ "id": "10" })),
    ]);
    let envelope = envelope(&data);
    let mut activities = envelope.activities();
    for left in (0..activities.len()).rev() {
        assert!(activities.next().is_some());
        assert_eq!(activities.len(), left);
    }
    let found = envelope.activities().map(|activity| match activity.source() {
        Source::XActivity(Event::Undecoded(undecoded)) => {
            assert_eq!(activity.kind(), ActivityKind::Undecoded);
            assert_eq!(activity.subscriber(), Some(ME));
            undecoded.pointer().to_owned()
        }
        _ => activity.key().to_string(),
    });
    assert_eq!(
        found.collect::<Vec<_>>(),
        [
            "/data/0/payload/direct_message_events/0/id",
            "1/1/direct_message/7",
            "/data/0/payload/direct_message_events/2/id",
            "/data/0/payload/direct_message_events/3",
            "1/1/direct_message/8",
            "/data/0/payload/direct_message_events/5",
            "1/1/direct_message/9",
            "/data/1/payload/direct_message_events/1/id",
            "1/1/tweet_create/10",
        ]
    );
    let keys: BTreeSet<String> = keys(&envelope).into_iter().collect();
    assert_eq!(keys.len(), 7, "equal messages have equal keys");
}

/// No event is lost: one without messages is an activity too.
#[test]
fn an_event_without_messages_is_an_activity() {
    let envelope = envelope(&event("dm.received", &json!({ "direct_message_events": [] })));
    let kinds: Vec<ActivityKind> = envelope.activities().map(Activity::kind).collect();
    assert_eq!(kinds, [ActivityKind::Undecoded]);
}

#[test]
fn a_body_with_several_events_has_all_activities_in_order() {
    let messages = json!({ "direct_message_events": [message("7"), message("8")] });
    let follow = json!({ "source": { "id": "2" }, "target": { "id": "1" } });
    let data = json!([
        event("follow.follow", &follow),
        event("dm.received", &messages),
        event("post.create", &json!({ "id": "10" })),
    ]);
    let envelope = envelope(&data);
    let mut activities = envelope.activities();
    let mut left = 4;
    assert_eq!(activities.len(), left);
    while activities.next().is_some() {
        left -= 1;
        assert_eq!(activities.len(), left);
    }
    assert_eq!(left, 0);
    assert_eq!(
        keys(&envelope),
        ["1/1/follow/-77", "1/1/direct_message/7", "1/1/direct_message/8", "1/1/tweet_create/10"]
    );
}

#[test]
fn a_body_of_either_family_has_its_activities() {
    let x = json!({ "data": event("post.create", &json!({ "id": "10" })) });
    let account = json!({ "for_user_id": "1",
        "tweet_delete_events": [{ "status": { "id": "10", "user_id": "1" } }] });
    let other = json!({ "data": { "id": "10" }, "matching_rules": [] });
    for (body, keys) in [
        (&x, vec!["1/1/tweet_create/10"]),
        (&account, vec!["1/1/tweet_delete/10"]),
        (&other, Vec::new()),
    ] {
        let body = Body::from_slice(body.to_string().as_bytes()).unwrap();
        let found = |activities: Activities<'_>| -> Vec<String> {
            activities.map(|activity| activity.key().to_string()).collect()
        };
        assert_eq!(found(body.activities()), keys);
        assert!(body.activities().all(|activity| Some(activity.family()) == body.family()));
        #[cfg(feature = "receiver")]
        {
            let delivery = account_activity::receiver::Delivery::unverified(body);
            assert_eq!(found(delivery.activities()), keys);
        }
    }
    assert_eq!(Activities::default().len(), 0);
}

#[test]
fn a_replay_is_told() {
    let body =
        json!({ "data": event("post.create", &json!({ "id": "10" })), "meta": { "replay": true } });
    let envelope = Envelope::from_slice(body.to_string().as_bytes()).unwrap();
    assert!(envelope.activities().all(Activity::is_replay));
    let first =
        Envelope::from_slice(json!({ "data": body["data"] }).to_string().as_bytes()).unwrap();
    assert!(first.activities().all(|activity| !activity.is_replay()));
}

#[test]
fn unknown_and_undecoded_events_are_activities() {
    let data = json!([event("post.pin", &json!({ "id": "10" })), event("post.create", &json!({}))]);
    let envelope = envelope(&data);
    let kinds: Vec<ActivityKind> = envelope.activities().map(Activity::kind).collect();
    assert_eq!(kinds, [ActivityKind::Unknown, ActivityKind::Undecoded]);
    assert!(envelope.activities().all(|activity| activity.subscriber() == Some(ME)));
}
