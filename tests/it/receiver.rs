//! Signatures and CRC responses: published vectors, tampering, rotation, and redaction.

mod alone;
pub(crate) mod bot;
mod call;
mod canonical_query;
mod capacity;
mod crc_key;
#[cfg(feature = "server")]
mod example;
mod families;
mod flood;
mod gateway;
mod guide;
mod log;
mod memory;
#[cfg(feature = "server")]
mod own_server;
mod printing;
mod recent;
mod seen;
pub(crate) mod server;
mod service;
mod state;
mod table;
mod tcp;

use account_activity::receiver::{
    CrcError, CrcToken, CrcTokenError, Delivery, MismatchHint, Received, Receiver, Scheme, Secret,
    Secrets, SignatureError, sign,
};
use account_activity::{Entry, Payload};
use http::{HeaderMap, HeaderValue};

use crate::fixtures;

fn secret(text: &str) -> Secret {
    Secret::new(text).unwrap()
}

fn header(scheme: Scheme, value: &str) -> HeaderMap {
    HeaderMap::from_iter([(scheme.header().parse().unwrap(), value.parse().unwrap())])
}

const LEGACY: Scheme = Scheme::ConsumerSecret;
const OAUTH2: Scheme = Scheme::ClientSecret;

/// Secret, message, signature.
const VECTORS: [(&str, &str, &str); 9] = [
    ("ss", "helloWorld", "sha256=YFpPr1o5UmzuIUDQn+BqYQ14kFOjWiWYc7oNiVymMgg="),
    ("bbbbbb", "html body", "sha256=P/M6xYi2AxkjB8C36xD3AfjT5XuOx3dWgw9EVXCYA2U="),
    ("test", "test=1&other_test=2", "sha256=25Cu3iwbbiqBTwQRzcKJZwisjf736V2Q8UaTlkfLSoc="),
    (
        "test",
        r#"{"test_number":1,"test_string":"two"}"#,
        "sha256=YWHphPn/JFq43jkF0y4/w8R/SelmLjvpunhVFY8JhlI=",
    ),
    ("CONSUMER-SECRET", "challenge_string", "sha256=9CnCWcBcOApA1LHdqkjWbF2DBNdBrnAJPmL5qTUUANQ="),
    ("SECRET-VALUE", "challenge_string", "sha256=xT/YyTRZde5T1HbCK7K2bpcELYOIMkZVbgYjsESw+AM="),
    (
        "CONSUMER-SECRET",
        r#"{"for_user_id":"2244994945","follow_events":[]}"#,
        "sha256=IdtPMVhr8Hql9OtN7YTX/+gknTMNOui0D4ixytI8bD0=",
    ),
    (
        "SECRET-VALUE",
        r#"{"for_user_id":"2244994945","follow_events":[]}"#,
        "sha256=jlSMkj72sqpIWJdl8rdKiEf1zPMRJkvY1VWxVhuPD4c=",
    ),
    (
        "uQ0gukfFwOZTQmTDRrZ35rwEe7D9WLXNYuZkCX147v8fYikK7u",
        "decacec0-51f5-11e7-98f5-7556589ff0ff",
        "sha256=gPUsBnJwEylNWuiIpmwKeZKmh3tjm3sq1CXeGe/GD4M=",
    ),
];

