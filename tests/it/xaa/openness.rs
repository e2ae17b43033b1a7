//! New, foreign and malformed members of deliveries do not affect other members.

use account_activity::Fault;
use account_activity::xaa::{Envelope, Event, EventKind};
use serde_json::{Value, json};

use crate::fixtures;

fn envelope(body: &Value) -> Envelope {
    let envelope = Envelope::from_slice(body.to_string().as_bytes()).unwrap();
    assert_eq!(envelope.differences(), [], "{body}");
    let written = serde_json::to_vec(&envelope).unwrap();
    assert_eq!(Envelope::from_slice(&written).unwrap(), envelope, "{body}");
    envelope
}

/// Decodes a delivery of one event.
fn of(event_type: &str, payload: Value) -> Envelope {
    let mut body = json!({ "data": { "event_type": event_type } });
    body["data"]["payload"] = payload;
    envelope(&body)
}

#[test]
fn new_members_pass_everywhere() {
    for fixture in fixtures::x_activity() {
        let expected = fixture.envelope();
        for stranger in [json!(7), json!([[{}]]), json!({ "id": null }), json!("text")] {
            let mut json = fixture.json();
            add(&mut json, &stranger);
            let open = Envelope::from_slice(json.to_string().as_bytes()).unwrap();
            assert!(open.events().eq(expected.events()), "{}: {json}", fixture.name);
            assert_eq!(open.includes(), expected.includes(), "{}", fixture.name);
            assert_eq!(open.faults(), [], "{}", fixture.name);
        }
    }
}

/// The members that are maps or free-form JSON.
const OPEN: [&str; 14] = [
    "coordinates",
    "geo",
    "matched_media_notes",
    "media_metadata",
    "non_public_metrics",
    "note",
    "note_request_suggestions",
    "organic_metrics",
    "promoted_metrics",
    "qualifiers",
    "scopes",
    "sizes",
    "suggested_source_links",
    "withheld",
];

/// Adds a member to each object that has a schema of its own.
fn add(json: &mut Value, stranger: &Value) {
    match json {
        Value::Object(members) => {
            for (key, value) in members.iter_mut() {
                match value {
                    Value::Object(users) if key == "users" => {
                        users.values_mut().for_each(|user| add(user, stranger));
                    }
                    _ if OPEN.contains(&key.as_str()) => {}
                    _ => add(value, stranger),
                }
            }
            members.insert("brand_new".to_owned(), stranger.clone());
        }
        Value::Array(elements) => elements.iter_mut().for_each(|json| add(json, stranger)),
        _ => {}
    }
}

#[test]
fn an_unknown_kind_is_an_unknown_event() {
    let payload = json!({ "id": "5", "users": { "1": {} } });
    let envelope = envelope(&json!({
        "data": { "event_uuid": "5", "filter": { "user_id": "1" }, "event_type": "tea.poured",
            "tag": "tea", "payload": payload, "includes": { "users": [{ "id": "1" }] } },
    }));
    let entry = envelope.entries().next().unwrap();
    let Event::Unknown(unknown) = entry.event() else { panic!("{entry:?}") };
    assert_eq!((unknown.event_type(), unknown.json()), ("tea.poured", &*payload.to_string()));
    assert_eq!((entry.kind().as_str(), entry.event_type()), ("tea.poured", Some("tea.poured")));
    assert_eq!((entry.tag(), entry.event_uuid()), (Some("tea"), Some("5")));
    assert_eq!(entry.filter().unwrap().user_id.unwrap().get(), 1);
    assert_eq!(entry.includes().unwrap().users.as_ref().unwrap()[0].id.get(), 1);
    let kind = entry.kind();
    assert!(matches!(kind, EventKind::Unknown(_)));
    assert_eq!((kind.confidence(), kind.visibility(), kind.filters()), (None, None, None));
    assert_eq!((kind.scope(), kind.price(), kind.replaces()), (None, None, None));
}

/// Archives have names that X gave up on 2026-03-18.
#[test]
fn other_names_of_a_kind_are_read() {
    let payload = json!({ "before": "a", "after": "b", "id": "1" });
    for (event_type, kind) in [
        ("chat.conversation_join", EventKind::ChatConversationJoin),
        ("chat.conversation.join", EventKind::ChatConversationJoin),
        ("ProfileBioUpdate", EventKind::ProfileUpdateBio),
        ("TrendsNew", EventKind::NewsNew),
    ] {
        let envelope = of(event_type, payload.clone());
        assert_eq!(envelope.kind(), Some(kind.clone()), "{event_type}");
        assert_eq!(envelope.event().unwrap().kind(), kind);
        assert_eq!(envelope.entries().next().unwrap().event_type(), Some(event_type));
        assert_eq!(event_type.parse(), Ok(kind));
    }
    for event_type in ["ProfileBannerUpdate", "Post.Create", "post.create ", "post_create", ""] {
        let envelope = of(event_type, payload.clone());
        assert!(matches!(envelope.event(), Some(Event::Unknown(_))), "{event_type:?}");
        assert_eq!(envelope.entries().next().unwrap().event_type(), Some(event_type));
    }
}

