//! Events of the X Activity API have the members of real deliveries.

use std::collections::BTreeMap;

use account_activity_emulator::{
    Action, ActivityNotice, LiveState, Message, News, Performed, Post, Profile, World, WorldUser,
};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde_json::{Value, json};

use super::forms::members;
use super::{APP, done, tweet, well_formed_activity, world};
use crate::fixtures;

/// Members that users have or not, wherever they are.
const OF_SOME_USERS: [&str; 6] = [
    "/pinned_tweet_id",
    "/affiliation",
    "/location",
    "/most_recent_tweet_id",
    "/profile_banner_url",
    "/profile_geo_enrichment",
];

fn event(notice: &ActivityNotice) -> Value {
    let body = well_formed_activity(notice).into_bytes();
    serde_json::from_slice::<Value>(&body).unwrap()["data"].take()
}

/// Compares the members of an event with those of the fixture of its kind.
#[track_caller]
fn like(notice: &ActivityNotice, fixture: &str) {
    like_except(notice, fixture, &[]);
}

#[track_caller]
fn like_except(notice: &ActivityNotice, fixture: &str, except: &[&str]) {
    let name = format!("x_activity/{}__{fixture}.json", notice.kind);
    let real: Value = serde_json::from_str(&fixtures::named(&name)).unwrap();
    let (mut ours, mut theirs) = (BTreeMap::new(), BTreeMap::new());
    members(&event(notice), "", &mut ours);
    members(&real["data"], "", &mut theirs);
    theirs.remove("/tag");
    theirs.remove("/filter/direction");
    let is_excepted = |pointer: &str| {
        let entities_of_user = pointer.contains("/entities/description")
            || pointer.contains("/entities/url")
            || pointer.ends_with("/entities");
        entities_of_user || OF_SOME_USERS.iter().chain(except).any(|part| pointer.contains(part))
    };
    for (pointer, kinds) in &theirs {
        match ours.get(pointer) {
            Some(found) => assert_eq!(found[0], kinds[0], "{name}: {pointer}"),
            None => assert!(is_excepted(pointer), "{name}: {pointer} is missing"),
        }
    }
    for pointer in ours.keys().filter(|pointer| !theirs.contains_key(*pointer)) {
        assert!(is_excepted(pointer), "{name}: {pointer} is not in real deliveries");
    }
}

#[test]
fn posts_have_the_members_of_real_ones() {
    let mut world = world();
    let posted = done(&mut world, Action::post("ada", "Tea?"));
    like(&posted.activities[0], "plain");
    let adas = posted.tweet().unwrap();
    let mention = done(&mut world, Action::post("bob", "Tea, @ada?"));
    like(&mention.activities[1], "mention");
    like(&done(&mut world, Action::reply("bob", adas, "Yes")).activities[1], "reply_included");
    like(&done(&mut world, Action::quote("bob", adas, "Yes")).activities[1], "quote_included");
    like(&done(&mut world, Action::retweet("bob", adas)).activities[1], "repost_included");
    like(&done(&mut world, Action::like("bob", adas)).activities[0], "outbound");
    like(&done(&mut world, Action::like("cleo", adas)).activities[1], "inbound_with_author");
    like(&done(&mut world, Action::delete("ada", adas)).activities[0], "own");
    let photos = done(&mut world, Post::new("ada", "Seals").with_photos(2));
    // The fixture also has a video.
    let video = ["/preview_image_url", "/duration_ms", "/variants", "/public_metrics/view_count"];
    let video = [
        video.as_slice(),
        &["/includes/media/public_metrics", "/alt_text", "/media_source_tweet_id"],
    ]
    .concat();
    like_except(&photos.activities[0], "media", &video);
}

