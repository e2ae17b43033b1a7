//! Sends requests to webhooks as X does: challenge-response checks (CRC), deliveries with retries,
//! Replay jobs.
//!
//! [`Outbound`] does not depend on apps and users. The owner of the webhooks implements
//! [`Webhooks`], which `Outbound` queries before each attempt and notifies of the results.

mod attempt;
mod builder;
mod content;
mod crc;
mod delivery;
mod error;
mod failure;
mod history;
mod lane;
mod log;
mod queue;
mod record;
mod replay;
mod retry;
mod sender;
mod target;
mod tasks;
mod transport;

use std::fmt;
use std::sync::Arc;

use account_activity::{Timestamp, WebhookId};

pub use builder::OutboundBuilder;
pub use content::Content;
pub use error::OutboundError;
pub use failure::Failure;
use record::undelivered;
pub use record::{CrcRecord, DeliveryRecord, NotSent, Origin, Outcome};
pub use replay::{ReplayInProgressError, ReplayJob};
pub use retry::RetrySchedule;
pub use target::{Target, Webhooks};

pub(crate) use builder::REPLAY_BYTES;
pub(crate) use history::{History, Kept};
pub(crate) use log::Log;

use sender::Sender;

use crate::clock::Clock;
use crate::fault::Faults;

/// Sends deliveries and CRC requests. Clones share one sender; when the last clone is dropped, its
/// tasks end.
///
/// Up to 32 deliveries to each webhook are in progress at a time, and each is attempted at least
/// once. They start in order but may arrive in another order, as deliveries of X do.
///
/// ```
/// use std::sync::{Arc, Weak};
/// use account_activity_emulator::Clock;
/// use account_activity_emulator::outbound::{Failure, Outbound, Target, Webhooks};
/// use account_activity::receiver::{Secret, Secrets};
/// use account_activity::{Payload, Tier, UserId, WebhookId};
///
/// struct OneWebhook(Target);
///
/// impl Webhooks for OneWebhook {
///     fn target(&self, webhook: WebhookId) -> Option<Target> {
///         (webhook == self.0.webhook).then(|| self.0.clone())
///     }
///     fn is_subscribed(&self, _: WebhookId, _: UserId) -> bool {
///         true
///     }
///     fn invalidate(&self, _: WebhookId, failure: &Failure) {
///         println!("invalid: {failure}");
///     }
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let id = WebhookId::new(1);
/// let secrets = Secrets::new(Secret::new("consumer secret")?);
/// // Nothing listens on this port.
/// let url = "http://127.0.0.1:9/webhook".parse()?;
/// let webhooks = Arc::new(OneWebhook(Target::new(id, url, secrets, Tier::Sandbox)));
/// let registry: Weak<OneWebhook> = Arc::downgrade(&webhooks);
/// let outbound = Outbound::builder(Clock::real()).build(registry)?;
///
/// outbound.deliver(id, &Payload::from_slice(b"{}")?);
/// outbound.drained().await;
/// assert_eq!(outbound.deliveries().len(), 1);
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Outbound(Arc<Owner>);

/// Shared by the clones, but not by the tasks; dropping it ends them.
struct Owner(Arc<Sender>);

impl Drop for Owner {
    fn drop(&mut self) {
        self.0.tasks.end();
    }
}

impl Outbound {
    /// Returns a builder for a sender.
    pub fn builder(clock: Clock) -> OutboundBuilder {
        OutboundBuilder::new(clock)
    }

    /// Queues a delivery of a payload or of other [`Content`]. Does not wait and does not fail: the
    /// results are in the records.
    ///
    /// Faults are decided here, in the order of the calls. An event that affects several
    /// subscriptions is one delivery for each.
    pub fn deliver(&self, webhook: WebhookId, content: impl Into<Content>) {
        self.sender().deliver(webhook, content.into());
    }

    /// Waits until fewer than 1,000 deliveries are queued. Awaiting it before each of many actions
    /// bounds the memory of the queue.
    pub async fn room(&self) {
        self.sender().room().await;
    }

