//! Actions on Tweets: posting, retweeting, liking and deleting.

use std::collections::BTreeSet;

use account_activity::model::{DeletedTweet, Favorite, TweetDelete};
use account_activity::{Event, FavoriteId, Payload, Timestamp, TweetId, UserId};

use super::fingerprint::fingerprint;
use super::snowflake::to_second;
use super::timeline::{Kind, Posted, Subject};
use super::{ActionError, Created, Performed, Post, Quote, Reply, World};

/// The limit for users with a paid subscription to X; for others it is 280.
const LONGEST: usize = 25_000;

const MOST_PHOTOS: usize = 4;

impl World {
    pub(super) fn post(&mut self, post: &Post, now: Timestamp) -> Result<Performed, ActionError> {
        let posted = Posted::new(self.find(&post.user)?, now, Kind::Post);
        check_content(&post.text, post.photos)?;
        Ok(self.publish(posted, &post.text, post.photos))
    }

    pub(super) fn reply(
        &mut self,
        reply: &Reply,
        now: Timestamp,
    ) -> Result<Performed, ActionError> {
        let author = self.find(&reply.user)?;
        let to = self.subject(author, reply.to)?;
        check_content(&reply.text, reply.photos)?;
        let mut posted = Posted::new(author, now, Kind::Reply(to));
        let of_other = self.timeline.tweets.get(&to.id).and_then(|other| other.conversation);
        posted.conversation = of_other.or(Some(to.id));
        let mut text = reply.text.trim().to_owned();
        let has_mention = reply.verbatim || self.begins_with_mention_of(&text, to.author);
        if author != to.author && !has_mention {
            text = format!("@{} {text}", self.screen_name(to.author));
        }
        Ok(self.publish(posted, &text, reply.photos))
    }

    pub(super) fn quote(
        &mut self,
        quote: &Quote,
        now: Timestamp,
    ) -> Result<Performed, ActionError> {
        let author = self.find(&quote.user)?;
        let quoted = self.shared_subject(author, quote.tweet)?;
        check_content(&quote.text, quote.photos)?;
        if quote.text.trim().is_empty() {
            return Err(ActionError::Empty);
        }
        let posted = Posted::new(author, now, Kind::Quote(quoted));
        Ok(self.publish(posted, &quote.text, quote.photos))
    }

    pub(super) fn retweet(
        &mut self,
        user: UserId,
        tweet: TweetId,
        now: Timestamp,
    ) -> Result<Performed, ActionError> {
        let original = self.shared_subject(user, tweet)?;
        if self.has_retweeted(user, original.id) {
            return Err(ActionError::AlreadyRetweeted(original.id));
        }
        let id = self.snowflakes.next(now);
        self.add(id, Posted::new(user, now, Kind::Retweet(original)));

        let mut concerned = BTreeSet::new();
        if self.reaches(user, original.author) {
            concerned.insert(original.author);
        }
        if let Some(quoted) = self.quoted_by(original.id)
            && self.reaches(user, quoted.author)
            && self.reaches(original.author, quoted.author)
        {
            concerned.insert(quoted.author);
        }
        concerned.remove(&user);
        let performed = Performed::of(Created::Tweet(id)).tell(self.activities_of_post(id));
        let Some(event) = self.delivered_tweet(id) else { return Ok(performed) };
        Ok(performed.notify_all([user].into_iter().chain(concerned), event))
    }

    pub(super) fn like(
        &mut self,
        user: UserId,
        tweet: TweetId,
        now: Timestamp,
    ) -> Result<Performed, ActionError> {
        let liked = self.subject(user, tweet)?;
        if !self.timeline.likes.insert((liked.id, user)) {
            return Err(ActionError::AlreadyLiked(liked.id));
        }
        self.recount_tweet(liked.id, |tweet| tweet.likes += 1);
        self.recount(user, |user| user.likes += 1);

        let id = format!("{:032x}", fingerprint(format_args!("{}/like/{user}", liked.id)));
        let id = FavoriteId::from(id.as_str());
        let performed = Performed::of(Created::Favorite(id.clone()))
            .tell(self.activities_of_like(user, liked, &id, now));
        let Some(tweet) = self.tweet_form(liked.id) else { return Ok(performed) };
        let mut favorite = Favorite::new(tweet, self.user_form(user));
        favorite.id = Some(id);
        favorite.created_at = Some(to_second(now));
        favorite.timestamp_ms = Some(now);
        let author = liked.author;
        let author = (author != user && self.reaches(user, author)).then_some(author);
        Ok(performed.notify_all([user].into_iter().chain(author), favorite))
    }

    pub(super) fn delete(
        &mut self,
        user: UserId,
        tweet: TweetId,
        now: Timestamp,
    ) -> Result<Performed, ActionError> {
        let posted = self.timeline.tweets.get(&tweet).ok_or(ActionError::UnknownTweet(tweet))?;
        if posted.author != user {
            return Err(ActionError::NotTheAuthor(tweet));
        }
        self.remove(tweet);
        let mut delete = TweetDelete::new(DeletedTweet::new(tweet, user));
        delete.timestamp_ms = Some(now);
        let performed = Performed::of(None).notify_all([user], delete);
        Ok(performed.tell([self.activity_of_deletion(tweet, user)]))
    }

    /// Posts a Tweet that is not a Retweet.
    fn publish(&mut self, mut posted: Posted, text: &str, photos: usize) -> Performed {
        let (author, now) = (posted.author, posted.at);
        posted.text = text.trim().into();
        posted.photos = (0..photos).map(|_| self.snowflakes.next(now)).collect();
        let id = self.snowflakes.next(now);
        let mentioned = self.mentioned_in(id, &posted);
        let mut concerned = mentioned.clone();
        concerned.retain(|user| self.sees(*user, author));
        if let Kind::Reply(other) | Kind::Quote(other) = posted.kind
            && self.reaches(author, other.author)
        {
            concerned.insert(other.author);
        }
        concerned.remove(&author);
        self.add(id, posted);

        let performed = Performed::of(Created::Tweet(id)).tell(self.activities_of_post(id));
        let Some(event) = self.delivered_tweet(id) else { return performed };
        let performed = performed.notify_all([author], event.clone());
        concerned.into_iter().fold(performed, |performed, user| {
            let mut payload = Payload::from_events(user, [event.clone()]);
            if mentioned.contains(&user) {
                payload = payload.with_user_has_blocked(self.blocks(user, author));
            }
            performed.notify(user, &payload)
        })
    }

    /// Returns the Tweet that a Tweet quotes, unless it was deleted.
    fn quoted_by(&self, tweet: TweetId) -> Option<Subject> {
        match self.timeline.tweets.get(&tweet)?.kind {
            Kind::Quote(quoted) => self.timeline.tweets.contains_key(&quoted.id).then_some(quoted),
            _ => None,
        }
    }

    /// Returns a Tweet in the form of `tweet_create_events`.
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
