//! Deletions of Tweets.

use super::occurrence::Occurrence;
use super::{Timestamp, TweetDelete, UserId};

impl Occurrence for TweetDelete {
    fn occurred_at(&self) -> Option<Timestamp> {
        self.timestamp_ms
    }

    fn actor(&self) -> Option<UserId> {
        Some(self.status.user_id)
    }

    fn identity(&self) -> String {
        self.status.id.to_string()
    }
}
