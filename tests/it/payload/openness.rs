//! A new, foreign or malformed member does not affect other members: in all generated types, and
//! in the envelope.

use account_activity::schema::{Presence, Shape};
use account_activity::{Event, EventKind, Payload, TweetId, UserId};
use serde_json::{Value, json};

use crate::fixtures;
use crate::model::each_type::{self, Type, sample};

/// Calls a function with each type, a complete sample of it, and the pointer of each member.
fn each_member(check: impl Fn(&Type, &Value, &str, Shape, Presence)) {
    for kind in each_type::all() {
        let whole = sample(kind.object, 2);
        kind.passes(&whole);
        for property in kind.object.properties() {
            for key in [Some(property.name()), property.twin()].into_iter().flatten() {
                check(&kind, &whole, key, property.shape(), property.presence());
            }
        }
    }
}

fn with(whole: &Value, key: &str, value: Value) -> Value {
    let mut changed = whole.clone();
    changed[key] = value;
    changed
}

#[test]
fn an_extra_field_passes_everywhere() {
    for kind in each_type::all() {
        let whole = sample(kind.object, 2);
        let written = kind.passes(&whole);
        for extra in [json!(1), json!([[{}]]), json!({ "id": null }), json!("text")] {
            assert_eq!(kind.passes(&with(&whole, "brand_new", extra)), written);
        }
    }
}

#[test]
fn null_is_absence_everywhere_but_where_required() {
    each_member(|kind, whole, key, _, presence| {
        let null = with(whole, key, Value::Null);
        let mut absent = whole.clone();
        absent.as_object_mut().unwrap().remove(key);
        let has_twin = kind.object.properties().iter().any(|property| {
            property.twin().is_some()
                && [Some(property.name()), property.twin()].contains(&Some(key))
        });
        if presence == Presence::Required && !has_twin {
            assert!(kind.refuses(&null) && kind.refuses(&absent), "{}.{key}", kind.object.name());
        } else {
            assert_eq!(kind.passes(&null), kind.passes(&absent), "{}.{key}", kind.object.name());
        }
    });
}

/// X documents that null, the empty set and absence mean the same.
#[test]
fn an_empty_object_is_absence_where_it_can_be_none() {
    for empty in [json!({}), json!([])] {
        let mut tweet = tweet(1);
        for key in ["place", "quoted_status", "retweeted_status", "entities", "coordinates"] {
            tweet[key] = empty.clone();
        }
        let payload = payload(&json!({ "tweet_create_events": [tweet] }));
        let [Event::TweetCreate(tweet)] = payload.events() else { panic!() };
        assert!(tweet.quoted_status.is_none() && tweet.retweeted_status.is_none());
    }
    let entry = payload(&json!({ "tweet_create_events": [{}, []] }));
    assert_eq!(kinds(&entry), [EventKind::Undecoded, EventKind::Undecoded]);
    let user = payload(&json!({ "tweet_create_events": [{ "id": 1, "user": {} }] }));
    assert_eq!(kinds(&user), [EventKind::Undecoded]);
}

#[test]
fn an_unknown_value_of_an_enumeration_is_kept_everywhere() {
    let checked = std::cell::Cell::new(0);
    each_member(|kind, whole, key, shape, _| {
        if let Shape::Enumeration(..) = shape {
            let written = kind.passes(&with(whole, key, json!("brand_new")));
            assert_eq!(written[key], "brand_new", "{}.{key}", kind.object.name());
            checked.set(checked.get() + 1);
        }
    });
    assert!(checked.get() >= 15, "{}", checked.get());
}

