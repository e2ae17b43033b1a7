//! Premium, endpoint by endpoint.

use std::collections::BTreeMap;

use account_activity::{Tier, UserId, UserToken};
use account_activity_emulator::{Account, App, Emulator, Permission, SignedIn};
use http::Method;
use serde_json::json;

use super::bot::{Bot, CrcResponse};
use super::raw::{Raw, Reply, Signing, encode, send};
use super::{started, still};

const ALL: &str = "/1.1/account_activity/all";
const NO_SUCH_WEBHOOK: &str =
    "Webhook does not exist or is associated with a different twitter application.";
const NO_SUCH_PAGE: &str = "Sorry, that page does not exist.";
const NOT_PERMITTED: &str =
    "Client application is not permitted to access this user's webhook subscriptions.";

fn register(environment: &str, url: &str) -> String {
    format!("{ALL}/{environment}/webhooks.json?url={}", encode(url))
}

#[tokio::test]
async fn every_endpoint_in_its_form() {
    let emulator = started(Tier::Premium).await;
    let raw = Raw::new(&emulator);
    let bot = Bot::start(raw.credentials().secrets()).await;

    // P3 and P2, empty; by bearer token and by the owner.
    let list = format!("{ALL}/prod/webhooks.json");
    let all = format!("{ALL}/webhooks.json");
    assert_eq!(raw.bearer(Method::GET, &list).await.body, "[]");
    assert_eq!(raw.owner(Method::GET, &list).await.body, "[]");
    let reply = raw.bearer(Method::GET, &all).await;
    let empty = json!({"environments": [
        {"environment_name": "prod", "webhooks": []},
        {"environment_name": "dev", "webhooks": []},
    ]});
    assert_eq!(reply.json(), empty);
    assert_eq!(reply.header("content-type"), Some("application/json; charset=utf-8"));
    assert_eq!(reply.header("content-disposition"), Some("attachment; filename=json.json"));

    // P1, by query and by form.
    let reply = raw.owner(Method::POST, &register("prod", &bot.url)).await;
    assert_eq!(reply.status, 200, "{}", reply.body);
    assert_eq!(reply.header("x-rate-limit-limit"), None);
    let webhook = reply.json();
    let id = webhook["id"].as_str().unwrap().to_owned();
    let literal = format!(
        r#"{{"id":"{id}","url":"{}","valid":true,"created_timestamp":"2026-01-01 00:00:00 +0000"}}"#,
        bot.url
    );
    assert_eq!(reply.body, literal);
    let signing = raw.signing(Some(&raw.token("bot")));
    let form = [("url", bot.url.as_str())];
    let path = format!("{ALL}/dev/webhooks.json");
    let reply = raw.signed(&signing, Method::POST, &path, &form).await;
    assert_eq!((reply.status, bot.crc_requests()), (200, 2), "{}", reply.body);
    assert_eq!(raw.bearer(Method::GET, &list).await.json(), json!([webhook]));
    let listed = raw.owner(Method::GET, &all).await.json();
    assert_eq!(listed["environments"][0]["webhooks"], json!([webhook]));
    assert_eq!(listed["environments"][1]["webhooks"][0]["url"], bot.url.as_str());

    // P4, by the owner and by bearer token.
    let one = format!("{ALL}/prod/webhooks/{id}.json");
    raw.owner(Method::PUT, &one).await.is_empty();
    raw.bearer(Method::PUT, &one).await.is_empty();
    assert_eq!(bot.crc_requests(), 4);

    // P7, P6, P9, P8.
    let subscriptions = format!("{ALL}/prod/subscriptions.json");
    let ada = raw.token("ada");
    let ada_id = raw.credentials().users[1].id;
    raw.user(&ada, Method::GET, &subscriptions).await.is_error(404, 34, NO_SUCH_PAGE);
    raw.user(&ada, Method::POST, &subscriptions).await.is_empty();
    raw.user(&ada, Method::GET, &subscriptions).await.is_empty();
    let reply = raw.user(&ada, Method::POST, &subscriptions).await;
    reply.is_error(409, 355, "Subscription already exists.");
    let list = format!("{ALL}/prod/subscriptions/list.json");
    let reply = raw.bearer(Method::GET, &list).await;
    let expected = json!({
        "environment": "prod",
        "application_id": raw.credentials().app_id.to_string(),
        "subscriptions": [{"user_id": ada_id.to_string()}],
    });
    assert_eq!((reply.status, reply.json()), (200, expected));
    let count = format!("{ALL}/subscriptions/count.json");
    let reply = raw.bearer(Method::GET, &count).await;
    let literal =
        r#"{"account_name":"emulator","subscriptions_count":"1","provisioned_count":"250"}"#;
    assert_eq!((reply.status, reply.body.as_str()), (200, literal));

    // P10, P11.
    let by_id = |user: UserId| format!("{ALL}/prod/subscriptions/{user}.json");
    raw.bearer(Method::DELETE, &by_id(ada_id)).await.is_empty();
    raw.bearer(Method::DELETE, &by_id(ada_id)).await.is_error(404, 34, NO_SUCH_PAGE);
    raw.user(&ada, Method::DELETE, &subscriptions).await.is_error(404, 34, NO_SUCH_PAGE);
    raw.user(&ada, Method::POST, &subscriptions).await.is_empty();
    raw.user(&ada, Method::DELETE, &subscriptions).await.is_empty();

    // P5 also deletes the subscriptions.
    raw.user(&ada, Method::POST, &subscriptions).await.is_empty();
    raw.owner(Method::DELETE, &one).await.is_empty();
    raw.owner(Method::DELETE, &one).await.is_error(404, 34, NO_SUCH_WEBHOOK);
    raw.owner(Method::PUT, &one).await.is_error(404, 34, NO_SUCH_WEBHOOK);
    raw.user(&ada, Method::GET, &subscriptions).await.is_error(404, 34, NO_SUCH_PAGE);
    let reply = raw.user(&ada, Method::POST, &subscriptions).await;
    reply.is_error(403, 170, "Webhook URL must be defined to create subscriptions.");
    assert!(emulator.subscriptions().is_empty());
}

