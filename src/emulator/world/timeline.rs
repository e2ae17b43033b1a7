//! Tweets: posting, retweeting, liking and deleting them.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::fingerprint::fingerprint;
use super::snowflake::to_second;
use super::{ActionError, Created, Performed, Post, Quote, Reply, Who, World};
use crate::event::Event;
use crate::id::{FavoriteId, MediaId, TweetId, UserId};
use crate::model::{DeletedTweet, Favorite, TweetDelete};
use crate::payload::Payload;
use crate::text::Text;
use crate::timestamp::Timestamp;

/// The length of a post with a subscription; others stop at 280.
const LONGEST: usize = 25_000;

const MOST_PHOTOS: usize = 4;

/// All Tweets, and who likes and retweeted them.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Timeline {
    pub(super) tweets: BTreeMap<TweetId, Posted>,
    likes: BTreeSet<(TweetId, UserId)>,
    /// The original, who retweeted it, and the Retweet.
    retweets: BTreeSet<(TweetId, UserId, TweetId)>,
}

/// A Tweet as it was posted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Posted {
    pub(super) author: UserId,
    pub(super) at: Timestamp,
    pub(super) text: Text,
    pub(super) photos: Vec<MediaId>,
    /// The Tweet replied to and its author, both perhaps gone.
    pub(super) reply_to: Option<(TweetId, UserId)>,
    /// The quoted Tweet and its author, both perhaps gone.
    pub(super) quoted: Option<(TweetId, UserId)>,
    /// The original, if it is a Retweet.
    pub(super) original: Option<TweetId>,
    pub(super) replies: i64,
    pub(super) quotes: i64,
    pub(super) retweets: i64,
    pub(super) likes: i64,
}

impl Posted {
    fn new(author: UserId, at: Timestamp) -> Self {
        Self {
            author,
            at,
            text: Text::default(),
            photos: Vec::new(),
            reply_to: None,
            quoted: None,
            original: None,
            replies: 0,
            quotes: 0,
            retweets: 0,
            likes: 0,
        }
    }
}

impl World {
    pub(super) fn post(&mut self, post: &Post, now: Timestamp) -> Result<Performed, ActionError> {
        let author = self.find(&post.user)?;
        self.publish(Posted::new(author, now), &post.text, post.photos)
    }

    pub(super) fn reply(
        &mut self,
        reply: &Reply,
        now: Timestamp,
    ) -> Result<Performed, ActionError> {
        let author = self.find(&reply.user)?;
        let (to, to_author) = self.subject(author, reply.to)?;
        let mut posted = Posted::new(author, now);
        posted.reply_to = Some((to, to_author));
        let text = self.addressed(&reply.text, author, to_author);
        self.publish(posted, &text, reply.photos)
    }

    pub(super) fn quote(
        &mut self,
        quote: &Quote,
        now: Timestamp,
    ) -> Result<Performed, ActionError> {
        let author = self.find(&quote.user)?;
        let (quoted, quoted_author) = self.shared_subject(author, quote.tweet)?;
        if quote.text.trim().is_empty() {
            return Err(ActionError::Empty);
        }
        let mut posted = Posted::new(author, now);
        posted.quoted = Some((quoted, quoted_author));
        self.publish(posted, &quote.text, quote.photos)
    }

    pub(super) fn retweet(
        &mut self,
        user: &Who,
        tweet: TweetId,
        now: Timestamp,
    ) -> Result<Performed, ActionError> {
        let user = self.find(user)?;
        let (original, author) = self.shared_subject(user, tweet)?;
        if self.retweets_of(original).any(|(retweeter, _)| retweeter == user) {
            return Err(ActionError::AlreadyRetweeted(original));
        }
        let id = self.snowflakes.next(now);
        let mut posted = Posted::new(user, now);
        posted.original = Some(original);
        self.add(id, posted);

        let mut concerned = BTreeSet::new();
        if self.reaches(user, author) {
            concerned.insert(author);
        }
        let quoted = self.timeline.tweets.get(&original).and_then(|original| original.quoted);
        if let Some((quoted, quoted_author)) = quoted
            && self.timeline.tweets.contains_key(&quoted)
            && self.reaches(user, quoted_author)
            && self.reaches(author, quoted_author)
        {
            concerned.insert(quoted_author);
        }
        concerned.remove(&user);
        let performed = Performed::of(Created::Tweet(id));
        match self.delivered_tweet(id) {
            Some(event) => Ok(performed.notify_all([user].into_iter().chain(concerned), event)),
            None => Ok(performed),
        }
    }

