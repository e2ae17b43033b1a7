//! Why a subscriber gets an event.

use account_activity::model::{Entities, Tweet, User, UserMention};
use account_activity::{Payload, Relation, TweetId, UserId};
use serde_json::{Value, json};

const ME: UserId = UserId::new(1);
const OTHER: UserId = UserId::new(2);
const THIRD: UserId = UserId::new(3);

fn by(author: UserId) -> Tweet {
    Tweet::new(TweetId::new(10), User::new(author))
}

fn reply(author: UserId, to: UserId) -> Tweet {
    let mut tweet = by(author);
    tweet.in_reply_to_status_id = Some(TweetId::new(9));
    tweet.in_reply_to_user_id = Some(to);
    tweet
}

fn quote(mut tweet: Tweet, quoted: Tweet) -> Tweet {
    tweet.is_quote_status = true;
    tweet.quoted_status = Some(Box::new(quoted));
    tweet
}

fn retweet(author: UserId, original: Tweet) -> Tweet {
    let mut tweet = by(author);
    tweet.is_quote_status = original.is_quote_status;
    tweet.retweeted_status = Some(Box::new(original));
    tweet
}

fn mention(mut tweet: Tweet, user: UserId) -> Tweet {
    let mut mention = UserMention::new();
    mention.id = Some(user);
    let mut entities = Entities::new();
    entities.user_mentions.push(mention);
    tweet.entities = Some(entities);
    tweet
}

#[test]
fn of_a_tweet_the_first_that_applies() {
    let mut gone = by(ME);
    gone.quoted_status_id = Some(TweetId::new(8));
    let mut begins_with_mention = by(OTHER);
    begins_with_mention.in_reply_to_user_id = Some(ME);
    // Some clients copy the original's fields into the Retweet.
    let mut copied = retweet(OTHER, reply(THIRD, ME));
    copied.in_reply_to_status_id = Some(TweetId::new(9));
    copied.in_reply_to_user_id = Some(ME);
    // Some Retweets of a quote repeat the quoted Tweet at the top.
    let repeated = quote(retweet(OTHER, quote(by(THIRD), by(ME))), by(ME));
    for (tweet, relation) in [
        (by(ME), Relation::OwnTweet),
        (reply(ME, OTHER), Relation::OwnReply),
        (quote(reply(ME, OTHER), by(OTHER)), Relation::OwnReply),
        (quote(by(ME), by(OTHER)), Relation::OwnQuote),
        (quote(by(ME), by(ME)), Relation::OwnQuote),
        (gone, Relation::OwnQuote),
        (retweet(ME, by(OTHER)), Relation::OwnRetweet),
        (retweet(ME, quote(by(OTHER), by(ME))), Relation::OwnRetweet),
        (mention(by(ME), ME), Relation::OwnTweet),
        (retweet(OTHER, by(ME)), Relation::Retweeted),
        (mention(retweet(OTHER, quote(by(ME), by(THIRD))), ME), Relation::Retweeted),
        (quote(by(OTHER), by(ME)), Relation::Quoted),
        (quote(mention(reply(OTHER, ME), ME), by(ME)), Relation::Quoted),
        (retweet(OTHER, quote(by(THIRD), by(ME))), Relation::QuoteRetweeted),
        (repeated, Relation::QuoteRetweeted),
        (mention(reply(OTHER, ME), ME), Relation::RepliedTo),
        (mention(reply(OTHER, THIRD), ME), Relation::Mentioned),
        (begins_with_mention, Relation::Mentioned),
        (mention(by(OTHER), THIRD), Relation::Unrelated),
        (mention(retweet(OTHER, mention(by(THIRD), ME)), ME), Relation::Unrelated),
        (copied, Relation::Unrelated),
        (mention(retweet(ME, mention(by(THIRD), ME)), ME), Relation::OwnRetweet),
        (by(OTHER), Relation::Unrelated),
    ] {
        assert_eq!(tweet.relation_to(ME), relation, "{tweet:?}");
        let payload = Payload::from_events(ME, [tweet]);
        let entry = payload.entries().next().unwrap();
        assert_eq!(entry.relation(), relation);
        assert_eq!(entry.is_own(), relation.is_own());
    }
}

#[test]
fn a_relation_is_read_from_its_text() {
    for relation in Relation::ALL.iter().copied() {
        let text = relation.to_string();
        assert_eq!(text.parse(), Ok(relation));
        assert_eq!(text.replace('_', ""), format!("{relation:?}").to_lowercase());
        let json = serde_json::to_string(&relation).unwrap();
        assert_eq!(json, format!("{text:?}"));
        assert_eq!(serde_json::from_str::<Relation>(&json).unwrap(), relation);
    }
    assert_eq!(Relation::QuoteRetweeted.to_string(), "quote_retweeted");
    assert_eq!(format!("{:>10}", Relation::By), "        by");
    for text in ["", "Mentioned", "likes"] {
        assert!(text.parse::<Relation>().is_err(), "{text}");
    }
}

#[test]
fn of_a_long_tweet_the_whole_counts() {
    let mut extended = account_activity::model::ExtendedTweet::new();
    extended.full_text = "… @me".into();
    extended.entities = mention(by(OTHER), ME).entities;
    let mut tweet = by(OTHER);
    tweet.entities = Some(Entities::new());
    tweet.extended_tweet = Some(extended);
    assert_eq!(tweet.relation_to(ME), Relation::Mentioned);
}

#[track_caller]
fn relations(key: &str, entry: &Value, expected: [Relation; 3]) {
    for (user, relation) in ["1", "2", "3"].into_iter().zip(expected) {
        let body = json!({ "for_user_id": user, key: [entry] }).to_string();
        let payload = Payload::from_slice(body.as_bytes()).unwrap();
        let entry = payload.entries().next().unwrap();
        assert_eq!(entry.relation(), relation, "{body}");
        assert_eq!(entry.is_own(), relation.is_own(), "{body}");
    }
}

#[test]
fn of_other_kinds_the_direction() {
    let typed = |kind: &str| json!({ "type": kind, "source": {"id": "1"}, "target": {"id": "2"} });
    let by_of = [Relation::By, Relation::Of, Relation::Unrelated];
    relations("follow_events", &typed("unfollow"), by_of);
    relations("block_events", &typed("block"), by_of);
    relations("mute_events", &typed("unmute"), by_of);
    let liked = json!({ "id": 5, "user": { "id": 2 } });
    relations("favorite_events", &json!({ "user": { "id": 1 }, "favorited_status": liked }), by_of);
    let sent = [Relation::Sent, Relation::Received, Relation::Unrelated];
    let message = json!({ "sender_id": "1", "target": { "recipient_id": "2" } });
    relations("direct_message_indicate_typing_events", &message, sent);
    relations("direct_message_mark_read_events", &message, sent);
    relations("direct_message_events", &json!({ "id": "4", "message_create": message }), sent);
    let delete = json!({ "status": { "id": "5", "user_id": "1" } });
    relations(
        "tweet_delete_events",
        &delete,
        [Relation::By, Relation::Unrelated, Relation::Unrelated],
    );
}

#[test]
fn without_a_subscriber_nothing_is_related() {
    let payload = Payload::from_events(None, [by(ME)]);
    let entry = payload.entries().next().unwrap();
    assert_eq!(entry.relation(), Relation::Unrelated);
    assert!(!entry.is_own());
}
