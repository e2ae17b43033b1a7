//! Subscriptions outlive the process, and a reset drops them.

use std::fs;
use std::time::Duration;

use account_activity::{Tier, Timestamp};
use account_activity_emulator::{Action, Clock, Emulator};
use http::Method;
use serde_json::{Value, json};

use super::super::bot::Bot;
use super::super::persistence::Scratch;
use super::super::raw::Raw;
use super::super::{START, still};
use super::{PATH, as_app, as_user, id_in, listed, of_user, registered, subscribed};

/// Starts from a copy of the file, as a killed process has left it.
async fn after_a_crash(file: &Scratch, copy: &Scratch, now: Timestamp) -> Emulator {
    fs::copy(&file.0, &copy.0).unwrap();
    let builder = still(Tier::Premium).clock(Clock::manual(now)).file(&copy.0);
    builder.start().await.unwrap()
}

#[tokio::test]
async fn a_restart_keeps_subscriptions() {
    let (file, copy) = (Scratch::new("xaa"), Scratch::new("xaa-copy"));
    let emulator = file.start().await;
    let raw = Raw::new(&emulator);
    let bot = Bot::start(raw.credentials().secrets()).await;
    let webhook = registered(&raw, &bot.url).await;

    let mut leased = of_user(&raw, "post.create", "ada");
    leased["expires_at"] = "2026-01-01T01:00:00Z".into();
    let expired = subscribed(&raw, &leased).await;
    let changed = subscribed(&raw, &of_user(&raw, "profile.update.bio", "ada")).await;
    let update = json!({"tag": "bios", "webhook_id": webhook});
    let path = format!("{PATH}/{changed}");
    assert_eq!(as_app(&raw, Method::PUT, &path, &update).await.status, 200);
    let deleted = subscribed(&raw, &of_user(&raw, "post.delete", "ada")).await;
    raw.bearer(Method::DELETE, &format!("{PATH}/{deleted}")).await;
    for name in ["ada", "bob"] {
        let mut likes = of_user(&raw, "like.create", name);
        likes["filter"]["direction"] = "inbound".into();
        likes["filter"]["qualifiers"] = json!({"post_id": "7"});
        as_user(&raw, &raw.token(name), Method::POST, PATH, &likes).await;
    }
    emulator.perform(Action::Revoke { user: "ada".into(), app: None }).await.unwrap();
    let other = registered(&raw, &bot.url.replace("/webhook", "/gone")).await;
    let mut of_other = of_user(&raw, "profile.update.url", "ada");
    of_other["webhook_id"] = other.as_str().into();
    subscribed(&raw, &of_other).await;
    raw.bearer(Method::DELETE, &format!("/2/webhooks/{other}")).await;
    emulator.advance(Duration::from_secs(3600)).await;
    let again = subscribed(&raw, &leased_until(&leased, "2026-01-01T03:00:00Z")).await;
    assert_ne!(again, expired);

    let now = START + Duration::from_secs(3600);
    let restarted = after_a_crash(&file, &copy, now).await;
    assert_eq!(restarted.activity_subscriptions(), emulator.activity_subscriptions());
    assert_eq!(restarted.activity_subscriptions().len(), 4);
    let raw_again = Raw::new(&restarted);
    assert_eq!(listed(&raw_again).await, listed(&raw).await);
    // The identities are known, and ids go on.
    let reply =
        as_app(&raw_again, Method::POST, PATH, &of_user(&raw, "profile.update.bio", "ada")).await;
    reply.is_refused("DuplicateSubscriptionFailed: Subscription already exists");
    let one = as_app(&raw, Method::POST, PATH, &of_user(&raw, "post.create", "bob")).await;
    let same = as_app(&raw_again, Method::POST, PATH, &of_user(&raw, "post.create", "bob")).await;
    assert_eq!(id_in(&one), id_in(&same));
    // The expiry too.
    restarted.advance(Duration::from_secs(2 * 3600)).await;
    assert_eq!(restarted.activity_subscriptions().len(), 4);
    assert!(restarted.activity_subscriptions().iter().all(|row| row.expires_at.is_none()));
}

fn leased_until(body: &Value, end: &str) -> Value {
    let mut body = body.clone();
    body["expires_at"] = end.into();
    body
}

#[tokio::test]
async fn a_shutdown_writes_the_whole_state() {
    let file = Scratch::new("xaa-whole");
    let emulator = file.start().await;
    let raw = Raw::new(&emulator);
    subscribed(&raw, &of_user(&raw, "post.create", "ada")).await;
    let rows = emulator.activity_subscriptions();
    emulator.shutdown().await.unwrap();
    // The first line has the state. A file of an older version has no subscriptions in it.
    let text = fs::read_to_string(&file.0).unwrap();
    let mut stored: Value = serde_json::from_str(text.lines().next().unwrap()).unwrap();
    let emulator = file.start().await;
    assert_eq!(emulator.activity_subscriptions(), rows);
    drop(emulator);
    let state = stored["state"].as_object_mut().unwrap();
    assert!(state.remove("activity").is_some());
    fs::write(&file.0, format!("{stored}\n")).unwrap();
    assert!(file.start().await.activity_subscriptions().is_empty());
}

#[tokio::test]
async fn a_reset_drops_them_and_ids_go_on() {
    let emulator = still(Tier::V2PayPerUse).start().await.unwrap();
    let raw = Raw::new(&emulator);
    let body = of_user(&raw, "post.create", "ada");
    let before = subscribed(&raw, &body).await;
    emulator.reset().await.unwrap();
    assert!(emulator.activity_subscriptions().is_empty());
    let after = subscribed(&raw, &body).await;
    assert!(after.parse::<u64>().unwrap() > before.parse::<u64>().unwrap());
}

#[tokio::test]
async fn a_file_of_v1_opens_with_a_tier_of_v2() {
    let file = Scratch::new("xaa-tier");
    let emulator = still(Tier::Enterprise).file(&file.0).start().await.unwrap();
    let raw = Raw::new(&emulator);
    let bot = Bot::start(raw.credentials().secrets()).await;
    let path =
        format!("/1.1/account_activity/webhooks.json?url={}", super::super::raw::encode(&bot.url));
    assert_eq!(raw.owner(Method::POST, &path).await.status, 200);
    assert_eq!(raw.bearer(Method::GET, "/2/webhooks").await.json()["meta"]["result_count"], 0);
    emulator.shutdown().await.unwrap();
    let emulator = still(Tier::V2Enterprise).file(&file.0).start().await.unwrap();
    let webhooks = Raw::new(&emulator).bearer(Method::GET, "/2/webhooks").await;
    assert_eq!(webhooks.json()["data"][0]["url"], bot.url);
}
