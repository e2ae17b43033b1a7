//! The app's bearer token, fetched with the credentials of OAuth 2.0.

use account_activity::client::{Error, NotSentReason};
use http::header::AUTHORIZATION;
use wiremock::matchers::{any, body_string, header, method, path};
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

use super::*;

/// X wants both in the form, and no header.
#[tokio::test]
async fn it_is_fetched_once_and_kept() {
    let server = MockServer::start().await;
    let form = "grant_type=client_credentials&client_type=third_party_app&client_id=clientID11\
                &client_secret=clientSECRET12";
    let tokens = r#"{"token_type":"bearer","access_token":"app%2FONLY"}"#;
    Mock::given(method("POST"))
        .and(path("/2/oauth2/token"))
        .and(body_string(form))
        .and(|request: &Request| !request.headers.contains_key(AUTHORIZATION))
        .respond_with(ResponseTemplate::new(200).set_body_string(tokens))
        .expect(1)
        .mount(&server)
        .await;
    Mock::given(path("/2/webhooks"))
        .and(header(AUTHORIZATION, "Bearer app%2FONLY"))
        .respond_with(ResponseTemplate::new(200).set_body_string("[]"))
        .expect(2)
        .mount(&server)
        .await;
    let app = AppCredentials::new(CONSUMER_KEY, CONSUMER_SECRET);
    let app = app.oauth2(CLIENT_ID, Some(Secret::new(CLIENT_SECRET).unwrap()));
    let client = builder_of(app, server.uri()).build().unwrap();
    assert_eq!(client.oauth2().app_token().await.unwrap().expose(), "app%2FONLY");
    client.v2().webhooks().await.unwrap();
    client.v2().webhooks().await.unwrap();
}

#[tokio::test]
async fn it_needs_the_client_id_and_its_secret() {
    let server = MockServer::start().await;
    Mock::given(any()).respond_with(ResponseTemplate::new(200)).expect(0).mount(&server).await;
    let bare = AppCredentials::new(CONSUMER_KEY, CONSUMER_SECRET);
    for (app, missing) in [
        (bare.clone(), NotSentReason::ClientIdMissing),
        (bare.clone().client_secret(CLIENT_SECRET), NotSentReason::ClientIdMissing),
        (bare.oauth2(CLIENT_ID, None), NotSentReason::ClientSecretMissing),
    ] {
        let client = builder_of(app, server.uri()).build().unwrap();
        let error = client.oauth2().app_token().await.unwrap_err();
        assert_eq!(error.path(), Some("/2/oauth2/token"));
        let Error::NotSent(error) = error else { panic!("{error:?}") };
        assert_eq!((error.endpoint(), error.reason()), (Endpoint::OAuth2Token, &missing));
    }
}

#[tokio::test]
async fn a_wrong_client_secret() {
    let server = MockServer::start().await;
    let body = r#"{"error":"invalid_client","error_description":"It is unknown."}"#;
    let rejected = ResponseTemplate::new(401).set_body_string(body);
    Mock::given(any()).respond_with(rejected).expect(1).mount(&server).await;
    let error = client(server.uri()).oauth2().app_token().await.unwrap_err();
    assert_eq!(error.reason(), Some(&Reason::CredentialsWrong));
    let Error::Api(error) = error else { panic!("{error:?}") };
    assert_eq!((error.endpoint(), error.auth()), (Endpoint::OAuth2Token, AuthScheme::ClientId));
}

#[tokio::test]
async fn a_response_without_a_bearer_token() {
    let server = MockServer::start().await;
    let response = ResponseTemplate::new(200).set_body_string(r#"{"access_token":"app1"}"#);
    Mock::given(any()).respond_with(response).mount(&server).await;
    let error = client(server.uri()).oauth2().app_token().await.unwrap_err();
    let Error::Response(error) = error else { panic!("{error:?}") };
    assert!(error.body().is_empty(), "it may contain a token");
}
