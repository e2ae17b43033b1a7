//! OAuth 1.0a signatures, compared with the examples of X and of RFC 5849, and with an
//! implementation of §3.4 that shares no code with the crate.

use std::collections::BTreeMap;

use account_activity::client::Signer;
use account_activity::{AppCredentials, UserToken};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, Mac};
use http::{HeaderValue, Method};
use sha1::Sha1;
use url::Url;

/// The parameters of a header, decoded.
fn parameters(header: &HeaderValue) -> BTreeMap<String, String> {
    let text = header.to_str().unwrap().strip_prefix("OAuth ").unwrap();
    text.split(',')
        .map(|parameter| {
            let (name, value) = parameter.trim().split_once('=').unwrap();
            let value = value.strip_prefix('"').unwrap().strip_suffix('"').unwrap();
            (name.to_owned(), decode(value))
        })
        .collect()
}

/// Decodes as in §3.6.
fn decode(text: &str) -> String {
    let mut bytes = text.bytes();
    let mut decoded = Vec::new();
    while let Some(byte) = bytes.next() {
        if byte == b'%' {
            let digits = [bytes.next().unwrap(), bytes.next().unwrap()];
            let digits = std::str::from_utf8(&digits).unwrap();
            decoded.push(u8::from_str_radix(digits, 16).unwrap());
        } else {
            decoded.push(byte);
        }
    }
    String::from_utf8(decoded).unwrap()
}

/// Encodes as in §3.6.
fn encode(text: &str) -> String {
    let mut encoded = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded += &format!("%{byte:02X}");
        }
    }
    encoded
}

/// The base string of §3.4.1, from a URL without its query and all parameters, decoded.
fn base_string(method: &Method, url: &str, parameters: &[(String, String)]) -> String {
    let mut pairs: Vec<_> =
        parameters.iter().map(|(name, value)| (encode(name), encode(value))).collect();
    pairs.sort();
    let pairs: Vec<_> = pairs.into_iter().map(|(name, value)| format!("{name}={value}")).collect();
    format!("{method}&{}&{}", encode(url), encode(&pairs.join("&")))
}

/// The signature of §3.4.2.
fn hmac_sha1(base_string: &str, consumer_secret: &str, token_secret: &str) -> String {
    let key = format!("{}&{}", encode(consumer_secret), encode(token_secret));
    let mut mac = Hmac::<Sha1>::new_from_slice(key.as_bytes()).unwrap();
    mac.update(base_string.as_bytes());
    STANDARD.encode(mac.finalize().into_bytes())
}

