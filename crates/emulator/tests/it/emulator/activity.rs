//! Deliveries of the X Activity API to webhooks, as the SDK's receiver gets them.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use account_activity::client::WebhookUrl;
use account_activity::client::xaa::{DeliverTo, NewSubscription, SubscriptionFilter, Xaa};
use account_activity::receiver::{Delivery, Receiver, ReceiverService};
use account_activity::xaa::{Direction, Envelope, EventKind};
use account_activity::{ActivityKind, Body, Client, Tier, UserId, WebhookId};
use account_activity_emulator::outbound::{NotSent, Outcome};
use account_activity_emulator::{Action, App, Emulator, News, Profile};
use http::Method;
use serde_json::json;

use super::raw::Raw;
use super::{DAY, still};

const MINUTE: Duration = Duration::from_secs(60);

pub(super) fn client(emulator: &Emulator) -> Client {
    let client = Client::builder(emulator.credentials().app()).base_url(emulator.base_url());
    client.clock(emulator.clock().clone()).build().unwrap()
}

pub(super) fn user(emulator: &Emulator, name: &str) -> UserId {
    emulator.world().user(name).unwrap().id()
}

/// Subscribes to a kind of a user's events, with the user's token if the kind needs it.
pub(super) async fn subscribe(
    xaa: &Xaa,
    emulator: &Emulator,
    kind: EventKind,
    name: &str,
    to: DeliverTo,
) {
    let credentials = emulator.credentials();
    let filter = SubscriptionFilter::user(user(emulator, name));
    let new = NewSubscription::new(kind, filter, to).tag(format!("aa:{name}"));
    xaa.subscribe(&new, credentials.token(name)).await.unwrap();
}

/// A webhook that keeps what the SDK's receiver verified.
pub(super) struct Webhook {
    pub(super) id: WebhookId,
    pub(super) url: WebhookUrl,
    received: Arc<Mutex<Vec<Delivery>>>,
}

impl Webhook {
    pub(super) async fn new(emulator: &Emulator, client: &Client) -> Self {
        let received = Arc::<Mutex<Vec<Delivery>>>::default();
        let kept = Arc::clone(&received);
        let receiver = Receiver::new(emulator.credentials().secrets());
        let service = ReceiverService::new(receiver, move |delivery: Delivery| {
            kept.lock().unwrap().push(delivery);
            async { Ok(()) }
        });
        let url = emulator.serve(service).await.unwrap();
        let id = client.v2().register_webhook(&url).await.unwrap().id;
        Self { id, url, received }
    }

    /// Returns what has arrived since the last call.
    pub(super) async fn take(&self, emulator: &Emulator) -> Vec<Delivery> {
        emulator.drained().await;
        std::mem::take(&mut *self.received.lock().unwrap())
    }
}

async fn emulated(tier: Tier) -> Emulator {
    still(tier).app(App::default().with_client_secret("client secret")).start().await.unwrap()
}

