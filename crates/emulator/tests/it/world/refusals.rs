//! Actions that users cannot perform, which change nothing.

use account_activity::{AppId, TweetId, UserId};
use account_activity_emulator::{
    Action, ActionError, AddUserError, DirectMessagesFrom, Message, Post, Reply, World, WorldUser,
};

use super::{APP, NOW, done, tweet, world};

#[track_caller]
fn refused(world: &mut World, action: impl Into<Action>, expected: &ActionError) {
    let before = world.clone();
    let error = world.perform(action, NOW).unwrap_err();
    assert_eq!(error, *expected);
    assert_eq!(*world, before);
}

fn id(world: &World, name: &str) -> UserId {
    world.user(name).unwrap().id()
}

#[test]
fn nobody_acts_who_does_not_exist() {
    let mut world = world();
    let unknown = ActionError::UnknownUser("dora".into());
    refused(&mut world, Action::post("dora", "hi"), &unknown);
    refused(&mut world, Action::follow("ada", "dora"), &unknown);
    let unknown = ActionError::UnknownUser(UserId::new(7).into());
    refused(&mut world, Action::mute(UserId::new(7), "ada"), &unknown);
    let nowhere = TweetId::new(7);
    for action in [
        Action::like("ada", nowhere),
        Action::retweet("ada", nowhere),
        Action::delete("ada", nowhere),
        Action::reply("ada", nowhere, "hi"),
        Action::quote("ada", nowhere, "hi"),
    ] {
        refused(&mut world, action, &ActionError::UnknownTweet(nowhere));
    }
    let app = AppId::new(7);
    refused(&mut world, Action::revoke("ada", app), &ActionError::UnknownApp(app));
    let message = Message::new("ada", "bob", "hi").from_app(app);
    refused(&mut world, message, &ActionError::UnknownApp(app));
}

#[test]
fn nobody_does_it_to_themselves() {
    let mut world = world();
    for action in [
        Action::follow("ada", "ada"),
        Action::block("ada", id(&world, "ada")),
        Action::mute("ada", "ADA"),
        Action::direct_message("ada", "@ada", "hi"),
        Action::typing("ada", "ada"),
        Action::read("ada", "ada"),
    ] {
        refused(&mut world, action, &ActionError::Oneself);
    }
}

#[test]
fn nothing_is_done_or_undone_twice() {
    let mut world = world();
    let bob = id(&world, "bob");
    refused(&mut world, Action::unfollow("ada", "bob"), &ActionError::NotFollowed(bob));
    refused(&mut world, Action::unblock("ada", "bob"), &ActionError::NotBlocked(bob));
    refused(&mut world, Action::unmute("ada", "bob"), &ActionError::NotMuted(bob));
    done(&mut world, Action::follow("ada", "bob"));
    refused(&mut world, Action::follow("ada", "bob"), &ActionError::AlreadyFollowed(bob));
    done(&mut world, Action::mute("ada", "bob"));
    refused(&mut world, Action::mute("ada", "bob"), &ActionError::AlreadyMuted(bob));
    let bobs = tweet(&mut world, Action::post("bob", "Tea"));
    done(&mut world, Action::like("ada", bobs));
    refused(&mut world, Action::like("ada", bobs), &ActionError::AlreadyLiked(bobs));
    let retweet = tweet(&mut world, Action::retweet("ada", bobs));
    refused(&mut world, Action::retweet("ada", retweet), &ActionError::AlreadyRetweeted(bobs));
    done(&mut world, Action::delete("ada", retweet));
    tweet(&mut world, Action::retweet("ada", bobs));
    done(&mut world, Action::block("ada", "bob"));
    refused(&mut world, Action::block("ada", "bob"), &ActionError::AlreadyBlocked(bob));
}

#[test]
fn a_block_stops_both_sides_and_ends_follows() {
    let mut world = world();
    done(&mut world, Action::follow("ada", "bob"));
    done(&mut world, Action::follow("bob", "ada"));
    let adas = tweet(&mut world, Action::post("ada", "Tea"));
    let bobs = tweet(&mut world, Action::post("bob", "Tea"));
    done(&mut world, Action::direct_message("ada", "bob", "Tea"));
    done(&mut world, Action::direct_message("bob", "ada", "Tea"));
    done(&mut world, Action::block("ada", "bob"));

    let (ada, bob) = (id(&world, "ada"), id(&world, "bob"));
    for (user, target, tweet, error) in [
        ("ada", "bob", bobs, ActionError::Blocks(bob)),
        ("bob", "ada", adas, ActionError::BlockedBy(ada)),
    ] {
        for action in [
            Action::follow(user, target),
            Action::like(user, tweet),
            Action::reply(user, tweet, "hi"),
            Action::quote(user, tweet, "hi"),
            Action::retweet(user, tweet),
            Action::direct_message(user, target, "hi"),
            Action::typing(user, target),
            Action::read(user, target),
        ] {
            refused(&mut world, action, &error);
        }
        assert!(!world.can_dm(user, target));
    }
    refused(&mut world, Action::unfollow("ada", "bob"), &ActionError::NotFollowed(bob));
    refused(&mut world, Action::unfollow("bob", "ada"), &ActionError::NotFollowed(ada));
    done(&mut world, Action::unblock("ada", "bob"));
    done(&mut world, Action::read("bob", "ada"));
    assert!(world.can_dm("bob", "ada"));
}

