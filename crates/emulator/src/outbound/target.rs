//! Where deliveries go, and who says so.

use std::time::Duration;

use account_activity::receiver::Secrets;
use account_activity::{Tier, Timestamp, UserId, WebhookId};
use url::Url;

use super::failure::Failure;
use super::record::{CrcRecord, DeliveryRecord};
use super::retry::RetrySchedule;

/// A webhook as the sender sees it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Target {
    /// The webhook. Of one that is not registered yet, the id that it will have.
    pub webhook: WebhookId,
    /// Its URL; a query of its own is kept.
    pub url: Url,
    /// The app's secrets, the first of each scheme signs.
    pub secrets: Secrets,
    /// The tier, which decides what invalidates the webhook and how far back Replay reaches.
    pub tier: Tier,
    /// How long to wait for an answer, in real time: the tier's.
    pub response_deadline: Duration,
    /// When a failed delivery is sent again: the tier's schedule.
    pub retries: RetrySchedule,
    /// How long after a passed challenge the next one comes, a second at least: 24 hours. X's
    /// documents also say "hourly".
    pub crc_interval: Duration,
}

impl Target {
    /// A webhook with the limits of its tier; change them by assignment.
    #[must_use]
    pub fn new(webhook: WebhookId, url: Url, secrets: Secrets, tier: Tier) -> Self {
        Self {
            webhook,
            url,
            secrets,
            tier,
            response_deadline: tier.response_deadline(),
            retries: RetrySchedule::of(tier),
            crc_interval: Duration::from_secs(24 * 60 * 60),
        }
    }
}

/// The registry of webhooks and subscriptions, which [`Outbound`](super::Outbound) asks and tells.
///
/// The methods are called from tasks, often, and should not block for long.
pub trait Webhooks: Send + Sync + 'static {
    /// A webhook that is registered and valid; nothing is sent to others. Asked before each
    /// attempt.
    fn target(&self, webhook: WebhookId) -> Option<Target>;

    /// Whether a user is subscribed. Asked before each retry and each replayed event.
    fn is_subscribed(&self, webhook: WebhookId, user: UserId) -> bool;

    /// A delivery or a periodic challenge failed so that X marks the webhook as invalid. Told again
    /// by each delivery that was under way.
    fn invalidate(&self, webhook: WebhookId, failure: &Failure);

    /// A challenge that nobody asked for has passed: a periodic one, or that before a Replay job.
    fn validated(&self, webhook: WebhookId, at: Timestamp) {
        let _ = (webhook, at);
    }

    /// A delivery was attempted, or could not be: for a log.
    fn attempted(&self, record: &DeliveryRecord) {
        let _ = record;
    }

    /// A webhook was challenged: for a log.
    fn crc_attempted(&self, record: &CrcRecord) {
        let _ = record;
    }
}
