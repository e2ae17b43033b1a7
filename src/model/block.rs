//! Blocks and unblocks.

use super::occurrence::Occurrence;
use super::{Block, Timestamp, UserId};

impl Occurrence for Block {
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
