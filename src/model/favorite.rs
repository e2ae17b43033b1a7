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

    /// A like with an id does not need its time. Of two times, the second one only counts without
    /// the first.
    fn needs(&self, key: &str) -> bool {
        match key {
            "timestamp_ms" => self.id.is_none(),
            "created_at" => self.id.is_none() && self.timestamp_ms.is_none(),
            _ => true,
        }
    }

    fn identity(&self) -> String {
        match &self.id {
            Some(id) => id.to_string(),
            None => self.parties(&self.favorited_status.id),
        }
    }
}
