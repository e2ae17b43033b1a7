//! Revocation: by the app, by the user, and what it leaves alone.

use account_activity::Tier;
use account_activity_emulator::{Account, Action, App};
use http::Method;

use super::super::bot::Bot;
use super::super::delivery::{registered, subscribed};
use super::super::raw::Raw;
use super::super::{started, still};
use super::{
    ME, Pair, WRONG_CODE, WRONG_TOKEN, code_for, exchange, post, post_alone, refresh, revoke,
};

#[tokio::test]
async fn a_refresh_token_ends_with_the_access_tokens_of_its_sign_in() {
    let emulator = started(Tier::Premium).await;
    let raw = Raw::new(&emulator);
    let other = Pair::for_user(&emulator, &raw, "ada").await;
    let first = Pair::for_user(&emulator, &raw, "ada").await;
    let second = Pair::of(&refresh(&raw, &first.refresh).await);
    let reply = revoke(&raw, &second.refresh).await;
    assert_eq!((reply.status, reply.body.as_str()), (200, r#"{"revoked":true}"#));
    assert_eq!((first.status(&raw).await, second.status(&raw).await), (401, 401));
    refresh(&raw, &second.refresh).await.is_invalid_request(WRONG_TOKEN);
    assert_eq!(other.status(&raw).await, 200);
    // A token that does not work any more is no error (RFC 7009 §2.2).
    for token in [second.refresh.as_str(), second.access.as_str(), "unknown"] {
        assert_eq!(revoke(&raw, token).await.status, 200, "{token}");
    }
}

#[tokio::test]
async fn an_access_token_ends_alone() {
    let emulator = started(Tier::Premium).await;
    let raw = Raw::new(&emulator);
    let pair = Pair::for_user(&emulator, &raw, "ada").await;
    // A wrong hint does not matter (RFC 7009 §2.1).
    let form = [("token", pair.access.as_str()), ("token_type_hint", "refresh_token")];
    assert_eq!(post(&raw, "/2/oauth2/revoke", &form).await.status, 200);
    assert_eq!(pair.status(&raw).await, 401);
    let renewed = Pair::of(&refresh(&raw, &pair.refresh).await);
    assert_eq!(renewed.status(&raw).await, 200);
}

#[tokio::test]
async fn a_token_is_revoked_by_its_client() {
    let builder = still(Tier::Premium).app(App::default()).app(App::default());
    let emulator = builder.start().await.unwrap();
    let [raw, other] = Raw::all(&emulator);
    let pair = Pair::for_user(&emulator, &raw, "ada").await;
    let bearer = raw.bearer_token().await;
    for token in [&pair.refresh, &pair.access, &bearer] {
        revoke(&other, token).await.is_invalid_request(WRONG_TOKEN);
    }
    assert_eq!(pair.status(&raw).await, 200);
    let reply = post(&raw, "/2/oauth2/revoke", &[]).await;
    reply.is_invalid_request("Missing required parameter [token].");
    let reply = post_alone(&raw, "/2/oauth2/revoke", &[("token", "x")]).await;
    reply.is_invalid_request("Missing required parameter [client_id].");
    assert_eq!(revoke(&raw, &bearer).await.status, 200);
    assert_ne!(raw.bearer_token().await, bearer);
}

#[tokio::test]
async fn the_last_token_ends_the_subscriptions() {
    let dora = Account::from("dora").without_token();
    let emulator = still(Tier::V2PayPerUse).user("bot").user(dora).start().await.unwrap();
    let raw = Raw::new(&emulator);
    let bot = Bot::start(raw.credentials().secrets()).await;
    let json = serde_json::json!({ "url": bot.url });
    let reply = raw.post_json("/2/webhooks", &json).await;
    let id = reply.json()["data"]["id"].as_str().unwrap().to_owned();
    let path = format!("/2/account_activity/webhooks/{id}/subscriptions/all");
    let scope = [("scope", "dm.read dm.write tweet.read users.read offline.access")];
    let pair = Pair::of(&exchange(&raw, &code_for(&emulator, &raw, "dora", &scope).await).await);
    assert_eq!(raw.with_bearer(&pair.access, Method::POST, &path).await.status, 200);
    // The app can still refresh.
    assert_eq!(revoke(&raw, &pair.access).await.status, 200);
    assert_eq!(emulator.subscriptions().len(), 1);
    assert_eq!(revoke(&raw, &pair.refresh).await.status, 200);
    assert_eq!(emulator.subscriptions().len(), 0);
}

#[tokio::test]
async fn an_invalidation_of_oauth1_leaves_oauth2_alone() {
    let emulator = started(Tier::Premium).await;
    let raw = Raw::new(&emulator);
    let bot = Bot::start(raw.credentials().secrets()).await;
    registered(&raw, "prod", &bot).await;
    subscribed(&raw, "prod", "ada").await;
    let (revoked, kept) = (
        Pair::for_user(&emulator, &raw, "ada").await,
        Pair::for_user(&emulator, &raw, "ada").await,
    );
    assert_eq!(revoke(&raw, &revoked.refresh).await.status, 200);
    assert_eq!(emulator.subscriptions().len(), 1);
    let path = "/1.1/oauth/invalidate_token.json";
    assert_eq!(raw.user(&raw.token("ada"), Method::POST, path).await.status, 200);
    assert_eq!((emulator.subscriptions().len(), kept.status(&raw).await), (0, 200));
    assert!(emulator.credentials().token("ada").is_none());
}

#[tokio::test]
async fn a_user_revokes_everything() {
    let emulator = started(Tier::Premium).await;
    let raw = Raw::new(&emulator);
    let pair = Pair::for_user(&emulator, &raw, "ada").await;
    let bobs = Pair::for_user(&emulator, &raw, "bob").await;
    let code = code_for(&emulator, &raw, "ada", &[]).await;
    let app = emulator.apps()[0];
    emulator.perform(Action::Revoke { user: "ada".into(), app: Some(app) }).await.unwrap();
    assert_eq!((pair.status(&raw).await, bobs.status(&raw).await), (401, 200));
    refresh(&raw, &pair.refresh).await.is_invalid_request(WRONG_TOKEN);
    exchange(&raw, &code).await.is_invalid_request(WRONG_CODE);
    // The user can sign in again.
    assert_eq!(Pair::for_user(&emulator, &raw, "ada").await.status(&raw).await, 200);
}

#[tokio::test]
async fn a_reset_forgets_the_sign_ins() {
    let emulator = started(Tier::Premium).await;
    let raw = Raw::new(&emulator);
    let pair = Pair::for_user(&emulator, &raw, "ada").await;
    emulator.reset().await.unwrap();
    assert_eq!(raw.with_bearer(&pair.access, Method::GET, ME).await.status, 401);
    refresh(&raw, &pair.refresh).await.is_invalid_request(WRONG_TOKEN);
}
