//! The webhooks and the subscriptions.

use std::collections::{BTreeMap, BTreeSet};

use account_activity::{AppId, Timestamp, UserId, WebhookId};
use serde::{Deserialize, Serialize};

use super::limits::Limits;
use crate::world::Snowflakes;

/// The webhooks of the account and their subscriptions.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(from = "Stored")]
pub(crate) struct Registry {
    webhooks: BTreeMap<WebhookId, Webhook>,
    /// Webhooks whose first CRC is in progress: they count against the limit, but do not exist yet.
    #[serde(skip)]
    reserved: BTreeMap<WebhookId, Webhook>,
    subscriptions: BTreeSet<(WebhookId, UserId)>,
    /// The webhooks of each subscribed user.
    #[serde(skip)]
    subscribers: BTreeMap<UserId, BTreeSet<WebhookId>>,
    ids: Snowflakes,
}

/// The registry as it is stored, without what is derived from it.
#[derive(Deserialize)]
struct Stored {
    webhooks: BTreeMap<WebhookId, Webhook>,
    subscriptions: BTreeSet<(WebhookId, UserId)>,
    ids: Snowflakes,
}

impl From<Stored> for Registry {
    fn from(stored: Stored) -> Self {
        let Stored { webhooks, subscriptions, ids } = stored;
        let mut registry = Self { webhooks, ids, ..Self::default() };
        for (webhook, user) in subscriptions {
            registry.insert(webhook, user);
        }
        registry
    }
}

/// A webhook of the emulator.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Webhook {
    /// The webhook's id.
    pub id: WebhookId,
    /// The app that registered it.
    pub app: AppId,
    /// Whether it was registered by v2, for the X Activity API and, on the tiers of v2, for the Account
    /// Activity API. The endpoints of v1.1 do not show it, and those of v2 show no other.
    #[serde(default)]
    pub is_v2: bool,
    /// The environment. `None` if it was not registered by Premium.
    pub environment: Option<String>,
    /// The URL as it was registered.
    pub url: String,
    /// Whether deliveries are sent. A failed CRC makes it false, a passed one true.
    pub valid: bool,
    /// The time of the registration.
    pub created_at: Timestamp,
    /// The time of the last passed CRC.
    pub validated_at: Timestamp,
}

/// A user's subscription to a webhook.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Subscription {
    /// The webhook.
    pub webhook: WebhookId,
    /// The user.
    pub user: UserId,
}

/// An error reserving a place for a webhook.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum ReserveError {
    /// The account or the environment has reached its limit of webhooks.
    Limit,
    /// The app has already registered the URL, and the tier does not allow it twice.
    Duplicate,
}

/// An error subscribing a user.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum SubscribeError {
    Duplicate,
    Limit,
}

impl Registry {
    /// Reserves a place for a webhook during its first CRC.
    pub(crate) fn reserve(
        &mut self,
        new: &NewWebhook<'_>,
        limits: &Limits,
        now: Timestamp,
    ) -> Result<WebhookId, ReserveError> {
        let all = || {
            let all = self.webhooks.values().chain(self.reserved.values());
            all.filter(|webhook| webhook.is_v2 == new.is_v2)
        };
        let environment = new.environment.map(str::to_owned);
        let is_taken = environment.is_some() && all().any(|it| it.environment == environment);
        if is_taken || all().count() >= usize::try_from(limits.webhooks).unwrap_or(usize::MAX) {
            return Err(ReserveError::Limit);
        }
        let is_known = all().any(|it| it.app == new.app && it.url == new.url);
        if new.is_unique && is_known {
            return Err(ReserveError::Duplicate);
        }
        let id = self.ids.next(now);
        let webhook = Webhook {
            id,
            app: new.app,
            is_v2: new.is_v2,
            environment,
            url: new.url.to_owned(),
            valid: true,
            created_at: now,
            validated_at: now,
        };
        self.reserved.insert(id, webhook);
        Ok(id)
    }

    /// Registers a reserved webhook that has passed its CRC.
    pub(crate) fn confirm(&mut self, id: WebhookId, now: Timestamp) -> Option<Webhook> {
        let mut webhook = self.reserved.remove(&id)?;
        (webhook.created_at, webhook.validated_at) = (now, now);
        self.webhooks.insert(id, webhook.clone());
        Some(webhook)
    }

    /// Adds or replaces a webhook of the file.
    pub(super) fn put(&mut self, webhook: Webhook) {
        self.ids.pass(webhook.id);
        self.webhooks.insert(webhook.id, webhook);
    }

    /// Releases a reserved place. Does nothing if the webhook was confirmed.
    pub(crate) fn release(&mut self, id: WebhookId) {
        self.reserved.remove(&id);
    }

    /// Makes every webhook one of v2, on a tier of v2.
    pub(crate) fn move_to_v2(&mut self) {
        self.webhooks.values_mut().for_each(|webhook| webhook.is_v2 = true);
    }

