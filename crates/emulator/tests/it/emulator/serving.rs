//! Webhooks that the emulator serves.

use std::sync::Arc;
use std::sync::atomic::{AtomicU16, Ordering};
use std::time::Duration;

use account_activity::client::WebhookUrl;
use account_activity::receiver::{Delivery, Receiver, ReceiverService, Secrets};
use account_activity::{Client, Tier};
use account_activity_emulator::outbound::{NotSent, Outcome};
use account_activity_emulator::{Action, Emulator};
use axum::Router;
use axum::extract::RawQuery;
use axum::routing::get;
use http::{HeaderMap, Method, StatusCode};
use tokio::net::TcpStream;
use tokio::sync::mpsc;

use super::raw::{Raw, encode};
use super::started;

/// Registers a webhook and subscribes ada.
async fn connected(emulator: &Emulator, url: &WebhookUrl) {
    let credentials = emulator.credentials();
    let client = Client::builder(credentials.app()).base_url(emulator.base_url());
    let premium = client.build().unwrap().premium("prod");
    premium.register_webhook(url).await.unwrap();
    premium.subscribe(&credentials.user("Ada").unwrap().token).await.unwrap();
}

#[tokio::test]
async fn a_receiver_is_served_until_the_emulator_ends() {
    let emulator = started(Tier::Premium).await;
    let receiver = Receiver::new(emulator.credentials().secrets());
    let (say, mut said) = mpsc::unbounded_channel();
    let service = ReceiverService::new(receiver, move |delivery: Delivery| {
        let said = say.send(delivery.entries().len());
        async move { said.map_err(Into::into) }
    });
    let url = emulator.serve(service).await.unwrap();
    connected(&emulator, &url).await;
    emulator.perform(Action::post("ada", "hi")).await.unwrap();
    emulator.drained().await;
    assert_eq!(said.try_recv(), Ok(1));
    assert!(emulator.undelivered().is_empty());

    let address = url.as_str().strip_prefix("http://").unwrap().strip_suffix("/webhook").unwrap();
    assert!(TcpStream::connect(address).await.is_ok());
    emulator.shutdown().await.unwrap();
    assert!(TcpStream::connect(address).await.is_err());
}

#[tokio::test]
async fn why_a_handler_failed_is_in_the_record() {
    let emulator = started(Tier::Premium).await;
    let receiver = Receiver::new(emulator.credentials().secrets());
    let service = ReceiverService::new(receiver, async |_: Delivery| Err("no room".into()));
    connected(&emulator, &emulator.serve(service).await.unwrap()).await;
    emulator.perform(Action::post("ada", "hi")).await.unwrap();
    emulator.drained().await;
    let [record] = emulator.undelivered().try_into().unwrap();
    assert_eq!(record.status, Some(503));
    assert!(
        record.response.is_some_and(|response| response.contains("handler")),
        "{:?}",
        record.outcome
    );
}

/// A router whose deliveries get a status, and whose CRC responses are right or wrong.
fn router(secrets: Secrets, status: Arc<AtomicU16>, is_right: Arc<AtomicU16>) -> Router {
    let crc = move |RawQuery(query): RawQuery, headers: HeaderMap| async move {
        match is_right.load(Ordering::SeqCst) {
            1 => secrets.crc_response(&query.unwrap(), &headers).unwrap(),
            _ => r#"{"response_token":"sha256=AAAA"}"#.to_owned(),
        }
    };
    let receive = async move || StatusCode::from_u16(status.load(Ordering::SeqCst)).unwrap();
    Router::new().route("/webhook", get(crc).post(receive))
}

