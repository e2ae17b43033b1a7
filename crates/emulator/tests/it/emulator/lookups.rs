//! Lookups of users and of rate limits.

use std::time::Duration;

use account_activity::{Tier, UserToken};
use account_activity_emulator::{Account, App, Emulator, Permission, WorldUser};
use http::Method;
use serde_json::json;

use super::raw::Raw;
use super::{START, started};

async fn get(raw: &Raw, path: &str) -> serde_json::Value {
    let reply = raw.user(&raw.token("ada"), Method::GET, path).await;
    assert_eq!(reply.status, 200, "{path}: {}", reply.body);
    reply.json()
}

#[tokio::test]
async fn users_of_v1_are_found_by_id_and_by_name() {
    let emulator = started(Tier::Premium).await;
    let raw = Raw::new(&emulator);
    let [ada, bob] = ["ada", "bob"].map(|name| emulator.world().user(name).unwrap().id());
    let path = format!("/1.1/users/lookup.json?user_id={ada}%2C7&screen_name=BOB%2Cnobody");
    let names = |users: &serde_json::Value| {
        let users = users.as_array().unwrap().iter();
        users.map(|user| user["screen_name"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(names(&get(&raw, &path).await), ["ada", "bob"]);
    assert_eq!(names(&raw.bearer(Method::GET, &path).await.json()), ["ada", "bob"]);
    let form = [("screen_name", "ada")];
    let signing = raw.signing(Some(&raw.token("ada")));
    let posted = raw.signed(&signing, Method::POST, "/1.1/users/lookup.json", &form).await;
    assert_eq!(names(&posted.json()), ["ada"]);
    for path in
        ["/1.1/users/show.json?screen_name=bob", &format!("/1.1/users/show.json?user_id={bob}")]
    {
        assert_eq!(get(&raw, path).await["id_str"], bob.to_string());
    }
    let nobody = "/1.1/users/lookup.json?screen_name=nobody";
    raw.bearer(Method::GET, nobody).await.is_error(404, 17, "No user matches for specified terms.");
    let many = vec!["1"; 101].join(",");
    raw.bearer(Method::GET, &format!("/1.1/users/lookup.json?user_id={many}")).await.is_error(
        403,
        18,
        "Too many terms specified in query.",
    );
    for path in ["/1.1/users/show.json", "/1.1/users/show.json?screen_name=nobody"] {
        raw.bearer(Method::GET, path).await.is_error(404, 50, "User not found.");
    }
    let unsigned = super::raw::send(raw.request(Method::GET, nobody)).await;
    unsigned.is_error(400, 215, "Bad Authentication data.");
}

#[tokio::test]
async fn users_of_v2_have_the_fields_that_are_asked_for() {
    let user =
        WorldUser::new("ada").with_name("Ada").with_description("Tea").with_created_at(START);
    let emulator = Emulator::builder().user(user.with_id(7)).user("bob").start().await.unwrap();
    let raw = Raw::new(&emulator);
    let ada = json!({"id": "7", "name": "Ada", "username": "ada"});
    assert_eq!(get(&raw, "/2/users/me").await, json!({ "data": ada }));
    let path = "/2/users/7?user.fields=created_at%2Cdescription%2Cpublic_metrics%2Cunknown";
    let mut full = ada.clone();
    full["created_at"] = "2026-01-01T00:00:00.000Z".into();
    full["description"] = "Tea".into();
    full["public_metrics"] = json!({
        "followers_count": 0, "following_count": 0, "tweet_count": 0, "listed_count": 0,
        "like_count": 0,
    });
    assert_eq!(get(&raw, path).await, json!({ "data": full }));
    let missing = |parameter: &str, value: &str| {
        json!({
            "value": value, "detail": format!("Could not find user with {parameter}: [{value}]."),
            "title": "Not Found Error", "resource_type": "user", "parameter": parameter,
            "resource_id": value,
            "type": "https://api.twitter.com/2/problems/resource-not-found",
        })
    };
    for (path, body) in [
        ("/2/users/by/username/ADA", json!({ "data": ada })),
        ("/2/users/8", json!({"errors": [missing("id", "8")]})),
        ("/2/users/by/username/7", json!({"errors": [missing("username", "7")]})),
        ("/2/users?ids=7,8", json!({"data": [ada], "errors": [missing("ids", "8")]})),
        ("/2/users/by?usernames=ada", json!({ "data": [ada] })),
    ] {
        assert_eq!(raw.bearer(Method::GET, path).await.json(), body, "{path}");
    }
    for (path, message) in [
        ("/2/users/x", "The `id` query parameter value [x] is not valid"),
        ("/2/users/by/username/a-b", "The `username` query parameter value [a-b] is not valid"),
        (
            "/2/users",
            "The number of values in the `ids` query parameter list [0] is not between 1 and 100",
        ),
    ] {
        raw.bearer(Method::GET, path).await.is_refused(message);
    }
    let reply = raw.bearer(Method::GET, "/2/users/me").await;
    assert_eq!(reply.status, 403);
    let detail = "Authenticating with OAuth 2.0 Application-Only is forbidden for this endpoint.  \
                  Supported authentication types are [OAuth 1.0a User Context, OAuth 2.0 User \
                  Context].";
    assert_eq!(reply.json()["detail"], detail);
    let oauth2 = raw.credentials().users[0].oauth2.clone().unwrap();
    let oauth2 = oauth2.expose_oauth2().unwrap().to_owned();
    let reply = raw.with_bearer(&oauth2, Method::GET, "/2/users/me").await;
    assert_eq!(reply.json(), json!({ "data": ada }));
    let reply = raw.with_bearer("wrong", Method::GET, "/2/users/me").await;
    assert_eq!((reply.status, &reply.json()["title"]), (401, &json!("Unauthorized")));
}

#[tokio::test]
async fn rate_limits_are_counted_and_told() {
    let emulator = Emulator::builder().clock(account_activity_emulator::Clock::manual(START));
    let emulator = emulator.start().await.unwrap();
    let raw = Raw::new(&emulator);
    let reset = START.as_millis() / 1000 + 900;
    let status = "/1.1/application/rate_limit_status.json";
    let window =
        |limit: u32, used: u32| json!({"limit": limit, "remaining": limit - used, "reset": reset});
    get(&raw, "/1.1/users/show.json?screen_name=bob").await;
    let told = get(&raw, &format!("{status}?resources=users%2Capplication")).await;
    let ada = raw.credentials().users[1].id;
    assert_eq!(
        told,
        json!({
            "rate_limit_context": {"access_token": ada},
            "resources": {
                "users": {"/users/lookup": window(900, 0), "/users/show": window(900, 1)},
                "application": {"/application/rate_limit_status": window(180, 1)},
            },
        })
    );
    let all = raw.bearer(Method::GET, status).await.json();
    let families: Vec<_> = all["resources"].as_object().unwrap().keys().collect();
    assert_eq!(families, ["account", "account_activity", "application", "users"]);
    let path = "/account_activity/all/:instance_name/webhooks";
    assert_eq!(all["resources"]["account_activity"][path], window(15, 0));

    for remaining in (0..75).rev() {
        let reply = raw.user(&raw.token("ada"), Method::GET, "/2/users/me").await;
        assert_eq!(reply.header("x-rate-limit-remaining"), Some(remaining.to_string().as_str()));
        assert_eq!(reply.header("x-rate-limit-reset"), Some(reset.to_string().as_str()));
    }
    let reply = raw.user(&raw.token("ada"), Method::GET, "/2/users/me").await;
    assert_eq!((reply.status, &reply.json()["title"]), (429, &json!("Too Many Requests")));
    emulator.advance(Duration::from_secs(900)).await;
    get(&raw, "/2/users/me").await;
}

/// The credentials that an endpoint does not accept, and the permissions that a token lacks.
#[tokio::test]
async fn credentials_that_do_not_suffice() {
    let token = |name: &str, permission| {
        let token = UserToken::oauth1(format!("{name}-token"), "secret");
        Account::from(name).with_token(token).with_permission(permission)
    };
    let emulator = Emulator::builder()
        .app(App::new("one", "secret one"))
        .app(App::new("two", "secret two"))
        .user(token("reader", Permission::Read))
        .user(token("writer", Permission::ReadWrite))
        .start()
        .await
        .unwrap();
    let [raw, other] = Raw::all(&emulator);
    let [reader, writer] = ["reader", "writer"].map(|name| raw.token(name));
    let (update, message) = ("/1.1/statuses/update.json", "/1.1/direct_messages/events/new.json");
    let denied = "Your credentials do not allow access to this resource";
    raw.bearer(Method::POST, update).await.is_error(403, 220, denied);
    let reply = raw.user(&reader, Method::POST, update).await;
    assert_eq!((reply.status, &reply.json()["errors"][0]["code"]), (403, &json!(261)));
    let reply = raw.user(&writer, Method::POST, message).await;
    assert_eq!((reply.status, &reply.json()["errors"][0]["code"]), (403, &json!(93)));
    for (user, path) in [(&reader, "/2/tweets"), (&writer, "/2/dm_conversations/with/7/messages")] {
        let reply = raw.user(user, Method::POST, path).await;
        let problem = "https://api.twitter.com/2/problems/oauth1-permissions";
        assert_eq!((reply.status, &reply.json()["type"]), (403, &json!(problem)), "{path}");
    }
    let theirs = other.token("writer");
    raw.user(&theirs, Method::POST, update).await.is_error(401, 89, "Invalid or expired token.");
    assert_eq!(raw.user(&theirs, Method::GET, "/2/users/me").await.status, 401);
}
