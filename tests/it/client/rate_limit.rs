//! Waiting until a rate limit ends, by a clock that jumps.

use std::time::Duration;

use account_activity::client::{Client, Endpoint, RateWindow, Reason, Subscribed};
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, ResponseTemplate};

use super::clock::JumpingClock;
use super::*;

/// A server that rejects some requests for the rate limit, and then accepts them.
struct Scene {
    server: MockServer,
    client: Client,
    clock: JumpingClock,
}

impl Scene {
    async fn new(longest: u64, limited: &[ResponseTemplate]) -> Self {
        let server = MockServer::start().await;
        for response in limited {
            let given = Mock::given(any()).respond_with(response.clone());
            given.up_to_n_times(1).mount(&server).await;
        }
        let clock = JumpingClock::new(now());
        let client = builder(server.uri())
            .wait_for_rate_limit(Duration::from_secs(longest))
            .clock(clock.clone())
            .build()
            .unwrap();
        Self { server, client, clock }
    }

    async fn then(&self, status: u16, body: &str, requests: u64) {
        let response = ResponseTemplate::new(status).set_body_string(body);
        Mock::given(any()).respond_with(response).expect(requests).mount(&self.server).await;
    }

    async fn end(self) -> Vec<u64> {
        self.server.verify().await;
        self.clock.slept().iter().map(Duration::as_secs).collect()
    }
}

fn limited(headers: &[(&str, &str)]) -> ResponseTemplate {
    let body = r#"{"errors":[{"code":88,"message":"Rate limit exceeded"}]}"#;
    let response = ResponseTemplate::new(429).set_body_string(body);
    headers.iter().fold(response, |response, (name, value)| response.insert_header(*name, *value))
}

/// A window that is used up and ends at a number of seconds after the clock's first time.
fn until(seconds: i64) -> ResponseTemplate {
    let reset = (now().as_millis() / 1000 + seconds).to_string();
    limited(&[("x-rate-limit-remaining", "0"), ("x-rate-limit-reset", &reset)])
}

#[tokio::test]
async fn a_call_waits_until_the_window_ends() {
    let scene = Scene::new(900, &[until(600)]).await;
    scene.then(200, "[]", 1).await;
    scene.client.enterprise().webhooks().await.unwrap();
    assert_eq!(scene.end().await, [600]);
}

/// X did not act on the request, so it is sent again although it is a `POST`. X sends no headers
/// with subscribing, so the wait is a minute.
#[tokio::test]
async fn posts_wait_too() {
    let scene = Scene::new(900, &[limited(&[]), limited(&[])]).await;
    scene.then(204, "", 1).await;
    let subscribed = scene.client.enterprise().subscribe(WEBHOOK, &user()).await.unwrap();
    assert_eq!(subscribed, Subscribed::New);
    assert_eq!(scene.end().await, [60, 60]);
}

/// A clock that is ahead makes the window look over. Each wait still has a second, so that a call
/// ends.
#[tokio::test]
async fn the_waits_of_a_call_are_bounded_together() {
    let scene = Scene::new(3, &[until(-5), until(-5), until(-5), until(-5)]).await;
    scene.then(200, "[]", 0).await;
    let error = scene.client.enterprise().webhooks().await.unwrap_err();
    assert_eq!(error.reason(), Some(&Reason::RateLimited));
    assert_eq!(scene.end().await, [1, 1, 1]);
}

#[tokio::test]
async fn a_longer_wait_is_an_error_at_once() {
    let day = [
        ("x-rate-limit-remaining", "3"),
        ("x-rate-limit-reset", "1772370900"),
        ("x-user-limit-24hour-limit", "25"),
        ("x-user-limit-24hour-remaining", "0"),
        ("x-user-limit-24hour-reset", "1772377200"),
    ];
    let scene = Scene::new(900, &[limited(&day)]).await;
    scene.then(200, "[]", 0).await;
    let error = scene.client.enterprise().webhooks().await.unwrap_err();
    assert_eq!(error.retry_after(now()), Some(Duration::from_secs(7200)));
    let limit = scene.client.rate_limit(Endpoint::EnterpriseWebhooks).unwrap();
    let RateWindow { limit, remaining, reset, .. } = limit.user_day.unwrap();
    assert_eq!((limit, remaining, reset), (Some(25), Some(0), Some(at("2026-03-01T15:00:00Z"))));
    assert_eq!(scene.end().await, [0; 0]);
}

#[tokio::test]
async fn other_failures_are_not_waited_for() {
    let page = ResponseTemplate::new(429).set_body_raw("<html></html>", "text/html");
    for response in [page, ResponseTemplate::new(503), ResponseTemplate::new(402)] {
        let scene = Scene::new(900, &[response]).await;
        scene.then(200, "[]", 0).await;
        scene.client.enterprise().webhooks().await.unwrap_err();
        assert_eq!(scene.end().await, [0; 0]);
    }
}
