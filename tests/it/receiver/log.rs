//! The log.

use std::sync::{Arc, Mutex};

use account_activity::receiver::{Delivery, Mode, Receiver, ReceiverService, Secret, sign};
use bytes::Bytes;
use http::Request;

use super::alone::{alone, block_on};
use super::bot::{Behaviour, Bot, crc, delivery, forged, secrets, signed, signed_crc};
use super::call::{service, status};

/// The output of a subscriber to `tracing`.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl std::io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[test]
fn the_log_says_why_and_no_secret() {
    // `tracing` caches whether events are logged, so other tests in the process could interfere.
    alone(concat!(module_path!(), "::the_log_says_why_and_no_secret"), || block_on(log()));
}

async fn log() {
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing_subscriber::filter::LevelFilter::TRACE)
        .with_ansi(false)
        .with_writer(move || writer.clone())
        .finish();
    tracing::subscriber::set_global_default(subscriber).unwrap();
    says_why(&log).await;
    is_not_filled_by_strangers(&log).await;
    escapes_the_text_of_others(&log).await;
}

impl Log {
    /// Returns what has been logged since the last call.
    fn take(&self) -> String {
        String::from_utf8(std::mem::take(&mut *self.0.lock().unwrap())).unwrap()
    }
}

/// Returns a CRC request that is signed with another secret.
fn of_other_secret() -> Request<Bytes> {
    let mut request = signed_crc("crc_token=abc&nonce=def");
    let signature = sign(&Secret::new("Zx9-other").unwrap(), b"crc_token=abc&nonce=def");
    request.headers_mut().insert("x-twitter-webhooks-signature", signature.parse().unwrap());
    request
}

async fn says_why(log: &Log) {
    let service = service(&Bot::new(Behaviour::Fail), Mode::Await);
    status(&service, crc()).await;
    status(&service, signed_crc("crc_token=abc&nonce=def")).await;
    status(&service, delivery(1)).await;
    status(&service, signed(b"{\"a\": \"private\"")).await;
    let mut forged = delivery(1);
    forged.headers_mut().insert("x-twitter-webhooks-signature", "sha256=".parse().unwrap());
    status(&service, forged).await;
    status(&service, of_other_secret()).await;
    let log = log.take();
    for said in [
        "webhook{method=GET path=\"/webhooks/twitter\"}",
        "responded to a CRC request\n",
        "responded to a CRC request without a signature\n",
        "the handler failed error=Zx9-hidden: the database is down family=\"account_activity\"",
        "a verified delivery cannot be decoded",
        "the signature is missing or invalid status=401 why=expected the Base64 of 32 bytes after",
        "the CRC request is rejected status=401 why=the signature does not match; the secret is \
         probably wrong: check that it is the one of the app that registered the webhook",
    ] {
        assert!(log.contains(said), "{said} is not in\n{log}");
    }
    // Once for each delivery, and not again for its response.
    assert_eq!(log.matches("the handler failed").count(), 2, "{log}");
    let signature = sign(&Secret::new("consumer secret").unwrap(), b"abc");
    for hidden in ["consumer secret", "Zx9-other", "crc_token", "private", &signature] {
        assert!(!log.contains(hidden), "{hidden} is in\n{log}");
    }
}

async fn is_not_filled_by_strangers(log: &Log) {
    let service = service(&Bot::new(Behaviour::Succeed), Mode::Await);
    let long = format!("/{}", "x".repeat(60_000));
    for _ in 0..200 {
        let unknown = Request::post(&long).body(Bytes::new()).unwrap();
        assert_eq!(status(&service, unknown).await, 404);
        assert_eq!(status(&service, crc()).await, 200);
        assert_eq!(status(&service, forged(b"{}")).await, 401);
    }
    // The first of another kind is logged even so.
    assert_eq!(status(&service, of_other_secret()).await, 401);
    for _ in 0..20 {
        assert_eq!(status(&service, signed_crc("crc_token=abc&nonce=def")).await, 200);
    }
    let log = log.take();
    for (said, lines) in [
        ("there is no webhook at this path status=404", 10),
        ("responded to a CRC request without a signature", 10),
        ("the signature is missing or invalid status=401", 10),
        ("the secret is probably wrong", 1),
        // X sends these.
        ("responded to a CRC request\n", 20),
    ] {
        assert_eq!(log.matches(said).count(), lines, "{said}\n{log}");
    }
    assert!(log.len() < 20_000, "{}", log.len());
}

async fn escapes_the_text_of_others(log: &Log) {
    let fail = async |_: Delivery| Err("a\r\nWARN forged \u{1b}[2J\u{202e}".into());
    let service = ReceiverService::new(Receiver::new(secrets()), fail);
    let mut request = delivery(1);
    *request.uri_mut() = "/\u{202e}\u{2066}".try_into().unwrap();
    assert_eq!(status(&service, request).await, 503);
    assert_eq!(status(&service, signed("{\"\u{202e}\n\": ".as_bytes())).await, 200);
    let log = log.take();
    for said in ["error=a\\r\\nWARN forged \\u{1b}[2J\\u{202e}", "path=\"/\\u{202e}\\u{2066}\""] {
        assert!(log.contains(said), "{said} is not in\n{log}");
    }
    let foreign = |character: char| character.is_control() && character != '\n';
    assert!(!log.contains(foreign) && !log.contains(['\u{202e}', '\u{2066}']), "{log}");
    assert!(log.lines().all(|line| line.starts_with("20")), "{log}");
}
