//! An inbox as the handler of a receiver.

use std::sync::Arc;

use account_activity_inbox::account_activity::receiver::{
    Handler, Receiver, ReceiverService, ResponseBody, Secret, Secrets,
};
use account_activity_inbox::{Inbox, Memory, Query, Settings};
use http::Response;
use http_body_util::Full;
use tower_service::Service;

use crate::bodies::{deletions, delivery};

const PATH: &str = "/webhooks/twitter";

pub(crate) async fn post(
    service: &mut ReceiverService,
    body: impl Into<Vec<u8>>,
) -> Response<ResponseBody> {
    let secrets = Secrets::new(Secret::new("consumer secret").unwrap());
    let request = secrets.signed_request(PATH.parse().unwrap(), body.into());
    service.call(request.map(Full::new)).await.unwrap()
}

pub(crate) fn service(handler: impl Handler) -> ReceiverService {
    let receiver = Receiver::at(PATH, Secret::new("consumer secret").unwrap());
    ReceiverService::new(receiver, handler)
}

#[tokio::test]
async fn a_delivery_is_stored_before_the_response() {
    let inbox: Arc<dyn Inbox> = Arc::new(Memory::new());
    let mut service = service(Arc::clone(&inbox));
    for _ in 0..2 {
        let response = post(&mut service, deletions(1, [1, 2])).await;
        assert_eq!(response.status(), 200);
        assert_eq!(inbox.stats().await.unwrap().pending, 2);
    }
    let records = inbox.list(&Query::new()).await.unwrap();
    assert_eq!(records[0].path, PATH);
}

/// X sends again what has no room.
#[tokio::test]
async fn a_full_inbox_responds_with_503() {
    let settings = Settings::new().max_pending(1);
    let inbox: Arc<dyn Inbox> = Arc::new(Memory::with_settings(settings));
    let mut service = service(Arc::clone(&inbox));
    for (tweet, status) in [(1, 200), (2, 503), (2, 503), (1, 200)] {
        let response = post(&mut service, deletions(1, [tweet])).await;
        assert_eq!(response.status(), status, "{tweet}");
    }
    let item = inbox.claim("test", 1, crate::subject::CLAIM).await.unwrap().remove(0);
    inbox.acknowledge(item.claim()).await.unwrap();
    assert_eq!(post(&mut service, deletions(1, [2])).await.status(), 200);
}

/// A verified body that is not JSON is stored too, so that every 200 has an item.
#[tokio::test]
async fn a_body_that_cannot_be_decoded_is_stored() {
    let inbox: Arc<dyn Inbox> = Arc::new(Memory::new());
    let mut service = service(Arc::clone(&inbox));
    let response = post(&mut service, r#"{"for_user_id": "1", "#).await;
    assert_eq!(response.status(), 200);
    let [record] = &inbox.list(&Query::new()).await.unwrap()[..] else { panic!() };
    assert_eq!((&*record.kind, &*record.body), ("unknown", &br#"{"for_user_id": "1", "#[..]));
    let items = inbox.claim("test", 1, crate::subject::CLAIM).await.unwrap();
    assert!(items[0].activity().is_none());
    assert!(items[0].decode_error().is_some());
}

#[tokio::test]
async fn every_inbox_is_a_handler() {
    let memory = Memory::new();
    memory.handle(delivery(&deletions(1, [1]))).await.unwrap();
    assert_eq!(memory.stats().await.unwrap().pending, 1);
}
