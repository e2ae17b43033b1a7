//! Who may create, list and delete subscriptions.

use account_activity::xaa::{EventKind, Visibility};
use account_activity::{Tier, UserToken};
use account_activity_emulator::{Account, Emulator, Permission, WorldUser};
use http::Method;
use serde_json::{Value, json};

use super::super::oauth2::token_with_scopes;
use super::super::raw::{Raw, Reply};
use super::super::{started, still};
use super::{PATH, as_app, as_bearer, as_user, id_in, of_user, subscribed, user};

const NEEDS_USER: &str =
    "OauthAccessTokenRequired: OAuth user access token is required for this event type";

/// Expects the problem for credentials of a kind that is not accepted.
#[track_caller]
fn supports(reply: &Reply, accepted: &str) {
    let json = reply.json();
    assert_eq!((reply.status, &json["title"]), (403, &json!("Unsupported Authentication")));
    let end = format!("Supported authentication types are [{accepted}].");
    assert!(json["detail"].as_str().unwrap().ends_with(&end), "{}", reply.body);
}

#[track_caller]
fn is_forbidden(emulator: &Emulator, reply: &Reply, reason: &str) {
    let json = reply.json();
    assert_eq!((reply.status, &json["detail"]), (403, &json!("Forbidden")), "{}", reply.body);
    let told = emulator.requests().pop().unwrap().reason.unwrap();
    assert!(told.contains(reason), "{told}");
}

/// Every kind, by the app's token and by its user's.
#[tokio::test]
async fn the_kind_decides_the_credentials() {
    for tier in [Tier::V2PayPerUse, Tier::V2Enterprise, Tier::V2Partner, Tier::Premium] {
        let is_enterprise = matches!(tier, Tier::V2Enterprise | Tier::V2Partner);
        let emulator = started(tier).await;
        let raw = Raw::new(&emulator);
        let ada = raw.token("ada");
        for kind in EventKind::ALL {
            let visibility = kind.visibility();
            let body = if *kind == EventKind::NewsNew {
                json!({"event_type": kind, "filter": {"keyword": "tea"}})
            } else {
                of_user(&raw, kind.as_str(), "ada")
            };
            let by_app = as_app(&raw, Method::POST, PATH, &body).await;
            match visibility {
                Some(Visibility::Private) => by_app.is_refused(NEEDS_USER),
                Some(Visibility::Mixed) if !is_enterprise => by_app.is_refused(NEEDS_USER),
                Some(Visibility::Enterprise) if !is_enterprise => {
                    assert_eq!(by_app.json()["reason"], "client-not-enrolled", "{kind}");
                }
                Some(Visibility::Automatic) => assert_eq!(by_app.status, 400, "{kind}"),
                _ => {
                    assert_eq!(by_app.status, 200, "{kind}: {}", by_app.body);
                    let path = format!("{PATH}/{}", id_in(&by_app));
                    assert_eq!(raw.bearer(Method::DELETE, &path).await.status, 200);
                }
            }
            let by_user = as_user(&raw, &ada, Method::POST, PATH, &body).await;
            match visibility {
                Some(Visibility::Enterprise) if is_enterprise => {
                    supports(&by_user, "OAuth 2.0 Application-Only");
                }
                Some(Visibility::Enterprise | Visibility::Automatic) => {
                    assert!([400, 403].contains(&by_user.status), "{kind}");
                }
                _ => assert_eq!(by_user.status, 200, "{kind}: {}", by_user.body),
            }
        }
    }
}

