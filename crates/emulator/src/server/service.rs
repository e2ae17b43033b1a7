//! Registers webhooks, runs their CRC, and subscribes users.

mod acting;
mod reset;
mod telling;
mod webhook_url;

use std::sync::{Arc, Mutex};

use account_activity::{AppId, UserId, WebhookId};

use super::core::Core;
use super::stream::{End, Streams};
use crate::account::{NewWebhook, ReserveError, SubscribeError, Webhook};
use crate::outbound::{Failure, Outbound};

pub(crate) use webhook_url::UrlFault;

/// The account, the sender of its deliveries, and the connections of its stream. Cheap to clone.
#[derive(Clone, Debug)]
pub(crate) struct Service {
    pub(crate) core: Arc<Core>,
    pub(crate) outbound: Outbound,
    pub(crate) streams: Streams,
    /// Held from an action until its deliveries are queued, so that they keep the order of the
    /// actions. A reset holds it, too.
    pub(crate) order: Arc<Mutex<()>>,
}

/// An error registering a webhook.
#[derive(Debug)]
pub(crate) enum RegisterError {
    Url(UrlFault),
    Limit,
    Duplicate,
    Crc(Failure),
}

impl From<ReserveError> for RegisterError {
    fn from(error: ReserveError) -> Self {
        match error {
            ReserveError::Limit => Self::Limit,
            ReserveError::Duplicate => Self::Duplicate,
        }
    }
}

/// Releases a reserved webhook when dropped, even if the request's future is dropped early. Does
/// nothing after the registration.
struct Reservation<'a> {
    core: &'a Core,
    webhook: WebhookId,
}

impl Drop for Reservation<'_> {
    fn drop(&mut self) {
        self.core.change(|state| state.registry.release(self.webhook));
    }
}

impl Service {
    pub(crate) fn new(core: Arc<Core>, outbound: Outbound, streams: Streams) -> Self {
        Self { core, outbound, streams, order: Arc::default() }
    }

    /// Registers a webhook if it passes a CRC.
    pub(crate) async fn register(&self, new: &NewWebhook<'_>) -> Result<Webhook, RegisterError> {
        let url =
            webhook_url::check(new.url, &self.core.allowed_hosts).map_err(RegisterError::Url)?;
        let core = &*self.core;
        let webhook = core.change(|state| state.registry.reserve(new, &core.limits, core.now()))?;
        let reservation = Reservation { core, webhook };
        let target =
            core.target_of(webhook, new.is_v2, new.app, url).ok_or(RegisterError::Limit)?;
        let at = self.outbound.run_crc(&target).await.map_err(RegisterError::Crc)?;
        let registered = core.change(|state| state.register(reservation.webhook, at));
        self.outbound.watch(webhook, at);
        registered.ok_or(RegisterError::Limit)
    }

    /// Sends a CRC request to a webhook and marks the webhook as valid, or as invalid if the
    /// failure requires it.
    pub(crate) async fn validate(&self, webhook: &Webhook) -> Result<(), Failure> {
        let Some(target) = self.core.target_of_webhook(webhook) else { return Ok(()) };
        match self.outbound.run_crc(&target).await {
            Ok(at) => {
                self.core.change(|state| state.set_valid(webhook.id, at));
                self.outbound.watch(webhook.id, at);
                Ok(())
            }
            Err(failure) => {
                let unvalidated_for = self.core.now().duration_since(webhook.validated_at);
                let unvalidated_for = unvalidated_for.unwrap_or_default();
                if failure.invalidates_on_crc(self.core.tier, unvalidated_for) {
                    self.invalidate(webhook.id);
                }
                Err(failure)
            }
        }
    }

    /// Marks a webhook as invalid, which ends the retries that wait.
    pub(crate) fn invalidate(&self, webhook: WebhookId) {
        self.outbound.end_retries(webhook);
        self.core.change(|state| state.set_invalid(webhook));
    }

    /// Deletes a webhook and its subscriptions.
    pub(crate) fn delete(&self, webhook: WebhookId) {
        self.core.change(|state| state.delete_webhook(webhook));
        self.outbound.forget(webhook);
    }

    pub(crate) fn subscribe(&self, webhook: WebhookId, user: UserId) -> Result<(), SubscribeError> {
        let limits = &self.core.limits;
        self.core.change(|state| state.subscribe(webhook, user, limits))
    }

    /// Ends a subscription and returns whether it existed.
    pub(crate) fn unsubscribe(&self, webhook: WebhookId, user: UserId) -> bool {
        self.core.change(|state| state.unsubscribe(webhook, user))
    }

    /// Invalidates an app's bearer token, given literally or percent-decoded once, and returns it.
    /// The connections of the stream that were opened with it end.
    pub(crate) fn invalidate_bearer(&self, app: AppId, given: &str) -> Option<String> {
        let token = self.core.change(|state| state.invalidate_bearer(app, given))?;
        self.streams.end(Some(app), End::InOrder);
        Some(token)
    }

    /// Revokes a token that the app invalidates, which ends the user's subscriptions by the app.
    /// There is no event, because the user has not revoked the app's access.
    pub(crate) fn invalidate_token(&self, token: &str, app: AppId, user: UserId) {
        self.core.change(|state| state.invalidate_token(token, app, user));
    }
}
