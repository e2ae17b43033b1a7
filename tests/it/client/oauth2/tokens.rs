//! Refreshing and revoking the tokens of a user.

use std::time::Duration;

use account_activity::client::{Error, NotSentReason};
use http::header::AUTHORIZATION;
use wiremock::matchers::{any, body_string, header, path};
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

/// The examples of RFC 6749, sections 4.1.1 to 4.1.4 and 6, with the verifier of RFC 7636, appendix
/// B. The type of the token is `bearer` instead of `example`.
#[tokio::test]
async fn the_examples_of_the_rfcs() {
    let server = MockServer::start().await;
    let app = AppCredentials::new(CONSUMER_KEY, CONSUMER_SECRET);
    let app = app.oauth2("s6BhdRkqt3", Some(Secret::new("gX1fBat3bV").unwrap()));
    let oauth2 = builder_of(app, server.uri()).build().unwrap().oauth2();

    let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    let begun = Authorization::from_parts("xyz", verifier, "https://client.example.com/cb");
    let url = oauth2.authorize_url(&begun, ["tweet.read"]).unwrap().to_string();
    for parameter in [
        "response_type=code",
        "client_id=s6BhdRkqt3",
        "state=xyz",
        "redirect_uri=https%3A%2F%2Fclient.example.com%2Fcb",
        "code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
    ] {
        assert!(url.split(['?', '&']).any(|part| part == parameter), "{parameter}: {url}");
    }
    let denied = "https://client.example.com/cb?error=access_denied&state=xyz";
    assert_eq!(begun.callback(denied), Ok(Callback::Denied));
    let allowed = "https://client.example.com/cb?code=SplxlOBeZQQYbYS6WxSbIA&state=xyz";
    let Ok(Callback::Allowed(code)) = begun.callback(allowed) else { panic!("{allowed}") };

    let body = r#"{
        "access_token": "2YotnFZFEjr1zCsicMWpAA",
        "token_type": "bearer",
        "expires_in": 3600,
        "refresh_token": "tGzv3JOkF0XG5Qx2TlKWIA",
        "example_parameter": "example_value"
    }"#;
    let exchange = format!(
        "grant_type=authorization_code&code=SplxlOBeZQQYbYS6WxSbIA\
         &redirect_uri=https%3A%2F%2Fclient.example.com%2Fcb&code_verifier={verifier}"
    );
    let refresh = "grant_type=refresh_token&refresh_token=tGzv3JOkF0XG5Qx2TlKWIA";
    for form in [&*exchange, refresh] {
        let given = Mock::given(path("/2/oauth2/token"))
            .and(header(AUTHORIZATION, "Basic czZCaGRSa3F0MzpnWDFmQmF0M2JW"))
            .and(body_string(form));
        given.respond_with(ok(body)).expect(1).named(form).mount(&server).await;
    }
    let expected = TokenPair::new("2YotnFZFEjr1zCsicMWpAA")
        .with_refresh_token("tGzv3JOkF0XG5Qx2TlKWIA")
        .with_expires_at(now() + Duration::from_secs(3600));
    let tokens = oauth2.exchange(&code).await.unwrap();
    assert_eq!(tokens, expected);
    assert_eq!(oauth2.refresh(&tokens).await.unwrap(), expected);
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

/// X rejects something else, so the token may still work.
#[tokio::test]
async fn a_token_that_may_work_is_not_revoked() {
    for body in [
        r#"{"error":"invalid_request","error_description":"Value passed for the token_type_hint was invalid."}"#,
        r#"{"error":"invalid_request","error_description":"Value passed for the token type hint was invalid."}"#,
        r#"{"error":"invalid_request","error_description":"Value passed for the code verifier was invalid."}"#,
        r#"{"error":"invalid_grant","error_description":"It was issued to another client."}"#,
    ] {
        let server = MockServer::start().await;
        let oauth2 = client(server.uri()).oauth2();
        let rejected = ResponseTemplate::new(400).set_body_string(body);
        expect(&server, Endpoint::OAuth2Revoke, REVOKE_REFRESH, rejected).await;
        let error = oauth2.revoke(&tokens()).await.unwrap_err();
        assert_eq!(error.status().unwrap(), 400, "{body}");
    }
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