/// The example of X's page "Creating a signature".
#[test]
fn the_example_of_x() {
    let app = AppCredentials::new(
        "xvz1evFS4wEEPTGEFPHBog",
        "kAcSOqF21Fu85e7zjz7ZN2U4ZRhfV3WpwPAoE3Z7kBw",
    );
    let token = UserToken::oauth1(
        "370773112-GmHxMAgYyLbNEtIKZeRNFsMKPR9EyMZeS9weJAEb",
        "LswwdoUaIvS8ltyTt5jkRh4J50vUPVVHtR2YPi5kE",
    );
    let url = "https://api.twitter.com/1.1/statuses/update.json?include_entities=true";
    let header = Signer::new(&app)
        .token(&token)
        .nonce("kYjzVBB8Y0ZFabxSWbWovY3uYSQ2pTgmZeNu2VS4cg")
        .timestamp(1_318_622_958)
        .authorization(
            &Method::POST,
            &url.parse().unwrap(),
            &[("status", "Hello Ladies + Gentlemen, a signed OAuth request!")],
        );
    insta::assert_snapshot!(header.to_str().unwrap().replace(',', ",\n"), @r#"
    OAuth oauth_consumer_key="xvz1evFS4wEEPTGEFPHBog",
    oauth_nonce="kYjzVBB8Y0ZFabxSWbWovY3uYSQ2pTgmZeNu2VS4cg",
    oauth_signature_method="HMAC-SHA1",
    oauth_timestamp="1318622958",
    oauth_token="370773112-GmHxMAgYyLbNEtIKZeRNFsMKPR9EyMZeS9weJAEb",
    oauth_version="1.0",
    oauth_signature="hCtSmYh%2BiHYCEqBWrE7C7hYmtUk%3D"
    "#);
}

/// The token and photos requests of RFC 5849 §1.2. (The signature that the RFC prints for the
/// initiate request is known to be wrong.)
#[test]
fn the_session_of_the_rfc() {
    let app = AppCredentials::new("dpf43f3p2l4k3l03", "kd94hf93k423kf44");
    let temporary = UserToken::oauth1("hh5s93j4hdidpola", "hdhd0244k9j7ao03");
    let signer = Signer::new(&app).version(false);
    let header = signer
        .clone()
        .token(&temporary)
        .verifier("hfdp7dh39dks9884")
        .nonce("walatlh")
        .timestamp(137_131_201)
        .authorization(&Method::POST, &"https://photos.example.net/token".parse().unwrap(), &[]);
    let parameters_of = parameters(&header);
    assert_eq!(parameters_of["oauth_signature"], "gKgrFCywp7rO0OXSjdot/IHF7IU=");
    assert_eq!(parameters_of["oauth_verifier"], "hfdp7dh39dks9884");

    let token = UserToken::oauth1("nnch734d00sl2jdk", "pfkkdhi9sl3r4s00");
    let url = "http://photos.example.net/photos?file=vacation.jpg&size=original";
    let header = signer.token(&token).nonce("chapoH").timestamp(137_131_202).authorization(
        &Method::GET,
        &url.parse().unwrap(),
        &[],
    );
    assert_eq!(parameters(&header)["oauth_signature"], "MdpQcU8iPSUjWoN/UDMsK2sui9I=");
}

/// §3.4.1.1 prints this base string. The secrets are those of §3.1, whose signature is for another
/// base string; the signature here is that of this base string.
#[test]
fn the_base_string_of_the_rfc() {
    let app = AppCredentials::new("9djdj82h48djs9d2", "j49sk3j29djd");
    let token = UserToken::oauth1("kkk9d7dh3k39sjv7", "dh893hdasih9");
    let url = "http://EXAMPLE.COM:80/request?b5=%3D%253D&a3=a&c%40=&a2=r%20b";
    let header = Signer::new(&app)
        .token(&token)
        .version(false)
        .nonce("7d8f3e4a")
        .timestamp(137_131_201)
        .authorization(&Method::POST, &url.parse().unwrap(), &[("c2", ""), ("a3", "2 q")]);
    assert_eq!(parameters(&header)["oauth_signature"], "r6/TJjbCOr97/+UU0NsvSne7s5g=");

    let protocol = [
        ("oauth_consumer_key", "9djdj82h48djs9d2"),
        ("oauth_token", "kkk9d7dh3k39sjv7"),
        ("oauth_signature_method", "HMAC-SHA1"),
        ("oauth_timestamp", "137131201"),
        ("oauth_nonce", "7d8f3e4a"),
        ("b5", "=%3D"),
        ("a3", "a"),
        ("c@", ""),
        ("a2", "r b"),
        ("c2", ""),
        ("a3", "2 q"),
    ];
    let all = protocol.map(|(name, value)| (name.to_owned(), value.to_owned()));
    let base_string = base_string(&Method::POST, "http://example.com/request", &all);
    insta::assert_snapshot!(base_string, @"POST&http%3A%2F%2Fexample.com%2Frequest&a2%3Dr%2520b%26a3%3D2%2520q%26a3%3Da%26b5%3D%253D%25253D%26c%2540%3D%26c2%3D%26oauth_consumer_key%3D9djdj82h48djs9d2%26oauth_nonce%3D7d8f3e4a%26oauth_signature_method%3DHMAC-SHA1%26oauth_timestamp%3D137131201%26oauth_token%3Dkkk9d7dh3k39sjv7");
}

#[test]
fn random_requests() {
    const ALPHABET: [char; 24] = [
        'a', 'Z', '0', '-', '.', '_', '~', ' ', '+', '%', '&', '=', '!', '*', '\'', '(', ')', '/',
        '?', '#', '"', 'é', '日', '🦀',
    ];
    let mut random = fastrand::Rng::with_seed(5849);
    let text = |random: &mut fastrand::Rng, least: usize| -> String {
        (0..random.usize(least..8)).map(|_| random.choice(ALPHABET).unwrap()).collect()
    };
    for round in 0..3_000 {
        let (key, secret) = (text(&mut random, 1), text(&mut random, 1));
        let (token, token_secret) = (text(&mut random, 1), text(&mut random, 1));
        let nonce = text(&mut random, 1);
        let mut pairs = Vec::new();
        for _ in 0..random.usize(0..6) {
            // Includes names that sort between those of the protocol, and repeated names.
            let prefix = ["", "", "oauth_", "oauth_t", "a"][random.usize(0..5)];
            pairs.push((prefix.to_owned() + &text(&mut random, 1), text(&mut random, 0)));
        }
        let protocol =
            ["consumer_key", "nonce", "signature_method", "timestamp", "token", "version"];
        pairs
            .retain(|(name, _)| !protocol.iter().any(|it| name.strip_prefix("oauth_") == Some(it)));
        if let (true, Some((name, _))) = (random.bool(), pairs.first().cloned()) {
            pairs.push((name, text(&mut random, 0)));
        }
        let (query, form) = pairs.split_at(random.usize(0..=pairs.len()));

        let plain = format!("https://api.example/1.1/{}", encode(&text(&mut random, 1)));
        let mut url: Url = plain.parse().unwrap();
        // A path of dots only is normalised away.
        let plain = url.as_str().to_owned();
        if !query.is_empty() {
            let query: Vec<_> = query
                .iter()
                .map(|(name, value)| format!("{}={}", encode(name), encode(value)))
                .collect();
            url.set_query(Some(&query.join("&")));
        }
        let method = [Method::GET, Method::POST, Method::DELETE][random.usize(0..3)].clone();
        let app = AppCredentials::new(&key, &secret);
        let user = UserToken::oauth1(&token, &token_secret);
        let fields: Vec<_> =
            form.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let header = Signer::new(&app)
            .token(&user)
            .nonce(&nonce)
            .timestamp(1_700_000_000)
            .authorization(&method, &url.as_str().parse().unwrap(), &fields);

        let mut all = pairs.clone();
        let mut actual = parameters(&header);
        let signature = actual.remove("oauth_signature").unwrap();
        assert_eq!(actual["oauth_consumer_key"], key);
        assert_eq!(actual["oauth_token"], token);
        assert_eq!(actual["oauth_nonce"], nonce);
        all.extend(actual);
        let expected = hmac_sha1(&base_string(&method, &plain, &all), &secret, &token_secret);
        assert_eq!(signature, expected, "round {round}: {method} {url} {fields:?}");
    }
}
