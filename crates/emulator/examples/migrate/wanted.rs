//! The subscriptions that take the place of those of the Account Activity API.

use std::collections::BTreeSet;

use account_activity::client::xaa::{DeliverTo, NewSubscription, SubscriptionFilter, Wanted};
use account_activity::xaa::EventKind;
use account_activity::{UserId, UserToken, WebhookId};

/// Returns the kinds that replace kinds of the Account Activity API, and the encrypted messages: X
/// delivers a Direct Message as one or the other. A revocation needs no subscription.
pub(crate) fn kinds() -> Vec<EventKind> {
    let replacing = EventKind::ALL.iter().filter(|kind| kind.replaces().is_some());
    let replacing = replacing.filter(|kind| **kind != EventKind::OauthRevoke).cloned();
    replacing.chain([EventKind::ChatReceived, EventKind::ChatSent]).collect()
}

/// Returns the scopes of these kinds. The sign-in needs `users.read`, and a refresh token
/// `offline.access`.
pub(crate) fn scopes(kinds: &[EventKind]) -> Vec<&'static str> {
    let scopes = kinds.iter().filter_map(EventKind::scope);
    scopes.chain(["offline.access", "users.read"]).collect::<BTreeSet<_>>().into_iter().collect()
}

/// Returns a subscription for each kind of a user's events.
pub(crate) fn wanted(
    kinds: &[EventKind],
    webhook: WebhookId,
    user: UserId,
    token: &UserToken,
) -> Vec<Wanted> {
    let of = |kind: &EventKind| {
        let filter = SubscriptionFilter::user(user);
        NewSubscription::new(kind.clone(), filter, DeliverTo::Webhook(webhook)).tag("bot")
    };
    kinds.iter().map(|kind| Wanted::new(of(kind)).user(token.clone())).collect()
}
