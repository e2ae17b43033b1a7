//! Replay jobs.

use std::sync::Arc;
use std::time::Duration;

use account_activity::model::{ReplayJobState, ReplayJobStatus};
use account_activity::{Event, Payload, ReplayJobId, Timestamp, WebhookId};
use serde::Serialize;

use super::content::Content;
use super::delivery::Delivery;
use super::record::{NotSent, Origin, Outcome};
use super::sender::Sender;
use crate::clock::{Hold, earlier};

/// The minimum age of a delivery that can be replayed.
const MINIMUM_AGE: Duration = Duration::from_secs(10 * 60);

/// A Replay job that was started.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[non_exhaustive]
pub struct ReplayJob {
    /// The job's id.
    pub id: ReplayJobId,
    /// The start of the job, in emulated time. In JSON it is in milliseconds since 1970.
    pub created_at: Timestamp,
}

/// The webhook already has a Replay job in progress. X allows one at a time.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("a Replay job is already in progress for this webhook: wait for its `replay_job_status`")]
pub struct ReplayInProgressError(());

impl Sender {
    pub(super) fn replay(
        self: &Arc<Self>,
        webhook: WebhookId,
        from: Timestamp,
        to: Timestamp,
    ) -> Result<ReplayJob, ReplayInProgressError> {
        if self.with(webhook, |state| std::mem::replace(&mut state.replaying, true)) {
            return Err(ReplayInProgressError(()));
        }
        let created_at = self.clock.now();
        let job = ReplayJob { id: self.next_job_id(created_at), created_at };
        let hold = self.clock.hold();
        self.tasks.spawn(Arc::clone(self).run(webhook, job, from, to, hold));
        Ok(job)
    }

    async fn run(
        self: Arc<Self>,
        webhook: WebhookId,
        job: ReplayJob,
        from: Timestamp,
        to: Timestamp,
        hold: Hold,
    ) {
        let is_complete = self.replay_window(webhook, job, from, to).await;
        // Before the status is queued, because its receiver may start the next job.
        self.with(webhook, |state| state.replaying = false);
        self.queue(status(webhook, job, is_complete, self.next_number()));
        drop(hold);
    }

    /// Sends the deliveries of the window again and returns whether all of them arrived.
    async fn replay_window(
        &self,
        webhook: WebhookId,
        job: ReplayJob,
        from: Timestamp,
        to: Timestamp,
    ) -> bool {
        let Some(target) = self.target(webhook) else { return false };
        if self.check(&target).await.is_err() {
            return false;
        }
        // Deliveries attempted less than ten minutes ago, to the millisecond, are too new.
        let old_enough = earlier(job.created_at, MINIMUM_AGE).as_millis().saturating_add(1);
        let to = to.min(Timestamp::from_millis(old_enough));
        let (window, mut is_complete) = self
            .with(webhook, |state| (state.history.window(from, to), state.history.reaches(from)));
        for kept in window {
            let (number, origin) = (self.next_number(), Origin::Replay(job.id));
            let content = kept.content.replayed(target.tier);
            let mut delivery = Delivery::new(number, webhook, origin, content);
            let attempt = self.attempt(&mut delivery).await;
            // A delivery for a user who is no longer subscribed does not count as missing.
            is_complete &= matches!(
                attempt.outcome,
                Outcome::Delivered | Outcome::NotSent(NotSent::Unsubscribed)
            );
            self.record(&delivery, attempt, None);
        }
        is_complete
    }

    /// Returns a unique id of nineteen digits, the length of X's ids.
    fn next_job_id(&self, created_at: Timestamp) -> ReplayJobId {
        let millis = created_at.as_millis().unsigned_abs();
        ReplayJobId::new(millis.wrapping_mul(1_000_000).wrapping_add(self.next_number()))
    }
}

/// Creates the delivery of the status of a job.
fn status(webhook: WebhookId, job: ReplayJob, is_complete: bool, number: u64) -> Delivery {
    let (state, description) = if is_complete {
        (ReplayJobState::Complete, "Job completed successfully")
    } else {
        let description = "Job failed to deliver all events, please retry your replay job";
        (ReplayJobState::Incomplete, description)
    };
    let mut status = ReplayJobStatus::new(state, job.id);
    status.webhook_id = Some(webhook);
    status.job_state_description = description.into();
    let payload = Payload::from_events(None, [Event::from(status)]);
    Delivery::new(number, webhook, Origin::ReplayStatus(job.id), Content::from(&payload))
}
