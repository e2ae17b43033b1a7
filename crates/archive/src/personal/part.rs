//! The contents of the files of a personal archive.

use std::sync::Arc;

/// The content of a file of a personal archive.
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
    /// Returns the content of an assigned array, from the text before the `=`, such as `window.YTD.tweets.part0` or
    /// `Grailbird.data.tweets_2013_11`. `None` for a variable that personal archives do not have.
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