#[tokio::test]
async fn a_private_kind_is_for_the_user_of_the_token() {
    let emulator = started(Tier::V2PayPerUse).await;
    let raw = Raw::new(&emulator);
    let of_bob = |kind| of_user(&raw, kind, "bob");
    for kind in ["like.create", "follow.follow", "dm.received"] {
        let reply = as_user(&raw, &raw.token("ada"), Method::POST, PATH, &of_bob(kind)).await;
        is_forbidden(&emulator, &reply, "the filter names another user");
    }
    // A public kind is for anyone.
    let reply = as_user(&raw, &raw.token("ada"), Method::POST, PATH, &of_bob("post.create")).await;
    assert_eq!(reply.status, 200);
    let row = emulator.activity_subscriptions().pop().unwrap();
    assert_eq!(row.authorized_by, Some(user(&raw, "ada")));
    assert_eq!(row.filter.user_id, Some(user(&raw, "bob")));
}

#[tokio::test]
async fn a_kind_needs_its_scope() {
    let emulator = started(Tier::V2PayPerUse).await;
    let raw = Raw::new(&emulator);
    for kind in EventKind::ALL.iter().filter(|it| it.visibility() == Some(Visibility::Private)) {
        let scope = kind.scope().unwrap();
        let body = of_user(&raw, kind.as_str(), "ada");
        let lacking = if scope == "users.read" { "tweet.write" } else { "users.read" };
        let token = token_with_scopes(&emulator, &raw, "ada", lacking).await;
        let reply = as_bearer(&raw, &token, Method::POST, PATH, &body).await;
        is_forbidden(&emulator, &reply, &format!("lacks the scope {scope}:"));
        let token = token_with_scopes(&emulator, &raw, "ada", scope).await;
        let reply = as_bearer(&raw, &token, Method::POST, PATH, &body).await;
        assert_eq!(reply.status, 200, "{kind}: {}", reply.body);
    }
}

#[tokio::test]
async fn messages_need_the_permission_of_oauth1() {
    let ada = Account::new(WorldUser::new("ada")).with_permission(Permission::ReadWrite);
    let emulator = still(Tier::V2PayPerUse).user("bot").user(ada).start().await.unwrap();
    let raw = Raw::new(&emulator);
    let post = async |kind: &str| {
        as_user(&raw, &raw.token("ada"), Method::POST, PATH, &of_user(&raw, kind, "ada")).await
    };
    for kind in ["dm.received", "chat.received"] {
        let kind = post(kind).await.json()["type"].clone();
        assert_eq!(kind, "https://api.twitter.com/2/problems/oauth1-permissions");
    }
    assert_eq!(post("like.create").await.status, 200);
}

#[tokio::test]
async fn some_endpoints_are_for_the_app_alone() {
    let emulator = started(Tier::V2PayPerUse).await;
    let raw = Raw::new(&emulator);
    let id = subscribed(&raw, &of_user(&raw, "post.create", "ada")).await;
    let path = format!("{PATH}/{id}");
    let oauth2 = token_with_scopes(&emulator, &raw, "ada", "tweet.read users.read").await;
    let bearer = |method, path: String| {
        let (raw, oauth2) = (raw.clone(), oauth2.clone());
        async move { raw.with_bearer(&oauth2, method, &path).await }
    };
    let both = "OAuth 1.0a User Context, OAuth 2.0 Application-Only";
    supports(&bearer(Method::GET, PATH.to_owned()).await, both);
    let app = "OAuth 2.0 Application-Only";
    supports(&bearer(Method::PUT, path.clone()).await, app);
    supports(&bearer(Method::DELETE, format!("{PATH}?ids={id}")).await, app);
    let ada: UserToken = raw.token("ada");
    supports(&raw.user(&ada, Method::PUT, &path).await, app);
    // X does not say what is wrong here.
    assert_eq!(bearer(Method::DELETE, path.clone()).await.status, 503);
    assert_eq!(raw.user(&ada, Method::DELETE, &path).await.status, 503);
    assert_eq!(emulator.activity_subscriptions().len(), 1);

    let wrong = as_bearer(&raw, "wrong", Method::GET, PATH, &Value::Null).await;
    assert_eq!((wrong.status, &wrong.json()["title"]), (401, &json!("Unauthorized")));
}
