//! Mutes and unmutes.

use super::occurrence::Occurrence;
use super::{Mute, Timestamp, UserId};

impl Occurrence for Mute {
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
