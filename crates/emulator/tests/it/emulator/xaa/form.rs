//! The form of requests and responses.

use account_activity::Tier;
use http::Method;
use serde_json::{Value, json};

use super::super::raw::Raw;
use super::super::started;
use super::{PATH, as_app, id_in, listed, of_user, subscribed, with_webhook};

#[tokio::test]
async fn a_subscription_in_responses() {
    let (emulator, raw, _bot, webhook) = with_webhook(Tier::V2PayPerUse).await;
    let mut body = of_user(&raw, "profile.update.bio", "ada");
    body["tag"] = "bios".into();
    body["webhook_id"] = webhook.as_str().into();
    body["expires_at"] = "2026-01-01T02:00:00+00:00".into();
    let reply = as_app(&raw, Method::POST, PATH, &body).await;
    let id = id_in(&reply);
    let mut expected = json!({
        "subscription_id": id,
        "event_type": "profile.update.bio",
        "filter": body["filter"],
        "tag": "bios",
        "webhook_id": webhook,
        "created_at": "2026-01-01T00:00:00.000Z",
        "updated_at": "2026-01-01T00:00:00.000Z",
        "expires_at": "2026-01-01T02:00:00Z",
    });
    let created = json!({"data": {"subscription": expected}, "meta": {"total_subscriptions": 1}});
    assert_eq!(reply.json(), created);

    emulator.advance(std::time::Duration::from_secs(60)).await;
    let path = format!("{PATH}/{id}");
    let reply = as_app(&raw, Method::PUT, &path, &json!({"tag": "all bios"})).await;
    let members = expected.as_object_mut().unwrap();
    members.remove("webhook_id");
    members.insert("tag".to_owned(), "all bios".into());
    members.insert("updated_at".to_owned(), "2026-01-01T00:01:00.000Z".into());
    assert_eq!(reply.json(), json!({"data": {"subscription": expected}}));
    assert_eq!(listed(&raw).await, [expected]);
    // Without a tag, the old one stays.
    let reply = as_app(&raw, Method::PUT, &path, &json!({"webhook_id": webhook})).await;
    let updated = &reply.json()["data"]["subscription"];
    assert_eq!((&updated["tag"], &updated["webhook_id"]), (&json!("all bios"), &json!(webhook)));

    let handle = emulator.activity_subscriptions();
    assert_eq!((handle.len(), handle[0].id.to_string()), (1, id));
    assert_eq!(handle[0].webhook.map(|it| it.to_string()), Some(webhook));

    let reply = as_app(&raw, Method::DELETE, &path, &Value::Null).await;
    assert_eq!(
        reply.json(),
        json!({"data": {"deleted": true}, "meta": {"total_subscriptions": 0}})
    );
    for (method, body) in [(Method::DELETE, Value::Null), (Method::PUT, json!({"tag": "bios"}))] {
        let reply = as_app(&raw, method, &path, &body).await;
        let kind = "https://api.twitter.com/2/problems/resource-not-found";
        assert_eq!((reply.status, &reply.json()["type"]), (404, &kind.into()), "{}", reply.body);
    }
    assert!(listed(&raw).await.is_empty() && emulator.activity_subscriptions().is_empty());
}

#[tokio::test]
async fn several_are_deleted_and_the_others_are_named() {
    let emulator = started(Tier::V2PayPerUse).await;
    let raw = Raw::new(&emulator);
    let one = subscribed(&raw, &of_user(&raw, "post.create", "ada")).await;
    let other = subscribed(&raw, &of_user(&raw, "post.create", "bob")).await;
    let delete = async |ids: &str| {
        as_app(&raw, Method::DELETE, &format!("{PATH}?ids={ids}"), &Value::Null).await
    };
    let reply = delete(&format!("{one},7,{other}")).await;
    let deleted = [&one, &other].map(|id| json!({"subscription_id": id, "deleted": true}));
    assert_eq!((reply.status, &reply.json()["data"]), (200, &json!(deleted)));
    let error = json!({
        "subscription_id": "7",
        "reason": "SubscriptionNotFound",
        "message": "Subscription not found",
    });
    assert_eq!(reply.json()["errors"], json!([error]));
    assert_eq!(reply.json()["meta"], json!({"total_subscriptions": 0}));
    assert!(listed(&raw).await.is_empty());
    assert_eq!(delete(&one).await.json()["data"], json!([]));
    for ids in [String::new(), vec!["7"; 101].join(",")] {
        delete(&ids).await.is_refused(&format!(
            "The number of values in the `ids` query parameter list [{ids}] is not between 1 and 100"
        ));
    }
    assert_eq!(delete(&vec!["7"; 100].join(",")).await.status, 200);
}

