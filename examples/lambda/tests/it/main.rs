//! Events of AWS Lambda, as each service in front of it passes them on.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod args;
mod http_api;
mod signed_crc;

use std::sync::{Arc, Mutex};

use account_activity::Payload;
use account_activity::receiver::{Delivery, Receiver, ReceiverService, Secret};
use lambda_http::{Body, IntoResponse};
use tower_service::Service;

/// Returns the status and the body of the response to an event, and the subscribers of the
/// deliveries.
async fn response(event: &str) -> (u16, String, Vec<u64>) {
    let delivered = Arc::new(Mutex::new(Vec::new()));
    let receiver = Receiver::new(Secret::new("CONSUMER-SECRET").unwrap());
    let keep = async |delivered: Arc<Mutex<Vec<u64>>>, delivery: Delivery| {
        let subscriber = delivery.payload().and_then(Payload::for_user_id);
        let subscriber = subscriber.ok_or("there is no subscriber")?;
        delivered.lock().unwrap().push(subscriber.get());
        Ok::<(), &str>(())
    };
    let mut service = ReceiverService::with_state(receiver, Arc::clone(&delivered), keep);
    let request = lambda_http::request::from_str(event).unwrap();
    let Ok(response) = service.call(request).await;
    let (head, body) = response.into_response().await.into_parts();
    let body = match body {
        Body::Text(body) => body,
        Body::Empty => String::new(),
        other => panic!("{other:?}"),
    };
    let delivered = delivered.lock().unwrap().clone();
    (head.status.as_u16(), body, delivered)
}
