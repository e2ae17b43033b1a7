//! Mentions that the author wrote, and those that a reply inherits.

use account_activity::model::{
    Entities, ExtendedTweet, MentionKind, NoteTweet, Tweet, User, UserMention,
};
use account_activity::{Indices, Relation, TweetId, UserId};

const BOB: UserId = UserId::new(1);
const ADA: UserId = UserId::new(2);
const CLEO: UserId = UserId::new(3);

/// A reply of Ada to Cleo.
fn reply(text: &str, mentions: &[(UserId, i64, i64)]) -> Tweet {
    let mut tweet = Tweet::new(TweetId::new(5), User::new(ADA));
    tweet.text = text.into();
    tweet.in_reply_to_status_id = Some(TweetId::new(4));
    tweet.in_reply_to_user_id = Some(CLEO);
    tweet.entities = Some(entities(mentions));
    tweet
}

fn entities(mentions: &[(UserId, i64, i64)]) -> Entities {
    let mut entities = Entities::new();
    entities.user_mentions = mentions.iter().map(mention).collect();
    entities
}

fn mention((user, start, end): &(UserId, i64, i64)) -> UserMention {
    let mut mention = UserMention::new();
    mention.id = Some(*user);
    mention.indices = Some(Indices::new(*start, *end));
    mention
}

#[test]
fn a_reply_inherits_the_mentions_before_its_shown_text() {
    let mut inherited = reply("@cleo @bob haha", &[(CLEO, 0, 5), (BOB, 6, 10)]);
    inherited.display_text_range = Some(Indices::new(11, 15));
    let mut written = reply("@cleo ask @bob please", &[(CLEO, 0, 5), (BOB, 10, 14)]);
    written.display_text_range = Some(Indices::new(6, 21));
    for tweet in [&inherited, &written] {
        assert_eq!(tweet.relation_to(BOB), Relation::Mentioned);
        assert_eq!(tweet.mention_of(CLEO), Some(MentionKind::Inherited));
        assert_eq!(tweet.mention_of(ADA), None);
    }
    assert_eq!(inherited.mention_of(BOB), Some(MentionKind::Inherited));
    assert_eq!(written.mention_of(BOB), Some(MentionKind::Written));
    written.display_text_range = None;
    assert_eq!(written.mention_of(CLEO), Some(MentionKind::Written), "the whole text is shown");
}

#[test]
fn a_mention_in_both_places_is_written() {
    let mut tweet = reply("@bob hey @bob", &[(BOB, 9, 13), (BOB, 0, 4)]);
    tweet.display_text_range = Some(Indices::new(5, 13));
    assert_eq!(tweet.mention_of(BOB), Some(MentionKind::Written));
}

#[test]
fn the_range_of_the_whole_text_counts() {
    let mut tweet = reply("@cleo @bob so…", &[(CLEO, 0, 5), (BOB, 6, 10)]);
    let mut extended = ExtendedTweet::new();
    extended.full_text = "@cleo @bob so it is".into();
    extended.display_text_range = Some(Indices::new(11, 19));
    tweet.extended_tweet = Some(extended.clone());
    assert_eq!(tweet.mention_of(BOB), Some(MentionKind::Inherited), "without entities");
    extended.entities = Some(entities(&[(CLEO, 0, 5), (BOB, 11, 15)]));
    tweet.extended_tweet = Some(extended);
    assert_eq!(tweet.mention_of(BOB), Some(MentionKind::Written));
}

#[test]
fn a_note_hides_the_same_mentions_as_the_cut_text() {
    let mut tweet = reply("@cleo @bob so…", &[]);
    tweet.display_text_range = Some(Indices::new(11, 14));
    let mut note = NoteTweet::new();
    note.text = "@cleo @bob so @bob it is".into();
    note.entities = Some(entities(&[(CLEO, 0, 5), (BOB, 6, 10)]));
    tweet.note_tweet = Some(note);
    assert_eq!(tweet.display_text(), "so @bob it is");
    assert_eq!(tweet.mention_of(BOB), Some(MentionKind::Inherited));
}

#[test]
fn a_retweet_mentions_nobody() {
    let mut original = reply("ask @bob", &[(BOB, 4, 8)]);
    original.user = User::new(CLEO);
    let mut retweet = reply("RT @cleo: ask @bob", &[(CLEO, 3, 8), (BOB, 14, 18)]);
    (retweet.in_reply_to_status_id, retweet.in_reply_to_user_id) = (None, None);
    assert_eq!(retweet.mention_of(BOB), Some(MentionKind::Written), "a text by hand");
    retweet.retweeted_status = Some(Box::new(original));
    assert_eq!(retweet.mention_of(BOB), None);
    assert_eq!(retweet.original().mention_of(BOB), Some(MentionKind::Written));
}

#[test]
fn the_user_replied_to_is_mentioned_without_entities() {
    let mut tweet = reply("yes", &[]);
    assert_eq!(tweet.mention_of(CLEO), Some(MentionKind::Inherited));
    tweet.in_reply_to_status_id = None;
    assert_eq!(tweet.mention_of(CLEO), Some(MentionKind::Written), "the text begins with it");
}