#[test]
fn published_vectors() {
    for (key, message, signature) in VECTORS {
        assert_eq!(sign(&secret(key), message.as_bytes()), signature);
        let secrets = Secrets::new(secret(key));
        assert!(secrets.verify(&header(LEGACY, signature), message.as_bytes()).is_ok());
        let secrets = Secrets::with_client_secret_only(secret(key));
        assert!(secrets.verify(&header(OAUTH2, signature), message.as_bytes()).is_ok());
    }
    for (key, token, signature) in [VECTORS[0], VECTORS[4], VECTORS[8]] {
        let response = CrcToken::from_query(&format!("crc_token={token}")).unwrap();
        let json = format!(r#"{{"response_token":"{signature}"}}"#);
        assert_eq!(response.response(&secret(key)), json);
    }
}

#[test]
fn any_byte_flipped_is_refused() {
    let body = fixtures::named("user_event/revoke.json").body.into_bytes();
    let key = "a consumer secret";
    let secrets = Secrets::new(secret(key));
    let signature = sign(&secret(key), &body);
    assert!(secrets.verify(&header(LEGACY, &signature), &body).is_ok());
    for at in 0..body.len() {
        for bit in 0..8 {
            let mut body = body.clone();
            body[at] ^= 1 << bit;
            let result = secrets.verify(&header(LEGACY, &signature), &body);
            assert_eq!(result, Err(SignatureError::Mismatch(None)));
        }
    }
    for at in 0..signature.len() {
        let mut bytes = signature.clone().into_bytes();
        bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
        let value = HeaderValue::from_bytes(&bytes).unwrap();
        let headers = HeaderMap::from_iter([(LEGACY.header().parse().unwrap(), value)]);
        assert!(secrets.verify(&headers, &body).is_err(), "{at}");
    }
    for at in 0..key.len() {
        let other = format!("{}!{}", &key[..at], &key[at + 1..]);
        let result = Secrets::new(secret(&other)).verify(&header(LEGACY, &signature), &body);
        assert_eq!(result, Err(SignatureError::Mismatch(None)));
    }
}

#[test]
fn no_header_panics() {
    let secrets = Secrets::new(secret("s")).and_client_secret(secret("c"));
    let mut random = fastrand::Rng::with_seed(4);
    let mut refused = 0;
    for _ in 0..20_000 {
        let prefix = ["", "sha256=", "sha256", "SHA256="][random.usize(0..4)];
        let mut bytes = prefix.as_bytes().to_vec();
        bytes.extend((0..random.usize(0..80)).map(|_| random.u8(..)));
        let Ok(value) = HeaderValue::from_bytes(&bytes) else { continue };
        let mut headers = HeaderMap::new();
        headers.append(LEGACY.header(), value.clone());
        headers.append(OAUTH2.header(), value);
        assert!(secrets.verify(&headers, b"{}").is_err());
        refused += 1;
    }
    assert!(refused > 1_000, "{refused}");
}

#[test]
fn one_secret_of_each_scheme_is_enough() {
    let body = b"{}";
    let (old, new) = (secret("old"), secret("new"));
    let rotating = Secrets::new(old.clone()).and_consumer_secret(new.clone());
    for (index, key) in [&old, &new].into_iter().enumerate() {
        let verified = rotating.verify(&header(LEGACY, &sign(key, body)), body).unwrap();
        assert_eq!((verified.scheme, verified.secret), (LEGACY, index));
    }
    // A signature in the header of the other scheme is invalid.
    let swapped = header(OAUTH2, &sign(&old, body));
    assert_eq!(rotating.verify(&swapped, body), Err(SignatureError::Unconfigured(OAUTH2)));
    let complete = rotating.and_client_secret(secret("client"));
    assert_eq!(complete.verify(&swapped, body), Err(SignatureError::Mismatch(None)));
}

#[test]
fn each_header_with_a_configured_secret_must_verify() {
    let body = b"{}";
    let [consumer, client, other] = ["consumer", "client", "other"].map(|key| {
        let key = secret(key);
        (sign(&key, body), key)
    });
    let both = Secrets::new(consumer.1.clone()).and_client_secret(client.1.clone());
    let only = Secrets::new(consumer.1.clone());
    let hexadecimal = format!("sha256={}", "ab".repeat(32));
    for (of_client, error) in [
        (client.0.as_str(), None),
        (&consumer.0, Some(SignatureError::Mismatch(None))),
        (&other.0, Some(SignatureError::Mismatch(None))),
        (&hexadecimal, Some(SignatureError::Hexadecimal)),
        ("sha256=whatever", Some(SignatureError::NotBase64)),
        ("", Some(SignatureError::NoPrefix)),
    ] {
        let mut headers = header(LEGACY, &consumer.0);
        headers.extend(header(OAUTH2, of_client));
        let verified = both.verify(&headers, body);
        assert_eq!(verified.err(), error, "{of_client}");
        // Without a secret of its scheme, the header is ignored.
        assert_eq!(only.verify(&headers, body).unwrap().scheme, LEGACY);
        let mut headers = header(LEGACY, &other.0);
        headers.extend(header(OAUTH2, of_client));
        assert!(both.verify(&headers, body).is_err(), "{of_client}");
        assert_eq!(only.verify(&headers, body), Err(SignatureError::Mismatch(None)));
    }
    // One header of two is enough, if it is right.
    for (scheme, signature) in [(LEGACY, &consumer.0), (OAUTH2, &client.0)] {
        let verified = both.verify(&header(scheme, signature), body).unwrap();
        assert_eq!((verified.scheme, verified.secret), (scheme, 0));
    }
}

#[test]
fn a_header_has_at_most_two_values() {
    let secrets = Secrets::new(secret("key"));
    let query = "crc_token=abc&nonce=def";
    let (right, wrong) = (sign(&secret("key"), query.as_bytes()), sign(&secret("key"), b"other"));
    let repeated = Err(SignatureError::Repeated(LEGACY));
    let mismatch = Err(SignatureError::Mismatch(None));
    let malformed = Err(SignatureError::NotBase64);
    for (values, expected) in [
        (&[&right][..], Ok(())),
        (&[&right, &right], Ok(())),
        // Either value can be the right one.
        (&[&right, &wrong], Ok(())),
        (&[&wrong, &right], Ok(())),
        (&[&wrong, &wrong], mismatch),
        (&[&right, &"sha256=".to_owned()], malformed),
        (&[&right, &right, &right], repeated),
        (&[&right; 91], repeated),
    ] {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(LEGACY.header(), value.parse().unwrap());
        }
        let verified = secrets.verify(&headers, query.as_bytes()).map(drop);
        assert_eq!(verified, expected, "{values:?}");
        let response = secrets.crc_response(query, &headers).map(drop);
        assert_eq!(response, expected.map_err(CrcError::Signature), "{values:?}");
    }
    let foreign =
        HeaderMap::from_iter([(OAUTH2.header().parse().unwrap(), right.parse().unwrap())]);
    assert!(secrets.crc_response(query, &foreign).is_ok());
}

