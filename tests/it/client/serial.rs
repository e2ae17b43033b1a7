//! Types of the client as JSON, and errors as data.

use account_activity::Tier;
use account_activity::client::{
    ApiError, AuthScheme, Endpoint, EnvironmentName, Error, ErrorReport, SubscriptionCount,
    TransportError, TransportErrorKind, Webhook,
};
use serde_json::{Value, json};
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, ResponseTemplate};

use super::*;

#[test]
fn webhooks_are_written_as_x_writes_them() {
    let text = json!({
        "id": "7", "url": "https://bot.example/", "valid": true,
        "created_timestamp": "2020-03-23 06:50:00 +0000",
    });
    let webhook: Webhook = serde_json::from_value(text).unwrap();
    assert_eq!(webhook.created_at, Some(at("2020-03-23T06:50:00Z")));
    let written = serde_json::to_value(&webhook).unwrap();
    assert_eq!(written["id"], "7");
    assert_eq!(written["valid"], true);
    assert_eq!(serde_json::from_value::<Webhook>(written).unwrap(), webhook);
}

#[test]
fn counts_are_read_in_each_form() {
    for name in ["subscriptions_count", "subscriptions_count_all"] {
        let count: SubscriptionCount =
            serde_json::from_value(json!({ name: "3", "provisioned_count": 15 })).unwrap();
        assert_eq!((count.subscriptions, count.remaining()), (3, Some(12)));
        let written = serde_json::to_value(&count).unwrap();
        assert_eq!(serde_json::from_value::<SubscriptionCount>(written).unwrap(), count);
    }
    let error = serde_json::from_str::<SubscriptionCount>("{}").unwrap_err();
    assert!(error.to_string().contains("subscriptions_count"), "{error}");
}

#[test]
fn texts_are_checked_when_they_are_read() {
    let url: WebhookUrl = serde_json::from_value(json!("https://Bot.example:443/")).unwrap();
    assert_eq!(serde_json::to_value(&url).unwrap(), "https://bot.example/");
    let error = serde_json::from_value::<WebhookUrl>(json!("http://bot.example/")).unwrap_err();
    assert!(error.to_string().contains("https://"), "{error}");
    let name: EnvironmentName = serde_json::from_value(json!("Prod")).unwrap();
    assert_eq!((serde_json::to_value(&name).unwrap(), name.as_str()), (json!("Prod"), "Prod"));
}

#[test]
fn tiers_are_parsed_from_what_they_write() {
    for tier in Tier::ALL {
        assert_eq!(tier.to_string().parse(), Ok(tier));
        assert_eq!(tier.to_string().to_uppercase().parse(), Ok(tier));
    }
    let error = "gold".parse::<Tier>().unwrap_err().to_string();
    assert!(Tier::ALL.iter().all(|tier| error.contains(&tier.to_string())), "{error}");
}

/// Programs read these members. They stay.
#[tokio::test]
async fn a_report_has_the_members_of_an_error() {
    let server = MockServer::start().await;
    let body = r#"{"errors":[{"code":88,"message":"Rate limit exceeded"}]}"#;
    let response = ResponseTemplate::new(429).set_body_string(body);
    Mock::given(any()).respond_with(response).mount(&server).await;
    let error = client(server.uri()).premium("Prod").webhooks().await.unwrap_err();
    assert_eq!(
        serde_json::to_value(error.report()).unwrap(),
        json!({
            "kind": "api",
            "message": error.to_string(),
            "causes": [],
            "endpoint": "GET /1.1/account_activity/all/:env_name/webhooks.json",
            "path": "/1.1/account_activity/all/Prod/webhooks.json",
            "status": 429,
            "code": 88,
            "reason": "rate_limited",
            "meaning": "The rate limit of the endpoint is used up.",
            "is_retryable": true,
        })
    );
    let failed = TransportError::new(Endpoint::V2Replay, TransportErrorKind::Timeout, "too late");
    let report: ErrorReport = Error::Transport(failed).report();
    assert_eq!(
        serde_json::to_value(&report).unwrap(),
        json!({
            "kind": "transport",
            "message": "POST /2/webhooks/replay: no complete response in time",
            "causes": ["too late"],
            "endpoint": "POST /2/webhooks/replay",
            "is_retryable": true,
        })
    );
}

#[test]
fn a_report_has_no_secret() {
    let response = http::Response::builder().status(401).body("token=hunter2 x".into()).unwrap();
    let error = ApiError::from_response(Endpoint::V2Webhooks, AuthScheme::Bearer, response);
    let report = Error::Api(Box::new(error)).report();
    let value: Value = serde_json::to_value(&report).unwrap();
    assert!(!format!("{value} {report:?}").contains("hunter2"), "{value}");
}

#[cfg(feature = "receiver")]
#[test]
fn the_secrets_of_an_app_verify_its_deliveries() {
    use account_activity::receiver::{Secret, Secrets};

    let app = AppCredentials::new(CONSUMER_KEY, CONSUMER_SECRET).client_secret("client secret");
    let secrets = app.secrets().unwrap();
    for signer in [
        Secrets::new(Secret::new(CONSUMER_SECRET).unwrap()),
        Secrets::with_client_secret_only(Secret::new("client secret").unwrap()),
    ] {
        let request = signer.signed_request("/".parse().unwrap(), "{}");
        secrets.verify(request.headers(), request.body()).unwrap();
    }
    let other = Secrets::new(Secret::new("other").unwrap());
    let request = other.signed_request("/".parse().unwrap(), "{}");
    secrets.verify(request.headers(), request.body()).unwrap_err();
    assert!(AppCredentials::new("key", " ").secrets().is_err());
}
