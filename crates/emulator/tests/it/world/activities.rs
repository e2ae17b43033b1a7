//! Whose subscriptions of the X Activity API get an event of each action.

use account_activity::xaa::{Direction, EventKind};
use account_activity::{ActivityKind, EventKey, Relation};
use account_activity_emulator::{
    Action, ActionError, AddUserError, Created, Inject, LiveState, News, Performed, Post, Profile,
    Quote, Reply, Subject, World,
};
use serde_json::json;

use super::{APP, done, tweet, well_formed_activity, world};

/// Returns the kind and the subject of each event, as `post.create ada`.
#[track_caller]
fn told(world: &World, performed: &Performed) -> Vec<String> {
    let activities = performed.activities.iter().map(|notice| {
        well_formed_activity(notice);
        let subject = match &notice.subject {
            Subject::User(user) | Subject::Revocation { user, .. } => {
                world.user(*user).unwrap().screen_name().to_owned()
            }
            Subject::Keyword(keyword) => format!("#{keyword}"),
            other => panic!("{other:?}"),
        };
        let direction = notice.direction.as_ref().map_or(String::new(), |it| format!(" {it}"));
        format!("{} {subject}{direction}", notice.kind)
    });
    activities.collect()
}

#[track_caller]
fn check(world: &mut World, action: impl Into<Action>, expected: &[&str]) -> Performed {
    let performed = done(world, action);
    assert_eq!(told(world, &performed), expected);
    performed
}

#[test]
fn a_post_is_told_to_its_author_and_to_those_it_mentions() {
    let mut world = world();
    check(&mut world, Action::post("ada", "Tea?"), &["post.create ada"]);
    let both = ["post.create ada", "post.mention.create bob"];
    check(&mut world, Action::post("ada", "@bob, tea? @ada @nobody"), &both);
}

#[test]
fn posts_of_protected_accounts_are_told_to_nobody() {
    let mut world = world();
    done(&mut world, Action::follow("bob", "paul"));
    let pauls = done(&mut world, Action::post("paul", "@bob")).tweet().unwrap();
    let bobs = tweet(&mut world, Action::post("bob", "Tea?"));
    for action in [
        Action::post("paul", "@bob"),
        Action::reply("paul", bobs, "yes"),
        Action::quote("paul", bobs, "yes"),
        Action::retweet("paul", bobs),
    ] {
        let performed = check(&mut world, action, &[]);
        assert_eq!(performed.notices.len(), 2);
    }
    // Likes, deletions, follows and messages are.
    let like = ["like.create paul outbound", "like.create bob inbound"];
    check(&mut world, Action::like("paul", bobs), &like);
    check(&mut world, Action::delete("paul", pauls), &["post.delete paul"]);
    let follow = ["follow.follow paul outbound", "follow.follow bob inbound"];
    check(&mut world, Action::follow("paul", "bob"), &follow);
}

#[test]
fn a_reply_is_told_to_the_author_of_a_post_but_not_of_a_reply() {
    let mut world = world();
    let adas = tweet(&mut world, Action::post("ada", "Tea?"));
    let direct = ["post.create bob", "post.reply.create ada"];
    let performed = check(&mut world, Action::reply("bob", adas, "Yes"), &direct);
    let bobs = performed.tweet().unwrap();
    check(&mut world, Action::reply("ada", bobs, "Good"), &["post.create ada"]);
    check(&mut world, Action::reply("ada", adas, "To myself"), &["post.create ada"]);
}

#[test]
fn a_mention_at_the_start_of_a_reply_is_implicit() {
    let mut world = world();
    let adas = tweet(&mut world, Action::post("ada", "Tea?"));
    let performed = check(
        &mut world,
        Action::reply("bob", adas, "@ada @cleo yes"),
        &["post.create bob", "post.reply.create ada"],
    );
    assert_eq!(performed.notices.len(), 3);
    check(
        &mut world,
        Action::reply("bob", adas, "ask @cleo, too"),
        &["post.create bob", "post.reply.create ada", "post.mention.create cleo"],
    );
}

