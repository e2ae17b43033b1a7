//! Ends of Replay jobs.

use super::ReplayJobStatus;
use super::occurrence::Occurrence;

impl Occurrence for ReplayJobStatus {
    fn identity(&self) -> String {
        format!("{}-{}", self.job_id, self.job_state)
    }
}
