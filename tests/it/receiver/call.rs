//! Calls of the service without a socket.

use account_activity::receiver::{Mode, ReceiverService};
use bytes::Bytes;
use http::Request;
use http_body_util::{BodyExt, Full};
use tower_service::Service;

use super::bot::{Bot, receiver};

pub(crate) const MODES: [Mode; 2] = [Mode::Await, Mode::Acknowledge];

/// Calls the service and returns the status and the body of the response.
pub(crate) async fn call(service: &ReceiverService, request: Request<Bytes>) -> (u16, String) {
    let Ok(response) = service.clone().call(request.map(Full::new)).await;
    let (head, body) = response.into_parts();
    let body = body.collect().await.unwrap().to_bytes();
    (head.status.as_u16(), String::from_utf8(body.to_vec()).unwrap())
}

pub(crate) async fn status(service: &ReceiverService, request: Request<Bytes>) -> u16 {
    call(service, request).await.0
}

pub(crate) fn service(bot: &Bot, mode: Mode) -> ReceiverService {
    ReceiverService::builder(receiver(), bot.clone()).mode(mode).build()
}