#[test]
fn other_events_have_the_members_of_real_ones() {
    let mut world = world();
    let all = |performed: Performed| performed.activities;
    like(&all(done(&mut world, Action::follow("ada", "bob")))[0], "by_subscriber");
    like(&all(done(&mut world, Action::unfollow("ada", "bob")))[1], "of_subscriber");
    like(&all(done(&mut world, Action::mute("ada", "bob")))[0], "by_subscriber");
    like(&all(done(&mut world, Action::unmute("ada", "bob")))[0], "by_subscriber");
    like(&all(done(&mut world, Action::block("ada", "bob")))[0], "by_subscriber");
    like(&all(done(&mut world, Action::unblock("ada", "bob")))[0], "by_subscriber");
    let message = all(done(&mut world, Message::new("ada", "bob", "Tea?").from_app(APP)));
    like(&message[0], "text");
    let message = all(done(&mut world, Message::new("ada", "bob", "Tea, @bob?").from_app(APP)));
    like(&message[1], "text");
    like(&all(done(&mut world, Message::new("ada", "bob", "Tea").with_photo()))[1], "photo");
    like(&all(done(&mut world, Action::typing("ada", "bob")))[0], "bare");
    // X published no example; the fixture is a guess, too.
    let read = all(done(&mut world, Action::read("bob", "ada")));
    like_except(&read[0], "events", &["/payload/direct_message_events/id"]);
    // The conversation's key does not change.
    let chat = all(done(&mut world, Action::chat("ada", "bob")));
    like_except(&chat[0], "message", &["/conversation_key_change_event"]);
    like(&all(done(&mut world, Action::revoke("ada", APP)))[0], "revoke");
    like(&all(done(&mut world, Action::space("ada", LiveState::Start)))[0], "spaces_start");
    like(&all(done(&mut world, Action::space("ada", LiveState::End)))[0], "spaces_end");
    let started = all(done(&mut world, Action::broadcast("ada", LiveState::Start, "Tea")));
    like(&started[0], "running");
    let id = started[0].payload["broadcast_id"].as_str().unwrap();
    like(&all(done(&mut world, Action::broadcast_chat("bob", id, "hi")))[0], "message");
    like(&all(done(&mut world, Action::broadcast("ada", LiveState::End, "")))[0], "ended");
    let news = News::new(["tea"], "Tea is hot").with_topics(["Food"]);
    let post = tweet(&mut world, Action::post("ada", "Tea"));
    like(&all(done(&mut world, news.with_posts([post])))[0], "story");
    let bio = all(done(&mut world, Profile::new("ada").with_bio("Tea")));
    like(&bio[0], "changed");
}

#[test]
fn a_user_has_the_parts_of_the_profile() {
    let mut world = World::new();
    let ada = WorldUser::new("ada").with_description("Tea & #cake with @bob: https://a.example/x");
    let ada = ada.with_url("https://ada.example/about").with_location("Pier").with_verified(true);
    world.add_user(ada).unwrap();
    world.add_user(WorldUser::new("bob")).unwrap();
    done(&mut world, Profile::new("ada").with_picture("https://pics.example/1/ada.v2.jpg"));
    done(&mut world, Post::new("ada", "Seals").with_photos(2));
    let posted = done(&mut world, Action::post("ada", "Tea"));
    let plain = &posted.activities[0].includes.as_ref().unwrap()["users"][0];
    assert_eq!(plain["profile_image_url"], "https://pics.example/1/ada.v2_normal.jpg");
    assert_eq!(plain["verified_type"], "blue");
    assert_eq!(plain["public_metrics"]["tweet_count_str"], "2");
    assert_eq!(plain["public_metrics"]["media_count"], 1);
    assert_eq!(plain["most_recent_tweet_id"], json!(posted.tweet()));
    let bio = plain["description"].as_str().unwrap();
    assert!(bio.starts_with("Tea & #cake with @bob: https://t.co/"), "{bio}");
    let of_bio = &plain["entities"]["description"];
    for (list, sign, shown) in [("hashtags", "#cake", "tag"), ("mentions", "@bob", "username")] {
        let entity = &of_bio[list][0];
        let at = |key: &str| usize::try_from(entity[key].as_u64().unwrap()).unwrap();
        assert_eq!(&bio[at("start")..at("end")], sign);
        assert_eq!(entity[shown].as_str(), sign.get(1..));
        assert_eq!(entity["end_str"], at("end").to_string());
    }
    assert_eq!(of_bio["mentions"][0].get("id"), None);
    assert_eq!(of_bio["urls"][0]["expanded_url"], "https://a.example/x");
    let url = &plain["entities"]["url"]["urls"][0];
    assert_eq!((&url["url"], &url["start"], &url["end"]), (&plain["url"], &json!(0), &json!(23)));
    assert_eq!(url["display_url"], "ada.example/about");

    let followed = done(&mut world, Action::follow("bob", "ada"));
    let wrapped = &followed.activities[0].payload["target"]["data"];
    assert_eq!(wrapped.get("most_recent_tweet_id"), None);
    assert_eq!(wrapped["public_metrics"]["followers_count"], 1);
    // The other API has the picture and the banner, too.
    done(&mut world, Profile::new("ada").with_banner("https://pics.example/banner"));
    let tweet = super::created(&done(&mut world, Action::post("ada", "Tea")));
    assert_eq!(tweet.user.profile_image_url_https, "https://pics.example/1/ada.v2_normal.jpg");
    assert_eq!(tweet.user.profile_image_url, "http://pics.example/1/ada.v2_normal.jpg");
    assert_eq!(tweet.user.profile_banner_url.as_deref(), Some("https://pics.example/banner"));
    assert!(!tweet.user.default_profile_image);
}