#[test]
fn number_and_string_stand_for_each_other_everywhere() {
    each_member(|kind, whole, key, shape, _| {
        let forms = match shape {
            Shape::Text | Shape::Enumeration(..) => vec![json!(7), json!("7")],
            Shape::Integer => vec![json!(7), json!("7"), json!(7.0)],
            Shape::Number => vec![json!(7.5), json!("7.5")],
            Shape::Boolean => vec![json!(true), json!("true")],
            Shape::Id => vec![json!(9_007_199_254_740_993_u64), json!("9007199254740993")],
            Shape::Timestamp => vec![
                json!(1_576_540_568_000_i64),
                json!("1576540568000"),
                json!("Mon Dec 16 23:56:08 +0000 2019"),
                json!("2019-12-16T23:56:08+00:00"),
            ],
            _ => return,
        };
        let is_twin = kind.object.properties().iter().any(|property| {
            property.twin().is_some()
                && [Some(property.name()), property.twin()].contains(&Some(key))
        });
        let mut base = whole.clone();
        if is_twin {
            // One half of a twin alone, because the other half could take precedence.
            let other =
                key.strip_suffix("_str").map_or_else(|| format!("{key}_str"), str::to_owned);
            base.as_object_mut().unwrap().remove(&other);
        }
        let written: Vec<Value> =
            forms.into_iter().map(|form| kind.passes(&with(&base, key, form))).collect();
        assert!(written.windows(2).all(|pair| pair[0] == pair[1]), "{}.{key}", kind.object.name());
    });
}

#[test]
fn the_last_of_a_repeated_key_counts_everywhere() {
    for kind in each_type::all() {
        let whole = sample(kind.object, 1).to_string();
        let repeated = format!("{},{}", &whole[..whole.len() - 1], &whole[1..]);
        kind.passes_text(&repeated, &whole);
    }
}

fn payload(body: &Value) -> Payload {
    let payload = Payload::from_slice(body.to_string().as_bytes()).unwrap();
    assert_eq!(payload.differences(), [], "{body}");
    payload
}

fn kinds(payload: &Payload) -> Vec<EventKind> {
    payload.events().iter().map(Event::kind).collect()
}

fn tweet(id: u64) -> Value {
    json!({ "id": id, "user": { "id": 1 } })
}

#[test]
fn an_unknown_key_gives_one_event_per_object() {
    let payload = payload(&json!({
        "gossip_events": [{ "a": 1 }, { "a": 2 }],
        "one_event": { "b": 3 },
        "surprise": { "type": 4 },
        "surprises": [{ "id": 5 }, { "timestamp_ms": 6 }],
        "headers": { "host": "x" },
        "pages": [{ "id": 7 }, { "host": 8 }],
        "_id": { "id": 9 },
        "$meta": [{ "type": 9 }],
        "empty_events": [],
        "null_events": null,
        "meta": { "replay": true },
        "count": 7,
        "tags": ["x"],
    }));
    let unknown = payload.events().iter().map(|event| match event {
        Event::Unknown(unknown) => format!("{} {}", unknown.key(), unknown.json()),
        other => panic!("{other:?}"),
    });
    let mut unknown: Vec<String> = unknown.collect();
    unknown.sort();
    assert_eq!(
        unknown,
        [
            r#"gossip_events {"a":1}"#,
            r#"gossip_events {"a":2}"#,
            r#"one_event {"b":3}"#,
            r#"surprise {"type":4}"#,
            r#"surprises {"id":5}"#,
            r#"surprises {"timestamp_ms":6}"#,
        ]
    );
    assert_eq!(payload.meta().unwrap().replay, Some(true));
}