/// A request of the API that validates the webhook with a wrong token ends the retries too, though
/// the next one passes before the retry is due.
#[tokio::test]
async fn a_failed_validation_ends_the_retries() {
    let emulator = started(Tier::Premium).await;
    let (status, is_right) = (Arc::new(AtomicU16::new(500)), Arc::new(AtomicU16::new(1)));
    let secrets = emulator.credentials().secrets();
    let url = emulator.serve(router(secrets, Arc::clone(&status), Arc::clone(&is_right)));
    connected(&emulator, &url.await.unwrap()).await;
    emulator.perform(Action::post("ada", "hi")).await.unwrap();
    emulator.drained().await;
    assert_eq!(emulator.waiting(), 1);
    status.store(200, Ordering::SeqCst);

    let raw = Raw::new(&emulator);
    let id = emulator.webhooks()[0].id;
    let path = format!("/1.1/account_activity/all/prod/webhooks/{id}.json");
    is_right.store(0, Ordering::SeqCst);
    assert_eq!(raw.owner(Method::PUT, &path).await.status, 400);
    is_right.store(1, Ordering::SeqCst);
    raw.owner(Method::PUT, &path).await.is_empty();
    emulator.advance(Duration::from_secs(60 * 60)).await;
    let [record] = emulator.undelivered().try_into().unwrap();
    assert_eq!(record.outcome, Outcome::NotSent(NotSent::Invalidated));
    emulator.perform(Action::post("ada", "hi again")).await.unwrap();
    emulator.drained().await;
    assert_eq!(emulator.deliveries().pop().unwrap().outcome, Outcome::Delivered);
}

/// A receiver that parses the body and verifies the signature of what it would write itself fails,
/// as it does with X.
#[tokio::test]
async fn a_signature_is_not_that_of_the_body_written_anew() {
    let emulator = started(Tier::Premium).await;
    let secrets = emulator.credentials().secrets();
    let (status, is_right) = (Arc::new(AtomicU16::new(200)), Arc::new(AtomicU16::new(1)));
    let url = emulator.serve(router(secrets, status, is_right)).await.unwrap();
    connected(&emulator, &url).await;
    emulator.perform(Action::post("ada", "Grüße 😀 https://x.com/ <3")).await.unwrap();
    emulator.drained().await;
    let body = emulator.deliveries().pop().unwrap().body;
    let body = std::str::from_utf8(&body).unwrap();
    assert!(body.is_ascii(), "{body}");
    for escaped in [r"Gr\u00fc\u00dfe \ud83d\ude00 https:\/\/t.co\/", r"\u003ca href="] {
        assert!(body.contains(escaped), "{escaped} is not in {body}");
    }
    let value: serde_json::Value = serde_json::from_str(body).unwrap();
    let text = value["tweet_create_events"][0]["text"].as_str().unwrap();
    assert!(text.starts_with("Grüße 😀 https://t.co/"), "{text}");
    let anew = serde_json::to_string(&value).unwrap();
    assert!(anew.len() < body.len());
}

#[tokio::test]
async fn a_host_of_a_private_network_is_allowed_by_name() {
    let start = async |hosts: &[&str]| {
        let builder = super::still(Tier::Premium);
        let builder = hosts.iter().fold(builder, |builder, host| builder.allow_host(*host));
        builder.start().await.unwrap()
    };
    let register = async |emulator: &Emulator, url: &str| {
        let raw = Raw::new(emulator);
        let path = "/1.1/account_activity/all/prod/webhooks.json";
        let reply = raw.owner(Method::POST, &format!("{path}?url={}", encode(url))).await;
        reply.json()["errors"][0]["message"].as_str().unwrap().to_owned()
    };
    let requirements = "Webhook URL does not meet the requirements.";
    // Names under `.invalid` do not exist, so an allowed one fails its CRC.
    let emulator = start(&["Bot.invalid"]).await;
    for url in ["http://bot.invalid:3000/x", "https://bot.invalid:3000/x"] {
        assert_eq!(register(&emulator, url).await, "Unable to connect during CRC GET request.");
    }
    for url in ["http://other.invalid:3000/x", "http://x.bot.invalid/"] {
        assert!(register(&emulator, url).await.starts_with(requirements), "{url}");
    }
    let emulator = start(&[]).await;
    assert!(register(&emulator, "http://bot.invalid:3000/x").await.starts_with(requirements));
}
