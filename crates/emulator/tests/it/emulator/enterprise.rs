//! Enterprise, endpoint by endpoint.

use account_activity::Tier;
use account_activity_emulator::{App, Limits};
use http::Method;
use serde_json::json;

use super::bot::{Bot, CrcResponse};
use super::raw::{Raw, encode};
use super::{started, still};

const ROOT: &str = "/1.1/account_activity";
const NO_SUCH_WEBHOOK: &str =
    "Webhook does not exist or is associated with a different twitter application.";
const NO_SUCH_PAGE: &str = "Sorry, that page does not exist.";

fn register(url: &str) -> String {
    format!("{ROOT}/webhooks.json?url={}", encode(url))
}

#[tokio::test]
async fn every_endpoint_in_its_form() {
    let emulator = started(Tier::Enterprise).await;
    let raw = Raw::new(&emulator);
    let bot = Bot::start(raw.credentials().secrets()).await;
    let webhooks = format!("{ROOT}/webhooks.json");
    assert_eq!(raw.bearer(Method::GET, &webhooks).await.body, "[]");

    // E1, E2.
    let reply = raw.owner(Method::POST, &register(&bot.url)).await;
    assert_eq!(reply.status, 200, "{}", reply.body);
    let webhook = reply.json();
    assert_eq!(webhook["created_timestamp"], "2026-01-01 00:00:00 +0000");
    let id = webhook["id"].as_str().unwrap().to_owned();
    assert_eq!(raw.bearer(Method::GET, &webhooks).await.json(), json!([webhook]));
    assert_eq!(raw.owner(Method::GET, &webhooks).await.json(), json!([webhook]));

    // E3.
    let one = format!("{ROOT}/webhooks/{id}.json");
    raw.owner(Method::PUT, &one).await.is_empty();
    raw.bearer(Method::PUT, &one).await.is_empty();
    bot.set_crc_response(CrcResponse::WrongToken);
    let message = "Webhook URL does not meet the requirements. Invalid CRC token or json response \
                   format.";
    raw.owner(Method::PUT, &one).await.is_error(400, 214, message);
    bot.set_crc_response(CrcResponse::Right);

    // E6, E5, E8, E7.
    let subscriptions = format!("{ROOT}/webhooks/{id}/subscriptions/all.json");
    let ada = raw.token("ada");
    let ada_id = raw.credentials().users[1].id.to_string();
    raw.user(&ada, Method::GET, &subscriptions).await.is_error(404, 34, NO_SUCH_PAGE);
    raw.user(&ada, Method::POST, &subscriptions).await.is_empty();
    raw.user(&ada, Method::GET, &subscriptions).await.is_empty();
    let reply = raw.user(&ada, Method::POST, &subscriptions).await;
    reply.is_error(409, 355, "Subscription already exists.");
    let list = format!("{ROOT}/webhooks/{id}/subscriptions/all/list.json");
    let literal = format!(
        r#"{{"webhook_id":"{id}","webhook_url":"{}","application_id":"{}","subscriptions":[{{"user_id":"{ada_id}"}}]}}"#,
        bot.url,
        raw.credentials().app_id
    );
    assert_eq!(raw.bearer(Method::GET, &list).await.body, literal);
    let count = format!("{ROOT}/subscriptions/count.json");
    let literal = r#"{"account_name":"emulator","subscriptions_count_all":"1","subscriptions_count_direct_messages":"0","provisioned_count":"500"}"#;
    assert_eq!(raw.bearer(Method::GET, &count).await.body, literal);

    // E9, E10.
    let by_id = format!("{ROOT}/webhooks/{id}/subscriptions/{ada_id}/all.json");
    raw.bearer(Method::DELETE, &by_id).await.is_empty();
    raw.bearer(Method::DELETE, &by_id).await.is_error(404, 34, NO_SUCH_PAGE);
    raw.user(&ada, Method::DELETE, &subscriptions).await.is_error(404, 34, NO_SUCH_PAGE);
    raw.user(&ada, Method::POST, &subscriptions).await.is_empty();
    raw.user(&ada, Method::DELETE, &subscriptions).await.is_empty();

    // E4.
    raw.owner(Method::DELETE, &one).await.is_empty();
    raw.owner(Method::DELETE, &one).await.is_error(404, 34, NO_SUCH_WEBHOOK);
    raw.owner(Method::PUT, &one).await.is_error(404, 34, NO_SUCH_WEBHOOK);
    raw.user(&ada, Method::POST, &subscriptions).await.is_error(404, 34, NO_SUCH_WEBHOOK);
    let reply = raw.bearer(Method::GET, &list).await;
    reply.is_error(401, 32, "Could not authenticate you.");
}

