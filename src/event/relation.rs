//! Why a subscriber gets an event.

use crate::event::Event;
use crate::id::UserId;

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
