//! Events: what a delivery tells.

mod identity;
mod key;
mod kind;
mod relation;
mod undecoded;
mod unknown;

pub use key::{EventKey, ParseEventKeyError};
pub use kind::{EventKind, ParseEventKindError};
pub use relation::Relation;
pub use undecoded::UndecodedEvent;
pub use unknown::UnknownEvent;

use crate::model::{
    Block, BlockKind, DirectMessage, DirectMessageMarkRead, DirectMessageTyping, Favorite, Follow,
    FollowKind, Mute, MuteKind, ReplayJobStatus, Revoke, Tweet, TweetDelete,
};
use crate::value::id::UserId;
use crate::value::timestamp::Timestamp;

/// One entry of a delivery.
///
/// Every variant is boxed, so an event is two words. Kinds and entries that this version cannot
/// type are events too, with their JSON: [`Unknown`](Self::Unknown),
/// [`Undecoded`](Self::Undecoded).
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Event {
    /// A Tweet, Retweet, reply or quote by or at the subscriber, or a mention of them.
    #[doc(alias = "tweet_create_events")]
    TweetCreate(Box<Tweet>),
    /// The subscriber deleted a Tweet.
    #[doc(alias = "tweet_delete_events")]
    TweetDelete(Box<TweetDelete>),
    /// A like by or of the subscriber.
    #[doc(alias = "favorite_events")]
    #[doc(alias = "Like")]
    Favorite(Box<Favorite>),
    /// A follow by or of the subscriber.
    #[doc(alias = "follow_events")]
    Follow(Box<Follow>),
    /// The undoing of a follow; it arrives under `follow_events`.
    Unfollow(Box<Follow>),
    /// A block by the subscriber.
    #[doc(alias = "block_events")]
    Block(Box<Block>),
    /// The undoing of a block; it arrives under `block_events`.
    Unblock(Box<Block>),
    /// A mute by the subscriber.
    #[doc(alias = "mute_events")]
    Mute(Box<Mute>),
    /// The undoing of a mute; it arrives under `mute_events`.
    Unmute(Box<Mute>),
    /// A Direct Message sent or received by the subscriber.
    #[doc(alias = "direct_message_events")]
    DirectMessage(Box<DirectMessage>),
    /// Somebody is typing a Direct Message to the subscriber.
    #[doc(alias = "direct_message_indicate_typing_events")]
    DirectMessageTyping(Box<DirectMessageTyping>),
    /// Somebody read the subscriber's Direct Messages.
    #[doc(alias = "direct_message_mark_read_events")]
    DirectMessageMarkRead(Box<DirectMessageMarkRead>),
    /// The user withdrew the app's access; the subscription is gone.
    #[doc(alias = "user_event")]
    Revoke(Box<Revoke>),
    /// A Replay job ended.
    #[doc(alias = "replay_job_status")]
    ReplayJobStatus(Box<ReplayJobStatus>),
    /// An event of a kind that this version does not know.
    Unknown(Box<UnknownEvent>),
    /// An event of a known kind that does not decode.
    Undecoded(Box<UndecodedEvent>),
}

impl Event {
    /// The kind.
    #[must_use]
    pub fn kind(&self) -> EventKind {
        match self {
            Self::TweetCreate(_) => EventKind::TweetCreate,
            Self::TweetDelete(_) => EventKind::TweetDelete,
            Self::Favorite(_) => EventKind::Favorite,
            Self::Follow(_) => EventKind::Follow,
            Self::Unfollow(_) => EventKind::Unfollow,
            Self::Block(_) => EventKind::Block,
            Self::Unblock(_) => EventKind::Unblock,
            Self::Mute(_) => EventKind::Mute,
            Self::Unmute(_) => EventKind::Unmute,
            Self::DirectMessage(_) => EventKind::DirectMessage,
            Self::DirectMessageTyping(_) => EventKind::DirectMessageTyping,
            Self::DirectMessageMarkRead(_) => EventKind::DirectMessageMarkRead,
            Self::Revoke(_) => EventKind::Revoke,
            Self::ReplayJobStatus(_) => EventKind::ReplayJobStatus,
            Self::Unknown(_) => EventKind::Unknown,
            Self::Undecoded(_) => EventKind::Undecoded,
        }
    }

