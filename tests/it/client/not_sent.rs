//! Requests with credentials that an endpoint does not accept are not sent.

use account_activity::client::{
    AppAuth, AuthScheme, BearerToken, Endpoint, Error, NotSentError, NotSentReason,
};
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, ResponseTemplate};

use super::enterprise::window;
use super::*;

/// A server that must not receive a request.
async fn deaf() -> MockServer {
    let server = MockServer::start().await;
    Mock::given(any()).respond_with(ResponseTemplate::new(200)).expect(0).mount(&server).await;
    server
}

fn refused<T>(result: Result<T, Error>) -> NotSentError {
    match result {
        Err(Error::NotSent(error)) => error,
        Err(error) => panic!("{error:?}"),
        Ok(_) => panic!("the request was sent"),
    }
}

fn wrong(given: AuthScheme) -> NotSentReason {
    NotSentReason::SchemeNotAccepted { given }
}

#[tokio::test]
async fn oauth2_subscribes_on_v2_only() {
    let server = deaf().await;
    let client = client(server.uri());
    let (premium, enterprise, user) = (client.premium("prod"), client.enterprise(), user_oauth2());
    #[allow(deprecated)]
    let errors = [
        refused(premium.subscribe(&user).await),
        refused(premium.is_subscribed(&user).await),
        refused(premium.unsubscribe_with_token(&user).await),
        refused(enterprise.subscribe(WEBHOOK, &user).await),
        refused(enterprise.is_subscribed(WEBHOOK, &user).await),
        refused(enterprise.unsubscribe_with_token(WEBHOOK, &user).await),
        refused(client.oauth().verify_credentials(&user).await),
        refused(client.oauth().invalidate_user_token(&user).await),
    ];
    for error in errors {
        assert_eq!(error.reason(), &wrong(AuthScheme::UserOAuth2), "{error}");
    }
}

#[tokio::test]
async fn other_credentials_of_the_app() {
    let server = deaf().await;
    let client = client(server.uri());
    let premium = client.premium("prod").using(AppAuth::Bearer);
    let enterprise = client.enterprise().using(AppAuth::Bearer);
    for error in [
        refused(premium.register_webhook(&webhook_url()).await),
        refused(premium.delete_webhook(WEBHOOK).await),
        refused(enterprise.register_webhook(&webhook_url()).await),
        refused(enterprise.delete_webhook(WEBHOOK).await),
    ] {
        assert_eq!(error.reason(), &wrong(AuthScheme::Bearer), "{error}");
    }
    let premium = client.premium("prod").using(AppAuth::Owner);
    let account = client.premium_account().using(AppAuth::Owner);
    let enterprise = client.enterprise().using(AppAuth::Owner);
    let v2 = client.v2().using(AppAuth::Owner);
    let window = window();
    for error in [
        refused(premium.subscriptions().await),
        refused(premium.unsubscribe(USER).await),
        refused(account.subscription_count().await),
        refused(enterprise.subscription_count().await),
        refused(enterprise.subscriptions(WEBHOOK).await),
        refused(enterprise.unsubscribe(WEBHOOK, USER).await),
        refused(enterprise.replay(WEBHOOK, window).await),
        refused(v2.subscriptions(WEBHOOK).await),
        refused(v2.subscription_count().await),
        refused(v2.unsubscribe(WEBHOOK, USER).await),
        refused(v2.replay(WEBHOOK, window).await),
    ] {
        assert_eq!(error.reason(), &wrong(AuthScheme::Owner), "{error}");
    }
}

#[tokio::test]
async fn an_owner_who_is_not_known() {
    let server = deaf().await;
    let app = AppCredentials::new(CONSUMER_KEY, CONSUMER_SECRET).bearer_token(BEARER);
    let client = builder_of(app, server.uri()).build().unwrap();
    let premium = client.premium("prod");
    for error in [
        refused(premium.register_webhook(&webhook_url()).await),
        refused(premium.delete_webhook(WEBHOOK).await),
        refused(premium.using(AppAuth::Owner).webhooks().await),
        refused(client.enterprise().register_webhook(&webhook_url()).await),
        refused(client.v2().using(AppAuth::Owner).webhooks().await),
        refused(client.oauth().invalidate_bearer_token(&BearerToken::new("x")).await),
    ] {
        assert_eq!(error.reason(), &NotSentReason::OwnerTokenMissing, "{error}");
    }
}

/// Where an endpoint accepts the bearer token, it is used.
#[tokio::test]
async fn without_an_owner_the_bearer_token_validates() {
    let server = MockServer::start().await;
    let given =
        Mock::given(wiremock::matchers::header("authorization", format!("Bearer {BEARER}")));
    given.respond_with(ResponseTemplate::new(204)).expect(2).mount(&server).await;
    let app = AppCredentials::new(CONSUMER_KEY, CONSUMER_SECRET).bearer_token(BEARER);
    let client = builder_of(app, server.uri()).build().unwrap();
    client.premium("prod").validate_webhook(WEBHOOK).await.unwrap();
    client.enterprise().validate_webhook(WEBHOOK).await.unwrap();
}

#[tokio::test]
async fn tokens_that_no_header_can_carry() {
    let server = deaf().await;
    let client = client(server.uri());
    for token in ["", "a\nb", "a\r\nX-Injected: b", "a\0"] {
        let user = UserToken::oauth2(token);
        let error = refused(client.v2().subscribe(WEBHOOK, &user).await);
        assert_eq!(error.endpoint(), Endpoint::V2Subscribe);
        let reason = NotSentReason::UnsendableCredential { credential: "user's token" };
        assert_eq!(error.reason(), &reason, "{token:?}");
    }
}
