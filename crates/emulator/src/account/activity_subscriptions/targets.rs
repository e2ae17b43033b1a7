//! The subscriptions that get an event.

use std::collections::BTreeSet;

use account_activity::xaa::Filter;
use account_activity::{AppId, SubscriptionId, Timestamp, WebhookId};

use super::ActivitySubscriptions;
use super::row::{ActivitySubscription, Identity};
use crate::world::{ActivityNotice, Subject};

/// A subscription that gets an event.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct ActivityTarget {
    /// The subscription. `None` for a revocation, which needs none.
    pub(crate) subscription: Option<SubscriptionId>,
    pub(crate) app: AppId,
    /// The webhook, which may be invalid. `None` for the stream alone.
    pub(crate) webhook: Option<WebhookId>,
    /// The filter as deliveries have it: without qualifiers.
    pub(crate) filter: Filter,
    pub(crate) tag: Option<String>,
}

impl ActivitySubscription {
    /// Returns whether it gets an event of its kind and subject. Without a direction it gets those of
    /// both, and an event that has both once.
    fn takes(&self, notice: &ActivityNotice) -> bool {
        match (&self.filter.direction, &notice.direction) {
            (Some(wanted), Some(direction)) => wanted == direction,
            (None, _) => !notice.is_repeated,
            (Some(_), None) => true,
        }
    }

    fn target(&self) -> ActivityTarget {
        let mut filter = self.filter.clone();
        filter.qualifiers = None;
        ActivityTarget {
            subscription: Some(self.id),
            app: self.app,
            webhook: self.webhook,
            filter,
            tag: self.tag.clone(),
        }
    }
}

impl ActivitySubscriptions {
    /// Returns the subscriptions that get an event.
    pub(in crate::account) fn targets(
        &self,
        notice: &ActivityNotice,
        now: Timestamp,
    ) -> Vec<ActivityTarget> {
        if let Subject::Revocation { app, .. } = notice.subject {
            return self.targets_of_revocation(app, now);
        }
        let ids = Identity::of(notice).and_then(|identity| self.by_identity.get(&identity));
        let rows = ids.into_iter().flatten().filter_map(|(_, id)| self.rows.get(id));
        let rows = rows.filter(|row| row.is_current(now) && row.takes(notice));
        rows.map(ActivitySubscription::target).collect()
    }

    /// Returns each webhook of an app's subscriptions, or the stream if they have none. X does not say
    /// where it delivers a revocation.
    fn targets_of_revocation(&self, app: AppId, now: Timestamp) -> Vec<ActivityTarget> {
        let mut webhooks: BTreeSet<_> = self.of_app(app, now).map(|row| row.webhook).collect();
        if webhooks.len() > 1 {
            webhooks.remove(&None);
        }
        if webhooks.is_empty() {
            webhooks.insert(None);
        }
        let target = |webhook| ActivityTarget {
            subscription: None,
            app,
            webhook,
            filter: Filter::new(),
            tag: None,
        };
        webhooks.into_iter().map(target).collect()
    }
}

#[cfg(test)]
mod tests {
    use account_activity::UserId;
    use account_activity::xaa::{Direction, EventKind};
    use serde_json::json;

    use super::*;
    use crate::account::limits::Limits;
    use crate::account::{NewActivitySubscription, State};
    use crate::world::{Action, WorldUser};

    const APP: AppId = AppId::new(7);

