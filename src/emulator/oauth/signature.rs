//! Signatures of OAuth 1.0a, checked by RFC 5849.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, Mac};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use sha1::Sha1;

use crate::emulator::request::Pair;

/// All but the unreserved characters of RFC 3986 are encoded (RFC 5849 §3.6).
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

pub(super) fn encode(text: &str) -> String {
    utf8_percent_encode(text, RESERVED).to_string()
}

/// The parameters of a request, encoded, sorted and joined (RFC 5849 §3.4.1.3.2).
pub(super) fn normalized<'a>(parameters: impl Iterator<Item = &'a Pair>) -> String {
    let mut encoded: Vec<_> =
        parameters.map(|(name, value)| (encode(name), encode(value))).collect();
    encoded.sort_unstable();
    let joined: Vec<_> = encoded.iter().map(|(name, value)| format!("{name}={value}")).collect();
    joined.join("&")
}

/// The signature base string (RFC 5849 §3.4.1.1); `uri` has neither query nor default port.
pub(super) fn base_string(method: &str, uri: &str, normalized: &str) -> String {
    format!("{}&{}&{}", method.to_ascii_uppercase(), encode(uri), encode(normalized))
}

/// Whether a signature is the HMAC-SHA1 of a base string (RFC 5849 §3.4.2), in constant time. A
/// request without a token is signed with an empty token secret.
pub(super) fn is_genuine(
    signature: &str,
    base_string: &str,
    consumer_secret: &str,
    token_secret: &str,
) -> bool {
    let Ok(code) = STANDARD.decode(signature) else { return false };
    let key = format!("{}&{}", encode(consumer_secret), encode(token_secret));
    let Ok(mac) = Hmac::<Sha1>::new_from_slice(key.as_bytes()) else { return false };
    mac.chain_update(base_string).verify_slice(&code).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(of: &[(&str, &str)]) -> Vec<Pair> {
        of.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    /// The example of RFC 5849 §3.4.1.
    #[test]
    fn the_base_string_of_the_standard() {
        let parameters = pairs(&[
            ("b5", "=%3D"),
            ("a3", "a"),
            ("c@", ""),
            ("a2", "r b"),
            ("oauth_consumer_key", "9djdj82h48djs9d2"),
            ("oauth_token", "kkk9d7dh3k39sjv7"),
            ("oauth_signature_method", "HMAC-SHA1"),
            ("oauth_timestamp", "137131201"),
            ("oauth_nonce", "7d8f3e4a"),
            ("c2", ""),
            ("a3", "2 q"),
        ]);
        let base =
            base_string("post", "http://example.com/request", &normalized(parameters.iter()));
        assert_eq!(
            base,
            "POST&http%3A%2F%2Fexample.com%2Frequest&a2%3Dr%2520b%26a3%3D2%2520q%26a3%3Da%26b5%3D\
             %253D%25253D%26c%2540%3D%26c2%3D%26oauth_consumer_key%3D9djdj82h48djs9d2%26oauth_nonc\
             e%3D7d8f3e4a%26oauth_signature_method%3DHMAC-SHA1%26oauth_timestamp%3D137131201%26oau\
             th_token%3Dkkk9d7dh3k39sjv7"
        );
    }

    /// The example of X's guide to creating a signature.
    #[test]
    fn the_signature_of_the_guide() {
        let parameters = pairs(&[
            ("status", "Hello Ladies + Gentlemen, a signed OAuth request!"),
            ("include_entities", "true"),
            ("oauth_consumer_key", "xvz1evFS4wEEPTGEFPHBog"),
            ("oauth_nonce", "kYjzVBB8Y0ZFabxSWbWovY3uYSQ2pTgmZeNu2VS4cg"),
            ("oauth_signature_method", "HMAC-SHA1"),
            ("oauth_timestamp", "1318622958"),
            ("oauth_token", "370773112-GmHxMAgYyLbNEtIKZeRNFsMKPR9EyMZeS9weJAEb"),
            ("oauth_version", "1.0"),
        ]);
        let uri = "https://api.twitter.com/1.1/statuses/update.json";
        let base = base_string("POST", uri, &normalized(parameters.iter()));
        let secrets = [
            "kAcSOqF21Fu85e7zjz7ZN2U4ZRhfV3WpwPAoE3Z7kBw",
            "LswwdoUaIvS8ltyTt5jkRh4J50vUPVVHtR2YPi5kE",
        ];
        let signature = "hCtSmYh+iHYCEqBWrE7C7hYmtUk=";
        assert!(is_genuine(signature, &base, secrets[0], secrets[1]));
        assert!(!is_genuine(signature, &base, secrets[1], secrets[0]));
        assert!(!is_genuine(signature, &base.replace("Hello", "hello"), secrets[0], secrets[1]));
        for wrong in ["", "=", "hCtSmYh+iHYCEqBWrE7C7hYmtUg=", "aGVsbG8="] {
            assert!(!is_genuine(wrong, &base, secrets[0], secrets[1]), "{wrong}");
        }
    }
}