#[tokio::test]
async fn a_webhook_is_refused_for_what_is_wrong_with_it() {
    let emulator = started(Tier::Premium).await;
    let raw = Raw::new(&emulator);
    let bot = Bot::start(raw.credentials().secrets()).await;
    let unfit = "Webhook URL does not meet the requirements.";
    let unreachable = "Unable to connect during CRC GET request.";
    for (url, message) in [
        ("bot.example", unfit.to_owned()),
        ("https%3A%2F%2Fbot.example", unfit.to_owned()),
        ("https://", unfit.to_owned()),
        ("https://user@bot.example/", unfit.to_owned()),
        ("https://bot.example/#part", unfit.to_owned()),
        ("http://bot.example:8080/", format!("{unfit} Please use HTTPS.")),
        ("http://127.0.0.1.example/", format!("{unfit} Please use HTTPS.")),
        ("http://notlocalhost/", format!("{unfit} Please use HTTPS.")),
        ("ftp://127.0.0.1/", format!("{unfit} Please use HTTPS.")),
        ("http://bot.example/", format!("{unfit} Please use HTTPS.")),
        ("https://bot.example:8443/", format!("{unfit} Port other than 443 is not allowed.")),
        ("http://127.0.0.1:9/", unreachable.to_owned()),
        ("http://[::1]:9/", unreachable.to_owned()),
        ("https://localhost:9/", unreachable.to_owned()),
    ] {
        let reply = raw.owner(Method::POST, &register("prod", url)).await;
        reply.is_error(400, 214, &message);
    }
    for (response, message) in [
        (CrcResponse::WrongToken, format!("{unfit} Invalid CRC token or json response format.")),
        (CrcResponse::Status(201), non_200()),
        (CrcResponse::Status(302), non_200()),
        (CrcResponse::Status(404), non_200()),
        (CrcResponse::Status(500), non_200()),
        (
            CrcResponse::Never,
            "High latency on CRC GET request. Your webhook should respond in less than 3 seconds."
                .to_owned(),
        ),
    ] {
        bot.set_crc_response(response);
        let reply = raw.owner(Method::POST, &register("prod", &bot.url)).await;
        reply.is_error(400, 214, &message);
    }
    assert!(emulator.webhooks().is_empty());
    for path in [format!("{ALL}/prod/webhooks.json"), register("prod", "")] {
        let reply = raw.owner(Method::POST, &path).await;
        reply.is_error(400, 357, "url: queryParam is required");
    }
    let request = raw
        .signed_request(
            &raw.signing(Some(&raw.token("bot"))),
            Method::POST,
            &format!("{ALL}/prod/webhooks.json"),
            &[],
        )
        .header("content-type", "application/json")
        .body("url=x");
    send(request).await.is_error(400, 369, "Invalid JSON Syntax");

    // An environment has one webhook.
    bot.set_crc_response(CrcResponse::Right);
    assert_eq!(raw.owner(Method::POST, &register("prod", &bot.url)).await.status, 200);
    let reply = raw.owner(Method::POST, &register("prod", &bot.url)).await;
    reply.is_error(400, 214, "Too many resources already created.");

    // A failed CRC makes a webhook invalid, a passed one valid.
    let id = emulator.webhooks()[0].id;
    let one = format!("{ALL}/prod/webhooks/{id}.json");
    bot.set_crc_response(CrcResponse::Status(503));
    raw.owner(Method::PUT, &one).await.is_error(400, 214, &non_200());
    let listed = raw.bearer(Method::GET, &format!("{ALL}/prod/webhooks.json")).await.json();
    assert_eq!(listed[0]["valid"], false);
    bot.set_crc_response(CrcResponse::Right);
    raw.owner(Method::PUT, &one).await.is_empty();
    assert!(emulator.webhooks()[0].valid);
}

