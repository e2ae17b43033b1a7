//! Deleting subscriptions: the second form where the first one fails, and partial failures.

use account_activity::client::xaa::UnsubscribeFailure;
use account_activity::client::{Error, Unsubscribed};
use serde_json::{Value, json};
use wiremock::matchers::{method, path};
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

use super::*;

/// A server that responds with 503 to deleting one, and with this to deleting many.
async fn unavailable(many: ResponseTemplate) -> MockServer {
    let server = MockServer::start().await;
    let one = Mock::given(method("DELETE")).and(path(ONE));
    one.respond_with(ResponseTemplate::new(503)).expect(1).mount(&server).await;
    let given = Mock::given(method("DELETE")).and(path(PATH));
    given.respond_with(many).expect(1).mount(&server).await;
    server
}

fn ok(body: &Value) -> ResponseTemplate {
    ResponseTemplate::new(200).set_body_json(body)
}

#[tokio::test]
async fn one_that_is_unavailable_is_deleted_as_many() {
    let id = ID.to_string();
    for (body, expected) in [
        (json!({ "data": [{ "subscription_id": id, "deleted": true }] }), Unsubscribed::Done),
        (
            json!({ "data": [], "errors": [{ "subscription_id": id, "message": "It does not exist." }] }),
            Unsubscribed::NotSubscribed,
        ),
    ] {
        let server = unavailable(ok(&body)).await;
        assert_eq!(client(server.uri()).xaa().unsubscribe(ID).await.unwrap(), expected, "{body}");
    }
}

/// The error is the first one. The second form is but an attempt.
#[tokio::test]
async fn one_that_cannot_be_deleted_as_many_either() {
    let kept = json!({ "data": [{ "subscription_id": ID, "deleted": false }] });
    for many in [ResponseTemplate::new(503), ResponseTemplate::new(401), ok(&kept)] {
        let server = unavailable(many).await;
        let error = client(server.uri()).xaa().unsubscribe(ID).await.unwrap_err();
        assert_eq!(error.endpoint(), Endpoint::XaaUnsubscribe);
        assert_eq!(error.status().unwrap(), 503);
    }
}

/// Every 404 of the API. The page of a server in between says nothing about the subscription.
#[tokio::test]
async fn one_that_does_not_exist() {
    let empty = ResponseTemplate::new(404);
    let missing = "https://api.twitter.com/2/problems/resource-not-found";
    let problem =
        empty.clone().set_body_json(json!({ "title": "Not Found Error", "type": missing }));
    let code =
        empty.clone().set_body_json(json!({ "errors": [{ "code": 34, "message": "Sorry" }] }));
    for response in [empty.clone(), problem, code] {
        let server = respond_with(response).await;
        let outcome = client(server.uri()).xaa().unsubscribe(ID).await.unwrap();
        assert_eq!(outcome, Unsubscribed::NotSubscribed);
    }
    let page = empty.set_body_raw("<!DOCTYPE html><title>404 Not Found</title>", "text/html");
    let server = respond_with(page).await;
    let error = client(server.uri()).xaa().unsubscribe(ID).await.unwrap_err();
    assert_eq!(error.reason(), Some(&Reason::NotTheApi));
}

/// A server that responds with this to deleting one.
async fn respond_with(response: ResponseTemplate) -> MockServer {
    let server = MockServer::start().await;
    let one = Mock::given(method("DELETE")).and(path(ONE));
    one.respond_with(response).expect(1).mount(&server).await;
    server
}

/// A server that deletes subscriptions as this function says, with the ids of each request.
async fn serve(respond: impl Fn(&[u64]) -> ResponseTemplate + Send + Sync + 'static) -> MockServer {
    let server = MockServer::start().await;
    let respond = move |request: &Request| {
        let (_, ids) = request.url.query_pairs().next().unwrap();
        respond(&ids.split(',').map(|id| id.parse().unwrap()).collect::<Vec<_>>())
    };
    let given = Mock::given(method("DELETE")).and(path(PATH));
    given.respond_with(respond).mount(&server).await;
    server
}

fn ids(ids: impl IntoIterator<Item = u64>) -> Vec<SubscriptionId> {
    ids.into_iter().map(SubscriptionId::new).collect()
}

fn deleted(ids: impl IntoIterator<Item = u64>) -> Vec<Value> {
    let entry = |id: u64| json!({ "subscription_id": id.to_string(), "deleted": true });
    ids.into_iter().map(entry).collect()
}

