//! Activities of the Account Activity API answer as its entries do.

use account_activity::activity::Source;
use account_activity::{Family, Payload};

use crate::fixtures;

#[test]
fn each_answer_is_the_one_of_the_entry() {
    for fixture in fixtures::all() {
        let payload = fixture.payload();
        let activities = payload.activities();
        assert_eq!(activities.len(), payload.entries().len(), "{}", fixture.name);
        for (activity, entry) in activities.zip(payload.entries()) {
            assert_eq!(activity.family(), Family::AccountActivity);
            assert_eq!(activity.key(), entry.key(), "{}", fixture.name);
            assert_eq!(activity.actor(), entry.actor(), "{}", fixture.name);
            assert_eq!(activity.target(), entry.target(), "{}", fixture.name);
            assert_eq!(activity.occurred_at(), entry.occurred_at(), "{}", fixture.name);
            assert_eq!(activity.relation(), entry.relation(), "{}", fixture.name);
            assert_eq!(activity.is_own(), entry.is_own(), "{}", fixture.name);
            assert_eq!(activity.subscriber(), entry.key().subscriber(), "{}", fixture.name);
            let is_replay = fixture.name == "tweet_create_events/replayed.json";
            assert_eq!(activity.is_replay(), is_replay, "{}", fixture.name);
            let Source::AccountActivity(source) = activity.source() else { panic!() };
            assert!(std::ptr::eq(source.event(), entry.event()));
            assert_eq!(activity.message(), entry.event().as_direct_message());
        }
    }
}

#[test]
fn a_post_is_the_tweet_or_the_liked_tweet() {
    let mut posts = 0;
    for fixture in fixtures::all() {
        let payload = fixture.payload();
        for activity in payload.activities() {
            let Source::AccountActivity(entry) = activity.source() else { panic!() };
            let liked = entry.event().as_favorite().map(|like| &like.favorited_status);
            let tweet = entry.event().as_tweet_create().or(liked);
            assert_eq!(activity.post().is_some(), tweet.is_some(), "{}", fixture.name);
            let Some((post, tweet)) = activity.post().zip(tweet) else { continue };
            posts += 1;
            assert_eq!(post.id(), tweet.id);
            assert_eq!(post.author(), Some(tweet.user.id));
            assert_eq!(post.display_text(), tweet.display_text(), "{}", fixture.name);
            assert_eq!(post.expanded_text(), tweet.expanded_text(), "{}", fixture.name);
            assert_eq!(post.url(), tweet.permalink(), "{}", fixture.name);
            assert_eq!(post.media().count(), tweet.media().len(), "{}", fixture.name);
            assert_eq!(post.display_entities().len(), tweet.display_entities().len());
            assert_eq!(post.is_repost(), tweet.retweeted_status.is_some(), "{}", fixture.name);
            assert!(post.text().contains(&post.display_text()), "{}", fixture.name);
        }
    }
    assert!(posts > 30, "{posts}");
}

#[test]
fn a_retweet_neither_replies_nor_quotes() {
    let payload = Payload::from_slice(
        br#"{"tweet_create_events": [{"id_str": "5", "user": {"id_str": "2"}, "text": "RT @cleo: a",
        "in_reply_to_status_id_str": "3", "is_quote_status": true, "quoted_status_id_str": "4",
        "retweeted_status": {"id_str": "6", "user": {"id_str": "3"}, "text": "a &lt; b",
            "quoted_status": {"id_str": "4", "user": {"id_str": "1"}, "text": "c"}}}]}"#,
    );
    let payload = payload.unwrap();
    let post = payload.activities().next().unwrap().post().unwrap();
    assert!(post.is_repost() && !post.is_reply() && !post.is_quote());
    assert_eq!((post.reply_to_id(), post.quoted_id()), (None, None));
    assert!(post.quoted().is_none());
    let original = post.reposted().unwrap();
    assert_eq!(original.quoted().unwrap().text(), "c");
    assert_eq!(post.text(), "a < b");
}

#[test]
fn undecoded_and_unknown_events_are_activities() {
    let payload = Payload::from_slice(
        br#"{"for_user_id": "1", "follow_events": [{"type": "follow"}], "gossip_events": [{"id": 1}]}"#,
    );
    let payload = payload.unwrap();
    let kinds: Vec<String> = payload.activities().map(|it| it.kind().to_string()).collect();
    assert_eq!(kinds, ["undecoded", "unknown"]);
}
