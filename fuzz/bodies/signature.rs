//! Verifies any signature headers: verifying never panics, and only a real signature verifies.
//!
//! The first byte of the input selects the secrets. The next lines are a query and a message. The lines up
//! to an empty one are headers: `c` for the header of consumer secrets or `o` for that of client secrets,
//! and a value. The value `@` and the index of a secret is the signature of the message. The rest is the
//! body.

use account_activity::receiver::{Scheme, Secret, Secrets, sign};
use http::{HeaderMap, HeaderValue};

const CONSUMER: [&str; 2] = ["one", "two"];
const CLIENT: [&str; 2] = ["three", "four"];

pub(crate) fn run(input: &[u8]) {
    let Some((choice, input)) = input.split_first() else { return };
    let (consumer, client) = match choice % 5 {
        0 => (&CONSUMER[..1], &CLIENT[..0]),
        1 => (&CONSUMER[..0], &CLIENT[..1]),
        2 => (&CONSUMER[..1], &CLIENT[..1]),
        3 => (&CONSUMER[..], &CLIENT[..]),
        _ => (&CONSUMER[..], &CLIENT[..0]),
    };
    let mut lines = input.split_inclusive(|byte| *byte == b'\n');
    let mut line = || lines.next().map(|line| line.strip_suffix(b"\n").unwrap_or(line));
    let (query, message) = (line().unwrap_or_default(), line().unwrap_or_default());
    let mut headers = HeaderMap::new();
    let mut is_signed = false;
    while let Some([name, value @ ..]) = line() {
        let (scheme, secrets) = match name {
            b'c' => (Scheme::ConsumerSecret, consumer),
            _ => (Scheme::ClientSecret, client),
        };
        let own = match value {
            [b'@', index] => secrets.get(usize::from(index.wrapping_sub(b'0'))),
            _ => None,
        };
        is_signed |= own.is_some();
        let value =
            own.map_or_else(|| value.to_vec(), |own| sign(&secret(own), message).into_bytes());
        if let Ok(value) = HeaderValue::from_bytes(&value) {
            headers.append(scheme.header(), value);
        }
    }
    let body: Vec<u8> = lines.flatten().copied().collect();
    let secrets = secrets(consumer, client);
    for text in [&body, query, message] {
        if let Ok(verified) = secrets.verify(&headers, text) {
            let by = match verified.scheme {
                Scheme::ConsumerSecret => consumer[verified.secret],
                _ => client[verified.secret],
            };
            let right = sign(&secret(by), text);
            let mut values = headers.get_all(verified.scheme.header()).iter();
            assert!(values.any(|value| value.as_bytes() == right.as_bytes()), "{verified:?}");
        }
    }
    let Ok(query) = std::str::from_utf8(query) else { return };
    // The signature of a CRC request can be that of another form of its query.
    if secrets.crc_response(query, &headers).is_ok() {
        let is_checked = |scheme: Scheme, secrets: &[&str]| {
            !secrets.is_empty() && headers.contains_key(scheme.header())
        };
        let is_checked = is_checked(Scheme::ConsumerSecret, consumer)
            || is_checked(Scheme::ClientSecret, client);
        assert!(is_signed || !is_checked, "{query} {headers:?}");
    }
}

fn secret(text: &str) -> Secret {
    Secret::new(text).expect("the secret is not empty")
}

fn secrets(consumer: &[&str], client: &[&str]) -> Secrets {
    let mut secrets = match (consumer, client) {
        ([first, ..], _) => Secrets::new(secret(first)),
        (_, [first, ..]) => Secrets::with_client_secret_only(secret(first)),
        _ => unreachable!("each choice has a secret"),
    };
    for text in consumer.iter().skip(1) {
        secrets = secrets.and_consumer_secret(secret(text));
    }
    for text in client.iter().skip(usize::from(consumer.is_empty())) {
        secrets = secrets.and_client_secret(secret(text));
    }
    secrets
}