    pub(super) fn like(
        &mut self,
        user: &Who,
        tweet: TweetId,
        now: Timestamp,
    ) -> Result<Performed, ActionError> {
        let user = self.find(user)?;
        let (tweet, author) = self.subject(user, tweet)?;
        if !self.timeline.likes.insert((tweet, user)) {
            return Err(ActionError::AlreadyLiked(tweet));
        }
        self.recount_tweet(tweet, |tweet| tweet.likes += 1);
        self.recount(user, |user| user.likes += 1);

        let id = format!("{:032x}", fingerprint(format_args!("{tweet}/like/{user}")));
        let id = FavoriteId::from(id.as_str());
        let performed = Performed::of(Created::Favorite(id.clone()));
        let Some(liked) = self.tweet_form(tweet) else { return Ok(performed) };
        let mut favorite = Favorite::new(liked, self.user_form(user));
        favorite.id = Some(id);
        favorite.created_at = Some(to_second(now));
        favorite.timestamp_ms = Some(now);
        let author = Some(author).filter(|author| *author != user && self.reaches(user, *author));
        Ok(performed.notify_all([user].into_iter().chain(author), favorite))
    }

    pub(super) fn delete(
        &mut self,
        user: &Who,
        tweet: TweetId,
        now: Timestamp,
    ) -> Result<Performed, ActionError> {
        let user = self.find(user)?;
        let posted = self.timeline.tweets.get(&tweet).ok_or(ActionError::UnknownTweet(tweet))?;
        if posted.author != user {
            return Err(ActionError::NotTheAuthor(tweet));
        }
        self.remove(tweet);
        let mut delete = TweetDelete::new(DeletedTweet::new(tweet, user));
        delete.timestamp_ms = Some(now);
        Ok(Performed::of(None).notify_all([user], delete))
    }

    /// Posts what is not a Retweet.
    fn publish(
        &mut self,
        mut posted: Posted,
        text: &str,
        photos: usize,
    ) -> Result<Performed, ActionError> {
        check_content(text, photos)?;
        let (author, now) = (posted.author, posted.at);
        posted.text = text.trim().into();
        posted.photos = (0..photos).map(|_| self.snowflakes.next(now)).collect();
        let id = self.snowflakes.next(now);
        let others = [posted.reply_to, posted.quoted].into_iter().flatten();
        let others = others.map(|(_, author)| author).filter(|other| self.reaches(author, *other));
        let mut concerned: BTreeSet<UserId> = others.collect();
        let mentioned = self.mentioned_in(id, &posted);
        concerned.extend(mentioned.iter().filter(|user| self.sees(**user, author)));
        concerned.remove(&author);
        self.add(id, posted);

        let mut performed = Performed::of(Created::Tweet(id));
        let Some(event) = self.delivered_tweet(id) else { return Ok(performed) };
        performed = performed.notify_all([author], event.clone());
        for user in concerned {
            let mut payload = Payload::from_events(user, [event.clone()]);
            if mentioned.contains(&user) {
                payload = payload.with_user_has_blocked(self.blocks(user, author));
            }
            performed = performed.notify(user, &payload);
        }
        Ok(performed)
    }

    /// The text of a reply, which begins by mentioning who is replied to.
    fn addressed(&self, text: &Text, author: UserId, to: UserId) -> Text {
        let begins = self.begins_with_mention_of(text, to);
        match self.users.get(&to) {
            Some(to) if author != to.id() && !begins => {
                format!("@{} {text}", to.screen_name()).trim_end().into()
            }
            _ => text.clone(),
        }
    }

