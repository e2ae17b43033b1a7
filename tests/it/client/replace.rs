//! `replace_webhook`: the order of the requests, and what is left after a failure.

use account_activity::client::{Error, Reason, Webhook};
use http::Method;
use wiremock::matchers::method;
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

use super::*;

const OLD: WebhookId = WebhookId::new(2);
const OLD_URL: &str = "https://bot.example/old";
const FULL: (u16, &str) =
    (403, r#"{"errors":[{"code":214,"message":"Too many resources already created."}]}"#);
const NO_CRC: (u16, &str) =
    (400, r#"{"errors":[{"code":214,"message":"Unable to connect during CRC GET request."}]}"#);
const REGISTERED: (u16, &str) =
    (200, r#"{"id":"3","url":"https://bot.example/webhooks/twitter","valid":true}"#);

/// Replaces the webhook. `registrations` are the responses to each `POST`. Returns the result, and
/// the requests: the method, and the URL that is registered.
async fn replace(
    listed: &str,
    registrations: &[(u16, &str)],
    is_premium: bool,
) -> (Result<Webhook, Error>, Vec<String>) {
    let server = MockServer::start().await;
    let list = ResponseTemplate::new(200).set_body_string(listed);
    Mock::given(method("GET")).respond_with(list).mount(&server).await;
    for (status, body) in registrations {
        let response = ResponseTemplate::new(*status).set_body_string(*body);
        let given = Mock::given(method("POST")).respond_with(response);
        given.up_to_n_times(1).expect(1).mount(&server).await;
    }
    for verb in ["DELETE", "PUT"] {
        Mock::given(method(verb)).respond_with(ResponseTemplate::new(204)).mount(&server).await;
    }
    let client = client(server.uri());
    let result = if is_premium {
        client.premium("prod").replace_webhook(&webhook_url()).await
    } else {
        client.enterprise().replace_webhook(OLD, &webhook_url()).await
    };
    server.verify().await;
    let shown = |request: &Request| match request.method {
        Method::POST => {
            let url = request.url.query_pairs().next().unwrap().1.into_owned();
            format!("POST {}", url.rsplit('/').next().unwrap())
        }
        Method::DELETE => format!("DELETE {}", request.url.path().rsplit('/').next().unwrap()),
        ref other => other.to_string(),
    };
    let requests = server.received_requests().await.unwrap();
    (result, requests.iter().map(shown).collect())
}

fn old() -> String {
    format!(r#"[{{"id":"2","url":"{OLD_URL}","valid":true}}]"#)
}

#[tokio::test]
async fn with_room_for_both_the_old_one_is_deleted_last() {
    for is_premium in [true, false] {
        let (result, requests) = replace(&old(), &[REGISTERED], is_premium).await;
        assert_eq!(result.unwrap().id.get(), 3);
        assert_eq!(requests, ["GET", "POST twitter", "DELETE 2.json"]);
    }
}

#[tokio::test]
async fn without_room_the_old_one_is_deleted_first() {
    for is_premium in [true, false] {
        let (result, requests) = replace(&old(), &[FULL, REGISTERED], is_premium).await;
        assert_eq!(result.unwrap().id.get(), 3);
        assert_eq!(requests, ["GET", "POST twitter", "DELETE 2.json", "POST twitter"]);
    }
}

#[tokio::test]
async fn a_new_webhook_that_fails_leaves_the_old_one() {
    let (result, requests) = replace(&old(), &[NO_CRC], true).await;
    assert_eq!(result.unwrap_err().reason(), Some(&Reason::CrcUnreachable));
    assert_eq!(requests, ["GET", "POST twitter"]);
}

#[tokio::test]
async fn a_new_webhook_that_fails_late_brings_the_old_url_back() {
    for restored in [REGISTERED, NO_CRC] {
        let (result, requests) = replace(&old(), &[FULL, NO_CRC, restored], true).await;
        assert_eq!(result.unwrap_err().reason(), Some(&Reason::CrcUnreachable));
        let expected = ["GET", "POST twitter", "DELETE 2.json", "POST twitter", "POST old"];
        assert_eq!(requests, expected);
    }
}

/// No other webhook is deleted in the place of one that does not exist.
#[tokio::test]
async fn a_webhook_that_is_not_listed_is_not_deleted() {
    let listed = r#"[{"id":"7","url":"https://other.example/","valid":true}]"#;
    let (result, requests) = replace(listed, &[FULL], false).await;
    assert_eq!(result.unwrap_err().reason(), Some(&Reason::TooManyWebhooks));
    assert_eq!(requests, ["GET", "POST twitter"]);
    let (result, requests) = replace("[]", &[REGISTERED], true).await;
    assert_eq!(result.unwrap().id.get(), 3);
    assert_eq!(requests, ["GET", "POST twitter"]);
}

/// A call that is repeated ends what an interrupted one has begun.
#[tokio::test]
async fn a_new_webhook_that_exists_is_kept() {
    let new = r#"{"id":"3","url":"https://bot.example/webhooks/twitter","valid":false}"#;
    let (result, requests) = replace(&format!("[{new}]"), &[], true).await;
    assert_eq!(result.unwrap().id.get(), 3);
    assert_eq!(requests, ["GET", "GET", "PUT"]);
    let both = format!(r#"[{new},{{"id":"2","url":"{OLD_URL}","valid":true}}]"#);
    let (result, requests) = replace(&both, &[], false).await;
    assert_eq!(result.unwrap().id.get(), 3);
    assert_eq!(requests, ["GET", "GET", "PUT", "DELETE 2.json"]);
}

#[tokio::test]
async fn v2_replaces_too() {
    let server = MockServer::start().await;
    let list = format!(r#"{{"data":{}}}"#, old());
    let list = ResponseTemplate::new(200).set_body_string(list);
    Mock::given(method("GET")).respond_with(list).expect(1).mount(&server).await;
    let new = ResponseTemplate::new(200).set_body_string(format!(r#"{{"data":{}}}"#, REGISTERED.1));
    Mock::given(method("POST")).respond_with(new).expect(1).mount(&server).await;
    let deleted = ResponseTemplate::new(200).set_body_string(r#"{"data":{"deleted":true}}"#);
    Mock::given(method("DELETE")).respond_with(deleted).expect(1).mount(&server).await;
    let replaced = client(server.uri()).v2().replace_webhook(OLD, &webhook_url()).await;
    assert_eq!(replaced.unwrap().id.get(), 3);
}
