//! The X Activity API: its subscriptions.

mod beside;
mod credentials;
mod ensure;
mod faults;
mod form;
mod kept;
mod limits;
mod list;
mod revoke;
mod traps;

use account_activity::{Tier, UserId, UserToken};
use account_activity_emulator::Emulator;
use http::Method;
use http::header::AUTHORIZATION;
use serde_json::{Value, json};

use super::bot::Bot;
use super::raw::{Raw, Reply, send};
use super::still;

const PATH: &str = "/2/activity/subscriptions";

/// Sends a request with the app's bearer token.
async fn as_app(raw: &Raw, method: Method, path: &str, json: &Value) -> Reply {
    as_bearer(raw, &raw.bearer_token().await, method, path, json).await
}

/// Sends a request with a token of OAuth 2.0.
async fn as_bearer(raw: &Raw, token: &str, method: Method, path: &str, json: &Value) -> Reply {
    let request = raw.request(method, path).header(AUTHORIZATION, format!("Bearer {token}"));
    send(with_json(request, json)).await
}

/// Sends a request with a user's token of OAuth 1.0a.
async fn as_user(raw: &Raw, token: &UserToken, method: Method, path: &str, json: &Value) -> Reply {
    send(with_json(raw.signed_request(&raw.signing(Some(token)), method, path, &[]), json)).await
}

fn with_json(request: reqwest::RequestBuilder, json: &Value) -> reqwest::RequestBuilder {
    match json {
        Value::Null => request,
        json => request.header("content-type", "application/json").body(json.to_string()),
    }
}

fn user(raw: &Raw, name: &str) -> UserId {
    raw.credentials().user(name).unwrap().id
}

/// Returns the body that creates a subscription to the activity of a user.
fn of_user(raw: &Raw, kind: &str, name: &str) -> Value {
    json!({"event_type": kind, "filter": {"user_id": user(raw, name)}})
}

/// Creates a subscription with the app's bearer token and returns its id.
async fn subscribed(raw: &Raw, body: &Value) -> String {
    let reply = as_app(raw, Method::POST, PATH, body).await;
    assert_eq!(reply.status, 200, "{}", reply.body);
    id_in(&reply)
}

/// Returns the id of the subscription in a response.
fn id_in(reply: &Reply) -> String {
    reply.json()["data"]["subscription"]["subscription_id"].as_str().expect(&reply.body).to_owned()
}

/// Returns what the list has for the app.
async fn listed(raw: &Raw) -> Vec<Value> {
    let reply = as_app(raw, Method::GET, PATH, &Value::Null).await;
    assert_eq!(reply.status, 200, "{}", reply.body);
    serde_json::from_value(reply.json()["data"].clone()).unwrap()
}

/// Registers a webhook by v2 and returns its id.
async fn registered(raw: &Raw, url: &str) -> String {
    let reply = raw.post_json("/2/webhooks", &json!({"url": url})).await;
    assert_eq!(reply.status, 200, "{}", reply.body);
    reply.json()["data"]["id"].as_str().unwrap().to_owned()
}

/// Starts an emulator with a webhook.
async fn with_webhook(tier: Tier) -> (Emulator, Raw, Bot, String) {
    let emulator = still(tier).start().await.unwrap();
    let raw = Raw::new(&emulator);
    let bot = Bot::start(raw.credentials().secrets()).await;
    let webhook = registered(&raw, &bot.url).await;
    (emulator, raw, bot, webhook)
}
