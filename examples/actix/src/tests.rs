//! Requests to the webhook, as X sends them.

#![allow(clippy::unwrap_used)]

use account_activity::EventKey;
use account_activity::receiver::{CrcToken, Secrets, sign};
use actix_web::test::{TestRequest, call_service, init_service, read_body};

use super::*;

const PATH: &str = "/webhooks/twitter";

const HEADER: &str = "X-Twitter-Webhooks-Signature";

fn secret() -> Secret {
    Secret::new("ss").unwrap()
}

fn bot() -> Bot {
    Bot { receiver: Receiver::new(secret()), seen: Seen::new(10) }
}

fn delivery(body: &str) -> TestRequest {
    let signature = sign(&secret(), body.as_bytes());
    let request = TestRequest::post().uri(PATH).insert_header((HEADER, signature));
    request.insert_header(("Content-Type", "application/json")).set_payload(body.to_owned())
}

/// Returns the status, the content type and the body of the response.
async fn response(bot: &Bot, request: TestRequest) -> (u16, String, String) {
    let app = init_service(App::new().configure(|app| configure(app, bot.clone()))).await;
    let response = call_service(&app, request.to_request()).await;
    let content_type = response.headers().get("content-type");
    let content_type = content_type.map_or("", |value| value.to_str().unwrap()).to_owned();
    let status = response.status().as_u16();
    (status, content_type, String::from_utf8(read_body(response).await.to_vec()).unwrap())
}

async fn status(bot: &Bot, request: TestRequest) -> u16 {
    response(bot, request).await.0
}

#[actix_web::test]
async fn a_crc_request_gets_the_response() {
    let token = CrcToken::from_query("crc_token=helloWorld%3D").unwrap();
    let expected = (200, "application/json".to_owned(), token.response(&secret()));
    let uri = format!("{PATH}?crc_token=helloWorld%3D&nonce=1");
    assert_eq!(response(&bot(), TestRequest::get().uri(&uri)).await, expected);
    // Signed, and written anew by a gateway.
    let signature = sign(&secret(), b"crc_token=helloWorld%3D&nonce=1");
    let request = TestRequest::get().insert_header((HEADER, signature));
    let request = request.uri(&format!("{PATH}?stage=prod&nonce=1&crc_token=helloWorld="));
    assert_eq!(response(&bot(), request).await, expected);
    assert_eq!(status(&bot(), TestRequest::get().uri(PATH)).await, 400);
    assert_eq!(status(&bot(), TestRequest::put().uri(PATH)).await, 405);
    assert_eq!(status(&bot(), TestRequest::get().uri("/elsewhere")).await, 404);
}

#[actix_web::test]
async fn a_delivery_is_handled_if_x_has_signed_it() {
    let body = r#"{"for_user_id": "1", "tweet_delete_events": [
        {"status": {"id": "7", "user_id": "1"}, "timestamp_ms": "1528315690456"}]}"#;
    let key: EventKey = "1/1/tweet_delete/7".parse().unwrap();
    let bot = bot();
    let other = Secrets::new(Secret::new("other").unwrap());
    let other = other.signed_request(PATH.parse().unwrap(), body).headers()[HEADER].clone();
    let forged = delivery(body).insert_header((HEADER, other.as_bytes()));
    let (status, content_type, text) = response(&bot, forged).await;
    assert_eq!((status, content_type.as_str()), (401, "text/plain; charset=utf-8"));
    assert_eq!(text, "the signature is missing or invalid\n");
    // Another task is handling the event.
    let claim = bot.seen.begin(key.clone()).unwrap();
    assert_eq!(response(&bot, delivery(body)).await.0, 503);
    drop(claim);
    for _ in 0..2 {
        assert_eq!(response(&bot, delivery(body)).await, (200, String::new(), String::new()));
        assert!(bot.seen.begin(key.clone()).unwrap().is_none());
    }
}

#[actix_web::test]
async fn a_body_of_up_to_a_mebibyte_is_read() {
    let body = |length: usize| format!(r#"{{"a":"{}"}}"#, "x".repeat(length - 8));
    assert_eq!(status(&bot(), delivery(&body(1 << 20))).await, 200);
    assert_eq!(status(&bot(), delivery(&body((1 << 20) + 1))).await, 413);
}
