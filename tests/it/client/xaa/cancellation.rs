//! Futures that are dropped while X acts on a request.

use std::sync::Arc;
use std::time::Duration;

use account_activity::client::Unsubscribed;
use account_activity::client::xaa::Subscribed;
use serde_json::json;
use tokio::sync::Notify;
use wiremock::matchers::{method, path};
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

use super::*;

/// Responds to the first request too late, and notifies the test of its arrival.
async fn serve(
    server: &MockServer,
    method_name: &str,
    path_: &str,
    arrived: &Arc<Notify>,
    later: ResponseTemplate,
) {
    let arrived = Arc::clone(arrived);
    let first = move |_: &Request| {
        arrived.notify_one();
        ResponseTemplate::new(200).set_delay(Duration::from_secs(3600))
    };
    let given = Mock::given(method(method_name)).and(path(path_)).respond_with(first);
    given.up_to_n_times(1).mount(server).await;
    let given = Mock::given(method(method_name)).and(path(path_)).respond_with(later);
    given.expect(1).mount(server).await;
}

/// Drops a call when its request has arrived.
async fn drop_on_arrival(call: impl Future, arrived: &Notify) {
    tokio::select! {
        _ = call => panic!("the call ended"),
        () = arrived.notified() => {}
    }
}

/// X may have created or deleted the subscription. The same call again finds that out, and finds nothing
/// locked.
#[tokio::test]
async fn the_same_call_again_finishes() {
    let server = MockServer::start().await;
    let (arrived, xaa) = (Arc::new(Notify::new()), client(server.uri()).xaa());

    let exists = json!({ "errors": [{ "message": "DuplicateSubscriptionFailed: exists" }] });
    let exists = ResponseTemplate::new(400).set_body_json(exists);
    serve(&server, "POST", PATH, &arrived, exists).await;
    drop_on_arrival(xaa.subscribe(&posts(), None), &arrived).await;
    assert_eq!(xaa.subscribe(&posts(), None).await.unwrap(), Subscribed::Already);

    let gone = json!({ "title": "Not Found Error", "type": "https://api.x.com/2/problems/resource-not-found" });
    let gone = ResponseTemplate::new(404).set_body_json(gone);
    serve(&server, "DELETE", ONE, &arrived, gone).await;
    drop_on_arrival(xaa.unsubscribe(ID), &arrived).await;
    assert_eq!(xaa.unsubscribe(ID).await.unwrap(), Unsubscribed::NotSubscribed);

    let gone = json!({ "errors": [{ "subscription_id": ID, "reason": "NotFound" }] });
    let gone = ResponseTemplate::new(200).set_body_json(gone);
    serve(&server, "DELETE", PATH, &arrived, gone).await;
    drop_on_arrival(xaa.unsubscribe_all(&[ID]), &arrived).await;
    let all = xaa.unsubscribe_all(&[ID]).await.unwrap();
    assert!(all.is_complete());
    assert_eq!(all.not_found, [ID]);
}
