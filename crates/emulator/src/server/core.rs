//! The state that the endpoints, the deliveries and the handle share.

use std::net::IpAddr;
use std::ops::Deref;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use account_activity::client::{Endpoint, EndpointGroup};
use account_activity::{AppId, SubscriptionId, Tier, Timestamp, UserId, WebhookId};
use tokio::sync::Notify;
use url::Url;

use super::record::RequestRecord;
use crate::account::{
    Apps, Limits, Nonces, RateLimits, Registered, State, Store, StoreError, Usage, Webhook,
};
use crate::clock::Clock;
use crate::fault::FaultRule;
use crate::outbound::{CrcRecord, DeliveryRecord, Failure, Log, RetrySchedule, Target, Webhooks};

/// The account: its configuration, and its state behind locks that are never held across an
/// `await`.
#[derive(Debug)]
pub(crate) struct Core {
    pub(crate) tier: Tier,
    pub(crate) account_name: String,
    pub(crate) limits: Limits,
    pub(crate) apps: Apps,
    pub(crate) seed: u64,
    /// Whether the control API is served.
    pub(crate) control: bool,
    /// The addresses that the emulator listens on.
    pub(crate) addresses: Vec<IpAddr>,
    /// Names of hosts of a private network, in lower case.
    pub(crate) allowed_hosts: Vec<String>,
    pub(crate) clock: Clock,
    pub(crate) retries: Option<RetrySchedule>,
    pub(crate) crc_interval: Option<Duration>,
    pub(crate) nonces: Mutex<Nonces>,
    pub(crate) rate_limits: Mutex<RateLimits>,
    pub(crate) usage: Mutex<Usage>,
    pub(crate) state: Mutex<State>,
    /// The state to which a reset returns: that of the start.
    pub(crate) initial: State,
    /// The faults of the start.
    pub(crate) initial_faults: Vec<FaultRule>,
    pub(crate) requests: Log<RequestRecord>,
    /// Locked before the state, while its changes are written.
    pub(crate) store: Option<Mutex<Store>>,
    pub(crate) changed: Notify,
}

/// Read access to the state.
pub(crate) struct StateGuard<'a>(MutexGuard<'a, State>);

impl Deref for StateGuard<'_> {
    type Target = State;

    fn deref(&self) -> &State {
        &self.0
    }
}