#[test]
fn texts_are_those_of_v2() {
    let mut world = world();
    let short = done(&mut world, Action::post("ada", "🍵 & <cake>, @BOB? $TEA"));
    let post = &short.activities[0].payload;
    assert_eq!(post["text"], "🍵 &amp; &lt;cake&gt;, @BOB? $TEA");
    let mention = &post["entities"]["mentions"][0];
    assert_eq!(mention["username"], "BOB");
    let shown: String = post["text"].as_str().unwrap().chars().skip(22).take(4).collect();
    assert_eq!((&mention["start"], &mention["end"]), (&json!(22), &json!(26)));
    assert_eq!(shown, "@BOB");
    assert_eq!(post["entities"]["cashtags"][0]["tag"], "TEA");
    assert_eq!(post["created_at"], "2023-05-04T11:00:41.000Z");
    assert_eq!(post["edit_controls"]["editable_until"], "2023-05-04T12:00:41.000Z");
    assert!(post.get("note_tweet").is_none());

    let text = format!("{}& @bob #end", "and so on ".repeat(28));
    let long = done(&mut world, Action::post("ada", &text));
    let post = &long.activities[0].payload;
    let cut = post["text"].as_str().unwrap();
    assert_eq!(cut.chars().count(), 280);
    assert!(cut.ends_with('…') && post.get("entities").is_none(), "{post}");
    assert_eq!(post["note_tweet"]["text"], text.replace('&', "&amp;"));
    assert_eq!(post["note_tweet"]["entities"]["hashtags"][0]["tag"], "end");
    let decoded = long.activities[0].envelope().unwrap();
    let activity = decoded.activities().next().unwrap();
    assert_eq!(activity.post().unwrap().text(), text);

    let repost = done(&mut world, Action::retweet("cleo", long.tweet().unwrap()));
    let post = &repost.activities[0].payload;
    assert!(post["text"].as_str().unwrap().starts_with("RT @ada: and so on"));
    assert_eq!(post["referenced_tweets"], json!([{"type": "retweeted", "id": long.tweet()}]));
    assert_eq!(post["edit_controls"]["is_edit_eligible"], false);

    // A post that begins with a mention addresses the user, and is not a reply.
    let addressed = done(&mut world, Action::post("ada", "@bob tea?"));
    let post = &addressed.activities[0].payload;
    assert_eq!(post["in_reply_to_user_id"], json!(world.user("bob").unwrap().id()));
    assert!(post.get("in_reply_to_tweet_id").is_none() && post.get("referenced_tweets").is_none());
    let reply = Action::reply("bob", addressed.tweet().unwrap(), "yes");
    let reply = done(&mut world, reply);
    let post = &reply.activities[0].payload;
    assert_eq!(post["in_reply_to_tweet_id"], json!(addressed.tweet()));
    assert_eq!(post["display_text_range"], json!([5, 8]));
    // The payload stands in the includes, too, beside the post that it refers to.
    let includes = reply.activities[1].includes.as_ref().unwrap();
    assert_eq!(includes["tweets"][0], *post);
    assert_eq!(includes["tweets"][1]["id"], json!(addressed.tweet()));
    assert_eq!(
        reply.activities[0].includes.as_ref().unwrap()["tweets"].as_array().unwrap().len(),
        1
    );
}

