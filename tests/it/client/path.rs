//! Errors and the observer name the actual path beside the endpoint's.

use std::sync::{Arc, Mutex};

use account_activity::client::{Endpoint, Error};
use wiremock::matchers::{any, method};
use wiremock::{Mock, MockServer, ResponseTemplate};

use super::enterprise::window;
use super::faults::nobody;
use super::*;

#[tokio::test]
async fn every_error_and_the_observer_name_the_path() {
    let server = MockServer::start().await;
    let observed = Arc::<Mutex<Vec<String>>>::default();
    let seen = Arc::clone(&observed);
    let clients = Clients::build(|app| {
        let seen = Arc::clone(&seen);
        let builder = builder_of(app, server.uri());
        builder.observer(move |exchange| seen.lock().unwrap().push(exchange.path.clone()))
    });
    for row in rows() {
        let page = ResponseTemplate::new(200).set_body_raw("<", "text/html");
        for response in [ResponseTemplate::new(418), page] {
            server.reset().await;
            Mock::given(any()).respond_with(response).mount(&server).await;
            let error = (row.call)(clients.of(row)).await.unwrap_err();
            assert_names(&error, row.endpoint, row.path);
            assert_eq!(std::mem::take(&mut *observed.lock().unwrap()), [row.path]);
        }
    }
    let (_socket, nobody) = nobody();
    let clients = Clients::new(&nobody);
    for row in rows() {
        let error = (row.call)(clients.of(row)).await.unwrap_err();
        assert!(matches!(error, Error::Transport(_)), "{error:?}");
        assert_names(&error, row.endpoint, row.path);
    }
}

fn assert_names(error: &Error, endpoint: Endpoint, path: &str) {
    assert_eq!((error.endpoint(), error.path()), (endpoint, Some(path)));
    let text = error.to_string();
    let named =
        if path == endpoint.path() { endpoint.to_string() } else { format!("{endpoint} ({path})") };
    let rest = text.strip_prefix(&named).unwrap_or_else(|| panic!("{text}"));
    assert!(rest.starts_with([':', ' ']) && !text.contains('?'), "{text}");
}

/// The environment and the webhook of a request that was not sent are named too, and the path of
/// the base URL, but no value of the query.
#[tokio::test]
async fn requests_that_are_not_sent() {
    let client = client("http://127.0.0.1:9/gateway");
    let error = client.premium("Prod x").subscribe(&user_oauth2()).await.unwrap_err();
    let expected = "POST /1.1/account_activity/all/:env_name/subscriptions.json (/gateway/1.1/\
                    account_activity/all/Prod%20x/subscriptions.json) was not sent: ";
    assert!(error.to_string().starts_with(expected), "{error}");

    let late = builder("http://127.0.0.1:9").clock(|| at("2036-01-01T00:00:00Z")).build().unwrap();
    let error = late.enterprise().replay(WEBHOOK, window()).await.unwrap_err();
    assert_eq!(
        error.path(),
        Some("/1.1/account_activity/replay/webhooks/1241980494134145024/subscriptions/all.json")
    );
    assert!(!format!("{error} {error:?}").contains("from_date="), "{error:?}");
}

/// An error of fetching the bearer token names the address of that request.
#[tokio::test]
async fn the_bearer_token_has_its_own_path() {
    let server = MockServer::start().await;
    Mock::given(method("POST")).respond_with(ResponseTemplate::new(403)).mount(&server).await;
    let app = AppCredentials::new(CONSUMER_KEY, CONSUMER_SECRET);
    let client = builder_of(app, server.uri()).build().unwrap();
    let error = client.enterprise().subscriptions(WEBHOOK).await.unwrap_err();
    assert_eq!(
        (error.endpoint(), error.path()),
        (Endpoint::OAuthBearerToken, Some("/oauth2/token"))
    );
}
