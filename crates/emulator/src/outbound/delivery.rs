//! Deliveries.

use account_activity::WebhookId;

use super::content::Content;
use super::record::Origin;
use crate::fault::Fault;

/// A delivery to a webhook.
#[derive(Clone)]
pub(super) struct Delivery {
    pub(super) number: u64,
    pub(super) webhook: WebhookId,
    pub(super) origin: Origin,
    pub(super) content: Content,
    /// The number of the current or next attempt, from 1.
    pub(super) attempt: u32,
    pub(super) faults: Vec<Fault>,
    /// The invalidations of the webhook that precede the current attempt.
    pub(super) invalidations: u64,
    /// Whether the delivery is kept for Replay, or must not be.
    pub(super) is_kept: bool,
    /// The delivery that is queued after the first attempt of this one.
    pub(super) follower: Option<Box<Delivery>>,
}

impl Delivery {
    /// Creates a delivery without faults, which is not kept for Replay.
    pub(super) const fn new(
        number: u64,
        webhook: WebhookId,
        origin: Origin,
        content: Content,
    ) -> Self {
        Self {
            number,
            webhook,
            origin,
            content,
            attempt: 1,
            faults: Vec::new(),
            invalidations: 0,
            is_kept: true,
            follower: None,
        }
    }

    /// Returns whether a fault applies to the current attempt.
    pub(super) fn has(&self, fault: Fault) -> bool {
        self.attempt == 1 && self.faults.contains(&fault)
    }
}
