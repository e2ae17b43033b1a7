//! Refreshing and revoking the tokens of a user.

use account_activity::client::{Error, NotSentReason};
use wiremock::matchers::{any, body_string, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

use super::*;

async fn expect(server: &MockServer, endpoint: Endpoint, form: &str, response: ResponseTemplate) {
    let given = Mock::given(path(endpoint.path())).and(body_string(form));
    given.respond_with(response).expect(1).named(form).mount(server).await;
}

fn ok(body: &str) -> ResponseTemplate {
    ResponseTemplate::new(200).set_body_string(body)
}

#[tokio::test]
async fn a_refresh_by_each_kind_of_client() {
    let server = MockServer::start().await;
    let Clients([confidential, public]) = Clients::new(&server.uri());
    for (client, form) in [
        (confidential, "grant_type=refresh_token&refresh_token=refreshTOKEN17"),
        (public, "client_id=clientID11&grant_type=refresh_token&refresh_token=refreshTOKEN17"),
    ] {
        let body = r#"{"token_type":"bearer","expires_in":7200,"access_token":"new1","scope":"tweet.read","refresh_token":"new2"}"#;
        expect(&server, Endpoint::OAuth2Token, form, ok(body)).await;
        let new = client.oauth2().refresh(&tokens()).await.unwrap();
        assert_eq!((new.expose_access_token(), new.expose_refresh_token()), ("new1", Some("new2")));
        assert_eq!(new.expires_at(), Some(at("2026-03-01T15:00:00Z")));
        assert_eq!(new.scopes(), ["tweet.read"]);
        assert_eq!(new.user_token(), UserToken::oauth2("new1"));
    }
}

/// RFC 6749, section 6: the refresh token and the scopes stay if the response has none. The expiry
/// of the old access token does not.
#[tokio::test]
async fn what_a_refresh_leaves_out_stays() {
    let server = MockServer::start().await;
    let body = r#"{"token_type":"bearer","access_token":"new1"}"#;
    Mock::given(any()).respond_with(ok(body)).mount(&server).await;
    let old = tokens().with_scopes(["tweet.read"]).with_expires_at(now());
    let new = client(server.uri()).oauth2().refresh(&old).await.unwrap();
    assert_eq!(
        new,
        TokenPair::new("new1").with_refresh_token(REFRESH_TOKEN).with_scopes(["tweet.read"])
    );
}

#[tokio::test]
async fn without_credentials_nothing_is_sent() {
    let server = MockServer::start().await;
    Mock::given(any()).respond_with(ok(TOKENS)).expect(0).mount(&server).await;
    let reason = |result: Result<TokenPair, Error>| match result {
        Err(Error::NotSent(error)) => error.reason().clone(),
        other => panic!("{other:?}"),
    };
    let oauth2 = client(server.uri()).oauth2();
    let refreshed = oauth2.refresh(&TokenPair::new(ACCESS_TOKEN)).await;
    assert_eq!(reason(refreshed), NotSentReason::RefreshTokenMissing);

    let app = AppCredentials::new(CONSUMER_KEY, CONSUMER_SECRET).client_secret(CLIENT_SECRET);
    let oauth2 = builder_of(app, server.uri()).build().unwrap().oauth2();
    assert_eq!(reason(oauth2.refresh(&tokens()).await), NotSentReason::ClientIdMissing);
    assert_eq!(reason(oauth2.exchange(&code()).await), NotSentReason::ClientIdMissing);
    let revoked = oauth2.revoke(&tokens()).await.map(|()| tokens());
    assert_eq!(reason(revoked), NotSentReason::ClientIdMissing);
}

const REVOKE_REFRESH: &str = "token=refreshTOKEN17&token_type_hint=refresh_token";
const REVOKE_ACCESS: &str = "token=accessTOKEN16&token_type_hint=access_token";

#[tokio::test]
async fn both_tokens_are_revoked() {
    let server = MockServer::start().await;
    let oauth2 = client(server.uri()).oauth2();
    let revoked = || ok(r#"{"revoked":true}"#);
    expect(&server, Endpoint::OAuth2Revoke, REVOKE_REFRESH, revoked()).await;
    expect(&server, Endpoint::OAuth2Revoke, REVOKE_ACCESS, revoked()).await;
    oauth2.revoke(&tokens()).await.unwrap();
}

/// A server may call tokens that were revoked before invalid, although RFC 7009 forbids it.
#[tokio::test]
async fn to_revoke_twice_is_no_error() {
    let server = MockServer::start().await;
    let oauth2 = client(server.uri()).oauth2();
    let body = r#"{"error":"invalid_request","error_description":"Value passed for the token was invalid."}"#;
    let invalid = || ResponseTemplate::new(400).set_body_string(body);
    expect(&server, Endpoint::OAuth2Revoke, REVOKE_REFRESH, invalid()).await;
    expect(&server, Endpoint::OAuth2Revoke, REVOKE_ACCESS, invalid()).await;
    oauth2.revoke(&tokens()).await.unwrap();
}

/// The access token is not revoked after a failure, so the call can be repeated as a whole.
#[tokio::test]
async fn a_revocation_that_fails_ends() {
    let server = MockServer::start().await;
    let oauth2 = client(server.uri()).oauth2();
    expect(&server, Endpoint::OAuth2Revoke, REVOKE_REFRESH, ResponseTemplate::new(503)).await;
    let error = oauth2.revoke(&tokens()).await.unwrap_err();
    assert_eq!(error.reason(), Some(&Reason::ServerUnavailable));
    assert_eq!(server.received_requests().await.unwrap().len(), 1);
}
