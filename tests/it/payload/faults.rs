//! Values that cannot be read: each costs the smallest part that can be absent, and is listed.

use account_activity::model::Tweet;
use account_activity::{Event, EventKind, Indices, Payload};
use serde_json::{Value, json};

use crate::fixtures;

/// Decodes a body, and checks the promises about faults that hold for every body.
pub(super) fn decode(body: &str) -> Payload {
    let payload =
        Payload::from_slice(body.as_bytes()).unwrap_or_else(|error| panic!("{error}: {body}"));
    assert_eq!(payload.differences(), [], "{body}");
    assert_eq!(payload.as_bytes(), body.as_bytes());
    let written = serde_json::to_vec(&payload).unwrap();
    assert_eq!(Payload::from_slice(&written).unwrap(), payload, "{body}");
    assert!(payload.fault_count() >= payload.faults().len());
    payload
}

fn pointers(payload: &Payload) -> Vec<&str> {
    payload.faults().iter().map(account_activity::Fault::pointer).collect()
}

/// Decodes a Tweet with further members, which must decode, and returns it with its faults.
pub(super) fn tweet(members: &str) -> (Tweet, Vec<String>) {
    let body = format!(
        r#"{{"for_user_id":"1","tweet_create_events":[{{"id_str":"5","user":{{"id_str":"2"}},{members}}}]}}"#
    );
    let payload = decode(&body);
    let faults = payload
        .faults()
        .iter()
        .map(|fault| fault.to_string().strip_prefix("/tweet_create_events/0").unwrap().to_owned());
    match payload.events() {
        [Event::TweetCreate(tweet)] => ((**tweet).clone(), faults.collect()),
        events => panic!("{members}: {events:?}"),
    }
}

#[test]
fn an_odd_member_costs_only_itself() {
    for (members, faults) in [
        (r#""favorite_count":false"#, &["/favorite_count: expected an integer, found false"][..]),
        (
            r#""in_reply_to_status_id":1.2e18,"in_reply_to_status_id_str":null"#,
            &[
                "/in_reply_to_status_id: expected an exact number `in_reply_to_status_id` or a text \
             `in_reply_to_status_id_str`, found an inexact float",
            ],
        ),
        (
            r#""in_reply_to_status_id":1.2e18,"in_reply_to_status_id_str":"1200000000000000001""#,
            &[],
        ),
        (
            r#""place":"""#,
            &["/place: expected Place (schemas/account_activity/place.json), found text \"\""],
        ),
        (
            r#""entities":["[Object]"]"#,
            &[
                "/entities: expected Entities (schemas/account_activity/entities.json), found an array",
            ],
        ),
        (
            r#""display_text_range":[1]"#,
            &["/display_text_range: expected an array of two elements, found an array"],
        ),
        (
            r#""display_text_range":[1,"x"]"#,
            &["/display_text_range/1: expected an integer, found text \"x\""],
        ),
        (r#""created_at":1528"#, &["/created_at: expected an instant since 2006, found 1528"]),
        (
            r#""quoted_status":{"id_str":"7","text":"hi","user":null}"#,
            &["/quoted_status: expected the member `user`, found none"],
        ),
        (
            r#""retweeted_status":{"id_str":"7","favorite_count":{},"user":{"id":"me"}}"#,
            &["/retweeted_status/user/id: expected an id of decimal digits, found text \"me\""],
        ),
        (
            r#""user":{"id_str":"2","followers_count":[]},"text":7"#,
            &["/user/followers_count: expected an integer, found an array"],
        ),
    ] {
        let (read, found) = tweet(members);
        assert_eq!(found, faults, "{members}");
        assert_eq!((read.id.get(), read.user.id.get()), (5, 2));
        assert!(read.quoted_status.is_none() && read.retweeted_status.is_none());
    }
}

#[test]
fn an_odd_element_is_left_out_and_the_order_kept() {
    let (read, faults) = tweet(
        r##""entities":{"hashtags":[{"text":"a","indices":[0,2]},7,{"text":"b","indices":[3]},null,
        {"text":"c","indices":[6,8]}]},"withheld_in_countries":["DE",{},"FR"]"##,
    );
    let entities = read.entities.unwrap();
    let tags: Vec<&str> = entities.hashtags.iter().map(|tag| &*tag.text).collect();
    assert_eq!(tags, ["a", "b", "c"]);
    assert_eq!(read.withheld_in_countries, ["DE", "FR"]);
    assert_eq!(
        faults.iter().map(|fault| fault.split(':').next().unwrap()).collect::<Vec<_>>(),
        ["/entities/hashtags/1", "/entities/hashtags/2/indices", "/withheld_in_countries/1"]
    );
}