    fn state() -> (State, [UserId; 2]) {
        let mut state = State::new(0);
        let users = ["ada", "bob"].map(|name| state.world.add_user(WorldUser::new(name)).unwrap());
        (state, users)
    }

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_millis(1_767_225_600_000 + 1000 * seconds)
    }

    fn subscribe(state: &mut State, kind: EventKind, filter: &serde_json::Value, webhook: u64) {
        let new = NewActivitySubscription {
            app: APP,
            kind,
            filter: serde_json::from_value(filter.clone()).unwrap(),
            tag: Some("tagged".to_owned()),
            webhook: (webhook > 0).then(|| WebhookId::new(webhook)),
            authorized_by: None,
            expires_at: Some(at(60)),
        };
        let limits = Limits::of(account_activity::Tier::V2Partner);
        state.subscribe_to_activity(new, &limits, at(0)).unwrap();
    }

    /// Performs an action and returns the direction of each event that the subscriptions get.
    fn told(state: &mut State, action: Action, now: Timestamp) -> Vec<Option<Direction>> {
        let performed = state.world.perform(action, at(0)).unwrap();
        let notices = performed.activities.into_iter();
        let told = notices.flat_map(|notice| {
            let targets = state.activity_targets(&notice, now).into_iter();
            targets.map(move |_| notice.direction.clone())
        });
        told.collect()
    }

    #[test]
    fn a_direction_selects_and_a_like_of_an_own_post_is_told_once() {
        let (inbound, outbound) = (Some(Direction::Inbound), Some(Direction::Outbound));
        for (direction, of_others, of_own, by_self) in [
            (json!(null), vec![inbound.clone()], vec![outbound.clone()], vec![outbound.clone()]),
            (json!("inbound"), vec![inbound.clone()], vec![], vec![inbound.clone()]),
            (json!("outbound"), vec![], vec![outbound.clone()], vec![outbound.clone()]),
        ] {
            let (mut state, [ada, _]) = state();
            let mut filter = json!({"user_id": ada, "qualifiers": {"post_id": "1"}});
            if direction.is_string() {
                filter["direction"] = direction;
            }
            subscribe(&mut state, EventKind::LikeCreate, &filter, 1);
            let mut post = |user: &str| {
                let posted = state.world.perform(Action::post(user, "Tea?"), at(0)).unwrap();
                posted.tweet().unwrap()
            };
            let (own, other) = (post("ada"), post("bob"));
            assert_eq!(told(&mut state, Action::like("bob", own), at(0)), of_others);
            assert_eq!(told(&mut state, Action::like("ada", other), at(0)), of_own);
            assert_eq!(told(&mut state, Action::like("ada", own), at(0)), by_self);
        }
    }

    #[test]
    fn a_target_has_the_filter_of_deliveries_until_the_subscription_ends() {
        let (mut state, [ada, bob]) = state();
        let filter = json!({"user_id": ada, "qualifiers": {"post_id": "1"}});
        subscribe(&mut state, EventKind::FollowFollow, &filter, 1);
        subscribe(&mut state, EventKind::FollowFollow, &json!({"user_id": bob}), 0);
        subscribe(&mut state, EventKind::FollowUnfollow, &json!({"user_id": ada}), 1);
        let performed = state.world.perform(Action::follow("ada", "bob"), at(0)).unwrap();
        let [by_ada, of_bob] = &performed.activities[..] else { panic!() };
        let targets = state.activity_targets(by_ada, at(59));
        let [target] = &targets[..] else { panic!("{targets:?}") };
        assert_eq!(json!(target.filter), json!({"user_id": ada}));
        assert_eq!((target.app, target.webhook), (APP, Some(WebhookId::new(1))));
        assert_eq!(target.tag.as_deref(), Some("tagged"));
        assert_eq!(state.activity_targets(of_bob, at(59))[0].webhook, None);
        assert!(state.activity_targets(by_ada, at(60)).is_empty());
    }

    #[test]
    fn a_revocation_goes_to_each_webhook_of_the_app_once() {
        let (mut state, [ada, bob]) = state();
        let revoked = |state: &State| {
            let mut world = state.world.clone();
            let action = Action::Revoke { user: "ada".into(), app: Some(APP) };
            let performed = world.perform(action, at(0)).unwrap();
            let targets = state.activity_targets(&performed.activities[0], at(0));
            assert!(targets.iter().all(|it| it.subscription.is_none() && it.app == APP));
            targets.into_iter().map(|it| it.webhook).collect::<Vec<_>>()
        };
        state.world.add_app(account_activity::model::App::new(APP));
        assert_eq!(revoked(&state), [None]);
        subscribe(&mut state, EventKind::PostCreate, &json!({"user_id": ada}), 0);
        assert_eq!(revoked(&state), [None]);
        subscribe(&mut state, EventKind::PostCreate, &json!({"user_id": bob}), 2);
        subscribe(&mut state, EventKind::PostDelete, &json!({"user_id": bob}), 2);
        subscribe(&mut state, EventKind::ProfileUpdateBio, &json!({"user_id": bob}), 1);
        assert_eq!(revoked(&state), [Some(WebhookId::new(1)), Some(WebhookId::new(2))]);
    }
}
