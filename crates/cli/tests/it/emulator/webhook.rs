//! A webhook for the emulator.

use axum::Router;
use axum::extract::RawQuery;
use axum::routing::get;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, Mac};
use serde_json::json;
use sha2::Sha256;

/// Responds to CRC requests with the secret's signature, and to deliveries with 200.
pub(super) async fn webhook(secret: String) -> String {
    webhook_with(secret, 200).await
}

/// Responds to deliveries with a status.
pub(super) async fn webhook_with(secret: String, status: u16) -> String {
    let status = http::StatusCode::from_u16(status).unwrap();
    let crc = move |RawQuery(query): RawQuery| async move {
        let query = query.unwrap();
        let mut pairs = url::form_urlencoded::parse(query.as_bytes());
        let (_, token) = pairs.find(|(name, _)| name == "crc_token").unwrap();
        let mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
        let code = mac.chain_update(token.as_bytes()).finalize().into_bytes();
        json!({"response_token": format!("sha256={}", STANDARD.encode(code))}).to_string()
    };
    let router = Router::new().route("/", get(crc).post(move || async move { status }));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });
    url
}