    /// When it happened: the event's own time, so of a like not the time of the liked Tweet.
    ///
    /// `None` for the end of a Replay job, for unknown and undecoded events, and where a trimmed
    /// archive left the time out. Milliseconds, except for `Revoke` (seconds) and for a Tweet or
    /// like that has only `created_at` (seconds).
    #[must_use]
    pub fn occurred_at(&self) -> Option<Timestamp> {
        match self {
            Self::TweetCreate(tweet) => tweet.timestamp_ms.or(tweet.created_at),
            Self::TweetDelete(delete) => delete.timestamp_ms,
            Self::Favorite(favorite) => favorite.timestamp_ms.or(favorite.created_at),
            Self::Follow(follow) | Self::Unfollow(follow) => follow.created_timestamp,
            Self::Block(block) | Self::Unblock(block) => block.created_timestamp,
            Self::Mute(mute) | Self::Unmute(mute) => mute.created_timestamp,
            Self::DirectMessage(message) => message.created_timestamp,
            Self::DirectMessageTyping(typing) => typing.created_timestamp,
            Self::DirectMessageMarkRead(read) => read.created_timestamp,
            Self::Revoke(revoke) => revoke.date_time,
            Self::ReplayJobStatus(_) | Self::Unknown(_) | Self::Undecoded(_) => None,
        }
    }

    /// Who did it. `None` for the end of a Replay job and for unknown and undecoded events.
    #[must_use]
    pub fn actor(&self) -> Option<UserId> {
        match self {
            Self::TweetCreate(tweet) => Some(tweet.user.id),
            Self::TweetDelete(delete) => Some(delete.status.user_id),
            Self::Favorite(favorite) => Some(favorite.user.id),
            Self::Follow(follow) | Self::Unfollow(follow) => Some(follow.source.id),
            Self::Block(block) | Self::Unblock(block) => Some(block.source.id),
            Self::Mute(mute) | Self::Unmute(mute) => Some(mute.source.id),
            Self::DirectMessage(message) => Some(message.sender_id()),
            Self::DirectMessageTyping(typing) => Some(typing.sender_id),
            Self::DirectMessageMarkRead(read) => Some(read.sender_id),
            Self::Revoke(revoke) => Some(revoke.source.user_id),
            Self::ReplayJobStatus(_) | Self::Unknown(_) | Self::Undecoded(_) => None,
        }
    }

    /// Whom it was done to: the other party of a follow, block, mute or Direct Message, the author
    /// of a liked Tweet. `None` for every other kind.
    #[must_use]
    pub fn target(&self) -> Option<UserId> {
        match self {
            Self::Favorite(favorite) => Some(favorite.favorited_status.user.id),
            Self::Follow(follow) | Self::Unfollow(follow) => Some(follow.target.id),
            Self::Block(block) | Self::Unblock(block) => Some(block.target.id),
            Self::Mute(mute) | Self::Unmute(mute) => Some(mute.target.id),
            Self::DirectMessage(message) => Some(message.recipient_id()),
            Self::DirectMessageTyping(typing) => Some(typing.target.recipient_id),
            Self::DirectMessageMarkRead(read) => Some(read.target.recipient_id),
            _ => None,
        }
    }
}

/// Events whose variant follows from their type alone.
macro_rules! from_model {
    ($($model:ident => $variant:ident;)*) => {$(
        impl From<$model> for Event {
            fn from(event: $model) -> Self {
                Self::$variant(Box::new(event))
            }
        }
    )*};
}

from_model! {
    Tweet => TweetCreate;
    TweetDelete => TweetDelete;
    Favorite => Favorite;
    DirectMessageTyping => DirectMessageTyping;
    DirectMessageMarkRead => DirectMessageMarkRead;
    Revoke => Revoke;
    ReplayJobStatus => ReplayJobStatus;
    UnknownEvent => Unknown;
    UndecodedEvent => Undecoded;
}

/// Events whose variant follows from their `type`; an unknown one makes an unknown event.
macro_rules! from_typed_model {
    ($($model:ident($kind:ident, $key:literal): $done:ident, $undone:ident;)*) => {$(
        impl From<$model> for Event {
            fn from(event: $model) -> Self {
                match event.kind {
                    $kind::$done => Self::$done(Box::new(event)),
                    $kind::$undone => Self::$undone(Box::new(event)),
                    $kind::Unknown(_) => UnknownEvent::new($key, &event).into(),
                }
            }
        }
    )*};
}

from_typed_model! {
    Follow(FollowKind, "follow_events"): Follow, Unfollow;
    Block(BlockKind, "block_events"): Block, Unblock;
    Mute(MuteKind, "mute_events"): Mute, Unmute;
}

impl From<DirectMessage> for Event {
    fn from(event: DirectMessage) -> Self {
        if event.has_unknown_kind() {
            UnknownEvent::new("direct_message_events", &event).into()
        } else {
            Self::DirectMessage(Box::new(event))
        }
    }
}
