//! The subscriptions of the X Activity API.

use account_activity::{AppId, SubscriptionId, Timestamp, WebhookId};

use super::State;
use crate::account::activity_subscriptions::{
    ActivitySubscription, ActivityTarget, NewActivitySubscription,
};
use crate::account::change::Change;
use crate::account::limits::Limits;
use crate::account::registry::SubscribeError;
use crate::world::ActivityNotice;

impl State {
    /// Creates a subscription of the X Activity API, or moves the expiry of the same one.
    pub(crate) fn subscribe_to_activity(
        &mut self,
        new: NewActivitySubscription,
        limits: &Limits,
        at: Timestamp,
    ) -> Result<ActivitySubscription, SubscribeError> {
        let row = self.activity.subscribe(new, limits, at)?.clone();
        self.record(&Change::ActivitySubscription(row.clone()));
        Ok(row)
    }

    /// Changes the webhook of a subscription, and its tag unless there is none. Without a webhook the
    /// subscription is for the stream alone.
    pub(crate) fn update_activity_subscription(
        &mut self,
        (app, id): (AppId, SubscriptionId),
        webhook: Option<WebhookId>,
        tag: Option<String>,
        at: Timestamp,
    ) -> Option<ActivitySubscription> {
        let mut row = self.activity.get(app, id, at)?.clone();
        (row.webhook, row.updated_at) = (webhook, at);
        row.tag = tag.or(row.tag);
        self.activity.put(row.clone());
        self.record(&Change::ActivitySubscription(row.clone()));
        Some(row)
    }

    pub(crate) fn delete_activity_subscription(
        &mut self,
        app: AppId,
        id: SubscriptionId,
        at: Timestamp,
    ) -> Option<()> {
        self.activity.drop_expired(at);
        self.activity.get(app, id, at)?;
        self.activity.delete(id);
        self.record(&Change::DeleteActivitySubscription(id));
        Some(())
    }

    /// Returns the subscriptions that get an event. A revocation ends subscriptions, so its targets are
    /// to be found before.
    pub(crate) fn activity_targets(
        &self,
        notice: &ActivityNotice,
        now: Timestamp,
    ) -> Vec<ActivityTarget> {
        self.activity.targets(notice, now)
    }
}
