//! The speed of the emulator's deliveries: signed, over real connections, to a receiver on the same
//! machine that verifies each delivery.
//!
//! `cargo bench -p account-activity-benches --bench deliver` prints a line for each body size.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
#![allow(clippy::cast_precision_loss)]

use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use account_activity::receiver::{Secret, Secrets};
use account_activity::{Payload, Tier, UserId, WebhookId};
use account_activity_emulator::Clock;
use account_activity_emulator::outbound::{Failure, Outbound, Outcome, Target, Webhooks};
use axum::Router;
use axum::body::Bytes;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;

const DELIVERIES: u64 = 100_000;

const FIXTURES: [&str; 3] = [
    "tweet_delete_events/delete.json",
    "follow_events/follow.json",
    "tweet_create_events/mention.json",
];

const WEBHOOK: WebhookId = WebhookId::new(1);

/// A registry of one webhook, to which all users are subscribed.
struct OneWebhook(Target);

impl Webhooks for OneWebhook {
    fn target(&self, _: WebhookId) -> Option<Target> {
        Some(self.0.clone())
    }

    fn is_subscribed(&self, _: WebhookId, _: UserId) -> bool {
        true
    }

    fn invalidate(&self, _: WebhookId, failure: &Failure) {
        panic!("the receiver fails: {failure}");
    }
}

fn main() {
    let runtime = Runtime::new().expect("a runtime starts");
    for fixture in FIXTURES {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures").join(fixture);
        let body = std::fs::read(&path).unwrap_or_else(|error| panic!("{fixture}: {error}"));
        let payload = Payload::from_slice(&body).expect("fixtures decode");
        let per_second = runtime.block_on(speed(&payload));
        let bytes = body.len();
        println!(
            "{DELIVERIES} deliveries of {bytes:>6} bytes: {per_second:>6.0} deliveries per second"
        );
    }
}

async fn speed(payload: &Payload) -> f64 {
    let secrets = Secrets::new(Secret::new("consumer secret").expect("it is not empty"));
    let url = receive(secrets.clone()).await;
    let target = Target::new(WEBHOOK, url.parse().expect("a URL"), secrets, Tier::Enterprise);
    let webhooks = Arc::new(OneWebhook(target));
    let outbound =
        Outbound::builder(Clock::real()).build(Arc::downgrade(&webhooks)).expect("it starts");
    let start = Instant::now();
    for _ in 0..DELIVERIES {
        outbound.room().await;
        outbound.deliver(WEBHOOK, payload);
    }
    outbound.drained().await;
    let elapsed = start.elapsed();
    for record in outbound.deliveries() {
        assert_eq!(record.outcome, Outcome::Delivered);
    }
    DELIVERIES as f64 / elapsed.as_secs_f64()
}

/// Starts a receiver that verifies deliveries, and returns its URL.
async fn receive(secrets: Secrets) -> String {
    let verify = move |headers: HeaderMap, body: Bytes| async move {
        match secrets.verify(&headers, &body) {
            Ok(_) => StatusCode::OK,
            Err(_) => StatusCode::UNAUTHORIZED,
        }
    };
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
    let url = format!("http://{}/webhook", listener.local_addr().expect("it is bound"));
    let app = Router::new().route("/webhook", post(verify));
    tokio::spawn(async move { axum::serve(listener, app).await });
    url
}
