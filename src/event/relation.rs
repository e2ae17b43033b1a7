//! Why a subscriber gets an event.

use super::table::Event;
use crate::model::Tweet;
use crate::value::id::UserId;

/// What an event has to do with a user: why the subscriber got it.
///
/// For a Tweet the first that applies: the user's own Tweet, by what it is (a Retweet, else a
/// reply, else a quote); else what somebody else's does to the user, in the order of the variants.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[non_exhaustive]
pub enum Relation {
    /// The user posted the Tweet, which is no reply, quote or Retweet.
    OwnTweet,
    /// The user posted the Tweet as a reply.
    OwnReply,
    /// The user posted the Tweet, quoting another.
    OwnQuote,
    /// The user retweeted a Tweet.
    OwnRetweet,
    /// Somebody retweeted the user's Tweet.
    Retweeted,
    /// Somebody quoted the user's Tweet.
    Quoted,
    /// Somebody retweeted a Tweet that quotes the user's.
    QuoteRetweeted,
    /// Somebody replied to the user's Tweet.
    RepliedTo,
    /// Somebody mentioned the user.
    Mentioned,
    /// The user sent the Direct Message, is typing it or read one.
    Sent,
    /// The user received the Direct Message, or notice of somebody's typing or reading.
    Received,
    /// The user did it: the like, follow, block, mute, deletion or withdrawal of access.
    By,
    /// It was done to the user: the like of their Tweet, the follow, block or mute of them.
    Of,
    /// Nothing that the event tells.
    Unrelated,
}

impl Relation {
    /// Whether the user did it themselves.
    #[must_use]
    pub const fn is_own(self) -> bool {
        matches!(
            self,
            Self::OwnTweet
                | Self::OwnReply
                | Self::OwnQuote
                | Self::OwnRetweet
                | Self::Sent
                | Self::By
        )
    }
}

impl Event {
    /// What the event has to do with a user.
    #[must_use]
    pub fn relation_to(&self, user: UserId) -> Relation {
        let (actor, target) = match self {
            Self::TweetCreate(tweet) => return tweet.relation_to(user),
            Self::DirectMessage(_)
            | Self::DirectMessageTyping(_)
            | Self::DirectMessageMarkRead(_) => (Relation::Sent, Relation::Received),
            _ => (Relation::By, Relation::Of),
        };
        if self.actor() == Some(user) {
            actor
        } else if self.target() == Some(user) {
            target
        } else {
            Relation::Unrelated
        }
    }
}

impl Tweet {
    /// What the Tweet has to do with a user; see [`Relation`] for which comes first.
    #[must_use]
    pub fn relation_to(&self, user: UserId) -> Relation {
        let retweeted = self.retweeted_status.as_deref();
        let is_reply = self.in_reply_to_status_id.is_some();
        let is_quote =
            self.is_quote_status || self.quoted_status_id.is_some() || self.quoted_status.is_some();
        if self.user.id == user {
            return match retweeted {
                Some(_) => Relation::OwnRetweet,
                None if is_reply => Relation::OwnReply,
                None if is_quote => Relation::OwnQuote,
                None => Relation::OwnTweet,
            };
        }
        let is_by_user = |tweet: Option<&Self>| tweet.is_some_and(|tweet| tweet.user.id == user);
        // A Retweet of a quote may repeat the quoted Tweet beside the retweeted one.
        let requoted = retweeted.and_then(|tweet| tweet.quoted_status.as_deref());
        let quoted = self.quoted_status.as_deref();
        if is_by_user(retweeted) {
            Relation::Retweeted
        } else if retweeted.is_none() && is_by_user(quoted) {
            Relation::Quoted
        } else if is_by_user(requoted) || is_by_user(quoted) {
            Relation::QuoteRetweeted
        } else if is_reply && self.in_reply_to_user_id == Some(user) {
            Relation::RepliedTo
        } else if self.mentions(user) {
            Relation::Mentioned
        } else {
            Relation::Unrelated
        }
    }
}
