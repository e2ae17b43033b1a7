//! What X sends: challenges, deliveries with retries, Replay jobs.
//!
//! [`Outbound`] knows nothing of apps and users: whoever owns the webhooks implements
//! [`Webhooks`], is asked before each attempt and told what became of it.

mod attempt;
mod builder;
mod crc;
mod delivery;
mod error;
mod failure;
mod history;
mod lane;
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

use account_activity::{Payload, Timestamp, WebhookId};

pub use builder::OutboundBuilder;
pub use error::OutboundError;
pub use failure::Failure;
pub use record::{CrcRecord, DeliveryRecord, NotSent, Origin, Outcome};
pub use replay::{ReplayInProgressError, ReplayJob};
pub use retry::RetrySchedule;
pub use target::{Target, Webhooks};

use sender::Sender;

use crate::clock::Clock;
use crate::fault::Faults;

/// Sends what X sends. Clones are the same sender; when the last is dropped, its tasks end.
///
/// Up to 32 deliveries are under way to each webhook at a time, and each is attempted at least
/// once. They start in order but may arrive in another, as those of X do.
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
/// // Nothing listens there.
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

/// What tasks share, owned by who is no task.
struct Owner(Arc<Sender>);

impl Drop for Owner {
    fn drop(&mut self) {
        self.0.tasks.end();
    }
}

impl Outbound {
    /// Sets up a sender.
    pub fn builder(clock: Clock) -> OutboundBuilder {
        OutboundBuilder::new(clock)
    }

    /// Queues a delivery. It neither waits nor fails: what became of it is in the records.
    ///
    /// Faults are decided here, in the order of the calls. Something that concerns several
    /// subscriptions is a delivery for each.
    pub fn deliver(&self, webhook: WebhookId, payload: &Payload) {
        self.sender().deliver(webhook, payload);
    }

    /// Waits until fewer than 1,000 deliveries are queued. Awaited before each of many actions, it
    /// bounds the memory of the queue.
    pub async fn room(&self) {
        self.sender().room().await;
    }

    /// Challenges a webhook once, registered or not, and says when it passed.
    ///
    /// # Errors
    ///
    /// [`Failure`] if it did not pass. Whether that makes the webhook invalid is up to the caller;
    /// [`Failure::invalidates_on_crc`] says it.
    pub async fn run_crc(&self, target: &Target) -> Result<Timestamp, Failure> {
        self.sender().run_crc(target).await
    }

    /// Challenges a valid webhook each time that
    /// [`crc_interval`](Target::crc_interval) has passed since the last success, on v2
    /// every half hour from then until it passes, until it is invalid or forgotten.
    pub fn watch(&self, webhook: WebhookId, validated_at: Timestamp) {
        self.sender().watch(webhook, validated_at);
    }

    /// Ends the challenges of a webhook and drops what was kept for Replay.
    pub fn forget(&self, webhook: WebhookId) {
        self.sender().forget(webhook);
    }

    /// Starts a Replay job: after a challenge, what was first attempted from `from` on and before
    /// `to`, and at least ten minutes ago, is sent again, oldest first, once each; then
    /// `replay_job_status`.
    ///
    /// It ends Incomplete if the challenge or an event failed, or if part of the window is no
    /// longer kept. Whether the window is one that the API allows is up to the caller.
    ///
    /// # Errors
    ///
    /// [`ReplayInProgressError`] if the webhook has a job that has not ended.
    pub fn replay(
        &self,
        webhook: WebhookId,
        from: Timestamp,
        to: Timestamp,
    ) -> Result<ReplayJob, ReplayInProgressError> {
        self.sender().replay(webhook, from, to)
    }

    /// Waits until nothing is going on: no delivery queued or under way, no challenge, no Replay
    /// job. What [waits](Self::waiting) for emulated time does not count.
    pub async fn drained(&self) {
        self.0.0.clock.idle().await;
    }

    /// How many deliveries wait for emulated time: for a retry, or delayed on request.
    #[must_use]
    pub fn waiting(&self) -> usize {
        self.0.0.waiting()
    }

    /// The newest attempts to deliver, oldest first.
    #[must_use]
    pub fn deliveries(&self) -> Vec<DeliveryRecord> {
        self.0.0.deliveries.all()
    }

    /// The newest challenges, oldest first.
    #[must_use]
    pub fn crc_requests(&self) -> Vec<CrcRecord> {
        self.0.0.crc_requests.all()
    }

    /// The clock it follows.
    #[must_use]
    pub fn clock(&self) -> &Clock {
        &self.0.0.clock
    }

    /// The faults it produces.
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
