//! The relation of an event to a user.

use super::name::name;
use super::table::Event;
use crate::model::Tweet;
use crate::value::id::UserId;

/// The relation of an event to a user. For the subscriber, it is the reason for the delivery.
///
/// For a Tweet, the first relation that applies is used. The user's own Tweet is a Retweet,
/// otherwise a reply, otherwise a quote, otherwise a plain Tweet. For a Tweet of somebody else, the
/// relations are tried in the order of the variants.
///
/// The text of a relation is its name in `snake_case`, for `Display`, `FromStr` and serde.
///
/// ```
/// use account_activity::Relation;
///
/// assert_eq!(Relation::RepliedTo.to_string(), "replied_to");
/// assert_eq!("own_quote".parse(), Ok(Relation::OwnQuote));
/// ```
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[non_exhaustive]
pub enum Relation {
    /// The user posted the Tweet, which is not a reply, quote or Retweet.
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
    /// Somebody mentioned the user. [`Tweet::mention_of`] tells whether the author wrote the mention
    /// or the reply inherited it.
    Mentioned,
    /// The user sent the Direct Message, is typing one, or read one. In the X Activity API, also: the
    /// user sent the encrypted message or the message in a broadcast's chat, or changed an encrypted
    /// conversation.
    Sent,
    /// The user received the Direct Message, or a notice that somebody is typing or has read one. In
    /// the X Activity API, also: the user received the encrypted message or the message in a
    /// broadcast's chat, or somebody changed an encrypted conversation of the user.
    Received,
    /// The user acted: the like, follow, block, mute, deletion or withdrawal of access is theirs. In
    /// the X Activity API, also the changed profile, the Space and the broadcast.
    By,
    /// The user was acted upon: somebody liked their Tweet, or followed, blocked or muted them.
    Of,
    /// The event does not involve the user. A Retweet of a Tweet that only mentions the user or
    /// replies to them does not: X does not deliver such Retweets
    /// ([FAQ](crate::guide::faq)).
    Unrelated,
}

/// An error parsing a [`Relation`].
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("expected a relation that this version supports, such as `mentioned`")]
pub struct ParseRelationError(());

name!(Relation, ParseRelationError);

impl Relation {
    /// Every relation, in the order of the variants.
    pub const ALL: &'static [Self] = &[
        Self::OwnTweet,
        Self::OwnReply,
        Self::OwnQuote,
        Self::OwnRetweet,
        Self::Retweeted,
        Self::Quoted,
        Self::QuoteRetweeted,
        Self::RepliedTo,
        Self::Mentioned,
        Self::Sent,
        Self::Received,
        Self::By,
        Self::Of,
        Self::Unrelated,
    ];

    /// Returns the relation in `snake_case`, such as `replied_to`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::OwnTweet => "own_tweet",
            Self::OwnReply => "own_reply",
            Self::OwnQuote => "own_quote",
            Self::OwnRetweet => "own_retweet",
            Self::Retweeted => "retweeted",
            Self::Quoted => "quoted",
            Self::QuoteRetweeted => "quote_retweeted",
            Self::RepliedTo => "replied_to",
            Self::Mentioned => "mentioned",
            Self::Sent => "sent",
            Self::Received => "received",
            Self::By => "by",
            Self::Of => "of",
            Self::Unrelated => "unrelated",
        }
    }

    /// Returns `true` if the user acted.
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
    /// Returns the relation of the event to a user.
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
    /// Returns the relation of the Tweet to a user. See [`Relation`] for the order in which
    /// relations are tried.
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
        } else if retweeted.is_some() {
            Relation::Unrelated
        } else if is_reply && self.in_reply_to_user_id == Some(user) {
            Relation::RepliedTo
        } else if self.mention_of(user).is_some() {
            Relation::Mentioned
        } else {
            Relation::Unrelated
        }
    }
}