    pub(crate) fn webhooks(&self) -> impl Iterator<Item = &Webhook> {
        self.webhooks.values()
    }

    pub(crate) fn webhook(&self, id: WebhookId) -> Option<&Webhook> {
        self.webhooks.get(&id)
    }

    /// Records a passed CRC.
    pub(crate) fn set_valid(&mut self, id: WebhookId, validated_at: Timestamp) {
        if let Some(webhook) = self.webhooks.get_mut(&id) {
            (webhook.valid, webhook.validated_at) = (true, validated_at);
        }
    }

    pub(crate) fn set_invalid(&mut self, id: WebhookId) {
        if let Some(webhook) = self.webhooks.get_mut(&id) {
            webhook.valid = false;
        }
    }

    /// Deletes a webhook and its subscriptions.
    pub(crate) fn delete(&mut self, id: WebhookId) {
        self.webhooks.remove(&id);
        let users: Vec<_> = self.users_of(id).collect();
        for user in users {
            self.unsubscribe(id, user);
        }
    }

    /// Deletes the webhooks that a function does not keep, with their subscriptions, and returns
    /// them.
    pub(crate) fn retain(&mut self, is_kept: impl Fn(&Webhook) -> bool) -> Vec<Webhook> {
        let gone: Vec<_> = self.webhooks.values().filter(|it| !is_kept(it)).cloned().collect();
        for webhook in &gone {
            self.delete(webhook.id);
        }
        gone
    }

    /// Continues the ids of another registry, so that no id is used twice.
    pub(crate) fn continue_ids(&mut self, other: &Self) {
        self.ids = other.ids.clone();
    }

    pub(crate) fn subscribe(
        &mut self,
        webhook: WebhookId,
        user: UserId,
        limits: &Limits,
    ) -> Result<(), SubscribeError> {
        if self.is_subscribed(webhook, user) {
            return Err(SubscribeError::Duplicate);
        }
        let is_new = !self.subscribers.contains_key(&user);
        if is_new
            && self.subscribers() >= usize::try_from(limits.subscriptions).unwrap_or(usize::MAX)
        {
            return Err(SubscribeError::Limit);
        }
        self.insert(webhook, user);
        Ok(())
    }

    pub(super) fn insert(&mut self, webhook: WebhookId, user: UserId) {
        self.subscriptions.insert((webhook, user));
        self.subscribers.entry(user).or_default().insert(webhook);
    }

    /// Ends a subscription and returns whether it existed.
    pub(crate) fn unsubscribe(&mut self, webhook: WebhookId, user: UserId) -> bool {
        if let Some(webhooks) = self.subscribers.get_mut(&user) {
            webhooks.remove(&webhook);
            if webhooks.is_empty() {
                self.subscribers.remove(&user);
            }
        }
        self.subscriptions.remove(&(webhook, user))
    }

    /// Ends all subscriptions of a user to webhooks of an app, and returns the ids of those
    /// webhooks.
    pub(crate) fn unsubscribe_from_app(&mut self, app: AppId, user: UserId) -> Vec<WebhookId> {
        let ended = self.subscribed_to(user).filter(|webhook| webhook.app == app);
        let ended: Vec<_> = ended.map(|webhook| webhook.id).collect();
        for webhook in &ended {
            self.unsubscribe(*webhook, user);
        }
        ended
    }

    pub(crate) fn is_subscribed(&self, webhook: WebhookId, user: UserId) -> bool {
        self.subscriptions.contains(&(webhook, user))
    }

    pub(crate) fn subscribed_to(&self, user: UserId) -> impl Iterator<Item = &Webhook> {
        let webhooks = self.subscribers.get(&user).into_iter().flatten();
        webhooks.filter_map(|webhook| self.webhooks.get(webhook))
    }

    pub(crate) fn subscriptions(&self) -> impl Iterator<Item = Subscription> {
        self.subscriptions
            .iter()
            .map(|(webhook, user)| Subscription { webhook: *webhook, user: *user })
    }

    /// Returns the users who are subscribed to a webhook.
    pub(crate) fn users_of(&self, webhook: WebhookId) -> impl Iterator<Item = UserId> {
        let all = self.subscriptions.range((webhook, UserId::new(0))..);
        all.take_while(move |(of, _)| *of == webhook).map(|(_, user)| *user)
    }

    /// Returns the number of subscribed users, each counted once.
    pub(crate) fn subscribers(&self) -> usize {
        self.subscribers.len()
    }
}

/// A webhook to register.
#[derive(Clone, Copy, Debug)]
pub(crate) struct NewWebhook<'a> {
    pub(crate) app: AppId,
    pub(crate) is_v2: bool,
    pub(crate) environment: Option<&'a str>,
    pub(crate) url: &'a str,
    /// Whether the tier forbids the app to register a URL twice.
    pub(crate) is_unique: bool,
}
