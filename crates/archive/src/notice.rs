//! Notices of streams.

use account_activity::{DirectMessageId, Text, Timestamp, TweetId, UserId};

/// A notice that a stream had between its Tweets.
///
/// All but [`Problem`](Self::Problem) are of the v1.1 API. Times were added in 2015 and are absent from older captures.
/// X described the notices at
/// <https://developer.x.com/en/docs/x-api/v1/tweets/filter-realtime/guides/streaming-message-types>.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Notice {
    /// A Tweet was deleted.
    #[non_exhaustive]
    Delete {
        /// The deleted Tweet.
        tweet_id: TweetId,
        /// Its author.
        user_id: UserId,
        /// The time of the deletion.
        timestamp: Option<Timestamp>,
    },
    /// A Direct Message was deleted. Only user streams had this notice.
    #[non_exhaustive]
    DeleteDirectMessage {
        /// The deleted message.
        message_id: DirectMessageId,
        /// The user who deleted it.
        user_id: UserId,
    },
    /// More Tweets matched the filter than the stream delivered.
    #[non_exhaustive]
    Limit {
        /// The number of Tweets that were not delivered since the connection began.
        track: u64,
        /// The time of the notice.
        timestamp: Option<Timestamp>,
    },
    /// A Tweet is withheld in some countries.
    #[non_exhaustive]
    StatusWithheld {
        /// The Tweet.
        tweet_id: TweetId,
        /// Its author.
        user_id: UserId,
        /// Two letters for each country. `XX` means all countries, and `XY` a request by a holder of
        /// copyrights.
        countries: Vec<Text>,
        /// The time of the notice.
        timestamp: Option<Timestamp>,
    },
    /// A user's content is withheld in some countries.
    #[non_exhaustive]
    UserWithheld {
        /// The user.
        user_id: UserId,
        /// Two letters for each country, as for a Tweet.
        countries: Vec<Text>,
        /// The time of the notice.
        timestamp: Option<Timestamp>,
    },
    /// A user removed the location from Tweets.
    #[non_exhaustive]
    ScrubGeo {
        /// The user.
        user_id: UserId,
        /// The last Tweet concerned. All earlier ones of the user are concerned too.
        up_to_tweet_id: TweetId,
        /// The time of the notice.
        timestamp: Option<Timestamp>,
    },
    /// The server closed the stream.
    #[non_exhaustive]
    Disconnect {
        /// The number of the reason.
        code: u64,
        /// The name of the stream, mostly empty.
        stream_name: Text,
        /// The reason in words.
        reason: Text,
    },
    /// A warning, such as that the client reads too slowly.
    #[non_exhaustive]
    Warning {
        /// The kind of the warning, such as `FALLING_BEHIND`.
        code: Text,
        /// The warning in words.
        message: Text,
        /// The fill of the queue on the server, in percent, for `FALLING_BEHIND`.
        percent_full: Option<u64>,
        /// The user who follows too many users, for `FOLLOWS_OVER_LIMIT`.
        user_id: Option<UserId>,
        /// The time of the notice.
        timestamp: Option<Timestamp>,
    },
    /// A problem that a stream of the v2 API sent in place of an event, such as that it disconnects.
    #[non_exhaustive]
    Problem {
        /// The title, such as `operational-disconnect`.
        title: Text,
        /// The problem in words.
        detail: Text,
        /// The address of the kind of problem.
        kind: Text,
    },
}

impl Notice {
    /// Returns the member of the stream's object that the notice is, such as `delete` or `limit`.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Delete { .. } | Self::DeleteDirectMessage { .. } => "delete",
            Self::Limit { .. } => "limit",
            Self::StatusWithheld { .. } => "status_withheld",
            Self::UserWithheld { .. } => "user_withheld",
            Self::ScrubGeo { .. } => "scrub_geo",
            Self::Disconnect { .. } => "disconnect",
            Self::Warning { .. } => "warning",
            Self::Problem { .. } => "errors",
        }
    }

    /// Returns the time of the notice, if it has one.
    #[must_use]
    pub const fn timestamp(&self) -> Option<Timestamp> {
        match self {
            Self::Delete { timestamp, .. }
            | Self::Limit { timestamp, .. }
            | Self::StatusWithheld { timestamp, .. }
            | Self::UserWithheld { timestamp, .. }
            | Self::ScrubGeo { timestamp, .. }
            | Self::Warning { timestamp, .. } => *timestamp,
            Self::DeleteDirectMessage { .. } | Self::Disconnect { .. } | Self::Problem { .. } => {
                None
            }
        }
    }
}
