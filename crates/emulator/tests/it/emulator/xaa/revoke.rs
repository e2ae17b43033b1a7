//! Subscriptions end with what authorized them.

use account_activity::Tier;
use account_activity_emulator::{Account, Action, WorldUser};
use http::Method;
use serde_json::json;

use super::super::oauth2::{revoke, token_with_scopes};
use super::super::raw::Raw;
use super::super::started;
use super::{PATH, as_bearer, as_user, listed, of_user, subscribed, user, with_webhook};

#[tokio::test]
async fn a_users_revocation_removes_what_the_user_authorized() {
    let emulator = started(Tier::V2PayPerUse).await;
    let raw = Raw::new(&emulator);
    let by_app = subscribed(&raw, &of_user(&raw, "post.create", "ada")).await;
    for name in ["ada", "bob"] {
        let likes = of_user(&raw, "like.create", name);
        let reply = as_user(&raw, &raw.token(name), Method::POST, PATH, &likes).await;
        assert_eq!(reply.status, 200);
    }
    emulator.perform(Action::Revoke { user: "ada".into(), app: None }).await.unwrap();
    let left = listed(&raw).await;
    assert_eq!((left.len(), &left[0]["subscription_id"]), (2, &json!(by_app)));
    assert_eq!(left[1]["filter"]["user_id"], json!(user(&raw, "bob")));
}

#[tokio::test]
async fn the_last_token_ends_them() {
    let emulator = started(Tier::V2PayPerUse).await;
    let raw = Raw::new(&emulator);
    // The user has no other tokens.
    emulator.add_user(Account::new(WorldUser::new("dora")).without_token()).await.unwrap();
    let token = token_with_scopes(&emulator, &raw, "dora", "like.read").await;
    let other = token_with_scopes(&emulator, &raw, "dora", "like.read").await;
    let dora = emulator.users().pop().unwrap().id();
    let likes = json!({"event_type": "like.create", "filter": {"user_id": dora}});
    let reply = as_bearer(&raw, &token, Method::POST, PATH, &likes).await;
    assert_eq!(reply.status, 200, "{}", reply.body);
    assert_eq!(revoke(&raw, &token).await.status, 200);
    assert_eq!(listed(&raw).await.len(), 1);
    assert_eq!(revoke(&raw, &other).await.status, 200);
    assert!(listed(&raw).await.is_empty());
}

/// X does not say what becomes of them. Here they are for the stream.
#[tokio::test]
async fn the_subscriptions_of_a_deleted_webhook_stay() {
    let (emulator, raw, _bot, webhook) = with_webhook(Tier::V2PayPerUse).await;
    let mut body = of_user(&raw, "post.create", "ada");
    body["webhook_id"] = webhook.as_str().into();
    subscribed(&raw, &body).await;
    let reply = raw.bearer(Method::DELETE, &format!("/2/webhooks/{webhook}")).await;
    assert_eq!(reply.status, 200);
    assert_eq!(listed(&raw).await[0].get("webhook_id"), None);
    assert_eq!(emulator.activity_subscriptions()[0].webhook, None);
}
