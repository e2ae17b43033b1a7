//! Webhooks and subscriptions.

use account_activity::{Timestamp, UserId, WebhookId};

use super::State;
use crate::account::change::Change;
use crate::account::limits::Limits;
use crate::account::registry::{SubscribeError, Webhook};

impl State {
    /// Registers a reserved webhook that has passed its CRC. A reservation itself is not stored.
    pub(crate) fn register(&mut self, id: WebhookId, at: Timestamp) -> Option<Webhook> {
        let webhook = self.registry.confirm(id, at)?;
        self.record(&Change::Webhook(webhook.clone()));
        Some(webhook)
    }

    /// Records a passed CRC.
    pub(crate) fn set_valid(&mut self, id: WebhookId, validated_at: Timestamp) {
        self.registry.set_valid(id, validated_at);
        self.record_webhook(id);
    }

    pub(crate) fn set_invalid(&mut self, id: WebhookId) {
        self.registry.set_invalid(id);
        self.record_webhook(id);
    }

    fn record_webhook(&mut self, id: WebhookId) {
        if let Some(webhook) = self.registry.webhook(id).cloned() {
            self.record(&Change::Webhook(webhook));
        }
    }

    /// Deletes a webhook and its subscriptions. Those of the X Activity API remain, for the stream.
    pub(crate) fn delete_webhook(&mut self, id: WebhookId) {
        self.registry.delete(id);
        self.activity.forget_webhook(id);
        self.record(&Change::DeleteWebhook(id));
    }

    pub(crate) fn subscribe(
        &mut self,
        webhook: WebhookId,
        user: UserId,
        limits: &Limits,
    ) -> Result<(), SubscribeError> {
        self.registry.subscribe(webhook, user, limits)?;
        self.record(&Change::Subscribe(webhook, user));
        Ok(())
    }

    /// Ends a subscription and returns whether it existed.
    pub(crate) fn unsubscribe(&mut self, webhook: WebhookId, user: UserId) -> bool {
        let existed = self.registry.unsubscribe(webhook, user);
        if existed {
            self.record(&Change::Unsubscribe(webhook, user));
        }
        existed
    }
}
