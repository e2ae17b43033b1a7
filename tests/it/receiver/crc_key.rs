//! The key of a CRC response, for each combination of signatures, configured secrets, and choice.

use account_activity::receiver::{
    CrcError, CrcSecret, CrcToken, Received, Receiver, Scheme, Secret, Secrets, SignatureError,
    sign,
};
use bytes::Bytes;
use http::{HeaderMap, Request};

use super::{LEGACY, OAUTH2, header, secret};

const QUERY: &str = "crc_token=abc&nonce=def";

/// Returns the headers of a CRC request with a signature by each of some keys.
fn signed(by: &[(Scheme, &str)]) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for (scheme, key) in by {
        headers.extend(header(*scheme, &sign(&secret(key), QUERY.as_bytes())));
    }
    headers
}

/// Returns the secrets with these names, of which those of the first list are consumer secrets.
fn secrets(consumer: &[&str], client: &[&str]) -> Secrets {
    let mut secrets = match (consumer, client) {
        ([first, ..], _) => Secrets::new(secret(first)),
        ([], [first, ..]) => Secrets::with_client_secret_only(secret(first)),
        ([], []) => unreachable!("there is a secret in every row"),
    };
    for more in consumer.iter().skip(1) {
        secrets = secrets.and_consumer_secret(secret(more));
    }
    for more in client.iter().skip(usize::from(consumer.is_empty())) {
        secrets = secrets.and_client_secret(secret(more));
    }
    secrets
}

#[track_caller]
fn key(secrets: &Secrets, headers: &HeaderMap, expected: &str) {
    let token = CrcToken::from_query(QUERY).unwrap();
    let response = secrets.crc_response(QUERY, headers);
    assert_eq!(response, Ok(token.response(&secret(expected))), "{expected}");
}

/// X signs with one or two secrets of an app whose old secrets are `k1` and `c1`, whose new ones are
/// `k2` and `c2`. A scheme without a configured secret is ignored.
#[test]
fn the_secret_that_verified_the_request_responds() {
    let none: &[&str] = &[];
    // Consumer secrets, client secrets; the key for the legacy header, for the OAuth 2.0 header, for
    // both, for none.
    for (consumer, client, of_legacy, of_oauth2, of_both, of_none) in [
        (&["k1"][..], none, "k1", "k1", "k1", "k1"),
        (none, &["c1"][..], "c1", "c1", "c1", "c1"),
        (&["k1"], &["c1"], "k1", "c1", "c1", "c1"),
        // X signs with the first of two secrets of a kind, and then with the second.
        (&["k1", "k2"], none, "k1", "k1", "k1", "k1"),
        (&["k2", "k1"], none, "k1", "k2", "k1", "k2"),
        (none, &["c1", "c2"], "c1", "c1", "c1", "c1"),
        (none, &["c2", "c1"], "c2", "c1", "c1", "c2"),
        (&["k1", "k2"], &["c1", "c2"], "k1", "c1", "c1", "c1"),
        (&["k2", "k1"], &["c1", "c2"], "k1", "c1", "c1", "c1"),
        (&["k1", "k2"], &["c2", "c1"], "k1", "c1", "c1", "c2"),
        (&["k2", "k1"], &["c2", "c1"], "k1", "c1", "c1", "c2"),
    ] {
        let secrets = secrets(consumer, client);
        key(&secrets, &signed(&[(LEGACY, "k1")]), of_legacy);
        key(&secrets, &signed(&[(OAUTH2, "c1")]), of_oauth2);
        key(&secrets, &signed(&[(LEGACY, "k1"), (OAUTH2, "c1")]), of_both);
        key(&secrets, &signed(&[]), of_none);
    }
}

#[test]
fn another_key_can_be_chosen() {
    let rotating = || secrets(&["k2", "k1"], &["c2", "c1"]);
    let legacy = signed(&[(LEGACY, "k1")]);
    let oauth2 = signed(&[(OAUTH2, "c1")]);
    let both = signed(&[(LEGACY, "k1"), (OAUTH2, "c1")]);
    let none = signed(&[]);
    for (chosen, of_legacy, of_oauth2, of_both, of_none) in [
        (CrcSecret::Auto, "k1", "c1", "c1", "c2"),
        (CrcSecret::Consumer, "k1", "k2", "k1", "k2"),
        (CrcSecret::Client, "c2", "c1", "c1", "c2"),
        (secret("another").into(), "another", "another", "another", "another"),
    ] {
        let secrets = rotating().crc_secret(chosen);
        key(&secrets, &legacy, of_legacy);
        key(&secrets, &oauth2, of_oauth2);
        key(&secrets, &both, of_both);
        key(&secrets, &none, of_none);
        // The choice does not make a wrong signature valid.
        let forged = secrets.crc_response(QUERY, &signed(&[(LEGACY, "c1")]));
        assert_eq!(forged, Err(CrcError::Signature(SignatureError::Mismatch(None))));
    }
    // Without a secret of the chosen kind, the choice has no effect.
    key(&secrets(&["k1"], &[]).crc_secret(CrcSecret::Client), &none, "k1");
    key(&secrets(&[], &["c1"]).crc_secret(CrcSecret::Consumer), &none, "c1");
}

/// X makes a webhook invalid at once if the response has the wrong key.
#[test]
fn a_client_secret_that_is_added_does_not_change_the_responses_of_a_v11_webhook() {
    let response = |secrets: Secrets| {
        let mut request = Request::get(format!("/webhooks/twitter?{QUERY}"));
        request.headers_mut().unwrap().extend(signed(&[(LEGACY, "consumer")]));
        let request = request.body(Bytes::new()).unwrap();
        let Ok(Received::Crc(response)) = Receiver::new(secrets).receive(&request) else {
            panic!("it is a CRC request");
        };
        response.into_body()
    };
    let before = Secrets::new(secret("consumer"));
    let after = before.clone().and_client_secret(secret("client"));
    assert_eq!(response(before), response(after));
}

#[test]
fn the_choice_shows_no_secret() {
    let chosen = CrcSecret::from(Secret::new("Zx9-hidden").unwrap());
    let shown = format!("{chosen:?} {:?}", Secrets::new(secret("a")).crc_secret(chosen.clone()));
    assert!(!shown.contains("hidden"), "{shown}");
}
