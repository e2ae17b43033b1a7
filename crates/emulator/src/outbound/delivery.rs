//! A delivery: what is to arrive at a webhook.

use std::sync::Arc;

use account_activity::{EventKind, UserId, WebhookId};
use bytes::Bytes;

use super::record::Origin;
use crate::fault::Fault;

/// What is to arrive at a webhook.
#[derive(Clone)]
pub(super) struct Delivery {
    pub(super) number: u64,
    pub(super) webhook: WebhookId,
    pub(super) for_user: Option<UserId>,
    pub(super) origin: Origin,
    pub(super) kinds: Arc<[EventKind]>,
    pub(super) body: Bytes,
    /// The one that is under way or comes next, from 1.
    pub(super) attempt: u32,
    pub(super) faults: Vec<Fault>,
    /// Whether Replay has it.
    pub(super) is_kept: bool,
    /// Queued after the first attempt.
    pub(super) follower: Option<Box<Delivery>>,
}

impl Delivery {
    /// Whether it has a fault, in this attempt.
    pub(super) fn has(&self, fault: Fault) -> bool {
        self.attempt == 1 && self.faults.contains(&fault)
    }
}
