//! What users of a world do.

use account_activity::{AppId, TweetId};
use serde::{Deserialize, Serialize};

use super::{Message, Post, Quote, Reply, Who};

/// Something that a user does.
///
/// In JSON it is an object with its fields beside the action's name. Users are named as [`Who`]
/// says; what has a default can be left out; unknown members are refused.
///
/// ```
/// use account_activity_emulator::{Action, Post};
///
/// let action: Action = serde_json::from_str(
///     r#"{"action": "post", "user": "ada", "text": "hi @bob", "photos": 1}"#,
/// )?;
/// assert_eq!(action, Post::new("ada", "hi @bob").with_photos(1).into());
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "action", rename_all = "snake_case", deny_unknown_fields)]
#[non_exhaustive]
pub enum Action {
    /// Follows somebody: `{"action": "follow", "user": "ada", "target": "bob"}`.
    Follow {
        /// Who does it.
        user: Who,
        /// Whom.
        target: Who,
    },
    /// Undoes a follow.
    Unfollow {
        /// Who does it.
        user: Who,
        /// Whom.
        target: Who,
    },
    /// Blocks somebody.
    Block {
        /// Who does it.
        user: Who,
        /// Whom.
        target: Who,
    },
    /// Lifts a block.
    Unblock {
        /// Who does it.
        user: Who,
        /// Whom.
        target: Who,
    },
    /// Mutes somebody.
    Mute {
        /// Who does it.
        user: Who,
        /// Whom.
        target: Who,
    },
    /// Lifts a mute.
    Unmute {
        /// Who does it.
        user: Who,
        /// Whom.
        target: Who,
    },
    /// Posts a Tweet: `{"action": "post", "user": "ada", "text": "hi @bob"}`.
    Post(Post),
    /// Replies to a Tweet: `{"action": "reply", "user": "bob", "to": "1371…", "text": "hi"}`.
    Reply(Reply),
    /// Quotes a Tweet: `{"action": "quote", "user": "bob", "tweet": "1371…", "text": "so true"}`.
    Quote(Quote),
    /// Retweets a Tweet: `{"action": "retweet", "user": "bob", "tweet": "1371…"}`.
    Retweet {
        /// Who does it.
        user: Who,
        /// The Tweet, or a Retweet of it.
        tweet: TweetId,
    },
    /// Likes a Tweet.
    Like {
        /// Who does it.
        user: Who,
        /// The Tweet, or a Retweet of it.
        tweet: TweetId,
    },
    /// Deletes an own Tweet; a Retweet is undone by deleting it.
    Delete {
        /// Who does it.
        user: Who,
        /// The Tweet.
        tweet: TweetId,
    },
    /// Sends a Direct Message:
    /// `{"action": "direct_message", "user": "ada", "to": "bob", "text": "hi"}`.
    DirectMessage(Message),
    /// Types a Direct Message: `{"action": "typing", "user": "ada", "to": "bob"}`.
    Typing {
        /// Who does it.
        user: Who,
        /// To whom.
        to: Who,
    },
    /// Reads all Direct Messages of somebody: `{"action": "read", "user": "bob", "from": "ada"}`.
    Read {
        /// Who does it.
        user: Who,
        /// Whose messages.
        from: Who,
    },
    /// Withdraws an app's access: `{"action": "revoke", "user": "ada", "app": "31415926"}`.
    Revoke {
        /// Who does it.
        user: Who,
        /// The app.
        app: AppId,
    },
}

impl Action {
    /// A user follows another.
    pub fn follow(user: impl Into<Who>, target: impl Into<Who>) -> Self {
        Self::Follow { user: user.into(), target: target.into() }
    }

    /// A user undoes a follow.
    pub fn unfollow(user: impl Into<Who>, target: impl Into<Who>) -> Self {
        Self::Unfollow { user: user.into(), target: target.into() }
    }

    /// A user blocks another.
    pub fn block(user: impl Into<Who>, target: impl Into<Who>) -> Self {
        Self::Block { user: user.into(), target: target.into() }
    }

    /// A user lifts a block.
    pub fn unblock(user: impl Into<Who>, target: impl Into<Who>) -> Self {
        Self::Unblock { user: user.into(), target: target.into() }
    }

    /// A user mutes another.
    pub fn mute(user: impl Into<Who>, target: impl Into<Who>) -> Self {
        Self::Mute { user: user.into(), target: target.into() }
    }

    /// A user lifts a mute.
    pub fn unmute(user: impl Into<Who>, target: impl Into<Who>) -> Self {
        Self::Unmute { user: user.into(), target: target.into() }
    }

    /// A user posts a Tweet; with photos it is a [`Post`].
    pub fn post(user: impl Into<Who>, text: &str) -> Self {
        Self::Post(Post::new(user, text))
    }

    /// A user replies to a Tweet; with photos it is a [`Reply`].
    pub fn reply(user: impl Into<Who>, to: TweetId, text: &str) -> Self {
        Self::Reply(Reply::new(user, to, text))
    }

    /// A user quotes a Tweet; with photos it is a [`Quote`].
    pub fn quote(user: impl Into<Who>, tweet: TweetId, text: &str) -> Self {
        Self::Quote(Quote::new(user, tweet, text))
    }

    /// A user retweets a Tweet.
    pub fn retweet(user: impl Into<Who>, tweet: TweetId) -> Self {
        Self::Retweet { user: user.into(), tweet }
    }

    /// A user likes a Tweet.
    pub fn like(user: impl Into<Who>, tweet: TweetId) -> Self {
        Self::Like { user: user.into(), tweet }
    }

    /// A user deletes a Tweet of theirs.
    pub fn delete(user: impl Into<Who>, tweet: TweetId) -> Self {
        Self::Delete { user: user.into(), tweet }
    }

    /// A user sends a Direct Message; with more than text it is a [`Message`].
    pub fn direct_message(user: impl Into<Who>, to: impl Into<Who>, text: &str) -> Self {
        Self::DirectMessage(Message::new(user, to, text))
    }

    /// A user types a Direct Message to another.
    pub fn typing(user: impl Into<Who>, to: impl Into<Who>) -> Self {
        Self::Typing { user: user.into(), to: to.into() }
    }

    /// A user reads the Direct Messages of another.
    pub fn read(user: impl Into<Who>, from: impl Into<Who>) -> Self {
        Self::Read { user: user.into(), from: from.into() }
    }

    /// A user withdraws an app's access.
    pub fn revoke(user: impl Into<Who>, app: AppId) -> Self {
        Self::Revoke { user: user.into(), app }
    }
}

macro_rules! from_draft {
    ($($draft:ident => $action:ident;)*) => {$(
        impl From<$draft> for Action {
            fn from(draft: $draft) -> Self {
                Self::$action(draft)
            }
        }
    )*};
}

from_draft! {
    Post => Post;
    Reply => Reply;
    Quote => Quote;
    Message => DirectMessage;
}
