//! Payloads have the members that real deliveries have, and actions have a JSON form.

use std::collections::BTreeMap;

use account_activity::xaa::{Direction, EventKind};
use account_activity::{TweetId, UserId};
use account_activity_emulator::{
    Action, Inject, LiveState, Message, News, Performed, Post, Profile, Reply, Who, World,
};
use serde_json::{Value, json};

use super::{APP, done, json, tweet, world};
use crate::fixtures;

/// Collects the members of JSON by pointer, without array positions, with the types of the values.
pub(super) fn members(
    json: &Value,
    pointer: &str,
    found: &mut BTreeMap<String, Vec<&'static str>>,
) {
    let kind = match json {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "text",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    found.entry(pointer.to_owned()).or_default().push(kind);
    match json {
        Value::Array(items) => items.iter().for_each(|item| members(item, pointer, found)),
        Value::Object(object) => object.iter().for_each(|(key, value)| {
            let is_id = key.bytes().all(|byte| byte.is_ascii_digit());
            let key = if is_id { "{id}" } else { key };
            members(value, &format!("{pointer}/{key}"), found);
        }),
        _ => {}
    }
}

/// Compares the members of a payload with those of a fixture. The users of the fixture have
/// profiles, and its Tweets may be older.
#[track_caller]
fn like(performed: &Performed, notice: usize, fixture: &str) {
    let real: Value = serde_json::from_str(&fixtures::named(fixture)).unwrap();
    let (mut ours, mut theirs) = (BTreeMap::new(), BTreeMap::new());
    members(&json(&performed.notices[notice].payload), "", &mut ours);
    members(&real, "", &mut theirs);
    let profile = ["profile_banner_url", "location", "url", "description"];
    let since =
        ["edit_history", "edit_controls", "editable", "verified_type", "withheld_in_countries"];
    let is_any = |pointer: &str, keys: &[&str]| keys.iter().any(|key| pointer.contains(key));
    for (pointer, kinds) in &theirs {
        if let Some(found) = ours.get(pointer) {
            let differ =
                !kinds.iter().chain(found).any(|kind| *kind == "null") && kinds[0] != found[0];
            assert!(!differ, "{fixture}: {pointer} is {} and {}", kinds[0], found[0]);
        } else {
            assert!(is_any(pointer, &profile), "{fixture}: {pointer} is missing");
        }
    }
    for pointer in ours.keys().filter(|pointer| !theirs.contains_key(*pointer)) {
        assert!(is_any(pointer, &since), "{fixture}: {pointer} is there");
    }
}

#[test]
fn tweets_have_the_members_of_real_ones() {
    let mut world = world();
    let adas = done(&mut world, Action::post("ada", "Tea? #tea"));
    like(&adas, 0, "tweet_create_events/own_tweet.json");
    let adas = adas.tweet().unwrap();
    like(
        &done(&mut world, Action::post("ada", "@bob tea?")),
        1,
        "tweet_create_events/mention_at_start.json",
    );
    like(
        &done(&mut world, Action::post("ada", "@bob tea?")),
        1,
        "tweet_create_events/unedited.json",
    );
    let reply = Action::reply("bob", adas, "See https://example.org");
    like(&done(&mut world, reply), 0, "tweet_create_events/reply.json");
    like(&done(&mut world, Action::quote("bob", adas, "Yes")), 1, "tweet_create_events/quote.json");
    let linked = tweet(&mut world, Action::post("ada", "#tea https://example.org"));
    like(&done(&mut world, Action::retweet("bob", linked)), 1, "tweet_create_events/retweet.json");
    let text = format!("{} @bob #tea https://example.org", "and so on ".repeat(30));
    let long = done(&mut world, Action::post("ada", &text));
    like(&long, 0, "tweet_create_events/long.json");
    let longform = format!("{} @bob https://example.org", "and so on ".repeat(200));
    like(&done(&mut world, Action::post("ada", &longform)), 1, "tweet_create_events/longform.json");
    let short = Action::retweet("cleo", long.tweet().unwrap());
    let short = done(&mut world, short);
    let mentions =
        json(&short.notices[1].payload)["tweet_create_events"][0]["entities"]["user_mentions"]
            .clone();
    assert_eq!(mentions[0]["screen_name"], "ada");
}

#[test]
fn photos_have_the_members_of_real_ones() {
    let mut world = world();
    let performed = done(&mut world, Post::new("ada", "Seals for @bob").with_photos(1));
    let json = json(&performed.notices[1].payload);
    let media = &json["tweet_create_events"][0]["entities"]["media"][0];
    let real = fixtures::named("tweet_create_events/photos.json");
    let real: Value = serde_json::from_str(&real).unwrap();
    let real = &real["tweet_create_events"][0]["entities"]["media"][1];
    let keys =
        |value: &Value| -> Vec<String> { value.as_object().unwrap().keys().cloned().collect() };
    assert_eq!(keys(media), keys(real));
}

#[test]
fn other_events_have_the_members_of_real_ones() {
    let mut world = world();
    let adas = tweet(&mut world, Action::post("ada", "Tea? #tea"));
    like(&done(&mut world, Action::like("bob", adas)), 1, "favorite_events/favorite.json");
    like(&done(&mut world, Action::follow("bob", "ada")), 1, "follow_events/follow.json");
    like(&done(&mut world, Action::unfollow("bob", "ada")), 0, "follow_events/unfollow.json");
    like(&done(&mut world, Action::block("bob", "ada")), 0, "block_events/block.json");
    like(&done(&mut world, Action::unblock("bob", "ada")), 0, "block_events/unblock.json");
    like(&done(&mut world, Action::mute("bob", "ada")), 0, "mute_events/mute.json");
    like(&done(&mut world, Action::unmute("bob", "ada")), 0, "mute_events/unmute.json");
    let folder = "direct_message_events";
    let app = Message::new("ada", "bob", "Tea?").from_app(APP);
    like(&done(&mut world, app), 0, &format!("{folder}/from_app.json"));
    let photo = Message::new("ada", "bob", "Tea").with_photo();
    like(&done(&mut world, photo), 1, &format!("{folder}/photo.json"));
    let typing = done(&mut world, Action::typing("ada", "bob"));
    like(&typing, 0, "direct_message_indicate_typing_events/typing.json");
    let read = done(&mut world, Action::read("bob", "ada"));
    like(&read, 0, "direct_message_mark_read_events/mark_read.json");
    like(&done(&mut world, Action::delete("ada", adas)), 0, "tweet_delete_events/delete.json");
    like(&done(&mut world, Action::revoke("ada", APP)), 0, "user_event/revoke.json");
}

#[test]
fn members_stand_in_the_order_of_the_wire() {
    let performed = done(&mut world(), Action::post("ada", "Tea, @bob?"));
    let body = std::str::from_utf8(performed.notices[1].payload.as_bytes()).unwrap();
    let start = r#"{"for_user_id":""#;
    assert!(body.starts_with(start), "{body}");
    let keys = [
        r#""user_has_blocked":false,"tweet_create_events":[{"created_at":"Thu May 04 11:00:41 +0000 2023","id":"#,
        r#""in_reply_to_status_id":null,"in_reply_to_status_id_str":null,"in_reply_to_user_id":null"#,
        r#""geo":null,"coordinates":null,"place":null,"contributors":null,"is_quote_status":false"#,
        r#""symbols":[]},"favorited":false"#,
    ];
    for key in keys {
        assert!(body.contains(key), "{key}: {body}");
    }
}

#[track_caller]
fn action(json: &Value) -> Action {
    let action: Action = serde_json::from_str(&json.to_string()).unwrap();
    let again = serde_json::to_value(&action).unwrap();
    assert_eq!(serde_json::from_value::<Action>(again).unwrap(), action);
    action
}

#[test]
fn every_action_has_a_json_form() {
    let id = TweetId::new(1_371_374_336_700_735_495);
    for (name, made) in [
        ("follow", Action::follow("ada", "bob")),
        ("unfollow", Action::unfollow("ada", "bob")),
        ("block", Action::block("ada", "bob")),
        ("unblock", Action::unblock("ada", "bob")),
        ("mute", Action::mute("ada", "bob")),
        ("unmute", Action::unmute("ada", "bob")),
    ] {
        assert_eq!(action(&json!({ "action": name, "user": "ada", "target": "@bob" })), made);
    }
    for (name, made) in [
        ("retweet", Action::retweet("ada", id)),
        ("like", Action::like("ada", id)),
        ("delete", Action::delete("ada", id)),
    ] {
        assert_eq!(action(&json!({ "action": name, "user": "ada", "tweet": id })), made);
        assert_eq!(action(&json!({ "action": name, "user": "ada", "tweet": id.get() })), made);
    }
    assert_eq!(
        action(&json!({ "action": "post", "user": 7, "text": "hi @bob" })),
        Action::post(UserId::new(7), "hi @bob")
    );
    assert_eq!(
        action(&json!({ "action": "reply", "user": "ada", "to": id, "text": "hi", "photos": 2 })),
        Reply::new("ada", id, "hi").with_photos(2).into()
    );
    assert_eq!(
        action(&json!({ "action": "quote", "user": "ada", "tweet": id, "text": "hi" })),
        Action::quote("ada", id, "hi")
    );
    let option = json!({ "label": "Yes", "metadata": "y" });
    let message = json!({
        "action": "direct_message", "user": "ada", "to": "7", "text": "hi", "photo": true,
        "quick_reply": [option], "choose": "No", "app": "31415926"
    });
    let made = Message::new("ada", UserId::new(7), "hi")
        .with_photo()
        .with_quick_reply([serde_json::from_value(option).unwrap()])
        .choosing("No")
        .from_app(APP);
    assert_eq!(action(&message), made.into());
    let typing = json!({ "action": "typing", "user": "ada", "to": "bob" });
    assert_eq!(action(&typing), Action::typing("ada", "bob"));
    let read = json!({ "action": "read", "user": "ada", "from": "bob" });
    assert_eq!(action(&read), Action::read("ada", "bob"));
    let revoke = json!({ "action": "revoke", "user": "ada", "app": "31415926" });
    assert_eq!(action(&revoke), Action::revoke("ada", APP));
}

#[test]
fn every_action_that_only_xaa_delivers_has_a_json_form() {
    let profile = json!({
        "action": "profile", "user": "ada", "bio": "", "name": "Ada", "handle": "countess",
        "picture": "https://pics.example/a.png", "banner": "https://pics.example/b",
        "location": "Pier", "url": "https://a.example"
    });
    let made = Profile::new("ada").with_bio("").with_name("Ada").with_handle("countess");
    let made = made.with_picture("https://pics.example/a.png").with_location("Pier");
    let made = made.with_banner("https://pics.example/b").with_url("https://a.example");
    assert_eq!(action(&profile), made.into());

    let (user, state) = (Who::from("ada"), LiveState::Start);
    let (id, title) = (Some("1a".into()), Some("Harbour".into()));
    let space = json!({ "action": "space", "user": "ada", "state": "start", "id": "1a" });
    let broadcast = json!({
        "action": "broadcast", "user": "ada", "state": "start", "title": "Harbour", "id": "1a"
    });
    assert_eq!(action(&space), Action::Space { user: user.clone(), state, id: id.clone() });
    assert_eq!(action(&broadcast), Action::Broadcast { user: user.clone(), state, title, id });
    let end = json!({ "action": "space", "user": "ada", "state": "end" });
    let state = LiveState::End;
    assert_eq!(action(&end), Action::Space { user: user.clone(), state, id: None });
    let chat = json!({ "action": "broadcast_chat", "user": "ada", "broadcast": "1a", "text": "x" });
    let (broadcast, text) = ("1a".into(), "x".into());
    assert_eq!(action(&chat), Action::BroadcastChat { user: user.clone(), broadcast, text });

    let post = TweetId::new(1_371_374_336_700_735_495);
    let news = json!({
        "action": "news", "keywords": ["tea", "cake"], "headline": "Hot", "summary": "Very",
        "hook": "Look", "category": "Food", "topics": ["Tea"], "posts": [post]
    });
    let made = News::new(["tea", "cake"], "Hot").with_summary("Very").with_hook("Look");
    let made = made.with_category("Food").with_topics(["Tea"]).with_posts([post]);
    assert_eq!(action(&news), made.into());
    let chat = json!({ "action": "chat", "user": "ada", "to": "bob" });
    assert_eq!(action(&chat), Action::chat("ada", "bob"));
    let inject = json!({
        "action": "inject", "kind": "like.create", "user": "ada", "payload": { "id": "a" },
        "includes": {}, "direction": "inbound"
    });
    let made = Inject::for_user(EventKind::LikeCreate, "ada", json!({ "id": "a" }));
    let made = made.with_includes(json!({})).with_direction(Direction::Inbound);
    assert_eq!(action(&inject), made.into());
    let inject = json!({ "action": "inject", "kind": "a.b", "keyword": "tea", "payload": null });
    assert_eq!(action(&inject), Inject::for_keyword("a.b".into(), "tea", Value::Null).into());
}

#[test]
fn what_is_no_action_says_why() {
    for (json, text) in [
        (json!({ "user": "ada" }), "missing field `action`"),
        (json!({ "action": "poke", "user": "ada" }), "unknown variant `poke`"),
        (json!({ "action": "post", "user": "ada", "txt": "hi" }), "unknown field `txt`"),
        (json!({ "action": "follow", "user": "ada" }), "missing field `target`"),
        (
            json!({ "action": "follow", "user": "a", "target": "b", "why": 1 }),
            "unknown field `why`",
        ),
        (json!({ "action": "like", "user": "ada", "tweet": "x" }), "an id of decimal digits"),
        (json!({ "action": "post", "user": "ada", "text": "hi", "photos": -1 }), "-1"),
    ] {
        let error = serde_json::from_value::<Action>(json).unwrap_err().to_string();
        assert!(error.contains(text), "{error}");
    }
}

#[test]
fn a_user_is_named_by_screen_name_or_id() {
    let world: World = world();
    let ada = world.user("ada").unwrap();
    for who in [Who::from("ada"), "@ADA".into(), ada.id().into(), Who::from(&*ada.id().to_string())]
    {
        assert_eq!(world.user(who), Some(ada));
    }
    assert_eq!(Who::from("ada").to_string(), "@ada");
    assert_eq!(world.user("dora"), None);
    let created = done(&mut world.clone(), Action::post("ada", "Tea")).created;
    let json = serde_json::to_value(created).unwrap();
    assert!(json["tweet"].as_str().unwrap().parse::<TweetId>().is_ok(), "{json}");
}
