//! v2, endpoint by endpoint.

use account_activity::Tier;
use account_activity_emulator::{Account, Permission};
use http::Method;
use serde_json::{Value, json};

use super::bot::{Bot, CrcResponse};
use super::raw::{Raw, send};
use super::{started, still};

const NO_SUCH_WEBHOOK: &str = "WebhookIdInvalid: Webhook id is not valid";

#[tokio::test]
async fn every_endpoint_in_its_form() {
    let emulator = started(Tier::V2Enterprise).await;
    let raw = Raw::new(&emulator);
    let bot = Bot::start(raw.credentials().secrets()).await;
    let empty = r#"{"data":[],"meta":{"result_count":0}}"#;
    assert_eq!(raw.bearer(Method::GET, "/2/webhooks").await.body, empty);

    let reply = raw.post_json("/2/webhooks", &json!({"url": bot.url})).await;
    assert_eq!(reply.status, 200, "{}", reply.body);
    assert_eq!(reply.header("x-rate-limit-limit"), Some("450"));
    let webhook = reply.json()["data"].clone();
    assert_eq!(webhook["created_at"], "2026-01-01T00:00:00.000Z");
    let id = webhook["id"].as_str().unwrap().to_owned();
    let expected = json!({"data": [webhook], "meta": {"result_count": 1}});
    assert_eq!(raw.bearer(Method::GET, "/2/webhooks").await.json(), expected);
    let path = "/2/webhooks?webhook_config.fields=id%2Cvalid";
    let expected = json!([{"id": id, "valid": true}]);
    assert_eq!(raw.owner(Method::GET, path).await.json()["data"], expected);

    let one = format!("/2/webhooks/{id}");
    assert_eq!(raw.bearer(Method::PUT, &one).await.body, r#"{"data":{"valid":true}}"#);

    let subscriptions = format!("/2/account_activity/webhooks/{id}/subscriptions/all");
    let ada = raw.credentials().users[1].clone();
    let subscribed = |is: bool| format!(r#"{{"data":{{"subscribed":{is}}}}}"#);
    let reply = raw.user(&ada.token, Method::GET, &subscriptions).await;
    assert_eq!((reply.status, reply.body), (200, subscribed(false)));
    let reply = raw.user(&ada.token, Method::POST, &subscriptions).await;
    assert_eq!((reply.status, reply.body), (200, subscribed(true)));
    // The OAuth 2.0 token of the same user.
    let oauth2 = ada.oauth2.as_ref().unwrap().expose_oauth2().unwrap();
    let reply = raw.with_bearer(oauth2, Method::GET, &subscriptions).await;
    assert_eq!((reply.status, reply.body), (200, subscribed(true)));
    let reply = raw.with_bearer(oauth2, Method::POST, &subscriptions).await;
    reply.is_refused("DuplicateSubscriptionFailed: Subscription already exists");

    let list = raw.bearer(Method::GET, &format!("{subscriptions}/list")).await.json();
    let expected = json!({"data": {
        "application_id": raw.credentials().app_id.to_string(),
        "webhook_id": id,
        "webhook_url": bot.url,
        "subscriptions": [{"user_id": ada.id.to_string()}],
    }});
    assert_eq!(list, expected);
    let count = raw.bearer(Method::GET, "/2/account_activity/subscriptions/count").await.json();
    let expected = json!({"data": {
        "account_name": "emulator",
        "provisioned_count": "5000",
        "subscriptions_count_all": "1",
        "subscriptions_count_direct_messages": "0",
    }});
    assert_eq!(count, expected);

    let by_id = format!("/2/account_activity/webhooks/{id}/subscriptions/{}/all", ada.id);
    assert_eq!(raw.bearer(Method::DELETE, &by_id).await.body, subscribed(false));
    let reply = raw.bearer(Method::DELETE, &by_id).await;
    reply.is_refused("SubscriptionNotFound: Subscription not found");

    assert_eq!(raw.bearer(Method::DELETE, &one).await.body, r#"{"data":{"deleted":true}}"#);
    for method in [Method::DELETE, Method::PUT] {
        raw.bearer(method, &one).await.is_refused(NO_SUCH_WEBHOOK);
    }
    raw.user(&ada.token, Method::POST, &subscriptions).await.is_refused(NO_SUCH_WEBHOOK);
    raw.bearer(Method::DELETE, "/2/webhooks/replay").await.is_refused(NO_SUCH_WEBHOOK);
}

#[tokio::test]
async fn a_webhook_is_refused_for_what_is_wrong_with_it() {
    let emulator = started(Tier::V2Enterprise).await;
    let raw = Raw::new(&emulator);
    let bot = Bot::start(raw.credentials().secrets()).await;
    let long = format!("https://bot.example/{}", "a".repeat(181));
    for (url, message) in [
        (json!("bot.example"), "UrlValidationFailed: URL is malformed"),
        (
            json!("http://bot.example/"),
            "UrlValidationFailed: Webhook URL does not meet the requirements. Please use HTTPS.",
        ),
        (
            json!("https://bot.example:8443/"),
            "UrlValidationFailed: Webhook URL does not meet the requirements. Port other than 443 \
             is not allowed.",
        ),
        (json!(long), "UrlValidationFailed: URL is longer than 200 characters"),
        (Value::Null, "$.url: is missing but it is required"),
        (json!(1), "$.url: is not a string"),
    ] {
        raw.post_json("/2/webhooks", &json!({"url": url})).await.is_refused(message);
    }
    raw.bearer(Method::POST, "/2/webhooks")
        .await
        .is_refused("$.url: is missing but it is required");
    let failed = "CrcValidationFailed: URL returned bad response during CRC with error: ";
    for (response, cause) in [
        (CrcResponse::WrongToken, "Invalid `response_token`"),
        (
            CrcResponse::Status(500),
            "Non-200 response code during CRC GET request (i.e. 404, 500, etc).",
        ),
    ] {
        bot.set_crc_response(response);
        let reply = raw.post_json("/2/webhooks", &json!({"url": bot.url})).await;
        reply.is_refused(&format!("{failed}{cause}"));
    }

    bot.set_crc_response(CrcResponse::Right);
    assert_eq!(raw.post_json("/2/webhooks", &json!({"url": bot.url})).await.status, 200);
    let reply = raw.post_json("/2/webhooks", &json!({"url": bot.url})).await;
    reply.is_refused("DuplicateUrlFailed: URL is registered already");
    let webhook = emulator.webhooks()[0].clone();
    let one = format!("/2/webhooks/{}", webhook.id);
    // A wrong token invalidates the webhook at once, a failed status does not.
    for (response, valid) in [(CrcResponse::Status(500), true), (CrcResponse::WrongToken, false)] {
        bot.set_crc_response(response);
        assert_eq!(raw.bearer(Method::PUT, &one).await.status, 400);
        assert_eq!(emulator.webhooks()[0].valid, valid, "{response:?}");
    }
}

#[tokio::test]
async fn pay_per_use_has_one_webhook_and_three_subscribers() {
    let emulator = started(Tier::V2PayPerUse).await;
    let raw = Raw::new(&emulator);
    let bot = Bot::start(raw.credentials().secrets()).await;
    assert_eq!(raw.post_json("/2/webhooks", &json!({"url": bot.url})).await.status, 200);
    // The limit comes first, also for the same URL.
    let reply = raw.post_json("/2/webhooks", &json!({"url": bot.url})).await;
    reply.is_refused("WebhookLimitExceeded: ");
    let id = emulator.webhooks()[0].id;
    let subscriptions = format!("/2/account_activity/webhooks/{id}/subscriptions/all");
    for user in ["bot", "ada", "bob"] {
        assert_eq!(raw.user(&raw.token(user), Method::POST, &subscriptions).await.status, 200);
    }
    let reply = raw.user(&raw.token("cleo"), Method::POST, &subscriptions).await;
    reply.is_refused("SubscriptionLimitExceeded: ");
}

#[tokio::test]
async fn credentials_that_do_not_suffice() {
    let emulator = still(Tier::V2Enterprise)
        .user("owner")
        .user(Account::from("writer").with_permission(Permission::ReadWrite))
        .start()
        .await
        .unwrap();
    let raw = Raw::new(&emulator);
    let bot = Bot::start(raw.credentials().secrets()).await;
    let unauthorized = json!({"title": "Unauthorized", "detail": "Unauthorized", "type": "about:blank", "status": 401});
    for request in [
        raw.request(Method::GET, "/2/webhooks"),
        raw.request(Method::GET, "/2/webhooks").header("authorization", "Bearer x"),
    ] {
        let reply = send(request).await;
        assert_eq!((reply.status, reply.json()), (401, unauthorized.clone()));
    }
    assert_eq!(raw.post_json("/2/webhooks", &json!({"url": bot.url})).await.status, 200);
    let id = emulator.webhooks()[0].id;
    let subscriptions = format!("/2/account_activity/webhooks/{id}/subscriptions/all");

    let reply = raw.bearer(Method::POST, &subscriptions).await;
    assert_eq!(reply.status, 403);
    assert_eq!(reply.json()["title"], "Unsupported Authentication");
    assert_eq!(
        reply.json()["detail"],
        "Authenticating with OAuth 2.0 Application-Only is forbidden for this endpoint.  Supported \
         authentication types are [OAuth 1.0a User Context, OAuth 2.0 User Context]."
    );
    let writer = raw.credentials().users[1].clone();
    let oauth2 = writer.oauth2.as_ref().unwrap().expose_oauth2().unwrap();
    let reply = raw.with_bearer(oauth2, Method::GET, "/2/webhooks").await;
    assert_eq!((reply.status, &reply.json()["title"]), (403, &json!("Unsupported Authentication")));
    let reply = raw.user(&writer.token, Method::GET, "/2/webhooks").await;
    assert_eq!((reply.status, &reply.json()["title"]), (403, &json!("Forbidden")));
    let reply = raw.user(&writer.token, Method::POST, &subscriptions).await;
    let kind = "https://api.twitter.com/2/problems/oauth1-permissions";
    assert_eq!((reply.status, &reply.json()["type"]), (403, &json!(kind)));
}