#[test]
fn each_kind_has_its_text() {
    assert_eq!(EventKind::ALL.len(), 45);
    for kind in EventKind::ALL {
        assert_eq!(kind.as_str().parse(), Ok(kind.clone()));
        assert_eq!(EventKind::from(kind.as_str()), *kind);
        assert_eq!(kind.to_string(), kind.as_str());
        assert!(kind.confidence().is_some(), "{kind}");
    }
    assert_eq!(EventKind::from("tea.poured").to_string(), "tea.poured");
}

#[test]
fn an_array_of_data_has_an_event_for_each_element() {
    let delete = |id: &str| json!({ "event_type": "post.delete", "payload": { "id": id } });
    let envelope = envelope(&json!({ "data": [
        { "event_type": "post.create", "event_uuid": "1", "tag": "a", "filter": { "user_id": "7" },
            "payload": { "id": "1", "lang": [[1]] } },
        delete("2"),
        { "event_type": "like.create", "payload": { "liked_tweet_id": "me" } },
        { "event_type": "tea.poured" },
        delete("3"),
    ] }));
    let kinds: Vec<String> = envelope.entries().map(|entry| entry.kind().to_string()).collect();
    assert_eq!(kinds, ["post.create", "post.delete", "like.create", "tea.poured", "post.delete"]);
    assert_eq!((envelope.entries().len(), envelope.events().count()), (5, 5));
    let backwards = envelope.entries().rev().map(|entry| entry.kind().to_string());
    assert!(backwards.eq(kinds.iter().rev().cloned()));
    // The methods of the envelope are about the first.
    assert_eq!(envelope.kind(), Some(EventKind::PostCreate));
    assert_eq!((envelope.tag(), envelope.event_uuid()), (Some("a"), Some("1")));
    assert_eq!(envelope.filter().unwrap().user_id.unwrap().get(), 7);
    let Some(Event::Undecoded(undecoded)) = envelope.events().nth(2) else { panic!() };
    assert_eq!(undecoded.pointer(), "/data/2/payload/liked_tweet_id");
    assert_eq!(undecoded.kind(), EventKind::LikeCreate);
    assert_eq!(undecoded.json(), r#"{"liked_tweet_id":"me"}"#);
    insta::assert_snapshot!(
        undecoded.message(),
        @r#"expected an id of decimal digits, found text "me""#
    );
    assert_eq!(envelope.faults().len(), 1);
    assert_eq!(envelope.faults()[0].pointer(), "/data/0/payload/lang");
}

/// X renames members from "tweet" to "post" endpoint by endpoint.
#[test]
fn both_spellings_of_renamed_members_are_read() {
    let post = of(
        "post.create",
        json!({
            "id": "1", "edit_history_post_ids": ["1"], "in_reply_to_post_id": "2",
            "referenced_posts": [{ "type": "replied_to", "id": "2" }], "note_post": { "text": "n" },
            "public_metrics": { "repost_count": 3, "repost_count_str": "3" },
            "attachments": { "media_source_post_id": ["4"] },
        }),
    );
    let Some(Event::PostCreate(post)) = post.event() else { panic!() };
    assert_eq!(post.edit_history_tweet_ids.as_ref().unwrap()[0].get(), 1);
    assert_eq!(post.in_reply_to_tweet_id.unwrap().get(), 2);
    assert_eq!(post.referenced_tweets.as_ref().unwrap()[0].id.unwrap().get(), 2);
    assert_eq!(post.note_tweet.as_ref().unwrap().text, "n");
    assert_eq!(post.public_metrics.as_ref().unwrap().retweet_count, Some(3));
    let attachments = post.attachments.as_ref().unwrap();
    assert_eq!(attachments.media_source_tweet_id.as_ref().unwrap()[0].get(), 4);

    for (author, id) in [
        ("liked_tweet_author_id", "liked_tweet_id"),
        ("tweet_author_id", "liked_tweet_id"),
        ("liked_post_author_id", "liked_post_id"),
    ] {
        let like = of("like.create", json!({ author: "5", id: "6" }));
        let Some(Event::LikeCreate(like)) = like.event() else { panic!("{author} {id}") };
        assert_eq!(like.liked_tweet_author_id.unwrap().get(), 5);
        assert_eq!(like.liked_tweet_id.get(), 6);
    }

    let body = json!({ "data": { "event_type": "post.delete", "payload": { "id": "1" },
        "includes": { "posts": [{ "id": "1" }], "users": [{ "id": "1", "pinned_post_id": "7",
            "most_recent_post_id": "8", "public_metrics": { "post_count": 9 } }] } } });
    let envelope = envelope(&body);
    let includes = envelope.includes().unwrap();
    assert_eq!(includes.tweets.as_ref().unwrap()[0].id.get(), 1);
    let user = &includes.users.as_ref().unwrap()[0];
    assert_eq!(user.pinned_tweet_id.unwrap().get(), 7);
    assert_eq!(user.most_recent_tweet_id.unwrap().get(), 8);
    assert_eq!(user.public_metrics.as_ref().unwrap().tweet_count, Some(9));
}

/// Integers are repeated as text. Either is enough.
#[test]
fn of_a_repeated_integer_the_good_half_counts() {
    for (number, text, read, faults) in [
        (json!(7), json!("7"), Some(7), 0),
        (json!(7), Value::Null, Some(7), 0),
        (Value::Null, json!("7"), Some(7), 0),
        (json!("7"), json!(7), Some(7), 0),
        (json!([[1]]), json!("7"), Some(7), 1),
        (json!(7), json!([[1]]), Some(7), 1),
        (json!([[1]]), json!([[1]]), None, 2),
        (Value::Null, json!(""), None, 0),
    ] {
        let metrics = json!({ "like_count": number, "like_count_str": text, "quote_count": 5 });
        let envelope = of("post.create", json!({ "id": "1", "public_metrics": metrics }));
        let Some(Event::PostCreate(post)) = envelope.event() else { panic!("{metrics}") };
        let read_metrics = post.public_metrics.as_ref().unwrap();
        assert_eq!(
            (read_metrics.like_count, read_metrics.quote_count),
            (read, Some(5)),
            "{metrics}"
        );
        assert_eq!(envelope.fault_count(), faults, "{metrics}: {:?}", envelope.faults());
    }
}

#[test]
fn users_are_plain_or_wrapped() {
    let user = json!({ "id": "5", "name": "Ada" });
    for (form, is_wrapped) in [
        (user.clone(), false),
        (json!({ "data": user }), true),
        (json!({ "new": 7, "data": user, "more": {} }), true),
        (json!({ "new": 7, "id": "5", "name": "Ada" }), false),
    ] {
        let envelope = of("follow.follow", json!({ "source": form, "target": form }));
        let Some(Event::FollowFollow(follow)) = envelope.event() else { panic!("{form}") };
        for side in [&follow.source, &follow.target] {
            assert_eq!((side.id.get(), &*side.name), (5, "Ada"));
            assert_eq!(side.is_wrapped(), is_wrapped);
        }
        let space = of("spaces.start", json!({ "user": form }));
        let Some(Event::SpacesStart(space)) = space.event() else { panic!("{form}") };
        assert_eq!(space.user.as_ref().unwrap().id.get(), 5);
        let body = json!({ "data": { "event_type": "dm.sent", "payload": { "direct_message_events":
            [{ "id": "1", "message_create": { "sender_id": "5", "target": { "recipient_id": "6" } } }],
            "users": { "5": form } }, "includes": { "users": [form, form] } } });
        let envelope = self::envelope(&body);
        let Some(Event::DmSent(messages)) = envelope.event() else { panic!("{form}") };
        assert_eq!(messages.users.as_ref().unwrap()["5"].id.get(), 5);
        assert_eq!(envelope.includes().unwrap().users.as_ref().unwrap().len(), 2);
        assert_eq!(envelope.faults(), []);
    }
}

/// X published no example of read receipts and notices of typing. Each form is read that
/// integrators expect.
#[test]
fn receipts_and_notices_are_read_in_each_form() {
    let receipt = json!({ "sender_id": "5", "created_timestamp": "1792047790450",
        "target": { "recipient_id": "6" }, "last_read_event_id": "7" });
    for payload in [
        receipt.clone(),
        json!({ "direct_message_events": [receipt] }),
        json!({ "direct_message_mark_read_events": [receipt] }),
    ] {
        let envelope = of("dm.read", payload);
        let Some(Event::DmRead(read)) = envelope.event() else { panic!("{envelope:?}") };
        let receipts: Vec<_> = read.receipts().collect();
        let [receipt] = receipts[..] else { panic!("{receipts:?}") };
        assert_eq!(receipt.sender_id.unwrap().get(), 5);
        assert_eq!(receipt.target.as_ref().unwrap().recipient_id.get(), 6);
        assert_eq!(receipt.last_read_event_id.unwrap().get(), 7);
    }
    let notice = json!({ "sender_id": "5", "target": { "recipient_id": "6" } });
    for payload in [
        notice.clone(),
        json!({ "direct_message_events": [notice] }),
        json!({ "direct_message_indicate_typing_events": [notice] }),
    ] {
        let envelope = of("dm.indicate_typing", payload);
        let Some(Event::DmIndicateTyping(typing)) = envelope.event() else {
            panic!("{envelope:?}")
        };
        let notices: Vec<_> = typing.notices().collect();
        let [notice] = notices[..] else { panic!("{notices:?}") };
        assert_eq!(notice.sender_id.unwrap().get(), 5);
        assert_eq!(notice.target.as_ref().unwrap().recipient_id.get(), 6);
    }
}

#[test]
fn a_replayed_delivery_says_so() {
    assert!(fixtures::named("x_activity/post.create__replayed.json").envelope().is_replay());
    for meta in [json!({}), json!({ "replay": false }), json!(7), Value::Null] {
        let body = json!({ "data": { "event_type": "post.delete", "payload": { "id": "1" } },
            "meta": meta });
        assert!(!envelope(&body).is_replay(), "{meta}");
    }
}

/// A payload can stand before its event type.
#[test]
fn the_payload_can_come_first() {
    let fixture = fixtures::named("x_activity/post.create__payload_first.json");
    let mut other = fixture.json();
    other["data"]["event_type"] = "post.mention.create".into();
    assert!(fixture.body.find("payload") < fixture.body.find("event_type"));
    let envelope = fixture.envelope();
    let Some(Event::PostCreate(post)) = envelope.event() else { panic!() };
    let mention = self::envelope(&other);
    assert!(matches!(mention.event(), Some(Event::PostMentionCreate(same)) if same == post));
}

#[test]
fn repeated_keys_have_their_last_value() {
    let body =
        br#"{"meta":{"replay":true},"data":{"event_type":"post.create","payload":{"id":"me"},
        "tag":"a","event_type":"post.delete","tag":"b","payload":{"id":"1","id":"2"}},"meta":{}}"#;
    let envelope = Envelope::from_slice(body).unwrap();
    let Some(Event::PostDelete(delete)) = envelope.event() else { panic!("{envelope:?}") };
    assert_eq!((delete.id.get(), envelope.tag(), envelope.is_replay()), (2, Some("b"), false));
    assert_eq!(envelope.faults(), []);
    assert_eq!(envelope.differences(), []);
}

