//! The keys under which events arrive.

/// A key of the envelope that holds events.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Family {
    TweetCreate,
    TweetDelete,
    Favorite,
    Follow,
    Block,
    Mute,
    DirectMessage,
    DirectMessageTyping,
    DirectMessageMarkRead,
    UserEvent,
    ReplayJobStatus,
}

impl Family {
    /// The family of a key; the documentation's table has names for three that never arrive.
    pub(crate) fn of(key: &str) -> Option<Self> {
        Some(match key {
            "tweet_create_events" => Self::TweetCreate,
            "tweet_delete_events" => Self::TweetDelete,
            "favorite_events" => Self::Favorite,
            "follow_events" | "unfollow_events" => Self::Follow,
            "block_events" | "unblock_events" => Self::Block,
            "mute_events" | "unmute_events" => Self::Mute,
            "direct_message_events" => Self::DirectMessage,
            "direct_message_indicate_typing_events" => Self::DirectMessageTyping,
            "direct_message_mark_read_events" => Self::DirectMessageMarkRead,
            "user_event" => Self::UserEvent,
            "replay_job_status" => Self::ReplayJobStatus,
            _ => return None,
        })
    }

    pub(crate) const fn key(self) -> &'static str {
        match self {
            Self::TweetCreate => "tweet_create_events",
            Self::TweetDelete => "tweet_delete_events",
            Self::Favorite => "favorite_events",
            Self::Follow => "follow_events",
            Self::Block => "block_events",
            Self::Mute => "mute_events",
            Self::DirectMessage => "direct_message_events",
            Self::DirectMessageTyping => "direct_message_indicate_typing_events",
            Self::DirectMessageMarkRead => "direct_message_mark_read_events",
            Self::UserEvent => "user_event",
            Self::ReplayJobStatus => "replay_job_status",
        }
    }
}

/// Whether an unknown key holds events by its name.
pub(super) fn is_event_key(key: &str) -> bool {
    key.ends_with("_event") || key.ends_with("_events")
}
