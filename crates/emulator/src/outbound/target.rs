//! Webhooks as targets of requests, and the registry that provides them.

use std::time::Duration;

use account_activity::receiver::Secrets;
use account_activity::{SubscriptionId, Tier, Timestamp, UserId, WebhookId};
use url::Url;

use super::failure::Failure;
use super::record::{CrcRecord, DeliveryRecord};
use super::retry::RetrySchedule;

/// A webhook with the settings of requests to it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Target {
    /// The webhook's id. Of a webhook that is not registered yet, the id that it will have.
    pub webhook: WebhookId,
    /// The URL. Its query is kept.
    pub url: Url,
    /// The secrets of the app. The first secret of each scheme signs.
    pub secrets: Secrets,
    /// The tier, which determines which failures invalidate the webhook and how far back Replay
    /// reaches.
    pub tier: Tier,
    /// The time to wait for a response, in real time: by default the tier's.
    pub response_deadline: Duration,
    /// The waits before retries: by default the tier's schedule.
    pub retries: RetrySchedule,
    /// The time between a passed CRC and the next one, at least a second: by default 24 hours. X's
    /// documents also mention "hourly".
    pub crc_interval: Duration,
}

impl Target {
    /// Creates a webhook with the settings of its tier. Assign to the fields to change them.
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

/// The registry of webhooks and subscriptions, which [`Outbound`](super::Outbound) queries and
/// notifies.
///
/// Tasks call the methods often, so they should not block for long.
pub trait Webhooks: Send + Sync + 'static {
    /// Returns a webhook that is registered and valid. Nothing is sent to other webhooks. Called
    /// before each attempt.
    fn target(&self, webhook: WebhookId) -> Option<Target>;

    /// Returns whether a user is subscribed. Called before each retry and each replayed delivery.
    fn is_subscribed(&self, webhook: WebhookId, user: UserId) -> bool;

    /// Returns whether a subscription of the X Activity API still exists and has this webhook. Called
    /// before each retry and each replayed delivery. By default it does.
    fn has_subscription(&self, webhook: WebhookId, subscription: SubscriptionId) -> bool {
        let _ = (webhook, subscription);
        true
    }

    /// Marks a webhook as invalid, as X does after this failure of a delivery or of a periodic CRC.
    /// Called again for each delivery that was in progress.
    fn invalidate(&self, webhook: WebhookId, failure: &Failure);

    /// Records a passed CRC that was not sent for an API request: a periodic one, or the one before
    /// a Replay job.
    fn validated(&self, webhook: WebhookId, at: Timestamp) {
        let _ = (webhook, at);
    }

    /// Logs a delivery attempt, also one that was not sent.
    fn attempted(&self, record: &DeliveryRecord) {
        let _ = record;
    }

    /// Logs a CRC request.
    fn crc_attempted(&self, record: &CrcRecord) {
        let _ = record;
    }
}
