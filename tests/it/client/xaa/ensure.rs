//! `ensure_subscriptions`, against the double.

mod interruption;
mod limits;
mod lost_responses;
mod outcomes;
mod replacement;
mod replicas;
mod stops;

use account_activity::client::Client;
use account_activity::client::xaa::{
    DeliverTo, EnsuredSubscriptions, NewSubscription, Subscription, SubscriptionFilter, Wanted,
};
use account_activity::xaa::{Direction, EventKind};
use account_activity::{AppCredentials, UserId, WebhookId};
use http::Method;
use serde_json::{Value, json};

use super::double::{Asked, BEARER, Double, Fate, OTHER_WEBHOOK, WEBHOOK};
use super::traps::{self, ADA, BOB, CONSUMER_KEY, CONSUMER_SECRET, User};
use crate::client::clock::JumpingClock;
use crate::client::now;

/// The double, and a client by whose clock both live.
struct Scene {
    double: Double,
    client: Client,
    clock: JumpingClock,
}

impl Scene {
    async fn new() -> Self {
        let clock = JumpingClock::new(now());
        let double = Double::start(&clock).await;
        let app = AppCredentials::new(CONSUMER_KEY, CONSUMER_SECRET).bearer_token(BEARER);
        let builder = Client::builder(app).base_url(&*double.uri).retries(0);
        let client = builder.clock(clock.clone()).build().unwrap();
        Self { double, client, clock }
    }

    async fn ensure(&self, wanted: &[Wanted]) -> EnsuredSubscriptions {
        self.client.xaa().ensure_subscriptions(wanted).await.unwrap()
    }
}

fn post() -> EventKind {
    EventKind::PostCreate
}

fn of(user: &User) -> SubscriptionFilter {
    SubscriptionFilter::user(user.id)
}

fn new(kind: EventKind, filter: SubscriptionFilter) -> NewSubscription {
    NewSubscription::new(kind, filter, DeliverTo::Webhook(WebhookId::new(WEBHOOK))).tag("mirror")
}

/// A wanted subscription of Ada's activity, by the webhook, with the tag `aa:mirror`.
fn wanted(kind: EventKind) -> Wanted {
    Wanted::new(new(kind, of(&ADA))).user(ADA.token())
}

fn inbound_likes() -> Wanted {
    let filter = of(&ADA).direction(Direction::Inbound);
    Wanted::new(new(EventKind::LikeCreate, filter)).user(ADA.token())
}

/// A subscription of Ada's activity, as [`wanted`] wants it.
fn row(kind: &str) -> Value {
    json!({
        "event_type": kind,
        "filter": {"user_id": ADA.id.to_string()},
        "tag": "aa:mirror",
        "webhook_id": WEBHOOK.to_string(),
    })
}

fn with(mut row: Value, name: &str, value: impl Into<Value>) -> Value {
    row[name] = value.into();
    row
}

fn without(mut row: Value, name: &str) -> Value {
    row.as_object_mut().unwrap().remove(name);
    row
}

fn likes(direction: &str) -> Value {
    let filter = json!({"user_id": ADA.id.to_string(), "direction": direction});
    with(row("like.create"), "filter", filter)
}

fn outcomes(ensured: &EnsuredSubscriptions) -> Vec<&'static str> {
    ensured.rows.iter().map(|row| row.outcome.as_str()).collect()
}

fn directions(subscriptions: &[Subscription]) -> Vec<Option<Direction>> {
    subscriptions.iter().map(|it| it.filter.direction.clone()).collect()
}

/// A fate for the requests of a method, and the normal one for others.
fn for_method(
    method: Method,
    mut fate: impl FnMut(&Asked) -> Fate + Send + 'static,
) -> impl FnMut(&Asked) -> Fate + Send + 'static {
    move |asked| if asked.method == method { fate(asked) } else { Fate::Normal }
}

fn problem(title: &str, status: u16) -> Fate {
    Fate::Rejected(status, json!({"title": title, "status": status, "detail": title}))
}
