//! Follows and unfollows.

use super::occurrence::Occurrence;
use super::{Follow, Timestamp, UserId};

impl Occurrence for Follow {
    fn occurred_at(&self) -> Option<Timestamp> {
        self.created_timestamp
    }

    fn actor(&self) -> Option<UserId> {
        Some(self.source.id)
    }

    fn target(&self) -> Option<UserId> {
        Some(self.target.id)
    }
}