#[test]
fn a_quote_is_told_to_the_author_of_a_post_but_not_of_a_quote() {
    let mut world = world();
    let adas = tweet(&mut world, Action::post("ada", "Tea?"));
    let direct = ["post.create bob", "post.quote.create ada"];
    let performed = check(&mut world, Action::quote("bob", adas, "Yes"), &direct);
    let bobs = performed.tweet().unwrap();
    check(&mut world, Action::quote("cleo", bobs, "Yes"), &["post.create cleo"]);
    let of_reply = tweet(&mut world, Action::reply("cleo", bobs, "Why?"));
    let direct = ["post.create ada", "post.quote.create cleo"];
    check(&mut world, Action::quote("ada", of_reply, "Look"), &direct);
}

#[test]
fn a_repost_is_told_to_the_author_of_the_original_only() {
    let mut world = world();
    let adas = tweet(&mut world, Action::post("ada", "Tea, @cleo?"));
    let quote = tweet(&mut world, Action::quote("bob", adas, "Yes"));
    let of_post = ["post.create bob", "post.repost.create ada"];
    check(&mut world, Action::retweet("bob", adas), &of_post);
    let of_quote = ["post.create cleo", "post.repost.create bob"];
    check(&mut world, Action::retweet("cleo", quote), &of_quote);
    check(&mut world, Action::retweet("ada", adas), &["post.create ada"]);
}

#[test]
fn one_post_of_several_kinds_has_one_key() {
    let mut world = world();
    let adas = tweet(&mut world, Action::post("ada", "Tea?"));
    for (action, expected) in [
        (Action::reply("bob", adas, "Yes, @ada"), "post.reply.create ada"),
        (Action::quote("bob", adas, "Yes, @ada"), "post.quote.create ada"),
    ] {
        let all = ["post.create bob", expected, "post.mention.create ada"];
        let performed = check(&mut world, action, &all);
        let key = |index: usize| -> EventKey {
            let envelope = performed.activities[index].envelope().unwrap();
            envelope.activities().next().unwrap().key()
        };
        assert_eq!(key(1), key(2));
        assert_ne!(key(0), key(1));
        let ids = performed.activities.iter().map(|it| it.event_uuid.clone().unwrap());
        let post = performed.tweet().unwrap().to_string();
        assert!(ids.into_iter().all(|id| id == post));
    }
}

#[test]
fn a_user_who_blocks_the_author_is_told_of_mentions() {
    let mut world = world();
    done(&mut world, Action::block("bob", "ada"));
    let both = ["post.create ada", "post.mention.create bob"];
    check(&mut world, Action::post("ada", "@bob"), &both);
    check(&mut world, Action::post("bob", "@ada"), &["post.create bob"]);
}

#[test]
fn a_like_has_a_direction_and_an_own_one_has_both() {
    let mut world = world();
    let adas = tweet(&mut world, Action::post("ada", "Tea, @bob @cleo?"));
    for (user, sides) in [
        ("cleo", ["like.create cleo outbound", "like.create ada inbound"]),
        ("ada", ["like.create ada outbound", "like.create ada inbound"]),
    ] {
        let performed = check(&mut world, Action::like(user, adas), &sides);
        let [out, back] = &performed.activities[..] else { panic!() };
        assert_eq!(out.event_uuid, back.event_uuid);
        for notice in [out, back] {
            let envelope = notice.envelope().unwrap();
            let activity = envelope.activities().next().unwrap();
            assert_eq!(activity.actor(), Some(world.user(user).unwrap().id()));
            assert_eq!(activity.target(), Some(world.user("ada").unwrap().id()));
        }
    }
}

#[test]
fn ties_are_told_to_the_actor_and_follows_to_both() {
    for both_sides in [false, true] {
        let mut world = world();
        // The option is one of the Account Activity API.
        world.set_both_sides(both_sides);
        let follow = ["follow.follow ada outbound", "follow.follow bob inbound"];
        check(&mut world, Action::follow("ada", "bob"), &follow);
        let unfollow = ["follow.unfollow ada outbound", "follow.unfollow bob inbound"];
        check(&mut world, Action::unfollow("ada", "bob"), &unfollow);
        check(&mut world, Action::mute("ada", "bob"), &["mute.mute ada"]);
        check(&mut world, Action::unmute("ada", "bob"), &["mute.unmute ada"]);
        check(&mut world, Action::block("ada", "bob"), &["block.block ada"]);
        check(&mut world, Action::unblock("ada", "bob"), &["block.unblock ada"]);
    }
}