/// Sends a changed body and expects an error.
macro_rules! refused {
    ($raw:ident, $body:ident, $($member:literal = $value:expr => $message:expr;)*) => {$(
        let mut changed = $body.clone();
        *changed.pointer_mut($member).unwrap() = $value;
        as_app(&$raw, Method::POST, PATH, &changed).await.is_refused($message);
    )*};
}

#[tokio::test]
async fn bodies_that_the_schema_rejects() {
    let emulator = started(Tier::V2PayPerUse).await;
    let raw = Raw::new(&emulator);
    let ada = of_user(&raw, "post.create", "ada");
    let post = async |body: Value| as_app(&raw, Method::POST, PATH, &body).await;
    post(json!([])).await.is_refused("$: array found, object expected");
    post(json!({})).await.is_refused("$.event_type: is missing but it is required");
    let no_filter = json!({"event_type": "post.create"});
    post(no_filter).await.is_refused("$.filter: is missing but it is required");
    let reply = raw.post_json(PATH, &Value::Null).await;
    reply.is_refused("$: null found, object expected");

    let all = json!({
        "event_type": ada["event_type"], "filter": ada["filter"], "tag": "t", "webhook_id": "1",
        "expires_at": "2027-01-01T00:00:00Z",
    });
    let one = "FilterInvalid: Exactly one filter (userId or keyword) must be provided";
    let expiry = "$.expires_at: must be a valid RFC 3339 date-time";
    let webhook = "$.webhook_id: does not match the regex pattern ^[0-9]{1,19}$";
    let other = "$.filter.other: is not defined in the schema and the schema does not allow additional properties";
    refused! { raw, all,
        "/event_type" = 7.into() => "$.event_type: integer found, string expected";
        "/filter" = "ada".into() => "$.filter: string found, object expected";
        "/filter" = json!({}) => one;
        "/filter" = json!({"user_id": "7", "keyword": "tea"}) => one;
        "/filter" = json!({"user_id": "7", "other": "7"}) => other;
        "/filter/user_id" = "ada".into() => "$.filter.user_id: does not match the regex pattern ^[0-9]{1,19}$";
        "/filter/user_id" = 7.into() => "$.filter.user_id: integer found, string expected";
        "/tag" = Value::Null => "$.tag: null found, string expected";
        "/tag" = "".into() => "$.tag: must be at least 1 characters long";
        "/tag" = "\u{e9}".repeat(201).into() => "$.tag: may only be 200 characters long";
        "/webhook_id" = "one".into() => webhook;
        "/webhook_id" = "1".repeat(20).into() => webhook;
        "/webhook_id" = "7".into() => "WebhookIdInvalid: Webhook id is not valid";
        "/expires_at" = "tomorrow".into() => expiry;
        "/expires_at" = "2025-12-31T23:59:59Z".into() => "$.expires_at: must be in the future";
        "/expires_at" = "2026-01-01T00:00:00Z".into() => "$.expires_at: must be in the future";
    }
    let mut unknown = all.clone();
    unknown["status"] = "on".into();
    let message = "$.status: is not defined in the schema and the schema does not allow additional properties";
    post(unknown).await.is_refused(message);
    for name in ["post.created", "oauth.revoke", "ProfileBioUpdate", "Post.Create", ""] {
        let mut named = ada.clone();
        named["event_type"] = name.into();
        let reply = post(named).await;
        let message = reply.json()["errors"][0]["message"].as_str().unwrap().to_owned();
        let start = "$.event_type: does not have a value in the enumeration [post.create, ";
        assert!(message.starts_with(start), "{name}: {message}");
        assert!(message.ends_with(", chat.conversation_join]") && !message.contains("revoke"));
    }
    assert!(listed(&raw).await.is_empty());

    let id = subscribed(&raw, &ada).await;
    let put = async |body: Value| as_app(&raw, Method::PUT, &format!("{PATH}/{id}"), &body).await;
    put(json!({"webhook_id": "7"})).await.is_refused("WebhookIdInvalid: Webhook id is not valid");
    put(json!({"filter": {}})).await.is_refused(&message.replace("status", "filter"));
}

