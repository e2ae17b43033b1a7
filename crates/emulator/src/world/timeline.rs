//! The Tweets of a world, with likes and Retweets.

use std::collections::{BTreeMap, BTreeSet};

use account_activity::{MediaId, Text, Timestamp, TweetId, UserId};
use serde::{Deserialize, Serialize};

use super::{ActionError, World};

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Timeline {
    pub(super) tweets: BTreeMap<TweetId, Posted>,
    pub(super) likes: BTreeSet<(TweetId, UserId)>,
    /// The ids of the original, of the user who retweeted it, and of the Retweet.
    retweets: BTreeSet<(TweetId, UserId, TweetId)>,
    /// The authors and their Tweets, without those of older files.
    #[serde(default)]
    by_author: BTreeSet<(UserId, TweetId)>,
}

/// A Tweet as it was posted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Posted {
    pub(super) author: UserId,
    pub(super) at: Timestamp,
    pub(super) kind: Kind,
    pub(super) text: Text,
    pub(super) photos: Vec<MediaId>,
    /// The first Tweet of the thread, for a reply.
    #[serde(default)]
    pub(super) conversation: Option<TweetId>,
    pub(super) replies: i64,
    pub(super) quotes: i64,
    pub(super) retweets: i64,
    pub(super) likes: i64,
}

/// The kind of a Tweet. The Tweet of a reply or quote may have been deleted since; a Retweet is
/// deleted with its original.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Kind {
    Post,
    Reply(Subject),
    Quote(Subject),
    Retweet(Subject),
}

/// The Tweet that an action affects. Of a Retweet it is the original.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Subject {
    pub(super) id: TweetId,
    pub(super) author: UserId,
}

impl Posted {
    pub(super) fn new(author: UserId, at: Timestamp, kind: Kind) -> Self {
        Self {
            author,
            at,
            kind,
            text: Text::default(),
            photos: Vec::new(),
            conversation: None,
            replies: 0,
            quotes: 0,
            retweets: 0,
            likes: 0,
        }
    }
}

impl World {
    /// Returns the Tweet that a user's action would affect, if the user may act on it.
    pub(super) fn subject(&self, user: UserId, tweet: TweetId) -> Result<Subject, ActionError> {
        let posted = self.timeline.tweets.get(&tweet).ok_or(ActionError::UnknownTweet(tweet))?;
        let subject = match posted.kind {
            Kind::Retweet(original) => original,
            _ => Subject { id: tweet, author: posted.author },
        };
        self.unblocked(user, subject.author)?;
        if self.sees(user, subject.author) {
            Ok(subject)
        } else {
            Err(ActionError::NotVisible(subject.id))
        }
    }

    /// Like [`subject`](Self::subject), for actions that show the Tweet to others.
    pub(super) fn shared_subject(
        &self,
        user: UserId,
        tweet: TweetId,
    ) -> Result<Subject, ActionError> {
        let subject = self.subject(user, tweet)?;
        if subject.author != user && self.is_protected(subject.author) {
            return Err(ActionError::Protected(subject.id));
        }
        Ok(subject)
    }

    pub(super) fn add(&mut self, id: TweetId, posted: Posted) {
        let has_media = i64::from(!posted.photos.is_empty());
        self.recount(posted.author, |author| {
            author.tweets += 1;
            author.media += has_media;
        });
        self.timeline.by_author.insert((posted.author, id));
        match posted.kind {
            Kind::Post => {}
            Kind::Reply(to) => self.recount_tweet(to.id, |to| to.replies += 1),
            Kind::Quote(quoted) => self.recount_tweet(quoted.id, |quoted| quoted.quotes += 1),
            Kind::Retweet(original) => {
                self.timeline.retweets.insert((original.id, posted.author, id));
                self.recount_tweet(original.id, |original| original.retweets += 1);
            }
        }
        self.timeline.tweets.insert(id, posted);
    }

    /// Removes a Tweet, its likes and its Retweets.
    pub(super) fn remove(&mut self, id: TweetId) {
        let Some(posted) = self.timeline.tweets.remove(&id) else { return };
        let has_media = i64::from(!posted.photos.is_empty());
        self.recount(posted.author, |author| {
            author.tweets -= 1;
            author.media -= has_media;
        });
        self.timeline.by_author.remove(&(posted.author, id));
        match posted.kind {
            Kind::Post => {}
            Kind::Reply(to) => self.recount_tweet(to.id, |to| to.replies -= 1),
            Kind::Quote(quoted) => self.recount_tweet(quoted.id, |quoted| quoted.quotes -= 1),
            Kind::Retweet(original) => {
                self.timeline.retweets.remove(&(original.id, posted.author, id));
                self.recount_tweet(original.id, |original| original.retweets -= 1);
            }
        }
        let all = (id, UserId::new(0))..=(id, UserId::new(u64::MAX));
        let likes: Vec<_> = self.timeline.likes.range(all).copied().collect();
        for like in likes {
            self.timeline.likes.remove(&like);
            self.recount(like.1, |user| user.likes -= 1);
        }
        let retweets: Vec<_> = self.retweets_of(id).collect();
        for (_, retweet) in retweets {
            self.remove(retweet);
        }
    }

    /// Returns a user's newest Tweet.
    pub(super) fn newest_post(&self, author: UserId) -> Option<TweetId> {
        let all = (author, TweetId::new(0))..=(author, TweetId::new(u64::MAX));
        self.timeline.by_author.range(all).next_back().map(|(_, newest)| *newest)
    }

    pub(super) fn has_retweeted(&self, user: UserId, id: TweetId) -> bool {
        let all = (id, user, TweetId::new(0))..=(id, user, TweetId::new(u64::MAX));
        self.timeline.retweets.range(all).next().is_some()
    }

    /// Returns the users who retweeted a Tweet, and their Retweets.
    pub(super) fn retweets_of(&self, id: TweetId) -> impl Iterator<Item = (UserId, TweetId)> {
        let first = (id, UserId::new(0), TweetId::new(0));
        let last = (id, UserId::new(u64::MAX), TweetId::new(u64::MAX));
        self.timeline.retweets.range(first..=last).map(|(_, user, retweet)| (*user, *retweet))
    }

    pub(super) fn recount_tweet(&mut self, tweet: TweetId, change: impl FnOnce(&mut Posted)) {
        self.timeline.tweets.get_mut(&tweet).map(change).unwrap_or_default();
    }
}
