//! Sends requests to one webhook.

use std::sync::Arc;

use account_activity::{Payload, UserId, WebhookId};
use account_activity_emulator::outbound::{
    Content, CrcRecord, DeliveryRecord, Failure, Outbound, OutboundBuilder, Target, Webhooks,
};
use bytes::Bytes;

use crate::outcome::Result;

/// A sender to one webhook.
pub(crate) struct Webhook {
    outbound: Outbound,
    target: Arc<One>,
}

struct One(Target);

impl Webhooks for One {
    fn target(&self, _: WebhookId) -> Option<Target> {
        Some(self.0.clone())
    }

    fn is_subscribed(&self, _: WebhookId, _: UserId) -> bool {
        true
    }

    fn invalidate(&self, _: WebhookId, _: &Failure) {}
}

impl Webhook {
    /// Opens a sender to a target.
    pub(super) fn new(builder: OutboundBuilder, target: Target) -> Result<Self> {
        let target = Arc::new(One(target));
        let outbound = builder.build(Arc::downgrade(&target))?;
        Ok(Self { outbound, target })
    }

    /// Sends a CRC request.
    pub(crate) async fn crc(&self) -> Result<CrcRecord> {
        // The record has the failure too.
        drop(self.outbound.run_crc(&self.target.0).await);
        Ok(self.outbound.crc_requests().pop().ok_or("the CRC request has no record")?)
    }

    /// Sends a delivery.
    pub(crate) async fn deliver(&self, body: Bytes) -> Result<DeliveryRecord> {
        // What the records say about the body does not matter here: any body is sent.
        let mut content = Content::from(&Payload::from_slice(b"{}")?);
        content.body = body;
        self.outbound.deliver(self.target.0.webhook, content);
        self.outbound.drained().await;
        Ok(self.outbound.deliveries().pop().ok_or("the delivery has no record")?)
    }
}