#[test]
fn tweets_of_a_protected_account_are_seen_by_followers_and_shared_by_nobody() {
    let mut world = world();
    let pauls = tweet(&mut world, Action::post("paul", "Tea"));
    let actions = |user: &str| {
        [
            Action::like(user, pauls),
            Action::reply(user, pauls, "hi"),
            Action::retweet(user, pauls),
            Action::quote(user, pauls, "hi"),
        ]
    };
    for action in actions("ada") {
        refused(&mut world, action, &ActionError::NotVisible(pauls));
    }
    done(&mut world, Action::follow("ada", "paul"));
    let [like, reply, retweet, quote] = actions("ada");
    done(&mut world, like);
    done(&mut world, reply);
    refused(&mut world, retweet, &ActionError::Protected(pauls));
    refused(&mut world, quote, &ActionError::Protected(pauls));
    for action in actions("paul") {
        done(&mut world, action);
    }
}

#[test]
fn only_the_author_deletes_and_retweets_go_with_the_original() {
    let mut world = world();
    let adas = tweet(&mut world, Action::post("ada", "Tea"));
    let retweet = tweet(&mut world, Action::retweet("bob", adas));
    refused(&mut world, Action::delete("bob", adas), &ActionError::NotTheAuthor(adas));
    refused(&mut world, Action::delete("ada", retweet), &ActionError::NotTheAuthor(retweet));
    done(&mut world, Action::delete("ada", adas));
    refused(&mut world, Action::delete("bob", retweet), &ActionError::UnknownTweet(retweet));
    refused(&mut world, Action::delete("ada", adas), &ActionError::UnknownTweet(adas));
}

#[test]
fn texts_are_neither_empty_nor_too_long() {
    let mut world = world();
    let id = tweet(&mut world, Action::post("ada", "Tea"));
    refused(&mut world, Action::post("ada", " \n"), &ActionError::Empty);
    refused(&mut world, Action::direct_message("ada", "bob", ""), &ActionError::Empty);
    refused(&mut world, Action::quote("ada", id, ""), &ActionError::Empty);
    refused(&mut world, Action::reply("bob", id, " "), &ActionError::Empty);
    done(&mut world, Reply::new("bob", id, "").with_photos(1));
    done(&mut world, Post::new("ada", "").with_photos(1));
    refused(&mut world, Post::new("ada", "").with_photos(5), &ActionError::TooManyPhotos(5));
    let limit = 25_000;
    done(&mut world, Action::post("ada", &"é".repeat(limit)));
    let error = ActionError::TooLong { length: limit + 1, limit };
    refused(&mut world, Action::post("ada", &"é".repeat(limit + 1)), &error);
    let limit = 10_000;
    let error = ActionError::TooLong { length: limit + 1, limit };
    refused(&mut world, Action::direct_message("ada", "bob", &"é".repeat(limit + 1)), &error);
}

#[test]
fn messages_are_taken_from_whom_the_user_lets_write() {
    let mut world = world();
    let shy = WorldUser::new("shy").with_direct_messages_from(DirectMessagesFrom::Followed);
    let shy = world.add_user(shy).unwrap();
    let closed = ActionError::MessagesClosed(shy);
    refused(&mut world, Action::direct_message("ada", "shy", "hi"), &closed);
    refused(&mut world, Action::typing("ada", "shy"), &closed);
    assert!(!world.can_dm("ada", "shy") && world.can_dm("shy", "ada"));
    done(&mut world, Action::follow("ada", "shy"));
    assert!(!world.can_dm("ada", "shy"));
    done(&mut world, Action::follow("shy", "bob"));
    assert!(world.can_dm("bob", "shy"));
    done(&mut world, Action::direct_message("shy", "ada", "hi"));
    done(&mut world, Action::direct_message("ada", "shy", "hi"));
    assert!(!world.can_dm("ada", "nobody"));
}

#[test]
fn only_unread_messages_are_read() {
    let mut world = world();
    let ada = id(&world, "ada");
    let nothing = ActionError::NothingToRead(ada);
    refused(&mut world, Action::read("bob", "ada"), &nothing);
    done(&mut world, Action::direct_message("ada", "bob", "Tea?"));
    done(&mut world, Action::read("bob", "ada"));
    refused(&mut world, Action::read("bob", "ada"), &nothing);
}

#[test]
fn a_user_has_a_name_and_an_id_of_their_own() {
    let mut world = world();
    let ada = id(&world, "ada");
    for (user, error) in [
        (WorldUser::new("Ada"), AddUserError::ScreenNameTaken("Ada".to_owned())),
        (WorldUser::new("eve").with_id(ada), AddUserError::IdTaken(ada)),
        (WorldUser::new("123"), AddUserError::InvalidScreenName("123".to_owned())),
        (WorldUser::new(""), AddUserError::InvalidScreenName(String::new())),
        (WorldUser::new("@eve"), AddUserError::InvalidScreenName("@eve".to_owned())),
        (WorldUser::new("é"), AddUserError::InvalidScreenName("é".to_owned())),
        (
            WorldUser::new("sixteen_letters_"),
            AddUserError::InvalidScreenName("sixteen_letters_".to_owned()),
        ),
    ] {
        let before = world.clone();
        assert_eq!(world.add_user(user).unwrap_err(), error);
        assert_eq!(world, before);
    }
    assert_eq!(world.users().count(), 4);
}

#[test]
fn errors_say_what_to_do() {
    for (error, text) in [
        (ActionError::UnknownUser("dora".into()), "there is no user @dora: add the user"),
        (ActionError::UnknownApp(APP), "there is no app 31415926: add the app"),
        (ActionError::BlockedBy(UserId::new(1)), "user 1 blocks the actor: undo"),
        (ActionError::NoSuchQuickReply("Tea".into()), "does not offer the quick reply \"Tea\""),
        (ActionError::TooLong { length: 9, limit: 8 }, "at most 8 characters, found 9"),
    ] {
        assert!(error.to_string().contains(text), "{error}");
    }
}