#[tokio::test]
async fn filters_have_the_members_of_their_kind() {
    let emulator = started(Tier::V2Enterprise).await;
    let raw = Raw::new(&emulator);
    let user = super::user(&raw, "ada");
    let refused = |member: &str, kind: &str| {
        format!("FilterInvalid: {member} is not supported for the event type {kind}")
    };
    for (kind, filter, message) in [
        ("news.new", json!({"user_id": user}), refused("user_id", "news.new")),
        ("post.create", json!({"keyword": "tea"}), refused("keyword", "post.create")),
        (
            "post.create",
            json!({"user_id": user, "direction": "inbound"}),
            refused("direction", "post.create"),
        ),
        (
            "post.create",
            json!({"user_id": user, "qualifiers": {"post_id": "7"}}),
            refused("qualifiers", "post.create"),
        ),
        (
            "follow.follow",
            json!({"user_id": user, "direction": "both"}),
            "$.filter.direction: does not have a value in the enumeration [inbound, outbound]"
                .to_owned(),
        ),
        (
            "follow.follow",
            json!({"user_id": user, "qualifiers": {"post_id": 7}}),
            "$.filter.qualifiers.post_id: integer found, string expected".to_owned(),
        ),
        (
            "news.new",
            json!({"keyword": "k".repeat(151)}),
            "$.filter.keyword: may only be 150 characters long".to_owned(),
        ),
    ] {
        let body = json!({"event_type": kind, "filter": filter});
        as_app(&raw, Method::POST, PATH, &body).await.is_refused(&message);
    }
    let qualified = json!({"user_id": user, "qualifiers": {"post_id": "7"}});
    subscribed(&raw, &json!({"event_type": "follow.follow", "filter": qualified})).await;
    subscribed(&raw, &json!({"event_type": "news.new", "filter": {"keyword": "k".repeat(150)}}))
        .await;
    assert_eq!(listed(&raw).await[0]["filter"], qualified);
    // Qualifiers are not part of the identity.
    let plain = of_user(&raw, "follow.follow", "ada");
    let reply = as_app(&raw, Method::POST, PATH, &plain).await;
    reply.is_refused("DuplicateSubscriptionFailed: Subscription already exists");
}

#[tokio::test]
async fn the_former_name_of_a_kind_is_the_same_kind() {
    let emulator = started(Tier::V2PayPerUse).await;
    let raw = Raw::new(&emulator);
    let body = of_user(&raw, "chat.conversation_join", "ada");
    let reply = super::as_user(&raw, &raw.token("ada"), Method::POST, PATH, &body).await;
    let created = &reply.json()["data"]["subscription"];
    assert_eq!(created["event_type"], "chat.conversation.join", "{}", reply.body);
    let body = of_user(&raw, "chat.conversation.join", "ada");
    let reply = super::as_user(&raw, &raw.token("ada"), Method::POST, PATH, &body).await;
    reply.is_refused("DuplicateSubscriptionFailed: Subscription already exists");
}

#[tokio::test]
async fn a_subscription_expires_and_creating_it_again_moves_that() {
    let (emulator, raw, _bot, webhook) = with_webhook(Tier::V2PayPerUse).await;
    let permanent = of_user(&raw, "post.create", "ada");
    let until = |end: &str| {
        let mut body = permanent.clone();
        body["expires_at"] = end.into();
        body
    };
    let id = subscribed(&raw, &until("2026-01-01T01:00:00Z")).await;
    assert_eq!(subscribed(&raw, &until("2026-01-01T02:00:00Z")).await, id);
    emulator.advance(std::time::Duration::from_secs(2 * 3600 - 1)).await;
    assert_eq!(listed(&raw).await.len(), 1);
    emulator.advance(std::time::Duration::from_secs(1)).await;
    assert!(listed(&raw).await.is_empty() && emulator.activity_subscriptions().is_empty());
    let reply = as_app(&raw, Method::DELETE, &format!("{PATH}/{id}"), &Value::Null).await;
    assert_eq!(reply.status, 404);

    // It is another one now. Created without an end, it becomes permanent.
    let again = subscribed(&raw, &until("2026-01-01T03:00:00Z")).await;
    assert_ne!(again, id);
    assert_eq!(subscribed(&raw, &permanent).await, again);
    assert_eq!(listed(&raw).await[0].get("expires_at"), None);
    let duplicate = "DuplicateSubscriptionFailed: Subscription already exists";
    as_app(&raw, Method::POST, PATH, &permanent).await.is_refused(duplicate);
    // A permanent one can get an end. Webhook and tag do not change.
    let mut leased = until("2026-01-01T04:00:00Z");
    leased["webhook_id"] = webhook.into();
    leased["tag"] = "leased".into();
    assert_eq!(subscribed(&raw, &leased).await, again);
    let row = &listed(&raw).await[0];
    assert_eq!(row["expires_at"], "2026-01-01T04:00:00Z");
    assert_eq!((row.get("webhook_id"), row.get("tag")), (None, None));
    emulator.advance(std::time::Duration::from_secs(3 * 3600)).await;
    assert!(listed(&raw).await.is_empty());
}