#[test]
fn an_unknown_type_in_a_known_kind_is_an_unknown_event() {
    let user = json!({ "id": "1" });
    let payload = payload(&json!({
        "follow_events": [{ "type": "superfollow", "target": user, "source": user }],
        "direct_message_events": [{ "type": "participants_join", "participants": [1, 2] }],
        "user_event": { "rename": { "to": "ada" }, "revoke": { "source": { "user_id": "1" } } },
    }));
    assert_eq!(
        payload.entries().map(account_activity::Entry::kind).collect::<Vec<_>>(),
        [EventKind::Unknown, EventKind::Unknown, EventKind::Unknown, EventKind::Revoke]
    );
    let Event::Unknown(rename) = &payload.events()[2] else { panic!() };
    assert_eq!((rename.key(), rename.member()), ("user_event", Some("rename")));
    assert_eq!(rename.json(), r#"{"to":"ada"}"#);
}

#[test]
fn a_broken_entry_leaves_its_siblings_alone() {
    let payload = payload(&json!({
        "for_user_id": "1",
        "tweet_create_events": [tweet(1), { "id": 2, "user": { "id": "me" } }, tweet(3)],
    }));
    let [Event::TweetCreate(first), Event::Undecoded(broken), Event::TweetCreate(third)] =
        payload.events()
    else {
        panic!("{:?}", payload.events())
    };
    assert_eq!((first.id.get(), third.id.get()), (1, 3));
    assert_eq!(broken.pointer(), "/tweet_create_events/1/user/id");
    assert_eq!(broken.key(), "tweet_create_events");
    assert_eq!(broken.json(), r#"{"id":2,"user":{"id":"me"}}"#);
    insta::assert_snapshot!(
        broken.message(),
        @r#"expected an id of decimal digits, found text "me""#
    );
}

#[test]
fn the_wrong_container_is_one_undecoded_event() {
    let payload = payload(&json!({
        "tweet_create_events": { "a": 1 },
        "favorite_events": "none",
        "follow_events": [null, 5],
        "user_event": [],
        "replay_job_status": 3,
    }));
    let pointers = payload.events().iter().map(|event| match event {
        Event::Undecoded(undecoded) => undecoded.pointer(),
        other => panic!("{other:?}"),
    });
    let mut pointers: Vec<&str> = pointers.collect();
    pointers.sort_unstable();
    assert_eq!(
        pointers,
        [
            "/favorite_events",
            "/follow_events/0",
            "/follow_events/1",
            "/replay_job_status",
            "/tweet_create_events",
            "/user_event",
        ]
    );
}

#[test]
fn two_event_arrays_both_arrive() {
    let delete = json!({ "status": { "id": "5", "user_id": "1" } });
    let payload = payload(&json!({
        "tweet_create_events": [tweet(1), tweet(2)],
        "tweet_delete_events": [delete],
    }));
    assert_eq!(
        kinds(&payload),
        [EventKind::TweetCreate, EventKind::TweetCreate, EventKind::TweetDelete]
    );
}

#[test]
fn repeated_event_keys_append_and_of_others_the_last_wins() {
    let body = br#"{
        "for_user_id": "1", "tweet_create_events": [{"id": 1, "user": {"id": 1}}],
        "tweet_delete_events": [{"status": {"id": "5", "user_id": "1"}}],
        "for_user_id": "2", "tweet_create_events": [{"id": 2, "user": {"id": 1}}],
        "users": {"1": {"id": "1"}, "1": {"id": "1", "name": "last"}}, "gossip_events": [{}],
        "gossip_events": [{}]
    }"#;
    let payload = Payload::from_slice(body).unwrap();
    assert_eq!(payload.for_user_id(), Some(UserId::new(2)));
    assert_eq!(payload.users()[&UserId::new(1)].name, "last");
    let ids = payload.events().iter().map(|event| match event {
        Event::TweetCreate(tweet) => tweet.id.get(),
        Event::TweetDelete(delete) => delete.status.id.get(),
        _ => 0,
    });
    assert_eq!(ids.collect::<Vec<_>>(), [1, 2, 5, 0, 0]);
    assert_eq!(payload.differences(), []);
}

#[test]
fn the_last_of_a_repeated_key_wins_over_a_broken_one() {
    let body = br#"{"tweet_create_events": [{"id": [], "user": {"id": "me", "id": 1}, "id": 7}]}"#;
    let payload = Payload::from_slice(body).unwrap();
    assert!(matches!(payload.events(), [Event::TweetCreate(tweet)] if tweet.id.get() == 7));
    let body = br#"{"tweet_create_events": [{"id": 7, "user": {"id": 1, "id": "me"}}]}"#;
    let payload = Payload::from_slice(body).unwrap();
    assert!(matches!(payload.events(), [Event::Undecoded(_)]));
}

#[test]
fn the_names_of_the_documentations_table_are_aliases() {
    let user = json!({ "id": "1" });
    let entry = |kind: &str| json!([{ "type": kind, "target": user, "source": user }]);
    let payload = payload(&json!({
        "follow_events": entry("follow"),
        "block_events": entry("block"),
        "unfollow_events": entry("unfollow"),
        "unblock_events": entry("unblock"),
        "unmute_events": entry("unmute"),
    }));
    let mut kinds = kinds(&payload);
    kinds.sort_unstable();
    assert_eq!(
        kinds,
        [
            EventKind::Follow,
            EventKind::Unfollow,
            EventKind::Block,
            EventKind::Unblock,
            EventKind::Unmute
        ]
    );
}

#[test]
fn a_revocation_needs_no_subscriber() {
    let payload = fixtures::named("user_event/revoke.json").payload();
    assert_eq!(payload.for_user_id(), None);
    let entry = payload.entries().next().unwrap();
    assert_eq!(entry.kind(), EventKind::Revoke);
    assert!(entry.is_own());
}

#[test]
fn an_empty_array_is_no_event() {
    assert!(payload(&json!({ "favorite_events": [], "users": {} })).events().is_empty());
    assert!(payload(&json!({})).events().is_empty());
    assert!(payload(&json!({ "follow_events": null, "user_event": null })).events().is_empty());
}

#[test]
fn ids_keep_every_digit() {
    let read = |id: &str, id_str: &str| {
        let tweet = format!(r#"{{"id": {id}, "id_str": {id_str}, "user": {{"id": 1}}}}"#);
        let body = format!(r#"{{"tweet_create_events": [{tweet}]}}"#);
        let payload = Payload::from_slice(body.as_bytes()).unwrap();
        assert_eq!(payload.differences(), []);
        match payload.into_events().remove(0) {
            Event::TweetCreate(tweet) => Ok(tweet.id),
            Event::Undecoded(undecoded) => Err(undecoded.message().to_owned()),
            other => panic!("{other:?}"),
        }
    };
    let id = TweetId::new(1_004_815_661_074_403_328);
    assert_eq!(read("1004815661074403328", "null"), Ok(id));
    assert_eq!(read("1004815661074403300", r#""1004815661074403328""#), Ok(id), "JS-rounded");
    assert_eq!(read("1.0048156610744033e18", r#""1004815661074403328""#), Ok(id), "a float");
    assert_eq!(read("null", r#""1004815661074403328""#), Ok(id));
    assert_eq!(read("18446744073709551615", "null"), Ok(TweetId::new(u64::MAX)));
    assert_eq!(read("7.0", "null"), Ok(TweetId::new(7)));
    assert_eq!(
        read("1.0048156610744033e18", "null"),
        Err("expected an exact number `id` or a text `id_str`, found an inexact float".to_owned())
    );
    assert!(read("-7", "null").is_err());
    assert_eq!(read("7", r#""+7""#), Ok(TweetId::new(7)), "the good half");
    assert!(read("7.5", r#""07""#).is_err());
}

#[test]
fn members_of_the_envelope_fail_nothing() {
    let payload = payload(&json!({
        "for_user_id": "me",
        "user_has_blocked": "perhaps",
        "tweet_create_events": [tweet(1)],
        "users": { "1": { "id": "1" }, "invalid id": { "id": "2" }, "3": { "id": "x" }, "4": null },
        "apps": [1],
        "meta": 3,
    }));
    let mut faults: Vec<String> = payload.faults().iter().map(ToString::to_string).collect();
    faults.sort();
    insta::assert_snapshot!(faults.join("\n"), @r#"
    /apps: expected an object with ids as keys, found an array
    /for_user_id: expected an id of decimal digits, found text "me"
    /meta: expected Meta (schemas/account_activity/meta.json), found 3
    /user_has_blocked: expected true or false, found text "perhaps"
    /users/3/id: expected an id of decimal digits, found text "x"
    /users/invalid id: expected an id as the key, found "invalid id"
    "#);
    assert_eq!(payload.users().len(), 1);
    assert_eq!(kinds(&payload), [EventKind::TweetCreate]);
    let again: Payload = serde_json::from_str(&serde_json::to_string(&payload).unwrap()).unwrap();
    assert_eq!(again, payload);
}
