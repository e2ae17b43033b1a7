//! The kinds of events.

use std::fmt;
use std::str::FromStr;

use serde::de::{Deserialize, Deserializer, Error};
use serde::ser::{Serialize, Serializer};

use crate::value::text::Text;

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident = $text:literal;)*) => {
        /// The kind of an [`Event`](super::Event), without its content.
        #[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
        #[non_exhaustive]
        pub enum EventKind {
            $($(#[$doc])* $name,)*
        }

        impl EventKind {
            /// Every kind, in the order of the variants.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// The kind in `snake_case`, such as `tweet_create`.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => $text,)*
                }
            }
        }
    };
}

kinds! {
    /// [`Event::TweetCreate`](super::Event::TweetCreate)
    TweetCreate = "tweet_create";
    /// [`Event::TweetDelete`](super::Event::TweetDelete)
    TweetDelete = "tweet_delete";
    /// [`Event::Favorite`](super::Event::Favorite)
    Favorite = "favorite";
    /// [`Event::Follow`](super::Event::Follow)
    Follow = "follow";
    /// [`Event::Unfollow`](super::Event::Unfollow)
    Unfollow = "unfollow";
    /// [`Event::Block`](super::Event::Block)
    Block = "block";
    /// [`Event::Unblock`](super::Event::Unblock)
    Unblock = "unblock";
    /// [`Event::Mute`](super::Event::Mute)
    Mute = "mute";
    /// [`Event::Unmute`](super::Event::Unmute)
    Unmute = "unmute";
    /// [`Event::DirectMessage`](super::Event::DirectMessage)
    DirectMessage = "direct_message";
    /// [`Event::DirectMessageTyping`](super::Event::DirectMessageTyping)
    DirectMessageTyping = "direct_message_typing";
    /// [`Event::DirectMessageMarkRead`](super::Event::DirectMessageMarkRead)
    DirectMessageMarkRead = "direct_message_mark_read";
    /// [`Event::Revoke`](super::Event::Revoke)
    Revoke = "revoke";
    /// [`Event::ReplayJobStatus`](super::Event::ReplayJobStatus)
    ReplayJobStatus = "replay_job_status";
    /// [`Event::Unknown`](super::Event::Unknown)
    Unknown = "unknown";
    /// [`Event::Undecoded`](super::Event::Undecoded)
    Undecoded = "undecoded";
}

impl fmt::Display for EventKind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.as_str())
    }
}

/// Why a text is no [`EventKind`].
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("no kind of event that this version knows")]
pub struct ParseEventKindError(());

impl FromStr for EventKind {
    type Err = ParseEventKindError;

    fn from_str(text: &str) -> Result<Self, ParseEventKindError> {
        Self::ALL.iter().copied().find(|kind| kind.as_str() == text).ok_or(ParseEventKindError(()))
    }
}

impl Serialize for EventKind {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for EventKind {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Text::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}
