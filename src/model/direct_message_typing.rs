//! Typing notices of Direct Messages.

use super::occurrence::Occurrence;
use super::{DirectMessageTyping, Timestamp, UserId};

impl Occurrence for DirectMessageTyping {
    fn occurred_at(&self) -> Option<Timestamp> {
        self.created_timestamp
    }

    fn actor(&self) -> Option<UserId> {
        Some(self.sender_id)
    }

    fn target(&self) -> Option<UserId> {
        Some(self.target.recipient_id)
    }
}