fn non_200() -> String {
    "Non-200 response code during CRC GET request (i.e. 404, 500, etc).".to_owned()
}

#[tokio::test]
async fn credentials_that_do_not_suffice() {
    let write = "Application cannot perform write actions. Contact Twitter Platform Operations \
                 through https://help.twitter.com/forms/platform.";
    let emulator = still(Tier::Premium)
        .user(Account::from("reader").with_permission(Permission::Read))
        .user(Account::from("writer").with_permission(Permission::ReadWrite))
        .user("ada")
        .start()
        .await
        .unwrap();
    let raw = Raw::new(&emulator);
    let bot = Bot::start(raw.credentials().secrets()).await;
    let path = register("prod", &bot.url);
    raw.bearer(Method::POST, &path).await.is_error(403, 261, write);
    // The owner's token was created while the app could only read.
    raw.owner(Method::POST, &path).await.is_error(403, 261, write);
    raw.user(&raw.token("ada"), Method::POST, &path).await.is_error(403, 200, "Forbidden.");
    assert_eq!(bot.crc_requests(), 0);
    let reason = emulator.requests().pop().unwrap().reason.unwrap();
    assert!(reason.contains("app owner"), "{reason}");

    let subscriptions = format!("{ALL}/prod/subscriptions.json");
    for user in ["reader", "writer"] {
        for method in [Method::POST, Method::GET, Method::DELETE] {
            let reply = raw.user(&raw.token(user), method, &subscriptions).await;
            reply.is_error(401, 348, NOT_PERMITTED);
        }
    }
    let reply = raw.bearer(Method::POST, &subscriptions).await;
    reply.is_error(403, 220, "Your credentials do not allow access to this resource");
    let reply = raw.owner(Method::GET, &format!("{ALL}/subscriptions/count.json")).await;
    reply.is_error(403, 220, "Your credentials do not allow access to this resource");
    let reply =
        raw.user(&raw.token("reader"), Method::GET, "/1.1/account/verify_credentials.json").await;
    assert_eq!(reply.header("x-access-level"), Some("read"));
}