/// Locks a mutex, even if a thread panicked while it held the lock.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Core {
    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Locks the state for reading. Must not be held for long.
    pub(crate) fn state(&self) -> StateGuard<'_> {
        StateGuard(lock(&self.state))
    }

    /// Changes the state.
    pub(crate) fn change<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        let outcome = change(&mut lock(&self.state));
        self.changed.notify_one();
        outcome
    }

    pub(crate) fn app(&self, id: AppId) -> Option<&Registered> {
        self.apps.iter().find(|app| app.id == id)
    }

    pub(crate) fn app_with_key(&self, consumer_key: &str) -> Option<&Registered> {
        self.apps.iter().find(|app| app.consumer_key == consumer_key)
    }

    pub(crate) fn app_with_client_id(&self, client_id: &str) -> Option<&Registered> {
        self.apps.iter().find(|app| app.client_id == client_id)
    }

    /// Returns whether a text is a secret of an app, of a token or of a sign-in, or is two of them,
    /// joined as in a signature with the method PLAINTEXT. Such a text is not logged.
    pub(crate) fn has_secret(&self, text: &str) -> bool {
        let state = self.state();
        let mut parts = text.split('&').map(str::trim).filter(|part| !part.is_empty());
        parts.any(|part| {
            self.apps.iter().any(|app| app.has_secret(part))
                || state.tokens.has_secret(part)
                || state.sign_ins.has_secret(part)
                || state.authorizations.has_secret(part)
        })
    }

    /// Returns the app of an environment. Names are case-sensitive.
    pub(crate) fn environment(&self, name: &str) -> Option<&Registered> {
        self.apps.iter().find(|app| app.environments.iter().any(|own| own == name))
    }

    /// Returns whether an app may use an endpoint. The tier of the account decides which endpoints of
    /// the Account Activity API there are. Those of the X Activity API and its webhooks are always there.
    pub(crate) fn has_access(&self, app: AppId, endpoint: Endpoint) -> bool {
        let of_tier = match self.tier {
            Tier::Sandbox | Tier::Premium => EndpointGroup::Premium,
            Tier::Enterprise => EndpointGroup::Enterprise,
            _ => EndpointGroup::V2,
        };
        let is_there = match endpoint.group() {
            EndpointGroup::OAuth => return true,
            EndpointGroup::XActivity => true,
            group => group == of_tier || endpoint.path().starts_with("/2/webhooks"),
        };
        is_there && self.app(app).is_some_and(|app| app.has_access)
    }

    /// Returns whether the account has what X offers to Enterprise and Partner accounts only.
    pub(crate) const fn is_enterprise(&self) -> bool {
        matches!(self.tier, Tier::Enterprise | Tier::V2Enterprise | Tier::V2Partner)
    }

    /// Returns the target of CRC requests and deliveries to a webhook, whether or not it is valid.
    pub(crate) fn target_of(&self, webhook: WebhookId, app: AppId, url: Url) -> Option<Target> {
        let mut target = Target::new(webhook, url, self.app(app)?.secrets(), self.tier);
        if let Some(retries) = &self.retries {
            target.retries = retries.clone();
        }
        if let Some(interval) = self.crc_interval {
            target.crc_interval = interval;
        }
        Some(target)
    }

    /// Returns the target of a registered webhook.
    pub(crate) fn target_of_webhook(&self, webhook: &Webhook) -> Option<Target> {
        self.target_of(webhook.id, webhook.app, Url::parse(&webhook.url).ok()?)
    }

    /// Writes the changes of the state to the store. The write completes even if the caller
    /// drops the future.
    pub(crate) async fn save(self: &Arc<Self>) -> Result<(), StoreError> {
        if self.store.is_none() {
            return Ok(());
        }
        let core = Arc::clone(self);
        match tokio::task::spawn_blocking(move || core.write()).await {
            Ok(written) => written,
            // The runtime is shutting down and has not started the write.
            Err(_) => self.write(),
        }
    }

    /// Like [`save`](Self::save), on the current thread.
    pub(crate) fn write(&self) -> Result<(), StoreError> {
        let Some(store) = &self.store else { return Ok(()) };
        let mut store = lock(store);
        let due = store.due(&mut lock(&self.state));
        store.write(due).inspect_err(|_| lock(&self.state).journal.lose())
    }

    /// Writes the whole state if the store has changes beside it, and unlocks the file. A later start
    /// then has no change to make again.
    pub(crate) fn close(&self) -> Result<(), StoreError> {
        let Some(store) = &self.store else { return Ok(()) };
        if lock(store).has_changes() {
            lock(&self.state).journal.lose();
        }
        let written = self.write();
        lock(store).close();
        written
    }
}

impl Webhooks for Core {
    fn target(&self, webhook: WebhookId) -> Option<Target> {
        let webhook = self.state().registry.webhook(webhook).filter(|it| it.valid).cloned();
        self.target_of_webhook(&webhook?)
    }

    fn is_subscribed(&self, webhook: WebhookId, user: UserId) -> bool {
        self.state().registry.is_subscribed(webhook, user)
    }

    fn has_subscription(&self, webhook: WebhookId, subscription: SubscriptionId) -> bool {
        let state = self.state();
        let row = state.activity.get_any(subscription, self.now());
        row.is_some_and(|row| row.webhook == Some(webhook))
    }

    fn invalidate(&self, webhook: WebhookId, failure: &Failure) {
        tracing::warn!(%webhook, %failure, "webhook is invalid until it passes a CRC");
        self.change(|state| state.set_invalid(webhook));
    }

    fn validated(&self, webhook: WebhookId, at: Timestamp) {
        self.change(|state| state.set_valid(webhook, at));
    }

    fn attempted(&self, record: &DeliveryRecord) {
        let kinds = record.kinds.iter().map(ToString::to_string);
        let kinds: Vec<_> =
            kinds.chain(record.activity.as_ref().map(ToString::to_string)).collect();
        tracing::info!(
            webhook = %record.webhook,
            for_user = record.for_user.map(tracing::field::display),
            kinds = kinds.join(","),
            attempt = record.attempt,
            outcome = %record.outcome,
            milliseconds = record.latency_ms,
            next_attempt = record.next_attempt.map(tracing::field::display),
            "delivery"
        );
    }

    fn crc_attempted(&self, record: &CrcRecord) {
        tracing::info!(
            webhook = %record.webhook,
            outcome = record.failure.as_ref().map_or_else(|| "passed".to_owned(), Failure::to_string),
            milliseconds = record.latency_ms,
            "CRC"
        );
    }
}
