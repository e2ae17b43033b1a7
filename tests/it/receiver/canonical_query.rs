//! Signed CRC requests whose query a gateway has written anew.

use account_activity::receiver::{
    CrcError, CrcToken, CrcTokenError, Scheme, Secret, Secrets, SignatureError, sign,
};
use http::HeaderMap;

/// The encodings of the characters of a token that have a meaning in a query.
pub(crate) const ENCODINGS: [fn(u8) -> String; 3] = [
    |byte| char::from(byte).to_string(),
    |byte| format!("%{byte:02X}"),
    |byte| format!("%{byte:02x}"),
];

/// Returns a text in the shape of a token, mostly with characters that have a meaning in a query.
pub(crate) fn token(random: &mut fastrand::Rng) -> String {
    let characters = b"abcXYZ019+/=+/=_.~-";
    (0..random.usize(1..40)).map(|_| char::from(*random.choice(characters).unwrap())).collect()
}

pub(crate) fn encoded(text: &str, encoding: fn(u8) -> String) -> String {
    let encode =
        |byte| if b"+/=".contains(&byte) { encoding(byte) } else { char::from(byte).into() };
    text.bytes().map(encode).collect()
}

/// Returns the query that X sends, in one of its possible encodings.
pub(crate) fn sent(token: &str, nonce: &str, encoding: fn(u8) -> String) -> String {
    format!("crc_token={}&nonce={}", encoded(token, encoding), encoded(nonce, encoding))
}

fn secret() -> Secret {
    Secret::new("consumer secret").unwrap()
}

fn signature(secret: &Secret, query: &str) -> HeaderMap {
    let value = sign(secret, query.as_bytes()).parse().unwrap();
    HeaderMap::from_iter([(Scheme::ConsumerSecret.header().parse().unwrap(), value)])
}

/// Returns the query as some gateway writes it.
fn rewritten(token: &str, nonce: &str, random: &mut fastrand::Rng) -> String {
    let encoding: fn(u8) -> String = match random.usize(0..5) {
        3 => |byte| if byte == b'+' { "%20".into() } else { char::from(byte).into() },
        4 => |byte| if byte == b'+' { "%20".into() } else { format!("%{byte:02X}") },
        plain => ENCODINGS[plain],
    };
    let mut pairs = vec![
        format!("crc_token={}", encoded(token, encoding)),
        format!("nonce={}", encoded(nonce, encoding)),
    ];
    for _ in 0..random.usize(0..3) {
        let foreign = ["stage=prod", "flag", "xcrc_token=1", "nonce2=a%26b", "", "=", "%ff=%ff"];
        pairs.push((*random.choice(foreign).unwrap()).to_owned());
    }
    random.shuffle(&mut pairs);
    pairs.join("&") + ["", "&", "&&"][random.usize(0..3)]
}

#[test]
fn every_form_of_a_signed_query_gets_the_response() {
    let (secrets, secret) = (Secrets::new(secret()), secret());
    let stranger = Secrets::new(Secret::new("other").unwrap());
    let mut random = fastrand::Rng::with_seed(9);
    for _ in 0..5_000 {
        let (token, nonce) = (token(&mut random), token(&mut random));
        let sent = sent(&token, &nonce, *random.choice(&ENCODINGS).unwrap());
        let headers = signature(&secret, &sent);
        let query = rewritten(&token, &nonce, &mut random);
        let expected = CrcToken::from_query(&format!("crc_token={token}")).unwrap();
        let response = secrets.crc_response(&query, &headers);
        assert_eq!(response, Ok(expected.response(&secret)), "{sent} became {query}");
        assert!(stranger.crc_response(&query, &headers).is_err(), "{query}");
    }
}

#[test]
fn only_the_parameters_that_x_signed_get_the_response() {
    let secrets = Secrets::new(secret());
    let headers = signature(&secret(), "crc_token=a%3D&nonce=b%3D");
    for query in ["crc_token=a=&nonce=b=", "&nonce=b%3d&x=1&crc%5ftoken=a%3D&crc_token2=&"] {
        assert!(secrets.crc_response(query, &headers).is_ok(), "{query}");
    }
    for query in [
        // Repeated, missing and empty parameters.
        "crc_token=a=&nonce=b=&nonce=b=",
        "crc_token=a=&nonce=b=&crc_token=a=",
        "crc_token=a=&nonce=b=&crc%5Ftoken=c",
        "crc_token=a=&nonce=b=&%6eonce",
        "crc_token=a=",
        "nonce=b=",
        "crc_token=a=&nonce=",
        // Not in the shape of a token.
        "crc_token=a=&nonce=b%3D%26",
        "crc_token=a=&nonce=%7B%7D",
        "crc_token=a%3D%26nonce%3Db%3D",
        // Decoded twice, or in another case.
        "crc_token=a%253D&nonce=b%253D",
        "crc_token=A=&nonce=b=",
        "CRC_TOKEN=a=&nonce=b=",
    ] {
        assert!(secrets.crc_response(query, &headers).is_err(), "{query}");
    }
    // Beyond the seven texts: encodings that are mixed, and a query that X does not send.
    for signed in ["crc_token=a%3D&nonce=b=", "crc_token=a%3D&nonce=b%3d", "crc_token=a=&nonce=b=&"]
    {
        let headers = signature(&secret(), signed);
        assert!(secrets.crc_response("crc_token=a=&nonce=b=", &headers).is_err(), "{signed}");
        assert!(secrets.crc_response(signed, &headers).is_ok(), "{signed}");
    }
}

#[test]
fn a_rewritten_query_without_a_signature_is_read_as_it_is() {
    let secrets = Secrets::new(secret());
    let blank = secrets.crc_response("crc_token=a%20b&nonce=1", &HeaderMap::new());
    assert_eq!(blank, Err(CrcError::Token(CrcTokenError::Shape)));
    let signed = signature(&secret(), "crc_token=a%2Bb&nonce=1");
    let response = secrets.crc_response("crc_token=a%20b&nonce=1", &signed);
    let token = CrcToken::from_query("crc_token=a%2Bb").unwrap();
    assert_eq!(response, Ok(token.response(&secret())));
}

#[test]
fn bodies_are_verified_as_they_are() {
    let secrets = Secrets::new(secret());
    let (sent, swapped) = ("crc_token=a&nonce=b", "nonce=b&crc_token=a");
    assert!(secrets.verify(&signature(&secret(), sent), sent.as_bytes()).is_ok());
    let error = secrets.verify(&signature(&secret(), sent), swapped.as_bytes()).unwrap_err();
    assert_eq!(error, SignatureError::Mismatch(None));
}

/// The secret that verifies a rewritten query makes the response, as for a raw one.
#[test]
fn the_key_is_the_one_of_the_signature() {
    let (old, client) = (Secret::new("old").unwrap(), Secret::new("client").unwrap());
    let secrets = Secrets::new(secret()).and_consumer_secret(old.clone()).and_client_secret(client);
    let headers = signature(&old, "crc_token=a&nonce=b");
    let response = secrets.crc_response("nonce=b&crc_token=a&", &headers).unwrap();
    let token = CrcToken::from_query("crc_token=a").unwrap();
    assert_eq!(response, token.response(&old));
}
