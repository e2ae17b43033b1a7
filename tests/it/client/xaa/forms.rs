//! The forms of responses with one subscription.

use account_activity::client::Error;
use account_activity::client::xaa::{Subscribed, Subscription};
use serde_json::{Value, json};
use wiremock::matchers::{any, method};
use wiremock::{Mock, MockServer, ResponseTemplate};

use super::*;

async fn respond(body: impl Into<String>) -> MockServer {
    let server = MockServer::start().await;
    let response = ResponseTemplate::new(200).set_body_string(body);
    Mock::given(any()).respond_with(response).mount(&server).await;
    server
}

async fn subscribe(body: impl Into<String>) -> Result<Subscription, Error> {
    let server = respond(body).await;
    match client(server.uri()).xaa().subscribe(&posts(), None).await? {
        Subscribed::New(subscription) => Ok(*subscription),
        other => panic!("{other:?}"),
    }
}

/// Of an array, the subscription that was asked for counts.
#[tokio::test]
async fn an_array_may_have_others() {
    let other = json!({ "subscription_id": "1", "event_type": "post.create", "filter": { "user_id": "9" } });
    let wanted: Value = serde_json::from_str(posts_json!()).unwrap();
    for list in [json!([other, wanted]), json!([wanted, other])] {
        let subscription = subscribe(json!({ "data": list }).to_string()).await.unwrap();
        assert_eq!(subscription.id, ID);
    }
    let only = subscribe(json!({ "data": [other] }).to_string()).await.unwrap();
    assert_eq!(only.id, SubscriptionId::new(1));
    let error = subscribe(r#"{"data":[]}"#).await.unwrap_err();
    assert!(error.to_string().contains("the body is not a subscription"), "{error}");
}

/// A member that cannot be read and is not needed costs nothing else.
#[tokio::test]
async fn odd_members() {
    let subscription = subscribe(
        r#"{"data":{"subscription":{"subscription_id":12,"event_type":"like.unknown","filter":{"user_id":"me","direction":"sideways"},"webhook_id":"none","created_at":"soon","tag":3,"new":{}}}}"#,
    )
    .await
    .unwrap();
    assert_eq!(
        (subscription.id, subscription.kind.as_str()),
        (SubscriptionId::new(12), "like.unknown")
    );
    assert_eq!((subscription.webhook_id, subscription.created_at), (None, None));
    assert_eq!(subscription.tag.as_deref(), Some("3"));
    let direction = subscription.filter.direction.unwrap();
    assert_eq!((subscription.filter.user_id, direction.as_str()), (None, "sideways"));
}

#[tokio::test]
async fn a_subscription_has_an_id_and_a_kind() {
    for body in [
        r#"{"data":{"subscription":{"event_type":"post.create"}}}"#,
        r#"{"data":{"subscription_id":"12","filter":{}}}"#,
        r#"{"data":{"subscription_id":"x","event_type":"post.create"}}"#,
        r#"{"data":{"subscription":[7]}}"#,
        r#"{"data":{}}"#,
    ] {
        let error = subscribe(body).await.unwrap_err();
        let Error::Response(response) = &error else { panic!("{body}: {error:?}") };
        assert!(response.expected().starts_with("a subscription"), "{body}: {error}");
    }
}

/// A response without a body confirms the creation. The list has the subscription.
#[tokio::test]
async fn without_a_body_the_list_has_the_subscription() {
    let server = MockServer::start().await;
    let given = Mock::given(method("POST")).respond_with(ResponseTemplate::new(204));
    given.expect(2).mount(&server).await;
    let list = concat!(r#"{"data":["#, posts_json!(), "]}");
    let response = ResponseTemplate::new(200).set_body_string(list);
    Mock::given(method("GET")).respond_with(response).expect(2).mount(&server).await;
    let xaa = client(server.uri()).xaa();
    let created = xaa.subscribe(&posts(), None).await.unwrap();
    assert_eq!(format!("{created:?}"), concat!("New(", is_posts!(), ")"));
    let error = xaa.subscribe(&of_kind(EventKind::PostDelete), None).await.unwrap_err();
    assert!(matches!(error, Error::Response(_)), "{error:?}");
}

/// The bodies that X and others published.
#[tokio::test]
async fn recorded_bodies() {
    let Some(archive) = crate::fixtures::archive("corpus-xaa") else { return };
    let mut seen = 0;
    for body in archive {
        let Some(operation) = body.name.strip_prefix("_api.subscription.") else { continue };
        let server = respond(body.body.clone()).await;
        let xaa = client(server.uri()).xaa();
        let name = &body.name;
        let data = serde_json::from_str::<Value>(&body.body).unwrap();
        if operation.starts_with("create.response") {
            let subscription =
                subscribe(body.body).await.unwrap_or_else(|it| panic!("{name}: {it}"));
            let data = data["data"].get("subscription").unwrap_or(&data["data"]);
            assert_same(name, &subscription, data);
        } else if operation.starts_with("list.response") {
            let list = xaa.list().await.unwrap();
            for (subscription, data) in list.iter().zip(data["data"].as_array().unwrap()) {
                assert_same(name, subscription, data);
            }
        } else if operation.starts_with("update.response") {
            let subscription = xaa.update(ID, DeliverTo::Stream, None).await.unwrap();
            assert_same(name, &subscription, &data["data"]);
        } else if operation.starts_with("delete.response") {
            let done = xaa.unsubscribe(ID).await.unwrap();
            assert_eq!(format!("{done:?}"), "Done");
        } else {
            assert!(operation.starts_with("create.request"), "{name}");
            let kind = EventKind::from(data["event_type"].as_str().unwrap());
            let user = data["filter"]["user_id"].as_str().unwrap().parse().unwrap();
            let filter = SubscriptionFilter::user(user);
            let new = NewSubscription::new(kind, filter, DeliverTo::Stream);
            let _ = xaa.subscribe(&new.tag(data["tag"].as_str().unwrap()), None).await;
            let sent = &server.received_requests().await.unwrap()[0];
            assert_eq!(sent.body_json::<Value>().unwrap(), data);
        }
        seen += 1;
    }
    assert!(seen >= 7, "{seen}");
}

/// Checks each member that has a value in the body. Placeholders have none.
fn assert_same(name: &str, subscription: &Subscription, data: &Value) {
    let written = serde_json::to_value(subscription).unwrap();
    assert_eq!(written["subscription_id"], data["subscription_id"], "{name}");
    assert_eq!(written["event_type"], data["event_type"], "{name}");
    assert_eq!(written["tag"], data["tag"], "{name}");
    for time in ["created_at", "updated_at"] {
        let time = |value: &Value| at(value[time].as_str().unwrap());
        assert_eq!(time(&written), time(data), "{name}");
    }
    let is_id = |id: &Value| id.as_str().is_some_and(|id| id.parse::<u64>().is_ok());
    for (written, data) in [
        (&written["webhook_id"], &data["webhook_id"]),
        (&written["filter"]["user_id"], &data["filter"]["user_id"]),
    ] {
        assert_eq!(written, if is_id(data) { data } else { &Value::Null }, "{name}");
    }
}