#[test]
fn of_a_twin_the_good_half_counts() {
    for (id, faults) in [
        (r#"{"$numberLong":"5"}"#, 1),
        ("-1", 1),
        ("5.0e0", 0),
        ("[5]", 1),
        (r#""five""#, 1),
        ("true", 1),
    ] {
        let body = format!(
            r#"{{"tweet_create_events":[{{"id":{id},"id_str":"5","user":{{"id_str":"2"}}}}]}}"#
        );
        let payload = decode(&body);
        assert!(matches!(payload.events(), [Event::TweetCreate(tweet)] if tweet.id.get() == 5));
        assert_eq!(payload.faults().len(), faults, "{id}");
        let swapped = body.replacen("\"id_str\":\"5\"", "\"id\":5", 1).replacen(
            &format!("\"id\":{id}"),
            &format!("\"id_str\":{id}"),
            1,
        );
        if id.starts_with(['{', '[']) {
            assert!(
                matches!(decode(&swapped).events(), [Event::TweetCreate(tweet)] if tweet.id.get() == 5)
            );
        }
    }
}

#[test]
fn the_forms_that_storage_writes_are_read() {
    let (read, faults) = tweet(
        r#""withheld_in_countries":"GR, HK","truncated":0,"favorited":"True","retweet_count":"1,234",
        "created_at":"Wed, 02 Sep 2009 10:19:59 +0000",
        "entities":{"hashtags":{"0":{"text":"a"},"1":{"text":"b"}},"urls":{"url":"https://t.co/a"},
            "symbols":{},"media":[]}"#,
    );
    assert_eq!(faults, [""; 0]);
    assert_eq!(read.withheld_in_countries, ["GR", "HK"]);
    assert_eq!((read.truncated, read.favorited, read.retweet_count), (false, true, 1_234));
    assert_eq!(read.created_at.unwrap().to_string(), "2009-09-02T10:19:59Z");
    let entities = read.entities.unwrap();
    assert_eq!(entities.hashtags.iter().map(|tag| &*tag.text).collect::<Vec<_>>(), ["a", "b"]);
    assert_eq!(entities.urls[0].url, "https://t.co/a");
    // Keys that are sorted as text keep the order of the indices.
    let tags: Vec<String> = [0, 1, 10, 2, 3, 4, 5, 6, 7, 8, 9]
        .map(|index| format!(r#""{index}":{{"text":"t{index}"}}"#))
        .to_vec();
    let (read, faults) = tweet(&format!(r#""entities":{{"hashtags":{{{}}}}}"#, tags.join(",")));
    assert_eq!(faults, [""; 0]);
    assert_eq!(read.entities.unwrap().hashtags[10].text, "t10");
    let (_, faults) = tweet(r#""entities":{"hashtags":{"0":{},"2":{}}},"contributors":"x""#);
    assert_eq!(faults.len(), 2);
}

#[test]
fn an_object_stands_for_an_array_of_events() {
    let follow = r#"{"type":"follow","created_timestamp":"1516403560557","target":{"id":"1"},"source":{"id":"2"}}"#;
    for (body, kinds) in [
        (format!(r#"{{"for_user_id":"1","follow_events":{follow}}}"#), vec![EventKind::Follow]),
        (
            format!(
                r#"{{"follow_events":{{"1":{follow},"0":{}}}}}"#,
                follow.replace("follow", "unfollow")
            ),
            vec![EventKind::Unfollow, EventKind::Follow],
        ),
        (r#"{"follow_events":{"type":"follow"}}"#.to_owned(), vec![EventKind::Undecoded]),
        (r#"{"follow_events":{"type":"superfollow"}}"#.to_owned(), vec![EventKind::Unknown]),
        (r#"{"follow_events":{"host":"x"}}"#.to_owned(), vec![EventKind::Undecoded]),
        (r#"{"follow_events":{}}"#.to_owned(), vec![]),
    ] {
        let payload = decode(&body);
        assert_eq!(payload.events().iter().map(Event::kind).collect::<Vec<_>>(), kinds, "{body}");
    }
}

/// A name that is cut in the middle of an emoji is valid JSON, but not valid Unicode.
#[test]
fn half_a_surrogate_pair_is_replaced_everywhere() {
    let payload = decode(
        r#"{"direct_message_events":[{"type":"message_create","id":"900",
        "message_create":{"target":{"recipient_id":"1"},"sender_id":"2",
            "message_data":{"text":"fine \ud83d\ude2d\ud83d..."}}}],
        "users":{"2":{"id":"2","name":"cut \udc00\udc00"}},
        "new":{"\ud83d":["\ud83d"]},"users_event":[{"a":"\ud83d"}]}"#,
    );
    let Event::DirectMessage(message) = &payload.events()[0] else { panic!("{payload:?}") };
    assert_eq!(message.text(), "fine 😭\u{fffd}...");
    assert_eq!(payload.entries().next().unwrap().key().as_str(), "1/_/direct_message/900");
    assert_eq!(payload.users().values().next().unwrap().name, "cut \u{fffd}\u{fffd}");
    assert_eq!(
        pointers(&payload),
        [
            "/direct_message_events/0/message_create/message_data/text",
            "/users/2/name",
            "/new/\u{fffd}",
            "/new/\u{fffd}/0",
            "/users_event/0/a",
        ]
    );
    assert_eq!(payload.faults()[0].json(), r#""fine \ud83d\ude2d\ud83d...""#);
    assert_eq!(payload.fault_count(), 5);
    // An unknown member alone is noticed too.
    let payload = decode(r#"{"tweet_create_events":[{"id":1,"user":{"id":2},"new":"\ud83d"}]}"#);
    assert_eq!(pointers(&payload), ["/tweet_create_events/0/new"]);
}

#[test]
fn empty_maps_of_the_envelope_are_absent() {
    let payload = decode(r#"{"users":[],"apps":[],"for_user_id":""}"#);
    assert_eq!(pointers(&payload), [""; 0]);
    assert!(payload.users().is_empty() && payload.apps().is_empty());
}

#[test]
fn a_wrapper_of_a_database_adds_no_event() {
    let payload = decode(
        r#"{"_id":{"$oid":"5b"},"headers":{"host":"x"},"for_user_id":"1","favorite_events":[]}"#,
    );
    assert!(payload.events().is_empty());
    assert_eq!(payload.unknown().len(), 2);
}

#[test]
fn members_of_users_fail_alone() {
    let payload = decode(
        r#"{"users":{"1":{"id":"1","name":"a","followers_count":{}},"2":{"name":"no id"}}}"#,
    );
    assert_eq!(payload.users().len(), 1);
    assert_eq!(pointers(&payload), ["/users/1/followers_count", "/users/2"]);
    let written: Value = serde_json::to_value(&payload).unwrap();
    assert_eq!(written["users"]["2"], json!({ "name": "no id" }), "whole entries are kept");
    assert_eq!(written["users"]["1"].get("followers_count"), Some(&json!(0)));
}

#[test]
fn up_to_a_thousand_faults_are_listed_and_all_are_counted() {
    let tags = vec!["7"; 1_500].join(",");
    let tweet = format!(r#"{{"id":1,"user":{{"id":2}},"entities":{{"hashtags":[{tags}]}}}}"#);
    let payload = Payload::from_slice(
        format!(r#"{{"tweet_create_events":[{tweet},{tweet}],"for_user_id":{{}}}}"#).as_bytes(),
    )
    .unwrap();
    assert_eq!((payload.faults().len(), payload.fault_count()), (1_000, 3_001));
    assert_eq!(payload.faults()[999].pointer(), "/tweet_create_events/0/entities/hashtags/999");
    let halves = vec![r#""\ud83d""#; 1_500].join(",");
    let payload = Payload::from_slice(format!(r#"{{"new":[{halves}]}}"#).as_bytes()).unwrap();
    assert_eq!((payload.faults().len(), payload.fault_count()), (1_000, 1_500));
}

/// The faults within a part that is absent as a whole, and those of an event that cannot be decoded,
/// are not listed.
#[test]
fn one_fault_for_each_absent_part() {
    let inner = r#""favorite_count":{},"entities":{"hashtags":[1,2,3]}"#;
    let payload = decode(&format!(
        r#"{{"tweet_create_events":[{{"id":1,"user":{{"id":2}},"quoted_status":{{"id":3,{inner}}},"lang":[]}},
        {{"id":"x","user":{{"id":2}},{inner}}}]}}"#
    ));
    assert_eq!(
        pointers(&payload),
        ["/tweet_create_events/0/quoted_status", "/tweet_create_events/0/lang"]
    );
    assert_eq!(payload.fault_count(), 2);
    let Event::Undecoded(undecoded) = &payload.events()[1] else { panic!("{payload:?}") };
    assert_eq!(undecoded.pointer(), "/tweet_create_events/1/id");
}

#[test]
fn the_last_value_of_a_repeated_member_counts() {
    let (read, faults) = tweet(r#""lang":{},"lang":"en","favorite_count":1,"favorite_count":[]"#);
    assert_eq!((&*read.lang, read.favorite_count), ("en", 0));
    assert_eq!(faults, ["/favorite_count: expected an integer, found an array"]);
    let follow = r#""type":"follow","target":{"id":"1"},"source":{"id":"2"}"#;
    let key = |time: &str| {
        let payload =
            Payload::from_slice(format!(r#"{{"follow_events":[{{{follow},{time}}}]}}"#).as_bytes());
        payload.unwrap().events()[0].kind()
    };
    assert_eq!(
        key(r#""created_timestamp":[[1]],"created_timestamp":"1516403560557""#),
        EventKind::Follow
    );
    assert_eq!(
        key(r#""created_timestamp":"1516403560557","created_timestamp":[[1]]"#),
        EventKind::Undecoded
    );
}

/// Faults within the earlier value of a repeated member or entry do not count either.
#[test]
fn a_repeated_member_has_the_faults_of_its_last_value() {
    for (members, faults) in [
        (r#""place":{"name":[],"id":{}},"place":{"name":"a"}"#, &[][..]),
        (
            r#""lang":{},"place":{"name":[],"id":{}},"truncated":7,"place":{"name":{}}"#,
            &["/lang", "/truncated", "/place/name"],
        ),
        (r#""lang":{},"truncated":[],"lang":"en""#, &["/truncated"]),
    ] {
        let (_, found) = tweet(members);
        let found: Vec<&str> = found.iter().map(|fault| fault.split(':').next().unwrap()).collect();
        assert_eq!(found, faults, "{members}");
    }
    let (read, faults) =
        tweet(r#""entities":{"media":[{"sizes":{"a":7,"b":{"w":1},"a":{"w":2},"b":[7]}}]}"#);
    assert_eq!(faults.len(), 1, "{faults:?}");
    assert_eq!(read.entities.unwrap().media[0].sizes["a"].w, 2);

    let revoke = |targets: &str| {
        let body =
            format!(r#"{{"user_event":{{"revoke":{{"source":{{"user_id":"1"}},{targets}}}}}}}"#);
        decode(&body).events()[0].kind()
    };
    assert_eq!(revoke(r#""target":{"app_id":{}},"target":{"app_id":"5"}"#), EventKind::Revoke);
    assert_eq!(revoke(r#""target":{"app_id":"5"},"target":{"app_id":{}}"#), EventKind::Undecoded);
}

#[test]
fn a_place_has_one_fault() {
    // Half a surrogate pair in a value that cannot be read either, and in a key and its value.
    for (members, pointer) in [
        (r#""favorite_count":"\ud83d""#, "/tweet_create_events/0/favorite_count"),
        (r#""new":{"\ud83d":"\ud83d \ud83d"}"#, "/tweet_create_events/0/new/\u{fffd}"),
    ] {
        let body = format!(r#"{{"tweet_create_events":[{{"id":1,"user":{{"id":2}},{members}}}]}}"#);
        let payload = decode(&body);
        assert_eq!((pointers(&payload), payload.fault_count()), (vec![pointer], 1), "{body}");
    }
    // The entries of a repeated key are different places.
    let entry = |lang: &str| {
        format!(r#""tweet_create_events":[{{"id":1,"user":{{"id":2}},"lang":{lang}}}]"#)
    };
    let payload = decode(&format!("{{{},{}}}", entry("{\"a\":1}"), entry("{\"b\":1}")));
    assert_eq!(pointers(&payload), ["/tweet_create_events/0/lang"; 2]);
}

#[test]
fn numbers_beyond_all_limits_are_faults() {
    // With the feature `arbitrary_precision` of `serde_json`, free-form JSON has numbers of any size.
    let is_arbitrary = serde_json::from_str::<Value>("1e400").is_ok();
    for (members, fault) in [
        (r#""favorite_count":1e400"#, Some("/favorite_count")),
        (r#""scopes":{"a":[1e400]}"#, Some("/scopes").filter(|_| !is_arbitrary)),
        (
            r#""in_reply_to_status_id":7.5,"in_reply_to_status_id_str":"8""#,
            Some("/in_reply_to_status_id"),
        ),
        (r#""new":1e400"#, None),
    ] {
        let (_, faults) = tweet(members);
        let found = faults.first().map(|fault| fault.split(':').next().unwrap());
        assert_eq!((found, faults.len()), (fault, usize::from(fault.is_some())), "{members}");
    }
}

#[test]
fn pairs_and_one_or_many_are_read_from_objects_with_indices() {
    let (read, faults) = tweet(r#""display_text_range":{"1":"8","0":2}"#);
    assert_eq!((read.display_text_range, faults.len()), (Some(Indices::new(2, 8)), 0));
    for range in [r#"{"0":1}"#, r#"{"0":1,"1":"x"}"#, r#"{"0":1,"1":2,"2":3}"#, r#"{"a":1,"b":2}"#]
    {
        let (read, faults) = tweet(&format!(r#""display_text_range":{range},"lang":"en""#));
        assert_eq!(
            (read.display_text_range, faults.len(), &*read.lang),
            (None, 1, "en"),
            "{range}"
        );
    }
    let payload = decode(
        r#"{"direct_message_events":[{"id":"900","message_create":{"target":{"recipient_id":"1"},
        "sender_id":"2","message_data":{"attachment":{"media":{"0":{"id":3},"1":7}}}}}]}"#,
    );
    let [Event::DirectMessage(message)] = payload.events() else { panic!("{payload:?}") };
    assert_eq!(message.media().len(), 1);
    assert_eq!(payload.faults().len(), 1);
    assert_eq!(payload.unknown(), []);
}

/// A repeated key holds its events in their order, in any containers.
#[test]
fn events_of_repeated_keys_come_back_in_their_order() {
    let delete = |id: u64| format!(r#"{{"status":{{"id":"{id}","user_id":"1"}}}}"#);
    let revoke = |id: u64| format!(r#"{{"source":{{"user_id":"{id}"}}}}"#);
    for (body, count) in [
        (
            format!(
                r#"{{"tweet_delete_events":"a","tweet_delete_events":[{}],"tweet_delete_events":7,
                "tweet_delete_events":[{},{}]}}"#,
                delete(1),
                delete(2),
                delete(3)
            ),
            5,
        ),
        (
            format!(
                r#"{{"user_event":{{"revoke":{},"new":{{}}}},"user_event":{{"revoke":{}}},"user_event":[1]}}"#,
                revoke(1),
                revoke(2)
            ),
            4,
        ),
        (
            format!(r#"{{"tweet_delete_events":[{},null],"tweet_delete_events":null}}"#, delete(1)),
            2,
        ),
        (r#"{"for_user_id":[{}],"for_user_id":[[1]]}"#.to_owned(), 0),
    ] {
        assert_eq!(decode(&body).events().len(), count, "{body}");
    }
}

#[test]
fn storage_adds_no_event_among_others() {
    let payload = decode(
        r#"{"user_event":{"_id":{"$oid":"5b"},"revoke":{"source":{"user_id":"1"}}},
        "surprises":[null,{"id":1}]}"#,
    );
    let kinds: Vec<EventKind> = payload.events().iter().map(Event::kind).collect();
    assert_eq!(kinds, [EventKind::Revoke, EventKind::Unknown]);
}

/// Calls a function with the pointer of every value within a value.
fn each_pointer(value: &Value, pointer: &str, call: &mut impl FnMut(&str)) {
    let members: Vec<(String, &Value)> = match value {
        Value::Object(members) => members.iter().map(|(key, value)| (key.clone(), value)).collect(),
        Value::Array(elements) => {
            elements.iter().enumerate().map(|(index, value)| (index.to_string(), value)).collect()
        }
        _ => return,
    };
    for (key, value) in members {
        let pointer = format!("{pointer}/{}", key.replace('~', "~0").replace('/', "~1"));
        call(&pointer);
        each_pointer(value, &pointer, call);
    }
}

fn keys(body: &Value) -> Vec<(EventKind, String)> {
    let payload = Payload::from_slice(body.to_string().as_bytes()).unwrap();
    payload.entries().map(|entry| (entry.kind(), entry.key().to_string())).collect()
}

/// No value that cannot be read gives an event another key: the event keeps its key, or it is
/// undecoded. It is undecoded if the key depends on the value.
#[test]
fn no_unreadable_value_changes_a_key() {
    let mut kinds = std::collections::BTreeMap::new();
    let mut seen = std::collections::BTreeSet::new();
    for fixture in fixtures::all() {
        // One fixture of each kind and folder is enough.
        let events = fixture.payload().into_events();
        if !events.iter().fold(false, |new, event| seen.insert(event.kind()) | new) {
            continue;
        }
        let whole = fixture.json();
        let before = keys(&whole);
        let events = whole.as_object().unwrap().iter().filter(|(key, _)| key.contains("_event"));
        for (container, value) in events {
            each_pointer(value, &format!("/{container}"), &mut |pointer| {
                // Of a twin the other half counts, and a number may be rounded.
                if pointer.ends_with("_str") {
                    return;
                }
                let with = |value: Value| {
                    let mut body = whole.clone();
                    *body.pointer_mut(pointer).unwrap() = value;
                    keys(&body)
                };
                let (unreadable, absent) = (with(json!([[1]])), with(Value::Null));
                assert_eq!(unreadable.len(), before.len(), "{} {pointer}", fixture.name);
                for (index, (was, is)) in before.iter().zip(&unreadable).enumerate() {
                    let depends = absent.get(index) != Some(was);
                    let undecoded = is.0 == EventKind::Undecoded;
                    assert!(undecoded || is == was, "{} {pointer}: {is:?}", fixture.name);
                    assert!(undecoded || !depends, "{} {pointer}: {is:?}", fixture.name);
                    if undecoded && was.0 != EventKind::Undecoded {
                        *kinds.entry(was.0).or_insert(0) += 1;
                    }
                }
            });
        }
    }
    // Every kind with events in the fixtures has members on which its key depends.
    assert!(kinds.len() >= 13, "{kinds:?}");
}

/// A like with an id does not need its time.
#[test]
fn a_like_is_identified_by_its_id_or_by_its_time() {
    let like = |members: &str| {
        let body = format!(
            r#"{{"favorite_events":[{{{members},"user":{{"id":1}},"favorited_status":{{"id":2,"user":{{"id":3}}}}}}]}}"#
        );
        let payload = decode(&body);
        (payload.events()[0].kind(), payload.faults().len())
    };
    let time = r#""timestamp_ms":1516403560557"#;
    for (members, kind, faults) in [
        (r#""id":"a","timestamp_ms":{}"#.to_owned(), EventKind::Favorite, 1),
        (r#""id":"a","created_at":{}"#.to_owned(), EventKind::Favorite, 1),
        (format!(r#""id":{{}},{time}"#), EventKind::Undecoded, 0),
        (format!(r#"{time},"created_at":{{}}"#), EventKind::Favorite, 1),
        (r#""timestamp_ms":{}"#.to_owned(), EventKind::Undecoded, 0),
        (r#""created_at":{}"#.to_owned(), EventKind::Undecoded, 0),
        (r#""created_at":null"#.to_owned(), EventKind::Favorite, 0),
    ] {
        assert_eq!(like(&members), (kind, faults), "{members}");
    }
}

#[test]
fn faults_are_no_part_of_equality() {
    let with = decode(r#"{"tweet_create_events":[{"id":1,"user":{"id":2},"lang":{}}]}"#);
    let without = decode(r#"{"tweet_create_events":[{"id":1,"user":{"id":2}}]}"#);
    assert_eq!(with, without);
}

/// The payloads found in the field decode as their list says.
#[test]
fn payloads_from_the_field_decode() {
    let Some(archive) = fixtures::archive("corpus-2") else { return };
    assert_eq!(archive.len(), 59);
    let mut found = Vec::new();
    for fixture in &archive {
        let payload = decode(&fixture.body);
        let undecoded =
            payload.events().iter().filter(|event| event.kind() == EventKind::Undecoded);
        let unknown = payload.events().iter().filter(|event| event.kind() == EventKind::Unknown);
        let counts = (undecoded.count(), unknown.count(), pointers(&payload).join(" "));
        if counts != (0, 0, String::new()) {
            found.push(format!("{}: {} {} {}", fixture.name, counts.0, counts.1, counts.2));
        }
    }
    assert_eq!(
        found,
        [
            "direct_message_events/softlever-typo.json: 1 0 ",
            "direct_message_events/twitter4j-fork-2016.json: 1 0 ",
            "direct_message_events/verbara-dm.json: 1 0 ",
            "direct_message_events/verbara-message-delete.json: 0 1 ",
            "tweet-v11/anserini-collection2.json: 1 0 ",
            "tweet-v11/twython-retweet-01216.json: 1 0 ",
            "tweet_create_events/lickerbot-six.json: 2 0 ",
            "tweet_create_events/makemeachart-node-log.json: 0 0 /tweet_create_events/0/entities",
            "tweet_create_events/minimal-rust.json: 1 0 ",
        ]
    );
}

/// The tolerant decoder continues at the entry that the strict decoder could not read.
#[test]
fn entries_before_a_broken_one_keep_their_places() {
    let tweet = |id: u64, user: &str| format!(r#"{{"id":{id},"user":{{"id":{user}}}}}"#);
    let body = format!(
        r#" {{ "for_user_id":"4", "follow_events":[], "tweet_create_events" : [ {} , {} , {}, {}], "users":{{"x":{{}}}}}}"#,
        tweet(1, "1"),
        tweet(2, "2"),
        tweet(3, "[]"),
        tweet(4, "4"),
    );
    let payload = decode(&body);
    let ids: Vec<Option<u64>> = payload
        .events()
        .iter()
        .map(|event| event.as_tweet_create().map(|tweet| tweet.id.get()))
        .collect();
    assert_eq!(ids, [Some(1), Some(2), None, Some(4)]);
    let undecoded = payload.events()[2].as_undecoded().unwrap();
    assert_eq!(undecoded.pointer(), "/tweet_create_events/2/user/id");
    assert_eq!(undecoded.message(), "expected an id of decimal digits, found an array");
    assert_eq!(pointers(&payload), ["/users/x"]);
    // A repeated key, whose first events are already read.
    let body = format!(
        r#"{{"tweet_create_events":[{}],"mute_events":[],"tweet_create_events":[{},7]}}"#,
        tweet(1, "1"),
        tweet(2, "2"),
    );
    let payload = decode(&body);
    assert_eq!(payload.events().len(), 3);
    assert_eq!(payload.events()[2].as_undecoded().unwrap().pointer(), "/tweet_create_events/1");
}

/// Keys and places can be as long as the body, and a fault for each second byte of the rest lists them.
#[test]
fn the_pointers_of_faults_are_bounded() {
    let key = "k".repeat(50_000);
    let halves = vec![r#""\ud83d""#; 1_500].join(",");
    let body = format!(r#"{{"{key}":[{halves}]}}"#);
    let payload = Payload::from_slice(body.as_bytes()).unwrap();
    let length: usize = payload.faults().iter().map(|fault| fault.pointer().len()).sum();
    assert!(!payload.faults().is_empty() && length <= 2 * body.len(), "{length}");
    assert_eq!(payload.fault_count(), 1_500);
}