#[tokio::test]
async fn subscribed_events_arrive_and_are_verified() {
    for tier in [Tier::V2PayPerUse, Tier::Premium] {
        let emulator = emulated(tier).await;
        let client = client(&emulator);
        let webhook = Webhook::new(&emulator, &client).await;
        let to = DeliverTo::Webhook(webhook.id);
        let xaa = client.xaa();
        emulator.perform(Action::post("ada", "nobody hears this")).await.unwrap();
        for kind in [EventKind::PostCreate, EventKind::LikeCreate, EventKind::DmReceived] {
            subscribe(&xaa, &emulator, kind, "ada", to).await;
        }
        let posted = emulator.perform(Action::post("ada", "Tea? / \u{fc}")).await.unwrap();
        let tweet = posted.tweet().unwrap();
        emulator.perform(Action::like("bob", tweet)).await.unwrap();
        emulator.perform(Action::like("bob", tweet)).await.unwrap_err();
        emulator.perform(Action::direct_message("bob", "ada", "hi")).await.unwrap();
        emulator.perform(Action::post("bob", "not subscribed")).await.unwrap();
        let received = webhook.take(&emulator).await;
        let kinds: Vec<_> =
            received.iter().map(|it| it.activities().next().unwrap().kind()).collect();
        assert_eq!(kinds.len(), 3, "{kinds:?}");
        for kind in [ActivityKind::Post, ActivityKind::Like, ActivityKind::DirectMessage] {
            assert!(kinds.contains(&kind), "{kinds:?}");
        }
        for delivery in &received {
            assert!(delivery.verified().is_some());
            let Body::XActivity(envelope) = delivery.body() else { panic!("{delivery:?}") };
            assert_eq!(envelope.tag(), Some("aa:ada"));
            assert_eq!(envelope.filter().unwrap().user_id, Some(user(&emulator, "ada")));
            assert!(!envelope.is_replay() && envelope.faults().is_empty(), "{envelope:?}");
        }
        let records = emulator.deliveries();
        assert!(
            records.iter().all(|it| it.outcome == Outcome::Delivered && it.subscription.is_some())
        );
    }
}

#[tokio::test]
async fn a_subscription_of_one_direction_and_one_of_a_keyword() {
    let emulator = emulated(Tier::V2Enterprise).await;
    let client = client(&emulator);
    let webhook = Webhook::new(&emulator, &client).await;
    let to = DeliverTo::Webhook(webhook.id);
    let xaa = client.xaa();
    let inbound = SubscriptionFilter::user(user(&emulator, "ada")).direction(Direction::Inbound);
    let follows = NewSubscription::new(EventKind::FollowFollow, inbound, to);
    xaa.subscribe(&follows, emulator.credentials().token("ada")).await.unwrap();
    let tea = NewSubscription::new(EventKind::NewsNew, SubscriptionFilter::keyword("tea"), to);
    xaa.subscribe(&tea, None).await.unwrap();
    emulator.perform(Action::follow("ada", "cleo")).await.unwrap();
    assert_eq!(webhook.take(&emulator).await.len(), 0);
    emulator.perform(Action::follow("bob", "ada")).await.unwrap();
    let [follow] = webhook.take(&emulator).await.try_into().unwrap();
    let activity = follow.activities().next().unwrap();
    assert_eq!(
        (activity.kind(), activity.actor()),
        (ActivityKind::Follow, Some(user(&emulator, "bob")))
    );
    emulator.perform(News::new(["tea", "coffee"], "Tea is out")).await.unwrap();
    let [news] = webhook.take(&emulator).await.try_into().unwrap();
    assert_eq!(news.envelope().unwrap().filter().unwrap().keyword.as_deref(), Some("tea"));
    assert_eq!(emulator.deliveries().pop().unwrap().for_user, None);
}

#[tokio::test]
async fn a_revocation_arrives_although_it_ends_the_subscriptions() {
    let emulator = emulated(Tier::V2PayPerUse).await;
    let client = client(&emulator);
    let webhook = Webhook::new(&emulator, &client).await;
    let xaa = client.xaa();
    subscribe(&xaa, &emulator, EventKind::LikeCreate, "ada", DeliverTo::Webhook(webhook.id)).await;
    let app = emulator.apps()[0];
    emulator.perform(Action::revoke("ada", app)).await.unwrap();
    let [revoked] = webhook.take(&emulator).await.try_into().unwrap();
    let envelope = revoked.envelope().unwrap();
    assert_eq!(envelope.kind(), Some(EventKind::OauthRevoke));
    assert!(envelope.tag().is_none());
    assert_eq!(xaa.list().await.unwrap().len(), 0);
    emulator.perform(Action::post("ada", "hi")).await.unwrap();
    assert_eq!(webhook.take(&emulator).await.len(), 0);
}

