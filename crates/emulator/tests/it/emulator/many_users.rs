//! 100,000 users. A scan of all users or tokens for each of them would take hours.

use std::time::Instant;

use account_activity::{Tier, UserToken};
use account_activity_emulator::{Action, WorldUser};
use http::Method;
use serde_json::{Value, json};

use super::raw::{Raw, Reply, send};
use super::still;

const MANY: usize = 100_000;

async fn listed(raw: &Raw, query: &str) -> Vec<Value> {
    let reply = get(raw, &format!("/emulator/users{query}")).await;
    assert_eq!(reply.status, 200, "{}", reply.body);
    reply.json()["users"].as_array().unwrap().clone()
}

async fn get(raw: &Raw, path: &str) -> Reply {
    send(raw.request(Method::GET, path)).await
}

fn name(number: usize) -> String {
    format!("user{number:06}")
}

/// Prints the durations, and checks none of them.
#[tokio::test]
async fn a_hundred_thousand_users_are_usable() {
    let emulator = still(Tier::Enterprise).control(true).start().await.unwrap();
    let raw = Raw::new(&emulator);
    let began = Instant::now();
    for number in 0..MANY {
        emulator.add_user(name(number).as_str()).await.unwrap();
    }
    println!("{MANY} users added in {:?}", began.elapsed());

    let began = Instant::now();
    let all = get(&raw, "/emulator/users").await.body;
    println!("listed in {:?}", began.elapsed());
    assert_eq!(all.matches("\"screen_name\"").count(), MANY + 4);
    drop(all);
    let before = WorldUser::new(&name(MANY - 2)).id();
    let last = listed(&raw, &format!("?after={before}")).await;
    let [last] = last.as_slice() else { panic!("{last:?}") };
    assert_eq!(last["screen_name"], name(MANY - 1));
    let token = UserToken::oauth1(
        last["tokens"][0]["access_token"].as_str().unwrap(),
        last["tokens"][0]["access_token_secret"].as_str().unwrap(),
    );
    let began = Instant::now();
    let verified = raw.user(&token, Method::GET, "/1.1/account/verify_credentials.json").await;
    assert_eq!(verified.json()["id"].to_string(), last["id"].as_str().unwrap());
    let last = name(MANY - 1);
    emulator.perform(Action::post(last.as_str(), "Tea?")).await.unwrap();

    // The authorization page has a field instead of 100,000 choices.
    let client = account_activity::Client::builder(raw.credentials().app());
    let client = client.base_url(emulator.base_url()).build().unwrap();
    let pin = account_activity::client::Callback::Pin;
    let request = client.oauth().request_token(pin).await.unwrap();
    let page = get(&raw, &format!("/oauth/authorize?oauth_token={}", request.token())).await;
    assert!(page.body.contains("<input name=\"user_id\" value=\"\""), "{}", page.body);
    let press = async |user: &str| {
        let form = [("oauth_token", request.token()), ("user_id", user), ("decision", "allow")];
        let form = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
        let post = raw.request(Method::POST, "/oauth/authorize").body(form);
        send(post.header("content-type", "application/x-www-form-urlencoded")).await
    };
    let unknown = press("nobody").await;
    assert_eq!(unknown.status, 403);
    assert!(unknown.body.contains("There is no user nobody"), "{}", unknown.body);
    assert_eq!(press(&last).await.status, 200);
    let pin = emulator.sign_ins()[0].verifier.clone().unwrap();
    let access = client.oauth().access_token(&request, &pin).await.unwrap();
    assert_eq!(access.screen_name, last);
    println!("a post and a sign-in in {:?}", began.elapsed());
}

#[tokio::test]
async fn the_users_are_listed_in_parts() {
    let emulator = still(Tier::Premium).control(true).start().await.unwrap();
    for number in 0..1_200 {
        emulator.add_user(name(number).as_str()).await.unwrap();
    }
    let raw = Raw::new(&emulator);
    let all = listed(&raw, "").await;
    let names: Vec<_> = emulator.users().iter().map(|user| json!(user.screen_name())).collect();
    assert_eq!(all.iter().map(|user| user["screen_name"].clone()).collect::<Vec<_>>(), names);
    assert_eq!(listed(&raw, "?limit=0").await, [Value::Null; 0]);
    assert_eq!(listed(&raw, &format!("?limit={}", u64::MAX)).await, all);
    let last = all.last().unwrap()["id"].as_str().unwrap();
    assert_eq!(listed(&raw, &format!("?after={last}&limit=5")).await, [Value::Null; 0]);
    let mut parts = listed(&raw, "?limit=700").await;
    while let Some(last) = parts.last().filter(|_| parts.len() < all.len()) {
        let query = format!("?limit=250&after={}", last["id"].as_str().unwrap());
        let more = listed(&raw, &query).await;
        assert!((1..=250).contains(&more.len()));
        parts.extend(more);
    }
    assert_eq!(parts, all);
    for (query, status) in
        [("?after=7", 404), ("?after=x", 400), ("?limit=-1", 400), ("?limit=1e9", 400)]
    {
        assert_eq!(get(&raw, &format!("/emulator/users{query}")).await.status, status, "{query}");
    }
}

/// The indices of tokens and subscriptions tell what a search of all would.
#[tokio::test]
async fn what_was_revoked_or_ended_is_not_found_again() {
    let emulator = still(Tier::Premium).start().await.unwrap();
    let raw = Raw::new(&emulator);
    let bot = super::bot::Bot::start(raw.credentials().secrets()).await;
    super::delivery::registered(&raw, "prod", &bot).await;
    let prod = emulator.webhooks()[0].id;
    let bot = super::bot::Bot::start(raw.credentials().secrets()).await;
    super::delivery::registered(&raw, "dev", &bot).await;
    for (environment, user) in [("prod", "ada"), ("dev", "ada"), ("prod", "bob")] {
        super::delivery::subscribed(&raw, environment, user).await;
    }
    let count = async || {
        let reply = raw.bearer(Method::GET, "/1.1/account_activity/all/subscriptions/count.json");
        reply.await.json()["subscriptions_count"].clone()
    };
    assert_eq!(count().await, "2");
    emulator.delete_webhook(prod).await.unwrap();
    assert_eq!((count().await, emulator.subscriptions().len()), (json!("1"), 1));
    emulator.perform(Action::Revoke { user: "ada".into(), app: None }).await.unwrap();
    assert_eq!((count().await, emulator.subscriptions().len()), (json!("0"), 0));
    assert!(emulator.credentials().token("ada").is_none());
    assert!(emulator.credentials().token("bob").is_some());
}
