//! What the files of a personal archive hold.

use std::sync::Arc;

/// What a file of a personal archive holds.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum Part {
    /// Tweets without `user`, and long posts.
    Tweets,
    /// Tweets of the archive of 2012–2018, which have `user`.
    Grailbird,
    /// Conversations with their messages.
    DirectMessages,
    /// Entries that are not events, with the name that the archive has for them.
    NotEvents(Arc<str>),
}

impl Part {
    /// Returns what the array of an assignment holds, from the text before the `=`, such as
    /// `window.YTD.tweets.part0` or `Grailbird.data.tweets_2013_11`. `None` if it is of no personal archive.
    pub(crate) fn of_variable(variable: &str) -> Option<Self> {
        let variable = variable.trim();
        if variable.starts_with("Grailbird.data.") {
            return Some(Self::Grailbird);
        }
        let name = variable.strip_prefix("window.YTD.")?.split('.').next()?;
        Some(match name {
            "tweet" | "tweets" | "deleted_tweet" | "deleted_tweets" | "community_tweet"
            | "note_tweet" | "deleted_note_tweet" => Self::Tweets,
            "direct_message"
            | "direct_messages"
            | "direct_message_group"
            | "direct_message_group_chats"
            | "direct_messages_group" => Self::DirectMessages,
            other => Self::NotEvents(other.into()),
        })
    }
}