#[tokio::test]
async fn what_was_subscribed_when_it_happened_is_replayed_with_a_mark() {
    let emulator = emulated(Tier::V2Enterprise).await;
    let raw = Raw::new(&emulator);
    let client = client(&emulator);
    let webhook = Webhook::new(&emulator, &client).await;
    let to = DeliverTo::Webhook(webhook.id);
    let xaa = client.xaa();
    subscribe(&xaa, &emulator, EventKind::PostCreate, "ada", to).await;
    subscribe(&xaa, &emulator, EventKind::ProfileUpdateBio, "ada", to).await;
    let token = emulator.credentials().token("ada").unwrap().clone();
    client.v2().subscribe(webhook.id, &token).await.unwrap();
    emulator.perform(Action::post("ada", "Tea?")).await.unwrap();
    emulator.perform(Profile::new("ada").with_bio("Tea")).await.unwrap();
    let first: Vec<_> = webhook.take(&emulator).await;
    // The post by both APIs, and the profile.
    assert_eq!(first.len(), 3);
    emulator.advance(120 * MINUTE).await;
    let bio =
        xaa.list().await.unwrap().into_iter().find(|it| it.kind == EventKind::ProfileUpdateBio);
    xaa.unsubscribe(bio.unwrap().id).await.unwrap();
    let job = json!({
        "webhook_id": webhook.id, "from_date": "202601010000", "to_date": "202601010100",
    });
    let reply = raw.post_json("/2/webhooks/replay", &job).await;
    assert_eq!(reply.status, 200, "{}", reply.body);
    let replayed = webhook.take(&emulator).await;
    let mut marks: Vec<_> =
        replayed.iter().map(|it| it.envelope().map(Envelope::is_replay)).collect();
    marks.sort();
    // The payload, the status of the job, and the event of the X Activity API.
    assert_eq!(marks, [None, None, Some(true)]);
    let keys = |deliveries: &[Delivery]| {
        let posts = deliveries
            .iter()
            .filter(|it| it.envelope().is_some_and(|it| it.kind() == Some(EventKind::PostCreate)));
        posts.map(|it| it.activities().next().unwrap().key()).collect::<Vec<_>>()
    };
    assert_eq!(keys(&first), keys(&replayed));
    let last = emulator
        .deliveries()
        .into_iter()
        .rfind(|it| it.activity == Some(EventKind::ProfileUpdateBio));
    assert_eq!(last.unwrap().outcome, Outcome::NotSent(NotSent::Unsubscribed));
}

#[tokio::test]
async fn an_invalid_webhook_gets_nothing_and_an_expired_subscription_ends() {
    let emulator = emulated(Tier::V2PayPerUse).await;
    let client = client(&emulator);
    let webhook = Webhook::new(&emulator, &client).await;
    let to = DeliverTo::Webhook(webhook.id);
    let filter = SubscriptionFilter::user(user(&emulator, "ada"));
    let new = NewSubscription::new(EventKind::PostCreate, filter, to);
    let new = new.expires_at(emulator.clock().now() + DAY);
    client.xaa().subscribe(&new, None).await.unwrap();
    emulator.invalidate_webhook(webhook.id).await.unwrap();
    emulator.perform(Action::post("ada", "one")).await.unwrap();
    emulator.drained().await;
    let [record] = emulator.deliveries().try_into().unwrap();
    assert_eq!(record.outcome, Outcome::NotSent(NotSent::WebhookInvalid));
    let raw = Raw::new(&emulator);
    let path = format!("/2/webhooks/{}", webhook.id);
    assert_eq!(raw.bearer(Method::PUT, &path).await.status, 200);
    emulator.perform(Action::post("ada", "two")).await.unwrap();
    assert_eq!(webhook.take(&emulator).await.len(), 1);
    emulator.advance(DAY).await;
    emulator.perform(Action::post("ada", "three")).await.unwrap();
    assert_eq!(webhook.take(&emulator).await.len(), 0);
}