#[test]
fn what_happens_twice_has_two_ids() {
    let mut world = world();
    let mut ids = Vec::new();
    for _ in 0..3 {
        for action in [Action::follow("ada", "bob"), Action::unfollow("ada", "bob")] {
            let performed = done(&mut world, action);
            let [by, of] = &performed.activities[..] else { panic!() };
            assert_eq!(by.event_uuid, of.event_uuid);
            let id: i64 = by.event_uuid.as_ref().unwrap().parse().unwrap();
            assert!(!ids.contains(&id), "{id}");
            ids.push(id);
        }
    }
    assert!(ids.iter().any(|id| *id < 0) && ids.iter().any(|id| *id > 0), "{ids:?}");
}

#[test]
fn messages_are_told_to_both_and_the_rest_of_a_conversation_to_the_other() {
    let mut world = world();
    check(&mut world, Action::typing("ada", "bob"), &["dm.indicate_typing bob"]);
    let message = Action::direct_message("ada", "bob", "Tea?");
    check(&mut world, message, &["dm.sent ada", "dm.received bob"]);
    check(&mut world, Action::read("bob", "ada"), &["dm.read ada"]);
    check(&mut world, Action::chat("ada", "bob"), &["chat.sent ada", "chat.received bob"]);
    let performed = check(&mut world, Action::revoke("ada", APP), &["oauth.revoke ada"]);
    let ada = world.user("ada").unwrap().id();
    assert!(matches!(
        performed.activities[0].subject,
        Subject::Revocation { app: APP, user, .. } if user == ada
    ));
}

#[test]
fn each_changed_part_of_a_profile_is_told() {
    let mut world = world();
    let parts = Profile::new("ada").with_bio("Tea").with_name("Ada L.").with_handle("countess");
    let parts = parts.with_picture("https://pics.example/1/a.jpg").with_location("Pier");
    let parts = parts.with_banner("https://pics.example/b").with_url("https://a.example");
    let all = [
        "profile.update.bio countess",
        "profile.update.screenname countess",
        "profile.update.handle countess",
        "profile.update.profile_picture countess",
        "profile.update.banner_picture countess",
        "profile.update.geo countess",
        "profile.update.url countess",
    ];
    let performed = check(&mut world, parts, &all);
    assert!(performed.notices.is_empty());
    assert_eq!(performed.activities[0].payload, json!({"before": "", "after": "Tea"}));
    assert_eq!(performed.activities[2].payload, json!({"before": "ada", "after": "countess"}));
    // The old name is free, the new one is taken, and it names the user.
    assert!(world.user("ada").is_none() && world.user("@Countess").is_some());
    done(&mut world, Profile::new("bob").with_handle("ada"));
    check(&mut world, Profile::new("ada").with_bio("x"), &["profile.update.bio ada"]);
    let own = Profile::new("countess").with_handle("Countess").with_bio("Tea");
    check(&mut world, own, &["profile.update.handle Countess"]);
    for (change, error) in [
        (
            Profile::new("cleo").with_handle("ADA"),
            ActionError::ScreenName(AddUserError::ScreenNameTaken("ADA".to_owned())),
        ),
        (
            Profile::new("cleo").with_handle("c l"),
            ActionError::ScreenName(AddUserError::InvalidScreenName("c l".to_owned())),
        ),
        (Profile::new("cleo").with_handle("cleo"), ActionError::SameProfile),
        (Profile::new("cleo"), ActionError::SameProfile),
    ] {
        let before = world.clone();
        assert_eq!(world.perform(change, super::NOW), Err(error));
        assert_eq!(world, before);
    }
}

