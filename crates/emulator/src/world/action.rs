//! The actions of users.

use account_activity::{AppId, Text, TweetId};
use serde::{Deserialize, Serialize};

use super::{Inject, Message, News, Post, Profile, Quote, Reply, Who};

/// An action of a user.
///
/// In JSON it is an object with the name of the action as `action` and its fields beside it. Users
/// are given as in [`Who`]. Fields with a default are optional. Unknown keys are rejected.
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
    /// Follows a user: `{"action": "follow", "user": "ada", "target": "bob"}`.
    Follow {
        /// The actor.
        user: Who,
        /// The target.
        target: Who,
    },
    /// Undoes a follow.
    Unfollow {
        /// The actor.
        user: Who,
        /// The target.
        target: Who,
    },
    /// Blocks a user.
    Block {
        /// The actor.
        user: Who,
        /// The target.
        target: Who,
    },
    /// Undoes a block.
    Unblock {
        /// The actor.
        user: Who,
        /// The target.
        target: Who,
    },
    /// Mutes a user.
    Mute {
        /// The actor.
        user: Who,
        /// The target.
        target: Who,
    },
    /// Undoes a mute.
    Unmute {
        /// The actor.
        user: Who,
        /// The target.
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
        /// The actor.
        user: Who,
        /// The Tweet, or a Retweet of it.
        tweet: TweetId,
    },
    /// Likes a Tweet.
    Like {
        /// The actor.
        user: Who,
        /// The Tweet, or a Retweet of it.
        tweet: TweetId,
    },
    /// Deletes a Tweet of the actor. Deleting a Retweet undoes it.
    Delete {
        /// The actor.
        user: Who,
        /// The Tweet.
        tweet: TweetId,
    },
    /// Sends a Direct Message:
    /// `{"action": "direct_message", "user": "ada", "to": "bob", "text": "hi"}`.
    DirectMessage(Message),
    /// Types a Direct Message: `{"action": "typing", "user": "ada", "to": "bob"}`.
    Typing {
        /// The actor.
        user: Who,
        /// The recipient.
        to: Who,
    },
    /// Reads all Direct Messages from a user: `{"action": "read", "user": "bob", "from": "ada"}`.
    Read {
        /// The actor.
        user: Who,
        /// The sender of the messages.
        from: Who,
    },
    /// Revokes an app's access: `{"action": "revoke", "user": "ada", "app": "31415926"}`.
    Revoke {
        /// The actor.
        user: Who,
        /// The app. May be absent if there is only one.
        #[serde(default)]
        app: Option<AppId>,
    },
    /// Changes a profile: `{"action": "profile", "user": "ada", "bio": "Mathematician"}`.
    Profile(Profile),
    /// Starts or ends a Space: `{"action": "space", "user": "ada", "state": "start"}`.
    Space {
        /// The host.
        user: Who,
        /// The start or the end.
        state: LiveState,
        /// The id of the Space. By default the start chooses one, and the end takes the user's
        /// newest.
        #[serde(default)]
        id: Option<Text>,
    },
    /// Starts or ends a live broadcast:
    /// `{"action": "broadcast", "user": "ada", "state": "start", "title": "Harbour"}`.
    Broadcast {
        /// The host.
        user: Who,
        /// The start or the end.
        state: LiveState,
        /// The title. The end takes that of the start.
        #[serde(default)]
        title: Option<Text>,
        /// The id of the broadcast, as for a Space.
        #[serde(default)]
        id: Option<Text>,
    },
    /// Writes in the chat of a broadcast:
    /// `{"action": "broadcast_chat", "user": "bob", "broadcast": "1a…", "text": "hi"}`.
    BroadcastChat {
        /// The author.
        user: Who,
        /// The id of the broadcast.
        broadcast: Text,
        /// The text.
        text: Text,
    },
    /// Publishes a news story: `{"action": "news", "keywords": ["tea"], "headline": "Tea is hot"}`.
    News(News),
    /// Sends an encrypted message: `{"action": "chat", "user": "ada", "to": "bob"}`.
    Chat {
        /// The sender.
        user: Who,
        /// The recipient.
        to: Who,
        /// The encrypted content in Base64. By default it is made up.
        #[serde(default)]
        ciphertext: Option<Text>,
    },
    /// Delivers an event of the X Activity API that is not computed:
    /// `{"action": "inject", "kind": "dm.read", "user": "ada", "payload": {}}`.
    Inject(Inject),
}

/// The start or end of a Space or broadcast. In JSON it is `"start"` or `"end"`.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum LiveState {
    /// The start.
    Start,
    /// The end.
    End,
}

impl Action {
    /// Returns whether the action is a reply that keeps its text.
    pub(crate) fn is_verbatim(&self) -> bool {
        matches!(self, Self::Reply(reply) if reply.verbatim)
    }

