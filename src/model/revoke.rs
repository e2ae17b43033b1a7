//! Withdrawals of access.

use super::occurrence::{Occurrence, part};
use super::{Revoke, Timestamp, UserId};

impl Occurrence for Revoke {
    fn occurred_at(&self) -> Option<Timestamp> {
        self.date_time
    }

    fn actor(&self) -> Option<UserId> {
        Some(self.source.user_id)
    }

    fn identity(&self) -> String {
        self.parties(&part(self.target.as_ref().and_then(|target| target.app_id)))
    }

    /// Returns the user who revoked access, who was the subscriber.
    fn subscriber(&self) -> Option<UserId> {
        self.actor()
    }
}
