//! OAuth 1.0a signatures, verified as RFC 5849 describes.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, Mac};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use sha1::Sha1;

use crate::server::request::Pair;

/// All characters except the unreserved ones of RFC 3986 are encoded (RFC 5849 §3.6).
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

pub(super) fn encode(text: &str) -> String {
    utf8_percent_encode(text, RESERVED).to_string()
}

/// Returns the parameters of a request, encoded, sorted and joined (RFC 5849 §3.4.1.3.2).
pub(super) fn normalized<'a>(parameters: impl Iterator<Item = &'a Pair>) -> String {
    let mut encoded: Vec<_> =
        parameters.map(|(name, value)| (encode(name), encode(value))).collect();
    encoded.sort_unstable();
    let joined: Vec<_> = encoded.iter().map(|(name, value)| format!("{name}={value}")).collect();
    joined.join("&")
}

/// Returns the signature base string (RFC 5849 §3.4.1.1). `uri` has neither a query nor the default
/// port.
pub(super) fn base_string(method: &str, uri: &str, normalized: &str) -> String {
    format!("{}&{}&{}", method.to_ascii_uppercase(), encode(uri), encode(normalized))
}

/// Returns whether a signature is the HMAC-SHA1 of a base string (RFC 5849 §3.4.2), in constant
/// time. A request without a token is signed with an empty token secret.
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