    /// Keeps the text of a reply as it is.
    pub(crate) fn verbatim(self) -> Self {
        match self {
            Self::Reply(reply) => Self::Reply(reply.verbatim()),
            other => other,
        }
    }

    /// Creates an action: `user` follows `target`.
    pub fn follow(user: impl Into<Who>, target: impl Into<Who>) -> Self {
        Self::Follow { user: user.into(), target: target.into() }
    }

    /// Creates an action: `user` unfollows `target`.
    pub fn unfollow(user: impl Into<Who>, target: impl Into<Who>) -> Self {
        Self::Unfollow { user: user.into(), target: target.into() }
    }

    /// Creates an action: `user` blocks `target`.
    pub fn block(user: impl Into<Who>, target: impl Into<Who>) -> Self {
        Self::Block { user: user.into(), target: target.into() }
    }

    /// Creates an action: `user` unblocks `target`.
    pub fn unblock(user: impl Into<Who>, target: impl Into<Who>) -> Self {
        Self::Unblock { user: user.into(), target: target.into() }
    }

    /// Creates an action: `user` mutes `target`.
    pub fn mute(user: impl Into<Who>, target: impl Into<Who>) -> Self {
        Self::Mute { user: user.into(), target: target.into() }
    }

    /// Creates an action: `user` unmutes `target`.
    pub fn unmute(user: impl Into<Who>, target: impl Into<Who>) -> Self {
        Self::Unmute { user: user.into(), target: target.into() }
    }

    /// Creates an action: `user` posts a Tweet. For a Tweet with photos, use [`Post`].
    pub fn post(user: impl Into<Who>, text: &str) -> Self {
        Self::Post(Post::new(user, text))
    }

    /// Creates an action: `user` replies to a Tweet. For a reply with photos, use [`Reply`].
    pub fn reply(user: impl Into<Who>, to: TweetId, text: &str) -> Self {
        Self::Reply(Reply::new(user, to, text))
    }

    /// Creates an action: `user` quotes a Tweet. For a quote with photos, use [`Quote`].
    pub fn quote(user: impl Into<Who>, tweet: TweetId, text: &str) -> Self {
        Self::Quote(Quote::new(user, tweet, text))
    }

    /// Creates an action: `user` retweets a Tweet.
    pub fn retweet(user: impl Into<Who>, tweet: TweetId) -> Self {
        Self::Retweet { user: user.into(), tweet }
    }

    /// Creates an action: `user` likes a Tweet.
    pub fn like(user: impl Into<Who>, tweet: TweetId) -> Self {
        Self::Like { user: user.into(), tweet }
    }

    /// Creates an action: `user` deletes their Tweet.
    pub fn delete(user: impl Into<Who>, tweet: TweetId) -> Self {
        Self::Delete { user: user.into(), tweet }
    }

    /// Creates an action: `user` sends a Direct Message. For more than text, use [`Message`].
    pub fn direct_message(user: impl Into<Who>, to: impl Into<Who>, text: &str) -> Self {
        Self::DirectMessage(Message::new(user, to, text))
    }

    /// Creates an action: `user` types a Direct Message to `to`.
    pub fn typing(user: impl Into<Who>, to: impl Into<Who>) -> Self {
        Self::Typing { user: user.into(), to: to.into() }
    }

    /// Creates an action: `user` reads the Direct Messages from `from`.
    pub fn read(user: impl Into<Who>, from: impl Into<Who>) -> Self {
        Self::Read { user: user.into(), from: from.into() }
    }

    /// Creates an action: `user` revokes an app's access. `None` means the only app.
    pub fn revoke(user: impl Into<Who>, app: impl Into<Option<AppId>>) -> Self {
        Self::Revoke { user: user.into(), app: app.into() }
    }

    /// Creates an action: `user` starts or ends a Space, with an id that is chosen.
    pub fn space(user: impl Into<Who>, state: LiveState) -> Self {
        Self::Space { user: user.into(), state, id: None }
    }

    /// Creates an action: `user` starts or ends a live broadcast, with an id that is chosen. The
    /// title counts at the start.
    pub fn broadcast(user: impl Into<Who>, state: LiveState, title: &str) -> Self {
        Self::Broadcast { user: user.into(), state, title: Some(title.into()), id: None }
    }

    /// Creates an action: `user` writes in the chat of a broadcast.
    pub fn broadcast_chat(user: impl Into<Who>, broadcast: &str, text: &str) -> Self {
        Self::BroadcastChat { user: user.into(), broadcast: broadcast.into(), text: text.into() }
    }

    /// Creates an action: `user` sends an encrypted message whose content is made up.
    pub fn chat(user: impl Into<Who>, to: impl Into<Who>) -> Self {
        Self::Chat { user: user.into(), to: to.into(), ciphertext: None }
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
    Profile => Profile;
    News => News;
    Inject => Inject;
}