/// The history of an unedited post has been seen with an empty id.
#[test]
fn empty_ids_are_absent() {
    let envelope = of(
        "post.create",
        json!({ "id": "1", "edit_history_tweet_ids": [""],
        "author_id": "", "in_reply_to_user_id": "", "created_at": "" }),
    );
    let Some(Event::PostCreate(post)) = envelope.event() else { panic!("{envelope:?}") };
    assert_eq!(post.edit_history_tweet_ids.as_deref().unwrap_or_default(), []);
    assert_eq!((post.author_id, post.created_at), (None, None));
    assert_eq!(envelope.faults(), []);
}

/// An empty text is a value: a bio that was removed.
#[test]
fn an_empty_text_is_not_absent() {
    let envelope = of("profile.update.bio", json!({ "before": "a", "after": "" }));
    let Some(Event::ProfileUpdateBio(update)) = envelope.event() else { panic!("{envelope:?}") };
    assert_eq!(update.after.as_deref(), Some(""));
    let envelope = of("profile.update.bio", json!({ "before": "a" }));
    let Some(Event::ProfileUpdateBio(update)) = envelope.event() else { panic!("{envelope:?}") };
    assert_eq!(update.after, None);
}

#[test]
fn half_a_surrogate_pair_is_replaced() {
    let body = br#"{"data":{"event_type":"post.create","tag":"\udc00","payload":{"id":"1",
        "text":"cut \ud83d\ude2d\ud83d..."}}}"#;
    let envelope = Envelope::from_slice(body).unwrap();
    let Some(Event::PostCreate(post)) = envelope.event() else { panic!("{envelope:?}") };
    assert_eq!((&*post.text, envelope.tag()), ("cut 😭\u{fffd}...", Some("\u{fffd}")));
    let pointers: Vec<&str> = envelope.faults().iter().map(Fault::pointer).collect();
    assert_eq!(pointers, ["/data/tag", "/data/payload/text"]);
}
