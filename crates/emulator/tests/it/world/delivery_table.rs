//! Each row of the table of actions and notices.

use account_activity::{Event, EventKind, Relation};
use account_activity_emulator::{Action, World};

use super::{APP, Heard, done, heard, tweet, world};

/// Performs an action and compares the notices: the name, the relation, `user_has_blocked`.
#[track_caller]
fn check(
    world: &mut World,
    action: Action,
    kind: EventKind,
    expected: &[(&str, Relation, Option<bool>)],
) {
    let performed = done(world, action);
    let expected: Vec<Heard> = expected
        .iter()
        .map(|(name, relation, blocked)| ((*name).to_owned(), kind, *relation, *blocked))
        .collect();
    assert_eq!(heard(world, &performed), expected);
}

fn by_id(world: &World, names: [&'static str; 2]) -> [&'static str; 2] {
    let mut names = names;
    names.sort_by_key(|name| world.user(*name).unwrap().id());
    names
}

#[test]
fn a_post_reaches_its_author() {
    let action = Action::post("ada", "Tea?");
    check(&mut world(), action, EventKind::TweetCreate, &[("ada", Relation::OwnTweet, None)]);
}

#[test]
fn a_deletion_reaches_its_author() {
    let mut world = world();
    let id = tweet(&mut world, Action::post("ada", "Tea, @bob?"));
    check(
        &mut world,
        Action::delete("ada", id),
        EventKind::TweetDelete,
        &[("ada", Relation::By, None)],
    );
    assert_eq!(world.tweet(id), None);
}

#[test]
fn a_mention_reaches_the_mentioned() {
    check(
        &mut world(),
        Action::post("ada", "Tea with @BOB and @nobody"),
        EventKind::TweetCreate,
        &[("ada", Relation::OwnTweet, None), ("bob", Relation::Mentioned, Some(false))],
    );
}

#[test]
fn a_mention_reaches_each_mentioned_user_once() {
    let mut world = world();
    let [first, second] = by_id(&world, ["bob", "cleo"]);
    check(
        &mut world,
        Action::post("ada", "@bob @cleo @bob @ada"),
        EventKind::TweetCreate,
        &[
            ("ada", Relation::OwnTweet, None),
            (first, Relation::Mentioned, Some(false)),
            (second, Relation::Mentioned, Some(false)),
        ],
    );
}

#[test]
fn a_mention_by_a_blocked_user_says_so() {
    let mut world = world();
    done(&mut world, Action::block("bob", "ada"));
    check(
        &mut world,
        Action::post("ada", "Tea, @bob?"),
        EventKind::TweetCreate,
        &[("ada", Relation::OwnTweet, None), ("bob", Relation::Mentioned, Some(true))],
    );
}

#[test]
fn a_mention_does_not_reach_whom_the_author_blocks() {
    let mut world = world();
    done(&mut world, Action::block("ada", "bob"));
    check(
        &mut world,
        Action::post("ada", "No tea for @bob"),
        EventKind::TweetCreate,
        &[("ada", Relation::OwnTweet, None)],
    );
}

#[test]
fn what_a_protected_account_does_reaches_its_followers_only() {
    let mut world = world();
    let bobs = tweet(&mut world, Action::post("bob", "Tea"));
    let actions = [
        (Action::post("paul", "@bob"), EventKind::TweetCreate),
        (Action::reply("paul", bobs, "yes"), EventKind::TweetCreate),
        (Action::quote("paul", bobs, "yes"), EventKind::TweetCreate),
        (Action::like("paul", bobs), EventKind::Favorite),
        (Action::retweet("paul", bobs), EventKind::TweetCreate),
    ];
    let mut unheard = world.clone();
    for (action, kind) in actions.clone() {
        let performed = done(&mut unheard, action);
        let heard = heard(&unheard, &performed);
        assert_eq!(heard.len(), 1, "{heard:?}");
        assert_eq!((heard[0].0.as_str(), heard[0].1), ("paul", kind));
    }
    done(&mut world, Action::follow("bob", "paul"));
    for (action, kind) in actions {
        let performed = done(&mut world, action);
        let heard = heard(&world, &performed);
        assert_eq!(heard.len(), 2, "{heard:?}");
        assert_eq!((heard[1].0.as_str(), heard[1].1), ("bob", kind));
    }
}

#[test]
fn a_follow_by_a_protected_account_reaches_both() {
    check(
        &mut world(),
        Action::follow("paul", "bob"),
        EventKind::Follow,
        &[("paul", Relation::By, None), ("bob", Relation::Of, None)],
    );
}

#[test]
fn a_reply_reaches_who_is_replied_to() {
    let mut world = world();
    let adas = tweet(&mut world, Action::post("ada", "Tea?"));
    check(
        &mut world,
        Action::reply("bob", adas, "Yes"),
        EventKind::TweetCreate,
        &[("bob", Relation::OwnReply, None), ("ada", Relation::RepliedTo, Some(false))],
    );
    // A reply to oneself that mentions another user.
    check(
        &mut world,
        Action::reply("ada", adas, "And @bob too"),
        EventKind::TweetCreate,
        &[("ada", Relation::OwnReply, None), ("bob", Relation::Mentioned, Some(false))],
    );
}

#[test]
fn a_reply_tells_the_mentioned_user_who_blocks_its_author() {
    let mut world = world();
    let cleos = tweet(&mut world, Action::post("cleo", "Tea?"));
    done(&mut world, Action::block("bob", "ada"));
    let performed = done(&mut world, Action::reply("ada", cleos, "Ask @bob"));
    let heard = heard(&world, &performed);
    let of = |name: &str| heard.iter().find(|heard| heard.0 == name).unwrap().clone();
    assert_eq!((of("bob").2, of("bob").3), (Relation::Mentioned, Some(true)));
    assert_eq!((of("cleo").2, of("cleo").3), (Relation::RepliedTo, Some(false)));
}

#[test]
fn a_quote_reaches_both_sides() {
    let mut world = world();
    let adas = tweet(&mut world, Action::post("ada", "Tea?"));
    check(
        &mut world,
        Action::quote("bob", adas, "Yes"),
        EventKind::TweetCreate,
        &[("bob", Relation::OwnQuote, None), ("ada", Relation::Quoted, None)],
    );
    // The flag is also present if the quote mentions the user too; there is still one delivery.
    check(
        &mut world,
        Action::quote("bob", adas, "Yes, @ada"),
        EventKind::TweetCreate,
        &[("bob", Relation::OwnQuote, None), ("ada", Relation::Quoted, Some(false))],
    );
}

#[test]
fn a_retweet_reaches_both_sides_but_not_the_mentioned() {
    let mut world = world();
    let adas = tweet(&mut world, Action::post("ada", "Tea, @cleo?"));
    check(
        &mut world,
        Action::retweet("bob", adas),
        EventKind::TweetCreate,
        &[("bob", Relation::OwnRetweet, None), ("ada", Relation::Retweeted, None)],
    );
    let own = [("ada", Relation::OwnRetweet, None)];
    check(&mut world, Action::retweet("ada", adas), EventKind::TweetCreate, &own);
}

#[test]
fn a_retweet_of_a_quote_reaches_all_sides() {
    let mut world = world();
    let adas = tweet(&mut world, Action::post("ada", "Tea?"));
    let quote = tweet(&mut world, Action::quote("bob", adas, "Yes, @paul"));
    let performed = done(&mut world, Action::retweet("cleo", quote));
    let mut heard = heard(&world, &performed);
    heard.sort();
    let expected = [
        ("ada", Relation::QuoteRetweeted),
        ("bob", Relation::Retweeted),
        ("cleo", Relation::OwnRetweet),
    ];
    let expected = expected
        .map(|(name, relation)| (name.to_owned(), EventKind::TweetCreate, relation, None::<bool>));
    assert_eq!(heard, expected);
}

#[test]
fn a_retweet_of_a_quote_reaches_two_if_the_quoted_tweet_is_gone_or_its_author_blocks() {
    let mut world = world();
    let adas = tweet(&mut world, Action::post("ada", "Tea?"));
    let quote = tweet(&mut world, Action::quote("bob", adas, "Yes"));
    let two = [("cleo", Relation::OwnRetweet, None), ("bob", Relation::Retweeted, None)];
    for prepare in
        [Action::delete("ada", adas), Action::block("ada", "cleo"), Action::block("cleo", "ada")]
    {
        let mut world = world.clone();
        done(&mut world, prepare);
        check(&mut world, Action::retweet("cleo", quote), EventKind::TweetCreate, &two);
    }
}

#[test]
fn a_like_reaches_both_sides_and_counts_for_the_original() {
    let mut world = world();
    let adas = tweet(&mut world, Action::post("ada", "Tea?"));
    let retweet = tweet(&mut world, Action::retweet("bob", adas));
    check(
        &mut world,
        Action::like("cleo", retweet),
        EventKind::Favorite,
        &[("cleo", Relation::By, None), ("ada", Relation::Of, None)],
    );
    let own = [("ada", Relation::By, None)];
    check(&mut world, Action::like("ada", adas), EventKind::Favorite, &own);
    assert_eq!(world.tweet(adas).unwrap().favorite_count, 2);
}

#[test]
fn a_follow_reaches_both_sides() {
    check(
        &mut world(),
        Action::follow("ada", "bob"),
        EventKind::Follow,
        &[("ada", Relation::By, None), ("bob", Relation::Of, None)],
    );
}

#[test]
fn unfollows_blocks_and_mutes_reach_who_does_it_and_the_other_as_an_option() {
    for both_sides in [false, true] {
        let mut world = world();
        world.set_both_sides(both_sides);
        done(&mut world, Action::follow("ada", "bob"));
        for (action, kind) in [
            (Action::unfollow("ada", "bob"), EventKind::Unfollow),
            (Action::mute("ada", "bob"), EventKind::Mute),
            (Action::unmute("ada", "bob"), EventKind::Unmute),
            (Action::block("ada", "bob"), EventKind::Block),
            (Action::unblock("ada", "bob"), EventKind::Unblock),
        ] {
            let sides = [("ada", Relation::By, None), ("bob", Relation::Of, None)];
            check(&mut world, action, kind, &sides[..if both_sides { 2 } else { 1 }]);
        }
    }
}

#[test]
fn a_mute_changes_nothing_of_what_is_heard() {
    let mut world = world();
    done(&mut world, Action::mute("bob", "ada"));
    check(
        &mut world,
        Action::post("ada", "@bob"),
        EventKind::TweetCreate,
        &[("ada", Relation::OwnTweet, None), ("bob", Relation::Mentioned, Some(false))],
    );
}

#[test]
fn a_direct_message_reaches_both_typing_and_reading_the_other() {
    let mut world = world();
    check(
        &mut world,
        Action::typing("ada", "bob"),
        EventKind::DirectMessageTyping,
        &[("bob", Relation::Received, None)],
    );
    check(
        &mut world,
        Action::direct_message("ada", "bob", "Tea?"),
        EventKind::DirectMessage,
        &[("ada", Relation::Sent, None), ("bob", Relation::Received, None)],
    );
    check(
        &mut world,
        Action::read("bob", "ada"),
        EventKind::DirectMessageMarkRead,
        &[("ada", Relation::Received, None)],
    );
}

#[test]
fn a_revocation_is_for_no_subscriber_and_tells_user_and_app() {
    let mut world = world();
    let performed = done(&mut world, Action::revoke("ada", APP));
    let [(name, kind, relation, blocked)] = &heard(&world, &performed)[..] else { panic!() };
    assert_eq!((name.as_str(), *kind, *relation), ("ada", EventKind::Revoke, Relation::By));
    assert_eq!(*blocked, None);
    let payload = &performed.notices[0].payload;
    assert_eq!(payload.for_user_id(), None);
    let Event::Revoke(revoke) = &payload.events()[0] else { panic!() };
    assert_eq!(revoke.target.as_ref().unwrap().app_id, Some(APP));
}
