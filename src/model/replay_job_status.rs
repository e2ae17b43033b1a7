//! Ends of Replay jobs.

use super::occurrence::Occurrence;
use super::{ReplayJobStatus, Timestamp, UserId};

impl Occurrence for ReplayJobStatus {
    fn occurred_at(&self) -> Option<Timestamp> {
        None
    }

    fn actor(&self) -> Option<UserId> {
        None
    }

    fn identity(&self) -> String {
        format!("{}-{}", self.job_id, self.job_state)
    }
}