/// X's guide to code 261: anything other than "Read, write and Direct Messages" is too little.
#[tokio::test]
async fn webhooks_need_the_permission_for_direct_messages() {
    let write = "Application cannot perform write actions. Contact Twitter Platform Operations \
                 through https://help.twitter.com/forms/platform.";
    for (tier, list, one) in [
        (Tier::Premium, format!("{ALL}/prod/webhooks.json"), format!("{ALL}/prod/webhooks")),
        (
            Tier::Enterprise,
            "/1.1/account_activity/webhooks.json".to_owned(),
            "/1.1/account_activity/webhooks".to_owned(),
        ),
    ] {
        let emulator = started(tier).await;
        let raw = Raw::new(&emulator);
        let bot = Bot::start(raw.credentials().secrets()).await;
        let post = format!("{list}?url={}", encode(&bot.url));
        assert_eq!(raw.owner(Method::POST, &post).await.status, 200);
        let one = format!("{one}/{}.json", emulator.webhooks()[0].id);
        // The owner's token of a sign-in that asked for "Read and write" only.
        let writer = writer(&emulator, &raw).await;
        for (method, path) in [(Method::POST, &post), (Method::PUT, &one), (Method::DELETE, &one)] {
            raw.user(&writer, method, path).await.is_error(403, 261, write);
            let reason = emulator.requests().pop().unwrap().reason.unwrap();
            assert!(reason.contains("read-write,"), "{reason}");
        }
        assert_eq!((bot.crc_requests(), emulator.webhooks().len()), (1, 1));
        // It may look.
        assert_eq!(raw.user(&writer, Method::GET, &list).await.status, 200);
    }
}

async fn writer(emulator: &Emulator, raw: &Raw) -> UserToken {
    let token = |reply: &Reply| {
        let pairs: BTreeMap<_, _> =
            url::form_urlencoded::parse(reply.body.as_bytes()).into_owned().collect();
        (pairs["oauth_token"].clone(), pairs["oauth_token_secret"].clone())
    };
    let extra = vec![("oauth_callback", "oob".to_owned())];
    let signing = Signing { extra, ..raw.signing(None) };
    let path = "/oauth/request_token?x_auth_access_type=write";
    let request = token(&raw.signed(&signing, Method::POST, path, &[]).await);
    let SignedIn::Pin(pin) = emulator.allow(&request.0, "bot").await.unwrap() else { panic!() };
    let extra = vec![("oauth_verifier", pin)];
    let signing = Signing { extra, token: Some(request), ..raw.signing(None) };
    let (name, secret) =
        token(&raw.signed(&signing, Method::POST, "/oauth/access_token", &[]).await);
    UserToken::oauth1(name, secret)
}

#[tokio::test]
async fn an_environment_is_one_apps_and_its_name_case_sensitive() {
    let emulator = still(Tier::Premium)
        .app(App::new("one", "secret one").with_environment("prod"))
        .app(App::new("two", "secret two").with_environment("other"))
        .app(App::new("three", "secret three"))
        .start()
        .await
        .unwrap();
    let raw: [Raw; 3] = Raw::all(&emulator);
    let list = |environment: &str| format!("{ALL}/{environment}/webhooks.json");
    assert_eq!(raw[0].bearer(Method::GET, &list("prod")).await.status, 200);
    for environment in ["Prod", "other", ":env_name", "nothing"] {
        let reply = raw[0].bearer(Method::GET, &list(environment)).await;
        reply.is_error(403, 200, "Forbidden.");
        let reply =
            raw[0].owner(Method::POST, &register(environment, "https://bot.example/")).await;
        reply.is_error(403, 200, "Forbidden.");
    }
    let path = format!("{ALL}/other/subscriptions.json");
    let reply = raw[0].user(&raw[0].token("ada"), Method::POST, &path).await;
    reply.is_error(401, 348, NOT_PERMITTED);
    let all = format!("{ALL}/webhooks.json");
    let reply = raw[1].bearer(Method::GET, &all).await;
    assert_eq!(reply.json()["environments"][0]["environment_name"], "other");
    raw[2].bearer(Method::GET, &all).await.is_error(403, 200, "Forbidden.");
}
