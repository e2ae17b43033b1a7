//! The requests of X to a subject.

use account_activity::receiver::{Scheme, Secret, Secrets, sign};

/// The path of the subject's webhook.
pub(crate) const PATH: &str = "/webhooks/twitter";

const FIXTURES: [&str; 3] = [
    include_str!("../../../tests/fixtures/follow_events/follow.json"),
    include_str!("../../../tests/fixtures/tweet_create_events/mention.json"),
    include_str!("../../../tests/fixtures/direct_message_events/text.json"),
];

/// The consumer secrets. X signs with the last one, so that verification tries all.
const SECRETS: [&str; 3] = ["an older secret", "an old secret", "consumer secret"];

pub(crate) const SIGNATURE: &str = Scheme::ConsumerSecret.header();

pub(crate) fn secrets() -> Secrets {
    let [first, others @ ..] = SECRETS.map(secret);
    others.into_iter().fold(Secrets::new(first), Secrets::and_consumer_secret)
}

fn secret(text: &str) -> Secret {
    Secret::new(text).expect("it is not empty")
}

fn signature(message: &str) -> String {
    sign(&secret(SECRETS[SECRETS.len() - 1]), message.as_bytes())
}

/// Returns a well-formed signature that no secret verifies.
pub(crate) fn fake_signature(random: &mut fastrand::Rng) -> String {
    sign(&secret("a stranger's secret"), &random.u64(..).to_le_bytes())
}

/// Returns a delivery whose subscriber has the given id.
pub(crate) fn delivery(id: u64, random: &mut fastrand::Rng) -> Vec<u8> {
    let fixture = FIXTURES[random.usize(..FIXTURES.len())];
    let mut payload: serde_json::Value = serde_json::from_str(fixture).expect("fixtures are JSON");
    payload["for_user_id"] = id.to_string().into();
    let body = payload.to_string();
    let (signature, length) = (signature(&body), body.len());
    format!(
        "POST {PATH} HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n\
         {SIGNATURE}: {signature}\r\ncontent-length: {length}\r\n\r\n{body}"
    )
    .into_bytes()
}

/// Returns a CRC request.
pub(crate) fn crc(random: &mut fastrand::Rng) -> Vec<u8> {
    let query = format!("crc_token=token-{}&nonce=n{}", random.u64(..), random.u64(..));
    let signature = signature(&query);
    format!("GET {PATH}?{query} HTTP/1.1\r\nhost: localhost\r\n{SIGNATURE}: {signature}\r\n\r\n")
        .into_bytes()
}
