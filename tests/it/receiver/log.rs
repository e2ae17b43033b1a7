//! The log.

use std::sync::{Arc, Mutex};

use account_activity::receiver::{Mode, Secret, sign};

use super::alone::{alone, block_on};
use super::bot::{Behaviour, Bot, crc, delivery, signed, signed_crc};
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
    let service = service(&Bot::new(Behaviour::Fail), Mode::Await);
    status(&service, crc()).await;
    status(&service, delivery(1)).await;
    status(&service, signed(b"{\"a\": \"private\"")).await;
    let mut forged = delivery(1);
    forged.headers_mut().insert("x-twitter-webhooks-signature", "sha256=".parse().unwrap());
    status(&service, forged).await;
    let mut of_other_secret = signed_crc("crc_token=abc&nonce=def");
    let signature = sign(&Secret::new("Zx9-other").unwrap(), b"crc_token=abc&nonce=def");
    let headers = of_other_secret.headers_mut();
    headers.insert("x-twitter-webhooks-signature", signature.parse().unwrap());
    status(&service, of_other_secret).await;
    let log = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    for said in [
        "webhook{method=GET path=\"/webhooks/twitter\"}",
        "responded to a CRC request",
        "the handler failed error=Zx9-hidden: the database is down",
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