#[test]
fn spaces_and_broadcasts_are_told_to_the_host() {
    let mut world = world();
    let (start, end) = (LiveState::Start, LiveState::End);
    check(&mut world, Action::space("ada", start), &["spaces.start ada"]);
    let performed =
        check(&mut world, Action::broadcast("ada", start, "Harbour"), &["broadcast.start ada"]);
    let Some(Created::Broadcast(id)) = &performed.created else { panic!("{performed:?}") };
    for author in ["bob", "ada"] {
        let chat = Action::broadcast_chat(author, id, "hi");
        check(&mut world, chat, &["broadcast.chat ada"]);
    }
    let again =
        Action::Broadcast { user: "bob".into(), state: start, title: None, id: Some(id.clone()) };
    assert_eq!(world.perform(again, super::NOW), Err(ActionError::AlreadyLive(id.clone())));
    let others = Action::broadcast("bob", end, "");
    assert_eq!(world.perform(others, super::NOW), Err(ActionError::NotLive));
    let ended = check(&mut world, Action::broadcast("ada", end, ""), &["broadcast.end ada"]);
    assert_eq!(ended.activities[0].payload["broadcast_id"], json!(id));
    assert_eq!(ended.activities[0].payload["title"], "Harbour");
    check(&mut world, Action::space("ada", end), &["spaces.end ada"]);
    for over in [Action::space("ada", end), Action::broadcast_chat("bob", id, "hi")] {
        assert_eq!(world.perform(over, super::NOW), Err(ActionError::NotLive));
    }
}

#[test]
fn news_are_told_to_each_keyword() {
    let mut world = world();
    let news = News::new(["tea", "cake"], "Tea is hot");
    let performed = check(&mut world, news, &["news.new #tea", "news.new #cake"]);
    let [tea, cake] = &performed.activities[..] else { panic!() };
    assert_eq!(tea.event_uuid, cake.event_uuid);
    assert_eq!(tea.event_uuid.as_deref(), tea.payload["id"].as_str());
    let none = News::new([], "Nothing happened");
    assert_eq!(world.perform(none, super::NOW), Err(ActionError::NoSubject));
}

#[test]
fn an_injected_event_is_told_as_it_is() {
    let mut world = world();
    let payload = json!({"anything": [1, 2.5, null]});
    let unknown = Inject::for_user(EventKind::from("dm.poke"), "ada", payload.clone());
    let unknown = unknown.with_includes(json!({"x": 1})).with_direction(Direction::Inbound);
    let performed = done(&mut world, unknown);
    let [notice] = &performed.activities[..] else { panic!() };
    assert_eq!((&notice.payload, &notice.includes), (&payload, &Some(json!({"x": 1}))));
    let envelope = notice.envelope().unwrap();
    assert_eq!(envelope.activities().next().unwrap().kind(), ActivityKind::Unknown);

    let post = json!({"id": "20", "text": "hi", "author_id": "7"});
    let post = Inject::for_user(EventKind::PostQuoteCreate, "ada", post);
    let performed = check(&mut world, post, &["post.quote.create ada"]);
    assert_eq!(performed.activities[0].event_uuid.as_deref(), Some("20"));
    let envelope = performed.activities[0].envelope().unwrap();
    assert_eq!(envelope.activities().next().unwrap().relation(), Relation::Quoted);
    let story = Inject::for_keyword(EventKind::NewsNew, "tea", json!({"id": "5"}));
    check(&mut world, story, &["news.new #tea"]);
    let user = world.user("bob").unwrap().id();
    let revoke = json!({"user_id": user, "app_id": APP});
    let revoke = Inject::for_user(EventKind::OauthRevoke, "bob", revoke);
    check(&mut world, revoke, &["oauth.revoke bob"]);
    let both = json!({
        "action": "inject", "kind": "news.new", "user": "ada", "keyword": "tea", "payload": {}
    });
    let both: Action = serde_json::from_value(both).unwrap();
    assert_eq!(world.perform(both, super::NOW), Err(ActionError::NoSubject));
}

/// A thread keeps its first post, and drafts with photos and long texts are told as others are.
#[test]
fn a_thread_has_one_conversation() {
    let mut world = world();
    let first = tweet(&mut world, Post::new("ada", "One").with_photos(1));
    let second = tweet(&mut world, Reply::new("ada", first, "Two").with_photos(2));
    let third = done(&mut world, Reply::new("bob", second, &"three ".repeat(60)));
    let quote = done(&mut world, Quote::new("bob", second, "Look").with_photos(1));
    let conversation =
        |performed: &Performed| performed.activities[0].payload["conversation_id"].clone();
    assert_eq!(conversation(&third), json!(first));
    assert_eq!(conversation(&quote), json!(quote.tweet()));
}