    /// The Tweet that an action on one is about, of a Retweet the original, and its author.
    fn subject(&self, user: UserId, tweet: TweetId) -> Result<(TweetId, UserId), ActionError> {
        let tweets = &self.timeline.tweets;
        let original = tweets.get(&tweet).and_then(|posted| posted.original).unwrap_or(tweet);
        let posted = tweets.get(&original).ok_or(ActionError::UnknownTweet(tweet))?;
        let author = posted.author;
        self.unblocked(user, author)?;
        if self.sees(user, author) {
            Ok((original, author))
        } else {
            Err(ActionError::NotVisible(original))
        }
    }

    /// The same for what shows the Tweet to others.
    fn shared_subject(
        &self,
        user: UserId,
        tweet: TweetId,
    ) -> Result<(TweetId, UserId), ActionError> {
        let (tweet, author) = self.subject(user, tweet)?;
        let is_protected = self.users.get(&author).is_some_and(|author| author.protected);
        if is_protected && author != user {
            return Err(ActionError::Protected(tweet));
        }
        Ok((tweet, author))
    }

    fn add(&mut self, id: TweetId, posted: Posted) {
        self.recount(posted.author, |author| author.tweets += 1);
        if let Some((to, _)) = posted.reply_to {
            self.recount_tweet(to, |to| to.replies += 1);
        }
        if let Some((quoted, _)) = posted.quoted {
            self.recount_tweet(quoted, |quoted| quoted.quotes += 1);
        }
        if let Some(original) = posted.original {
            self.timeline.retweets.insert((original, posted.author, id));
            self.recount_tweet(original, |original| original.retweets += 1);
        }
        self.timeline.tweets.insert(id, posted);
    }

    /// Removes a Tweet, its likes and its Retweets.
    fn remove(&mut self, id: TweetId) {
        let Some(posted) = self.timeline.tweets.remove(&id) else { return };
        self.recount(posted.author, |author| author.tweets -= 1);
        if let Some((to, _)) = posted.reply_to {
            self.recount_tweet(to, |to| to.replies -= 1);
        }
        if let Some((quoted, _)) = posted.quoted {
            self.recount_tweet(quoted, |quoted| quoted.quotes -= 1);
        }
        if let Some(original) = posted.original {
            self.timeline.retweets.remove(&(original, posted.author, id));
            self.recount_tweet(original, |original| original.retweets -= 1);
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

    /// Who retweeted a Tweet, and their Retweets.
    fn retweets_of(&self, original: TweetId) -> impl Iterator<Item = (UserId, TweetId)> {
        let first = (original, UserId::new(0), TweetId::new(0));
        let last = (original, UserId::new(u64::MAX), TweetId::new(u64::MAX));
        self.timeline.retweets.range(first..=last).map(|(_, user, retweet)| (*user, *retweet))
    }

    fn recount_tweet(&mut self, tweet: TweetId, change: impl FnOnce(&mut Posted)) {
        self.timeline.tweets.get_mut(&tweet).map(change).unwrap_or_default();
    }

    /// A Tweet as `tweet_create_events` has it.
    fn delivered_tweet(&self, id: TweetId) -> Option<Event> {
        let mut tweet = self.tweet_form(id)?;
        tweet.timestamp_ms = self.timeline.tweets.get(&id).map(|posted| posted.at);
        Some(tweet.into())
    }
}

fn check_content(text: &str, photos: usize) -> Result<(), ActionError> {
    let length = text.chars().count();
    if text.trim().is_empty() && photos == 0 {
        Err(ActionError::Empty)
    } else if length > LONGEST {
        Err(ActionError::TooLong { length, limit: LONGEST })
    } else if photos > MOST_PHOTOS {
        Err(ActionError::TooManyPhotos(photos))
    } else {
        Ok(())
    }
}
