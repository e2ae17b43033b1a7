//! Deliveries.

use std::sync::Arc;

use account_activity::{EventKind, UserId, WebhookId};
use bytes::Bytes;

use super::record::Origin;
use crate::fault::Fault;

/// A delivery to a webhook.
#[derive(Clone)]
pub(super) struct Delivery {
    pub(super) number: u64,
    pub(super) webhook: WebhookId,
    pub(super) for_user: Option<UserId>,
    pub(super) origin: Origin,
    pub(super) kinds: Arc<[EventKind]>,
    pub(super) body: Bytes,
    /// The number of the current or next attempt, from 1.
    pub(super) attempt: u32,
    pub(super) faults: Vec<Fault>,
    /// The invalidations of the webhook that precede the current attempt.
    pub(super) invalidations: u64,
    /// Whether the delivery is kept for Replay.
    pub(super) is_kept: bool,
    /// The delivery that is queued after the first attempt of this one.
    pub(super) follower: Option<Box<Delivery>>,
}

impl Delivery {
    /// Returns whether a fault applies to the current attempt.
    pub(super) fn has(&self, fault: Fault) -> bool {
        self.attempt == 1 && self.faults.contains(&fault)
    }
}
