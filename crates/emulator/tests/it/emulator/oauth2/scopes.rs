//! What the scopes of a token allow.

use account_activity::Tier;
use account_activity_emulator::Emulator;
use http::Method;
use http::header::AUTHORIZATION;

use super::super::bot::Bot;
use super::super::raw::{Raw, Reply, send};
use super::super::started;
use super::{ME, token_with_scopes};

async fn token(emulator: &Emulator, raw: &Raw, scope: &str) -> String {
    token_with_scopes(emulator, raw, "ada", scope).await
}

async fn post(raw: &Raw, token: &str, path: &str, json: &str) -> Reply {
    let request = raw.request(Method::POST, path).header(AUTHORIZATION, format!("Bearer {token}"));
    send(request.header("content-type", "application/json").body(json.to_owned())).await
}

/// Expects the problem of a token that lacks a scope. X does not name the scope, but the record does.
#[track_caller]
fn lacks(emulator: &Emulator, reply: &Reply, scope: &str) {
    let json = reply.json();
    let told = [&json["title"], &json["detail"], &json["type"]].map(|it| it.as_str().unwrap());
    assert_eq!((reply.status, told), (403, ["Forbidden", "Forbidden", "about:blank"]));
    let reason = emulator.requests().pop().unwrap().reason.unwrap();
    assert!(reason.contains(&format!("lacks the scope {scope}:")), "{reason}");
}

#[tokio::test]
async fn bots_need_the_scope_of_what_they_do() {
    let emulator = started(Tier::V2PayPerUse).await;
    let raw = Raw::new(&emulator);
    let users = token(&emulator, &raw, "users.read").await;
    lacks(&emulator, &raw.with_bearer(&users, Method::GET, ME).await, "tweet.read");
    let ada = raw.credentials().user("ada").unwrap().id;
    let bob = raw.credentials().user("bob").unwrap().id;
    let reader = token(&emulator, &raw, "users.read tweet.read").await;
    assert_eq!(raw.with_bearer(&reader, Method::GET, ME).await.status, 200);
    let tweet = emulator.perform(account_activity_emulator::Action::post("bob", "hi")).await;
    let tweet = tweet.unwrap().tweet().unwrap();
    for (scope, path, json) in [
        ("tweet.write", "/2/tweets".to_owned(), r#"{"text": "hi"}"#.to_owned()),
        ("like.write", format!("/2/users/{ada}/likes"), format!(r#"{{"tweet_id": "{tweet}"}}"#)),
        (
            "follows.write",
            format!("/2/users/{ada}/following"),
            format!(r#"{{"target_user_id": "{bob}"}}"#),
        ),
        (
            "dm.write",
            format!("/2/dm_conversations/with/{bob}/messages"),
            r#"{"text": "hi"}"#.to_owned(),
        ),
    ] {
        lacks(&emulator, &post(&raw, &reader, &path, &json).await, scope);
        let writer = token(&emulator, &raw, &format!("users.read tweet.read {scope}")).await;
        let reply = post(&raw, &writer, &path, &json).await;
        assert!(matches!(reply.status, 200 | 201), "{path}: {}", reply.body);
    }
}

#[tokio::test]
async fn a_subscription_needs_four_scopes() {
    let emulator = started(Tier::V2PayPerUse).await;
    let raw = Raw::new(&emulator);
    let bot = Bot::start(raw.credentials().secrets()).await;
    let json = serde_json::json!({ "url": bot.url });
    let reply = raw.post_json("/2/webhooks", &json).await;
    let id = reply.json()["data"]["id"].as_str().unwrap().to_owned();
    let path = format!("/2/account_activity/webhooks/{id}/subscriptions/all");
    let needed = ["dm.read", "dm.write", "tweet.read", "users.read"];
    for lacking in needed {
        let scopes: Vec<_> = needed.into_iter().filter(|scope| *scope != lacking).collect();
        let token = token(&emulator, &raw, &scopes.join(" ")).await;
        lacks(&emulator, &post(&raw, &token, &path, "").await, lacking);
    }
    let token = token(&emulator, &raw, &needed.join(" ")).await;
    assert_eq!(post(&raw, &token, &path, "").await.status, 200);
    assert_eq!(emulator.subscriptions().len(), 1);
}
