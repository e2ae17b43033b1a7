//! Changes to webhooks that no request of the API makes, and the return to the start.

use account_activity::WebhookId;

use super::Service;
use crate::error::EmulatorError;
use crate::server::core::lock;
use crate::server::stream::End;

impl Service {
    /// Deletes a webhook and its subscriptions.
    pub(crate) async fn delete_webhook(&self, webhook: WebhookId) -> Result<(), EmulatorError> {
        self.check_webhook(webhook)?;
        self.delete(webhook);
        self.core.save().await?;
        Ok(())
    }

    /// Marks a webhook as invalid.
    pub(crate) async fn invalidate_webhook(&self, webhook: WebhookId) -> Result<(), EmulatorError> {
        self.check_webhook(webhook)?;
        tracing::warn!(%webhook, "webhook is invalid on request until it passes a CRC");
        self.invalidate(webhook);
        self.core.save().await?;
        Ok(())
    }

    fn check_webhook(&self, webhook: WebhookId) -> Result<(), EmulatorError> {
        let state = self.core.state();
        state.registry.webhook(webhook).map(drop).ok_or(EmulatorError::UnknownWebhook(webhook))
    }

    /// Returns to the state of the start, and drops the records. Ids and the time go on.
    pub(crate) async fn reset(&self) -> Result<(), EmulatorError> {
        let service = self.clone();
        // A task completes even if the caller drops the future.
        let _ = tokio::spawn(async move { service.restart().await }).await;
        self.core.save().await?;
        Ok(())
    }

    async fn restart(&self) {
        let core = &self.core;
        {
            // An action comes before all of these or after, so that nothing of it is left.
            let _order = lock(&self.order);
            core.change(|state| state.reset(&core.initial));
            self.streams.end(None, End::Notice);
            self.streams.forget_stored();
            *lock(&core.usage) = Default::default();
        }
        self.outbound.reset().await;
        let faults = self.outbound.faults();
        faults.clear();
        core.initial_faults.iter().for_each(|rule| faults.add(*rule));
        *lock(&core.nonces) = Default::default();
        *lock(&core.rate_limits) = Default::default();
        core.requests.clear();
        self.watch_webhooks();
        tracing::info!("the emulator is as it was at its start");
    }

    /// Starts the periodic CRC requests of all valid webhooks.
    pub(crate) fn watch_webhooks(&self) {
        let webhooks: Vec<_> = self.core.state().registry.webhooks().cloned().collect();
        for webhook in webhooks.iter().filter(|webhook| webhook.valid) {
            self.outbound.watch(webhook.id, webhook.validated_at);
        }
    }
}
