//! Read receipts of Direct Messages.

use super::occurrence::{Occurrence, part};
use super::{DirectMessageMarkRead, Timestamp, UserId};

impl Occurrence for DirectMessageMarkRead {
    fn occurred_at(&self) -> Option<Timestamp> {
        self.created_timestamp
    }

    fn actor(&self) -> Option<UserId> {
        Some(self.sender_id)
    }

    fn target(&self) -> Option<UserId> {
        Some(self.target.recipient_id)
    }

    fn identity(&self) -> String {
        let last = part(self.last_read_event_id);
        self.parties(&format_args!("{}-{last}", self.target.recipient_id))
    }
}