#[test]
fn errors_say_what_was_wrong() {
    let secrets = Secrets::new(secret("key\n"));
    let hexadecimal = format!("sha256={}", "ab".repeat(32));
    for (value, error) in [
        (None, SignatureError::Missing),
        (Some(""), SignatureError::NoPrefix),
        (Some("YFpPr1o5UmzuIUDQn+BqYQ14kFOjWiWYc7oNiVymMgg="), SignatureError::NoPrefix),
        (Some(hexadecimal.as_str()), SignatureError::Hexadecimal),
        (Some("sha256="), SignatureError::NotBase64),
        (Some("sha256=YWJj"), SignatureError::NotBase64),
        (Some(VECTORS[0].2), SignatureError::Mismatch(Some(MismatchHint::WhiteSpaceAroundSecret))),
    ] {
        let headers = value.map(|value| header(LEGACY, value)).unwrap_or_default();
        assert_eq!(secrets.verify(&headers, b"{}"), Err(error));
    }
    let empty = secrets.verify(&header(LEGACY, VECTORS[0].2), b"").unwrap_err();
    assert_eq!(empty, SignatureError::Mismatch(Some(MismatchHint::EmptyBody)));
    insta::assert_snapshot!(
        empty,
        @"the signature does not match: the body is empty; check that no other code reads it before"
    );
    assert!(Secret::new("").is_err() && Secret::new(" \n").is_err());
}

#[test]
fn nothing_secret_is_shown() {
    let hidden = "Zx9-hidden";
    let secrets = Secrets::new(secret(hidden)).and_client_secret(secret(hidden));
    let expected = sign(&secret(hidden), b"{}");
    let error = secrets.verify(&header(LEGACY, VECTORS[0].2), b"{}").unwrap_err();
    let crc = secrets.crc_response("crc_token={}", &HeaderMap::new()).unwrap_err();
    let shown = format!("{secrets:?} {error} {error:?} {crc} {crc:?}");
    assert!(!shown.contains(hidden), "{shown}");
    assert!(!shown.contains(expected.trim_start_matches("sha256=")), "{shown}");
}