/// Reads a Thrift structure: the fields, and the number of bytes.
fn thrift(bytes: &[u8]) -> (BTreeMap<u16, Vec<u8>>, usize) {
    let mut fields = BTreeMap::new();
    let mut at = 0;
    while bytes[at] != 0 {
        let field = u16::from_be_bytes([bytes[at + 1], bytes[at + 2]]);
        let rest = &bytes[at + 3..];
        let (content, length) = match bytes[at] {
            11 => {
                let length = u32::from_be_bytes(*rest.first_chunk().unwrap()) as usize;
                (rest[4..4 + length].to_vec(), 4 + length)
            }
            12 => {
                let (_, length) = thrift(rest);
                (rest[..length].to_vec(), length)
            }
            kind => panic!("{kind} at {at}"),
        };
        fields.insert(field, content);
        at += 3 + length;
    }
    (fields, at + 1)
}

#[test]
fn an_encrypted_message_is_readable_as_far_as_real_ones_are() {
    let mut world = world();
    let chat = json!({"action": "chat", "user": "ada", "to": "bob", "ciphertext": STANDARD.encode("sealed")});
    let chat: Action = serde_json::from_value(chat).unwrap();
    let performed = done(&mut world, chat);
    let [ada, bob] = ["ada", "bob"].map(|name| world.user(name).unwrap().id());
    for (notice, party) in performed.activities.iter().zip([ada, bob]) {
        let chat = &notice.payload;
        let text = |name: &str| chat[name].as_str().unwrap();
        let event = STANDARD.decode(text("encoded_event")).unwrap();
        let (fields, length) = thrift(&event);
        assert_eq!(length, event.len());
        let field = |number| std::str::from_utf8(&fields[&number]).unwrap();
        assert!(field(1).parse::<u64>().unwrap() > 1 << 53);
        assert_eq!(field(2), text("id"));
        assert_eq!(field(3), text("sender_id"));
        assert_eq!(field(4), text("conversation_id"));
        assert_eq!(field(5), text("conversation_token"));
        assert_eq!(field(6), text("created_at_msec"));
        let (union, _) = thrift(&fields[&7]);
        let (message, _) = thrift(&union[&1]);
        assert_eq!(message[&100], b"sealed");
        assert_eq!(message[&101], text("conversation_key_version").as_bytes());
        let (signature, _) = thrift(&fields[&9]);
        let signed = chat["message_event_signature"]["signature"].as_str().unwrap();
        assert_eq!(signature[&1], signed.as_bytes());

        let claims = text("conversation_token").split('.').nth(1).unwrap();
        let claims: Value =
            serde_json::from_slice(&URL_SAFE_NO_PAD.decode(claims).unwrap()).unwrap();
        assert_eq!(claims["requestingUser"], json!(party));
        assert_eq!(text("sender_id"), ada.to_string());
        assert_eq!(text("conversation_id"), format!("{}:{}", ada.min(bob), ada.max(bob)));
        let id: Vec<&str> = text("id").split('-').collect();
        assert_eq!(id.iter().map(|part| part.len()).collect::<Vec<_>>(), [8, 4, 4, 4, 12]);
        assert!(id[2].starts_with('4') && id[3].starts_with(['8', '9', 'a', 'b']), "{id:?}");
    }
    let not_base64 = json!({"action": "chat", "user": "ada", "to": "bob", "ciphertext": "?"});
    let not_base64: Action = serde_json::from_value(not_base64).unwrap();
    let error = world.perform(not_base64, super::NOW).unwrap_err();
    assert_eq!(error, account_activity_emulator::ActionError::NotBase64);
}

#[test]
fn a_revocation_has_the_date_with_an_offset() {
    let performed = done(&mut world(), Action::revoke("ada", APP));
    assert_eq!(performed.activities[0].payload["date_time"], "2023-05-04T11:00:41+00:00");
    assert_eq!(event(&performed.activities[0])["filter"], json!({}));
}
