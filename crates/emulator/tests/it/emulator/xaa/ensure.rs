//! The SDK's client ensures subscriptions.

use std::time::Duration;

use account_activity::client::xaa::{
    DeliverTo, EnsureOutcome, NewSubscription, SubscriptionFilter, Wanted,
};
use account_activity::xaa::{Direction, EventKind};
use account_activity::{Client, Tier, UserId, WebhookId};
use account_activity_emulator::{Clock, Emulator, Fault, FaultRule};

use super::super::raw::Raw;
use super::super::{START, still};
use super::{registered, user, with_webhook};

fn client(emulator: &Emulator) -> Client {
    let client = Client::builder(emulator.credentials().app()).base_url(emulator.base_url());
    client.clock(emulator.clock().clone()).build().unwrap()
}

/// The kinds that take the place of the Account Activity API.
fn parity(raw: &Raw, name: &str, webhook: &str) -> Vec<Wanted> {
    let kinds = EventKind::ALL.iter().filter(|kind| kind.replaces().is_some());
    let kinds = kinds.filter(|kind| **kind != EventKind::OauthRevoke);
    let deliver_to = DeliverTo::Webhook(webhook.parse::<WebhookId>().unwrap());
    let filter = SubscriptionFilter::user(user(raw, name));
    let new = |kind: &EventKind| NewSubscription::new(kind.clone(), filter.clone(), deliver_to);
    kinds.map(|kind| Wanted::new(new(kind).tag("mirror")).user(raw.token(name))).collect()
}

#[tokio::test]
async fn what_is_wanted_is_created_once() {
    let (emulator, raw, _bot, webhook) = with_webhook(Tier::V2PayPerUse).await;
    let client = client(&emulator);
    let wanted: Vec<_> =
        ["ada", "bob", "cleo"].iter().flat_map(|name| parity(&raw, name, &webhook)).collect();
    let ensured = client.xaa().ensure_subscriptions(&wanted).await.unwrap();
    assert_eq!(ensured.problems().count(), 0, "{ensured}");
    assert!(ensured.rows.iter().all(|row| matches!(row.outcome, EnsureOutcome::Created)));
    let rows = emulator.activity_subscriptions();
    assert_eq!(rows.len(), wanted.len());
    assert!(rows.iter().all(|row| row.webhook.is_some_and(|id| id.to_string() == webhook)));
    let requests = emulator.requests().len();
    let again = client.xaa().ensure_subscriptions(&wanted).await.unwrap();
    assert!(again.rows.iter().all(|row| matches!(row.outcome, EnsureOutcome::Kept)), "{again}");
    assert_eq!(
        (emulator.activity_subscriptions(), emulator.requests().len()),
        (rows, requests + 1)
    );
}

/// The direction is not part of the identity, so the old one is deleted first.
#[tokio::test]
async fn another_direction_replaces_the_subscription() {
    let (emulator, raw, _bot, webhook) = with_webhook(Tier::V2PayPerUse).await;
    let client = client(&emulator);
    let deliver_to = DeliverTo::Webhook(webhook.parse::<WebhookId>().unwrap());
    let wanted = |direction| {
        let filter = SubscriptionFilter::user(user(&raw, "ada")).direction(direction);
        let new = NewSubscription::new(EventKind::LikeCreate, filter, deliver_to);
        [Wanted::new(new.tag("likes")).user(raw.token("ada"))]
    };
    let created = client.xaa().ensure_subscriptions(&wanted(Direction::Inbound)).await.unwrap();
    assert_eq!(created.problems().count(), 0, "{created}");
    // The deletion of one fails, and the client uses the other request.
    emulator.faults().add(FaultRule::always(Fault::DeleteUnavailable));
    let outbound = wanted(Direction::Outbound);
    let ensured = emulator.clock().skip_waits(client.xaa().ensure_subscriptions(&outbound)).await;
    let ensured = ensured.unwrap();
    assert!(matches!(ensured.rows[0].outcome, EnsureOutcome::Replaced { .. }), "{ensured}");
    let rows = emulator.activity_subscriptions();
    assert_eq!((rows.len(), &rows[0].filter.direction), (1, &Some(Direction::Outbound)));
}

/// The client waits for the rate limit by the emulated clock: an hour passes at once.
#[tokio::test]
async fn thousands_are_created_over_windows() {
    let clock = Clock::manual(START);
    let builder = still(Tier::V2Enterprise).clock(clock.clone());
    let limits = account_activity_emulator::Limits::of(Tier::V2Enterprise);
    let emulator = builder.limits(limits).start().await.unwrap();
    let raw = Raw::new(&emulator);
    let bot = super::super::bot::Bot::start(raw.credentials().secrets()).await;
    let webhook = registered(&raw, &bot.url).await.parse::<WebhookId>().unwrap();
    let wanted: Vec<_> = (1..=1200)
        .map(|id| {
            let filter = SubscriptionFilter::user(UserId::new(id));
            let deliver_to = DeliverTo::Webhook(webhook);
            Wanted::new(NewSubscription::new(EventKind::PostCreate, filter, deliver_to))
        })
        .collect();
    let client = client(&emulator);
    let ensured = clock.skip_waits(client.xaa().ensure_subscriptions(&wanted)).await.unwrap();
    assert_eq!(ensured.problems().count(), 0, "{ensured}");
    assert_eq!(emulator.activity_subscriptions().len(), 1200);
    let waited = clock.now().duration_since(START).unwrap();
    assert!(
        waited >= Duration::from_secs(1800) && waited < Duration::from_secs(1860),
        "{waited:?}"
    );
}