#[test]
fn only_tokens_get_a_response() {
    for (query, token) in [
        ("crc_token=abc", "abc"),
        ("nonce=1&crc_token=a%2Bb%3D", "a+b="),
        ("crc_token=a+b/c=_.~-&nonce=", "a+b/c=_.~-"),
    ] {
        let same = CrcToken::from_query(&format!("crc_token={token}"));
        assert_eq!(CrcToken::from_query(query), same);
        assert!(same.is_ok());
    }
    let long = format!("crc_token={}", "a".repeat(257));
    for (query, error) in [
        ("", CrcTokenError::Missing),
        ("nonce=1", CrcTokenError::Missing),
        ("xcrc_token=abc", CrcTokenError::Missing),
        ("crc_token=a&crc_token=b", CrcTokenError::Repeated),
        ("crc_token=", CrcTokenError::Shape),
        ("crc_token=%7B%7D", CrcTokenError::Shape),
        ("crc_token={\"a\":1}", CrcTokenError::Shape),
        ("crc_token=a%20b", CrcTokenError::Shape),
        ("crc_token=%ff", CrcTokenError::Shape),
        ("crc_token=é", CrcTokenError::Shape),
        (long.as_str(), CrcTokenError::Shape),
    ] {
        assert_eq!(CrcToken::from_query(query), Err(error), "{query}");
    }
}

/// A CRC response is never the signature of a text that could be a delivery.
#[test]
fn no_crc_response_verifies_a_delivery() {
    let secrets = Secrets::new(secret("consumer"));
    let mut bodies: Vec<String> = fixtures::all().into_iter().map(|it| it.body).collect();
    bodies.push("{}".to_owned());
    for body in bodies {
        for query in [format!("crc_token={body}"), format!("crc_token={}", encode(&body))] {
            let result = secrets.crc_response(&query, &HeaderMap::new());
            assert!(matches!(result, Err(CrcError::Token(_))), "{query}");
        }
    }
    // Conversely, no accepted token is a payload.
    let mut random = fastrand::Rng::with_seed(5);
    for _ in 0..10_000 {
        let token: String = (0..random.usize(1..40)).map(|_| random.char(' '..='~')).collect();
        if CrcToken::from_query(&format!("crc_token={token}")).is_ok() {
            assert!(Payload::from_slice(token.as_bytes()).is_err(), "{token}");
        }
    }
}

fn encode(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

#[test]
fn a_signed_request_is_one_that_x_could_have_sent() {
    let secrets = Secrets::new(secret("a")).and_client_secret(secret("b"));
    let body = fixtures::named("direct_message_events/emoji.json").body;
    let request = secrets.signed_request("/webhooks/twitter".parse().unwrap(), body.clone());
    assert_eq!((request.method().as_str(), request.uri().path()), ("POST", "/webhooks/twitter"));
    assert_eq!(request.headers()["content-type"], "application/json");
    assert_eq!(request.body().as_ref(), body.as_bytes());
    for scheme in [LEGACY, OAUTH2] {
        let one = header(scheme, request.headers()[scheme.header()].to_str().unwrap());
        assert_eq!(secrets.verify(&one, request.body()).unwrap().scheme, scheme);
    }
}

#[test]
fn a_consumer_secret_is_secrets_enough() {
    let secrets = Secrets::from(secret("a"));
    let uri: http::Uri = "/webhooks/twitter".parse().unwrap();
    let request = secrets.signed_request(uri.clone(), r#"{"for_user_id": "1"}"#);
    let receivers = [
        Receiver::new(secret("a")),
        Receiver::new(secrets),
        Receiver::at(uri.path(), secret("a")),
        Receiver::at("/other", secret("b")).and_at(uri.path(), secret("a")),
    ];
    for receiver in receivers {
        let received = receiver.receive(&request).unwrap();
        assert!(matches!(received, Received::Delivery(_)), "{received:?}");
    }
    assert!(Receiver::new(secret("b")).receive(&request).is_err());
}

#[test]
fn the_entries_of_a_delivery_are_those_of_its_payload() {
    for fixture in fixtures::all() {
        let payload = Payload::from_slice(fixture.body.as_bytes()).unwrap();
        let delivery = Delivery::unverified(payload.clone());
        let keys: Vec<_> = payload.entries().map(Entry::key).collect();
        assert!(delivery.entries().map(Entry::key).eq(keys));
    }
}