    /// Sends one CRC request to a webhook, registered or not, and returns the time at which it
    /// passed.
    ///
    /// # Errors
    ///
    /// [`Failure`] if it did not pass. The caller decides whether the webhook becomes invalid;
    /// [`Failure::invalidates_on_crc`] returns what X does.
    pub async fn run_crc(&self, target: &Target) -> Result<Timestamp, Failure> {
        self.sender().run_crc(target).await
    }

    /// Sends a CRC request to a valid webhook each time that [`crc_interval`](Target::crc_interval)
    /// has passed since the last success. After a failure on v2 it sends one every half hour until
    /// one passes. It ends when the webhook is invalid or forgotten.
    pub fn watch(&self, webhook: WebhookId, validated_at: Timestamp) {
        self.sender().watch(webhook, validated_at);
    }

    /// Ends the CRC requests of a webhook and drops the bodies kept for Replay.
    pub fn forget(&self, webhook: WebhookId) {
        self.sender().forget(webhook);
    }

    /// Ends the retries that wait for a webhook, as its invalidation does: they are not sent, even if
    /// the webhook is valid again by then. Called by owners who invalidate a webhook themselves.
    pub fn end_retries(&self, webhook: WebhookId) {
        self.sender().end_retries(webhook);
    }

    /// Ends everything that is queued, in progress or waiting, and drops the records and the bodies
    /// kept for Replay. The numbers of the records go on.
    pub async fn reset(&self) {
        self.sender().reset().await;
    }

    /// Starts a Replay job. After a passed CRC, it sends again each delivery that was first
    /// attempted at or after `from`, before `to`, and at least ten minutes ago, oldest first and
    /// once each. It ends with a `replay_job_status`.
    ///
    /// The job ends Incomplete if the CRC or a delivery fails, or if part of the window is no
    /// longer kept. The caller checks that the API allows the window.
    ///
    /// # Errors
    ///
    /// [`ReplayInProgressError`] if the webhook has a job in progress.
    pub fn replay(
        &self,
        webhook: WebhookId,
        from: Timestamp,
        to: Timestamp,
    ) -> Result<ReplayJob, ReplayInProgressError> {
        self.sender().replay(webhook, from, to)
    }

    /// Waits until nothing is in progress: no queued or running delivery, no CRC request, no Replay
    /// job. Deliveries that [wait](Self::waiting) for emulated time do not count.
    pub async fn drained(&self) {
        self.0.0.clock.idle().await;
    }

    /// Returns how many deliveries wait for emulated time: for a retry, or because of a requested
    /// delay.
    #[must_use]
    pub fn waiting(&self) -> usize {
        self.0.0.waiting()
    }

    /// Returns the records of the newest delivery attempts, oldest first.
    #[must_use]
    pub fn deliveries(&self) -> Vec<DeliveryRecord> {
        self.0.0.deliveries.all()
    }

    /// Returns the latest record of each delivery that has not been delivered, in the order of the
    /// records: the delivery failed, was not sent, or waits for a retry.
    #[must_use]
    pub fn undelivered(&self) -> Vec<DeliveryRecord> {
        undelivered(self.deliveries())
    }

    /// Returns the records of the newest CRC requests, oldest first.
    #[must_use]
    pub fn crc_requests(&self) -> Vec<CrcRecord> {
        self.0.0.crc_requests.all()
    }

    /// Returns the clock of the sender.
    #[must_use]
    pub fn clock(&self) -> &Clock {
        &self.0.0.clock
    }

    /// Returns the faults that the sender produces.
    #[must_use]
    pub fn faults(&self) -> &Faults {
        &self.0.0.faults
    }

    fn sender(&self) -> &Arc<Sender> {
        &self.0.0
    }
}

impl fmt::Debug for Outbound {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Outbound")
            .field("clock", self.clock())
            .field("waiting", &self.waiting())
            .finish_non_exhaustive()
    }
}
