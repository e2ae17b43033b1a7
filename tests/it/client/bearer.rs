//! The bearer token: fetched once for all waiting calls, fetched again when X rejects it, and never
//! left locked.

use std::time::Duration;

use account_activity::client::{BearerToken, Client, Endpoint, Error, ErrorCode, Reason};
use http::header::AUTHORIZATION;
use tokio::task::JoinSet;
use tokio::time::timeout;
use wiremock::matchers::{any, header, method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

use super::*;

/// A client that has no bearer token yet.
fn without_token(base_url: impl Into<String>) -> Client {
    let app = AppCredentials::new(CONSUMER_KEY, CONSUMER_SECRET).owner(owner());
    builder_of(app, base_url).build().unwrap()
}

fn token(token: &str) -> ResponseTemplate {
    let body = format!(r#"{{"token_type":"bearer","access_token":"{token}"}}"#);
    ResponseTemplate::new(200).set_body_string(body)
}

fn list() -> ResponseTemplate {
    ResponseTemplate::new(200).set_body_string("[]")
}

fn refused() -> ResponseTemplate {
    let body = r#"{"errors":[{"message":"Invalid or expired token","code":89}]}"#;
    ResponseTemplate::new(401).set_body_string(body)
}

async fn expect_tokens(server: &MockServer, response: ResponseTemplate, times: u64) {
    let given = Mock::given(method("POST")).and(path("/oauth2/token"));
    given.respond_with(response).expect(times).named("the token").mount(server).await;
}

/// Expects requests for lists with a bearer token.
async fn expect_lists(server: &MockServer, bearer: &str, response: ResponseTemplate, times: u64) {
    let given = Mock::given(path("/1.1/account_activity/webhooks.json"))
        .and(header(AUTHORIZATION, format!("Bearer {bearer}")));
    given.respond_with(response).expect(times).named("lists").mount(server).await;
}

fn hundred_calls(client: &Client) -> JoinSet<Result<(), Error>> {
    let call = |client: Client| async move { client.enterprise().webhooks().await.map(drop) };
    (0..100).map(|_| call(client.clone())).collect()
}

#[tokio::test]
async fn a_hundred_calls_fetch_one_token() {
    let server = MockServer::start().await;
    expect_tokens(&server, token("first%2F1").set_delay(Duration::from_millis(50)), 1).await;
    expect_lists(&server, "first%2F1", list(), 100).await;
    for result in hundred_calls(&without_token(server.uri())).join_all().await {
        result.unwrap();
    }
}

/// Calls that waited for the token share the failure. Later calls fetch it again.
#[tokio::test]
async fn a_hundred_calls_fail_once() {
    let server = MockServer::start().await;
    let body = r#"{"errors":[{"code":99,"label":"authenticity_token_error","message":"Unable to verify your credentials"}]}"#;
    let refusal = ResponseTemplate::new(403).set_body_string(body);
    expect_tokens(&server, refusal.set_delay(Duration::from_millis(100)), 1).await;
    let client = without_token(server.uri());
    for result in hundred_calls(&client).join_all().await {
        let error = result.unwrap_err();
        assert_eq!(error.endpoint(), Endpoint::OAuthBearerToken);
        assert_eq!(error.reason(), Some(&Reason::CredentialsWrong));
    }
    server.verify().await;
    server.reset().await;
    expect_tokens(&server, token("second"), 1).await;
    expect_lists(&server, "second", list(), 1).await;
    client.enterprise().webhooks().await.unwrap();
}

#[tokio::test]
async fn after_code_89_one_new_token_is_fetched() {
    let server = MockServer::start().await;
    expect_tokens(&server, token("new"), 1).await;
    let late = refused().set_delay(Duration::from_millis(50));
    expect_lists(&server, BEARER, late, 100).await;
    expect_lists(&server, "new", list(), 100).await;
    for result in hundred_calls(&client(server.uri())).join_all().await {
        result.unwrap();
    }
}

/// Even a `POST` is repeated, because X rejected it before acting on it. There is no third attempt.
#[tokio::test]
async fn the_call_is_repeated_once() {
    let server = MockServer::start().await;
    expect_tokens(&server, token("new"), 1).await;
    Mock::given(path("/2/webhooks")).respond_with(refused()).expect(2).mount(&server).await;
    let client = builder(server.uri()).retries(5).build().unwrap();
    let error = client.v2().register_webhook(&webhook_url()).await.unwrap_err();
    assert_eq!(error.as_api().unwrap().code(), Some(ErrorCode::InvalidToken));
    assert_eq!(error.reason(), Some(&Reason::BearerTokenInvalid));
    assert_eq!(error.endpoint(), Endpoint::V2RegisterWebhook);
}

/// The client does not replace other tokens that X calls invalid.
#[tokio::test]
async fn a_users_token_is_not_fetched_anew() {
    let server = MockServer::start().await;
    expect_tokens(&server, token("new"), 0).await;
    Mock::given(method("GET")).respond_with(refused()).expect(2).mount(&server).await;
    let client = client(server.uri());
    for user in [user(), user_oauth2()] {
        let error = client.v2().is_subscribed(WEBHOOK, &user).await.unwrap_err();
        assert_eq!(error.reason(), Some(&Reason::UserTokenInvalid));
    }
}

#[tokio::test]
async fn a_token_that_was_asked_for_is_used() {
    let server = MockServer::start().await;
    expect_tokens(&server, token("asked%2Bfor"), 1).await;
    expect_lists(&server, "asked%2Bfor", list(), 1).await;
    let client = client(server.uri());
    let fetched = client.oauth().bearer_token().await.unwrap();
    assert_eq!(fetched.expose(), "asked%2Bfor");
    client.enterprise().webhooks().await.unwrap();
}

#[tokio::test]
async fn an_invalidated_token_is_not_used_again() {
    let server = MockServer::start().await;
    let invalidated = Mock::given(path("/oauth2/invalidate_token"));
    invalidated.respond_with(token(BEARER)).expect(2).mount(&server).await;
    expect_tokens(&server, token("new"), 1).await;
    expect_lists(&server, BEARER, list(), 1).await;
    expect_lists(&server, "new", list(), 1).await;
    let client = client(server.uri());
    // The client keeps its own token if another one is invalidated.
    client.oauth().invalidate_bearer_token(&BearerToken::new("other")).await.unwrap();
    client.enterprise().webhooks().await.unwrap();
    client.oauth().invalidate_bearer_token(&BearerToken::new(BEARER)).await.unwrap();
    client.enterprise().webhooks().await.unwrap();
}

#[tokio::test]
async fn what_is_no_bearer_token() {
    let server = MockServer::start().await;
    let client = without_token(server.uri());
    for body in [
        r#"{"token_type":"mac","access_token":"A1"}"#,
        r#"{"token_type":"bearer","access_token":""}"#,
        r#"{"token_type":"bearer"}"#,
        r#"["A1"]"#,
        "null",
    ] {
        server.reset().await;
        let response = ResponseTemplate::new(200).set_body_string(body);
        expect_tokens(&server, response, 1).await;
        let error = client.enterprise().webhooks().await.unwrap_err();
        let Error::Response(response) = &error else { panic!("{error:?}") };
        assert_eq!(response.endpoint(), Endpoint::OAuthBearerToken);
        // It may contain a token.
        assert!(response.body().is_empty());
    }
}

/// Calls that are dropped while they wait for the token or for their response.
#[tokio::test]
async fn a_cancelled_call_leaves_nothing_locked() {
    let server = MockServer::start().await;
    let client = without_token(server.uri());
    let late = Duration::from_secs(3600);
    let soon = Duration::from_millis(100);

    expect_tokens(&server, token("late").set_delay(late), 1).await;
    assert!(timeout(soon, client.enterprise().webhooks()).await.is_err());
    let mut calls = JoinSet::new();
    for _ in 0..3 {
        let client = client.clone();
        calls.spawn(async move { client.enterprise().webhooks().await });
    }
    tokio::task::yield_now().await;
    calls.shutdown().await;

    server.reset().await;
    expect_tokens(&server, token("new"), 1).await;
    let slow = Mock::given(path("/2/webhooks")).respond_with(list().set_delay(late));
    slow.expect(1).mount(&server).await;
    expect_lists(&server, "new", list(), 1).await;
    assert!(timeout(soon * 10, client.v2().webhooks()).await.is_err());
    client.enterprise().webhooks().await.unwrap();
}

/// A call that is dropped while it renews the token.
#[tokio::test]
async fn a_renewal_that_is_cancelled_is_made_up_for() {
    let server = MockServer::start().await;
    expect_tokens(&server, token("late").set_delay(Duration::from_secs(3600)), 1).await;
    Mock::given(any()).respond_with(refused()).expect(1).mount(&server).await;
    let client = client(server.uri());
    assert!(timeout(Duration::from_secs(1), client.enterprise().webhooks()).await.is_err());
    server.verify().await;

    server.reset().await;
    expect_tokens(&server, token("new"), 1).await;
    expect_lists(&server, "new", list(), 1).await;
    client.enterprise().webhooks().await.unwrap();
}
