//! The subscriptions of the X Activity API.

mod row;
mod targets;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;

use account_activity::{AppId, SubscriptionId, Timestamp, UserId, WebhookId};
use serde::{Deserialize, Serialize};

pub use row::ActivitySubscription;
pub(crate) use row::NewActivitySubscription;
pub(crate) use targets::ActivityTarget;

use super::limits::Limits;
use super::registry::SubscribeError;
use crate::world::Snowflakes;
use row::Identity;

/// The subscriptions of all apps.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(from = "Stored")]
pub(crate) struct ActivitySubscriptions {
    rows: BTreeMap<SubscriptionId, ActivitySubscription>,
    /// The subscriptions of each identity: one for each app.
    #[serde(skip)]
    by_identity: BTreeMap<Identity, BTreeMap<AppId, SubscriptionId>>,
    #[serde(skip)]
    by_app: BTreeMap<AppId, BTreeSet<SubscriptionId>>,
    /// The subscriptions that expire, the next one first.
    #[serde(skip)]
    expiries: BTreeSet<(Timestamp, SubscriptionId)>,
    ids: Snowflakes,
}

/// The subscriptions as they are stored, without what is derived from them.
#[derive(Deserialize)]
struct Stored {
    rows: BTreeMap<SubscriptionId, ActivitySubscription>,
    ids: Snowflakes,
}

impl From<Stored> for ActivitySubscriptions {
    fn from(stored: Stored) -> Self {
        let mut subscriptions = Self { ids: stored.ids, ..Self::default() };
        for row in stored.rows.into_values() {
            subscriptions.put(row);
        }
        subscriptions
    }
}

impl ActivitySubscriptions {
    /// Creates a subscription, or moves the expiry of the same one. It returns the subscription.
    ///
    /// X's texts disagree on the same subscription again. Here it is a duplicate if it is permanent and
    /// stays so.
    pub(super) fn subscribe(
        &mut self,
        new: NewActivitySubscription,
        limits: &Limits,
        now: Timestamp,
    ) -> Result<&ActivitySubscription, SubscribeError> {
        self.drop_expired(now);
        let identity = Identity::new(&new.kind, &new.filter);
        let known = self.by_identity.get(&identity).and_then(|ids| ids.get(&new.app)).copied();
        let known = known.and_then(|id| self.rows.get(&id));
        let row = match known {
            Some(known) => {
                let expires = known.expires_at.is_some() || new.expires_at.is_some();
                if !expires || known.filter != new.filter {
                    return Err(SubscribeError::Duplicate);
                }
                ActivitySubscription {
                    expires_at: new.expires_at,
                    updated_at: now,
                    ..known.clone()
                }
            }
            None if self.rows.len()
                >= usize::try_from(limits.activity_subscriptions).unwrap_or(usize::MAX) =>
            {
                return Err(SubscribeError::Limit);
            }
            None => ActivitySubscription {
                id: self.ids.next(now),
                app: new.app,
                kind: new.kind,
                filter: new.filter,
                tag: new.tag,
                webhook: new.webhook,
                authorized_by: new.authorized_by,
                created_at: now,
                updated_at: now,
                expires_at: new.expires_at,
            },
        };
        Ok(self.put(row))
    }

    /// Adds a subscription. Replaces the one with its id or, if that has expired, its identity.
    pub(super) fn put(&mut self, row: ActivitySubscription) -> &ActivitySubscription {
        let id = row.id;
        self.delete(id);
        self.ids.pass(id.get());
        let identity = Identity::new(&row.kind, &row.filter);
        let ids = self.by_identity.get(&identity);
        if let Some(expired) = ids.and_then(|ids| ids.get(&row.app)).copied() {
            self.delete(expired);
        }
        self.by_identity.entry(identity).or_default().insert(row.app, id);
        self.by_app.entry(row.app).or_default().insert(id);
        self.expiries.extend(row.expires_at.map(|end| (end, id)));
        self.rows.entry(id).or_insert(row)
    }

    pub(super) fn delete(&mut self, id: SubscriptionId) -> Option<ActivitySubscription> {
        let row = self.rows.remove(&id)?;
        let identity = Identity::new(&row.kind, &row.filter);
        if let Some(ids) = self.by_identity.get_mut(&identity) {
            ids.remove(&row.app);
            if ids.is_empty() {
                self.by_identity.remove(&identity);
            }
        }
        if let Some(ids) = self.by_app.get_mut(&row.app) {
            ids.remove(&id);
        }
        if let Some(end) = row.expires_at {
            self.expiries.remove(&(end, id));
        }
        Some(row)
    }

    pub(super) fn drop_expired(&mut self, now: Timestamp) {
        while let Some((_, id)) = self.expiries.first().copied().filter(|(end, _)| *end <= now) {
            self.delete(id);
        }
    }

    /// Deletes the subscriptions that a user's token created.
    pub(super) fn end_authorization(&mut self, app: AppId, user: UserId) {
        self.delete_all(|row| row.app == app && row.authorized_by == Some(user));
    }

    /// Deletes the subscriptions of apps other than these.
    pub(crate) fn retain_apps(&mut self, apps: &[AppId]) {
        self.delete_all(|row| !apps.contains(&row.app));
    }

    fn delete_all(&mut self, is_gone: impl Fn(&ActivitySubscription) -> bool) {
        let gone: Vec<_> = self.rows.values().filter(|it| is_gone(it)).map(|it| it.id).collect();
        for id in gone {
            self.delete(id);
        }
    }

    /// Resets the subscriptions of a webhook that is gone to the stream.
    pub(crate) fn forget_webhook(&mut self, webhook: WebhookId) {
        let own = self.rows.values_mut().filter(|row| row.webhook == Some(webhook));
        own.for_each(|row| row.webhook = None);
    }

    /// Continues the ids of others, so that no id is used twice.
    pub(super) fn continue_ids(&mut self, other: &Self) {
        self.ids = other.ids.clone();
    }

    /// Returns the subscriptions that have not expired, by id.
    pub(crate) fn all(&self, now: Timestamp) -> impl Iterator<Item = &ActivitySubscription> {
        self.rows.values().filter(move |row| row.is_current(now))
    }

    /// Returns the subscriptions of an app that have not expired, by id.
    pub(crate) fn of_app(
        &self,
        app: AppId,
        now: Timestamp,
    ) -> impl Iterator<Item = &ActivitySubscription> {
        self.after(app, SubscriptionId::new(0), now)
    }

    /// Returns those of them with ids above one.
    pub(crate) fn after(
        &self,
        app: AppId,
        id: SubscriptionId,
        now: Timestamp,
    ) -> impl Iterator<Item = &ActivitySubscription> {
        let ids = self.by_app.get(&app).into_iter();
        let later = ids.flat_map(move |ids| ids.range((Bound::Excluded(id), Bound::Unbounded)));
        later.filter_map(|id| self.rows.get(id)).filter(move |row| row.is_current(now))
    }

    /// Returns how many subscriptions an app has. Those that expired since the last change count.
    pub(crate) fn total(&self, app: AppId) -> usize {
        self.by_app.get(&app).map_or(0, BTreeSet::len)
    }

    /// Returns a subscription of any app, unless it has expired.
    pub(crate) fn get_any(
        &self,
        id: SubscriptionId,
        now: Timestamp,
    ) -> Option<&ActivitySubscription> {
        self.rows.get(&id).filter(|row| row.is_current(now))
    }

    pub(crate) fn get(
        &self,
        app: AppId,
        id: SubscriptionId,
        now: Timestamp,
    ) -> Option<&ActivitySubscription> {
        self.get_any(id, now).filter(|row| row.app == app)
    }
}
