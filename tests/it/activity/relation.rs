//! Why a subscriber gets an event of the X Activity API: the content decides, and then the kind.

use account_activity::Relation::{self, *};
use account_activity::UserId;
use serde_json::{Value, json};

use super::{event, only, with_includes};

fn post(author: &str, more: &Value) -> Value {
    let mut post = json!({ "id": "10", "author_id": author, "text": "a" });
    post.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    post
}

fn refers(kind: &str) -> Value {
    json!({ "referenced_tweets": [{ "type": kind, "id": "9" }] })
}

fn check(event: &Value, relation: Relation) {
    only(event, |activity| {
        assert_eq!(activity.relation(), relation, "{event}");
        let is_own = relation.is_own() && activity.subscriber().is_some();
        assert_eq!(activity.is_own(), is_own, "{event}");
    });
}

#[test]
fn of_a_post_the_first_that_applies() {
    let included = |author: &str| json!({ "tweets": [{ "id": "9", "author_id": author }] });
    let requoted = json!({ "tweets": [
        { "id": "9", "author_id": "3", "referenced_tweets": [{ "type": "quoted", "id": "8" }] },
        { "id": "8", "author_id": "1" },
    ] });
    let none = json!({});
    let reply = json!({ "in_reply_to_tweet_id": "9", "in_reply_to_user_id": "1" });
    let reply_to_other = json!({ "in_reply_to_tweet_id": "9", "in_reply_to_user_id": "3" });
    let begins_with_mention = json!({ "in_reply_to_user_id": "1" });
    let mention = json!({ "entities": { "mentions": [{ "username": "me", "id": "1" }] } });
    let mention_in_note =
        json!({ "note_tweet": { "text": "b @me", "entities": mention["entities"] } });
    let mentioned_quote = json!({ "entities": mention["entities"],
        "referenced_tweets": [{ "type": "quoted", "id": "9" }] });
    let all = json!({ "referenced_tweets": [{ "type": "replied_to", "id": "9" },
        { "type": "quoted", "id": "7" }] });
    let (create, by_mention, by_reply, by_quote, by_repost) = (
        "post.create",
        "post.mention.create",
        "post.reply.create",
        "post.quote.create",
        "post.repost.create",
    );
    for (kind, author, more, includes, relation) in [
        (create, "1", &none, &none, OwnTweet),
        (create, "1", &begins_with_mention, &none, OwnTweet),
        (create, "1", &reply_to_other, &none, OwnReply),
        (create, "1", &refers("replied_to"), &none, OwnReply),
        (create, "1", &all, &none, OwnReply),
        (create, "1", &refers("quoted"), &none, OwnQuote),
        (create, "1", &refers("retweeted"), &none, OwnRetweet),
        (create, "1", &refers("reposted"), &none, OwnRetweet),
        // The content tells, whatever the kind is.
        (by_mention, "2", &reply, &none, RepliedTo),
        (by_mention, "2", &refers("replied_to"), &included("1"), RepliedTo),
        (by_mention, "2", &refers("quoted"), &included("1"), Quoted),
        (by_mention, "2", &mentioned_quote, &included("1"), Quoted),
        (by_quote, "2", &mentioned_quote, &included("3"), Mentioned),
        (by_mention, "2", &mentioned_quote, &none, Mentioned),
        (by_mention, "2", &mention, &none, Mentioned),
        (by_mention, "2", &mention_in_note, &none, Mentioned),
        (by_mention, "2", &begins_with_mention, &none, Mentioned),
        (by_repost, "2", &refers("retweeted"), &included("1"), Retweeted),
        (by_repost, "2", &refers("retweeted"), &requoted, QuoteRetweeted),
        // The content does not tell.
        (by_quote, "2", &mentioned_quote, &none, Quoted),
        (by_mention, "2", &none, &none, Mentioned),
        (by_reply, "2", &none, &none, RepliedTo),
        (by_reply, "2", &refers("replied_to"), &none, RepliedTo),
        (by_quote, "2", &none, &none, Quoted),
        (by_repost, "2", &none, &none, Retweeted),
        (by_repost, "2", &refers("retweeted"), &none, Retweeted),
        // A post of the subscriber is one, whatever the kind is.
        (by_mention, "1", &mention, &none, OwnTweet),
    ] {
        check(&with_includes(event(kind, &post(author, more)), includes), relation);
    }
}

#[test]
fn without_a_filter_the_kind_tells() {
    for (kind, relation) in [
        ("post.create", OwnTweet),
        ("post.mention.create", Mentioned),
        ("post.reply.create", RepliedTo),
    ] {
        let mut event = event(kind, &post("2", &json!({})));
        event["filter"] = json!({});
        check(&event, relation);
    }
}

#[test]
fn without_an_author_a_post_create_is_the_subscribers() {
    let event = event("post.create", &json!({ "id": "10" }));
    check(&event, OwnTweet);
    only(&event, |activity| assert_eq!(activity.actor(), activity.subscriber()));
}

#[test]
fn of_other_events() {
    let users = |source: &str, target: &str| json!({ "source": { "data": { "id": source } }, "target": { "id": target } });
    let message = |sender: &str, recipient: &str| {
        json!({ "direct_message_events": [{ "id": "7", "message_create": { "sender_id": sender,
            "target": { "recipient_id": recipient } } }] })
    };
    let chat = |sender: &str, conversation: &str| json!({ "sender_id": sender, "conversation_id": conversation });
    for (kind, payload, relation) in [
        ("follow.follow", users("1", "2"), By),
        ("follow.unfollow", users("2", "1"), Of),
        ("mute.mute", users("2", "3"), Unrelated),
        ("dm.received", message("2", "1"), Received),
        ("dm.sent", message("1", "2"), Sent),
        ("dm.read", json!({ "initiating_user_id": "2" }), Received),
        ("dm.read", json!({ "sender_id": "1", "target": { "recipient_id": "2" } }), Sent),
        ("dm.indicate_typing", json!({ "sender_id": "2" }), Received),
        ("chat.received", chat("2", "1:2"), Received),
        ("chat.received", chat("2", "g55"), Received),
        ("chat.sent", json!({}), Sent),
        ("chat.conversation.join", chat("2", "g55"), Received),
        ("chat.conversation.join", chat("1", "g55"), Sent),
        ("broadcast.chat", json!({ "author": { "data": { "id": "2" } } }), Received),
        ("broadcast.chat", json!({ "author": { "data": { "id": "1" } } }), Sent),
        ("profile.update.bio", json!({ "before": "a", "after": "" }), By),
        ("spaces.start", json!({ "user": { "data": { "id": "1" } } }), By),
        ("broadcast.end", json!({}), By),
        ("post.delete", json!({ "id": "10", "author_id": "1" }), By),
        ("oauth.revoke", json!({ "user_id": "1" }), By),
        ("news.new", json!({ "id": "5" }), Unrelated),
    ] {
        check(&event(kind, &payload), relation);
    }
}

/// Conversations between two users are written in two ways.
#[test]
fn the_target_of_an_encrypted_message_is_the_other_party() {
    for (sender, conversation, target) in [
        ("2", "1:2", Some(1)),
        ("2", "2:1", Some(1)),
        ("1", "1-2", Some(2)),
        ("3", "1:2", None),
        ("2", "g55", None),
        ("2", "", None),
        ("2", "1:2:3", None),
    ] {
        let payload = json!({ "sender_id": sender, "conversation_id": conversation });
        only(&event("chat.received", &payload), |activity| {
            assert_eq!(activity.target().map(UserId::get), target, "{payload}");
        });
    }
}
