//! Webhooks of v1.1 and of v2, side by side.

use account_activity::Tier;
use http::Method;

use super::super::bot::Bot;
use super::super::raw::{Raw, encode};
use super::super::started;
use super::{PATH, as_app, of_user, registered};

#[tokio::test]
async fn each_api_has_its_own_webhooks() {
    for (tier, webhooks) in [
        (Tier::Premium, "/1.1/account_activity/all/prod/webhooks.json"),
        (Tier::Enterprise, "/1.1/account_activity/webhooks.json"),
    ] {
        let emulator = started(tier).await;
        let raw = Raw::new(&emulator);
        let bot = Bot::start(raw.credentials().secrets()).await;
        let old = raw.owner(Method::POST, &format!("{webhooks}?url={}", encode(&bot.url))).await;
        let old = old.json()["id"].as_str().unwrap().to_owned();
        let new = registered(&raw, &bot.url).await;
        assert_eq!(emulator.webhooks().len(), 2);
        let only = |id: &str| (id.to_owned(), 1);
        let of_v1 = raw.bearer(Method::GET, webhooks).await.json();
        let rows = of_v1.as_array().unwrap();
        assert_eq!((rows[0]["id"].as_str().unwrap().to_owned(), rows.len()), only(&old));
        let of_v2 = raw.bearer(Method::GET, "/2/webhooks").await.json();
        let rows = of_v2["data"].as_array().unwrap();
        assert_eq!((rows[0]["id"].as_str().unwrap().to_owned(), rows.len()), only(&new));

        // The id of one API is unknown to the other.
        let invalid = "WebhookIdInvalid: Webhook id is not valid";
        raw.bearer(Method::PUT, &format!("/2/webhooks/{old}")).await.is_refused(invalid);
        let validate = webhooks.replace(".json", &format!("/{new}.json"));
        assert_eq!(raw.bearer(Method::PUT, &validate).await.status, 404, "{tier}");
        let mut body = of_user(&raw, "post.create", "ada");
        body["webhook_id"] = old.into();
        as_app(&raw, Method::POST, PATH, &body).await.is_refused(invalid);
        body["webhook_id"] = new.into();
        assert_eq!(as_app(&raw, Method::POST, PATH, &body).await.status, 200);
    }
}

/// The limit of the tier holds for each of the two.
#[tokio::test]
async fn each_api_has_its_own_limit() {
    let emulator = started(Tier::Sandbox).await;
    let raw = Raw::new(&emulator);
    let bot = Bot::start(raw.credentials().secrets()).await;
    registered(&raw, &bot.url).await;
    let gone = bot.url.replace("/webhook", "/gone");
    let reply = raw.post_json("/2/webhooks", &serde_json::json!({"url": gone})).await;
    reply.is_refused("WebhookLimitExceeded: ");
    let path = "/1.1/account_activity/all/prod/webhooks.json";
    let reply = raw.owner(Method::POST, &format!("{path}?url={}", encode(&gone))).await;
    assert_eq!(reply.status, 200, "{}", reply.body);
}