#[tokio::test]
async fn webhooks_count_over_all_apps_and_belong_to_one() {
    let emulator = still(Tier::Enterprise)
        .app(App::new("one", "secret one"))
        .app(App::new("two", "secret two"))
        .app(App::new("three", "secret three").without_access())
        .start()
        .await
        .unwrap();
    let [one, two, three] = Raw::all(&emulator);
    let bot_one = Bot::start(one.credentials().secrets()).await;
    let bot_two = Bot::start(two.credentials().secrets()).await;
    for _ in 0..2 {
        let reply = one.owner(Method::POST, &register(&bot_one.url)).await;
        assert_eq!(reply.status, 200, "{}", reply.body);
    }
    assert_eq!(two.owner(Method::POST, &register(&bot_two.url)).await.status, 200);
    for (raw, bot) in [(&one, &bot_one), (&two, &bot_two)] {
        let reply = raw.owner(Method::POST, &register(&bot.url)).await;
        reply.is_error(400, 214, "Too many resources already created.");
    }
    assert_eq!((bot_one.crc_requests(), bot_two.crc_requests()), (2, 1));

    let of_two = emulator.webhooks()[2].id;
    let path = format!("{ROOT}/webhooks/{of_two}.json");
    one.owner(Method::DELETE, &path).await.is_error(404, 34, NO_SUCH_WEBHOOK);
    let path = format!("{ROOT}/webhooks/{of_two}/subscriptions/all.json");
    let reply = one.user(&one.token("ada"), Method::POST, &path).await;
    reply.is_error(404, 34, NO_SUCH_WEBHOOK);
    assert_eq!(
        two.bearer(Method::GET, &format!("{ROOT}/webhooks.json")).await.json()[1],
        json!(null)
    );

    // The app is not on the allowlist.
    let reply = three.bearer(Method::GET, &format!("{ROOT}/webhooks.json")).await;
    reply.is_error(403, 99, "You don’t have access to this resource.");
    let reply = three.bearer(Method::GET, &format!("{ROOT}/subscriptions/count.json")).await;
    reply.is_error(401, 32, "Could not authenticate you.");
    let reply = three.owner(Method::POST, &register(&bot_one.url)).await;
    reply.is_error(403, 200, "Forbidden.");
}

#[tokio::test]
async fn one_subscriber_too_many_is_refused_in_our_own_words() {
    let mut limits = Limits::of(Tier::Enterprise);
    limits.subscriptions = 1;
    let emulator = still(Tier::Enterprise).limits(limits).start().await.unwrap();
    let raw = Raw::new(&emulator);
    let bot = Bot::start(raw.credentials().secrets()).await;
    for _ in 0..2 {
        assert_eq!(raw.owner(Method::POST, &register(&bot.url)).await.status, 200);
    }
    for webhook in emulator.webhooks() {
        // The same user does not count again for another webhook.
        let path = format!("{ROOT}/webhooks/{}/subscriptions/all.json", webhook.id);
        raw.user(&raw.token("ada"), Method::POST, &path).await.is_empty();
        let reply = raw.user(&raw.token("bob"), Method::POST, &path).await;
        reply.is_error(
            403,
            214,
            "Too many subscriptions already created. (X documents no error for this; the \
             emulator chose one.)",
        );
    }
    assert_eq!(emulator.subscriptions().len(), 2);
}