/// The failures, without their type.
fn texts(failures: &[UnsubscribeFailure]) -> Vec<(u64, Option<&str>, Option<&str>)> {
    failures.iter().map(|it| (it.id.get(), it.reason.as_deref(), it.message.as_deref())).collect()
}

#[tokio::test]
async fn each_failure_belongs_to_its_id() {
    let server = serve(|_| {
        ok(&json!({
            "data": [
                { "subscription_id": "1", "deleted": true },
                { "subscription_id": "2", "deleted": false },
                { "subscription_id": "99", "deleted": true },
                { "deleted": true },
                null,
            ],
            "errors": [
                { "subscription_id": "3", "reason": "SubscriptionNotFound", "message": "…" },
                { "subscription_id": "4", "reason": "InternalError", "message": "Try again." },
                // A problem of v2.
                {
                    "value": "5", "title": "Forbidden", "detail": "Not yours.",
                    "type": "https://api.twitter.com/2/problems/not-authorized-for-resource",
                },
                {
                    "resource_id": "6", "resource_type": "subscription",
                    "type": "https://api.x.com/2/problems/resource-not-found",
                },
                { "message": "Something else." },
                { "subscription_id": "1", "reason": "InternalError" },
            ],
        }))
    })
    .await;
    let all = client(server.uri()).xaa().unsubscribe_all(&ids(1..=7)).await.unwrap();
    assert_eq!((all.deleted.as_slice(), all.not_found.as_slice()), (&*ids([1]), &*ids([3, 6])));
    let other = Some("Something else.");
    assert_eq!(
        texts(&all.failed),
        [
            (2, None, other),
            (4, Some("InternalError"), Some("Try again.")),
            (5, Some("Forbidden"), Some("Not yours.")),
            (7, None, other),
        ]
    );
    assert!(!all.is_complete() && all.rest.is_empty() && all.error.is_none());
}

/// X may delete none and say why, or not name an id at all.
#[tokio::test]
async fn errors_without_data() {
    let server = serve(|_| {
        ok(&json!({ "errors": [{ "subscription_id": "1", "reason": "InternalError" }] }))
    })
    .await;
    let all = client(server.uri()).xaa().unsubscribe_all(&ids([1, 2])).await.unwrap();
    assert_eq!(texts(&all.failed), [(1, Some("InternalError"), None), (2, None, None)]);

    for (body, is_api) in [
        (json!({ "errors": [{ "message": "Rate limit exceeded", "code": 88 }] }), true),
        (json!({ "data": null }), false),
        (json!({ "data": { "deleted": true } }), false),
    ] {
        let server = serve(move |_| ok(&body)).await;
        let error = client(server.uri()).xaa().unsubscribe_all(&ids([1])).await.unwrap_err();
        assert_eq!(matches!(error, Error::Api(_)), is_api, "{error:?}");
        assert_eq!(matches!(error, Error::Response(_)), !is_api, "{error:?}");
    }
}

#[tokio::test]
async fn a_hundred_in_a_request() {
    let server = serve(|ids| {
        assert!(ids.len() <= 100, "{}", ids.len());
        ok(&json!({ "data": deleted(ids.iter().copied()) }))
    })
    .await;
    // An id that is there twice is sent once.
    let asked = ids((1..=250).chain(1..=100));
    let all = client(server.uri()).xaa().unsubscribe_all(&asked).await.unwrap();
    assert!(all.is_complete());
    assert_eq!(all.deleted, ids(1..=250));
    assert_eq!(server.received_requests().await.unwrap().len(), 3);
}

/// What the requests before it did is not lost.
#[tokio::test]
async fn a_later_request_that_fails() {
    let server = serve(|ids| match ids[0] {
        101 => ResponseTemplate::new(401),
        _ => ok(&json!({
            "data": deleted(2..=100),
            "errors": [{ "subscription_id": "1", "reason": "InternalError" }],
        })),
    })
    .await;
    let xaa = client(server.uri()).xaa();
    let all = xaa.unsubscribe_all(&ids(1..=250)).await.unwrap();
    assert_eq!(all.deleted, ids(2..=100));
    assert_eq!(texts(&all.failed), [(1, Some("InternalError"), None)]);
    assert_eq!(all.rest, ids(101..=250));
    assert_eq!(all.error.as_ref().unwrap().status().unwrap(), 401);
    assert!(!all.is_complete());
    // Nothing is sent after it.
    assert_eq!(server.received_requests().await.unwrap().len(), 2);

    // Nothing was done before the first.
    let error = xaa.unsubscribe_all(&all.rest).await.unwrap_err();
    assert_eq!(error.status().unwrap(), 401);
}
