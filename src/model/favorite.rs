//! Likes.

use super::occurrence::Occurrence;
use super::{Favorite, Timestamp, UserId};

impl Occurrence for Favorite {
    fn occurred_at(&self) -> Option<Timestamp> {
        self.timestamp_ms.or(self.created_at)
    }

    fn actor(&self) -> Option<UserId> {
        Some(self.user.id)
    }

    fn target(&self) -> Option<UserId> {
        Some(self.favorited_status.user.id)
    }

    fn identity(&self) -> String {
        match &self.id {
            Some(id) => id.to_string(),
            None => self.parties(&self.favorited_status.id),
        }
    }
}
