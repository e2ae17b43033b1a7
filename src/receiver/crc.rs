//! The challenge-response check (CRC), by which X verifies that a webhook has its app's secret.
//!
//! The CRC response is a signature of a text that the caller chooses. Its key is the one that signs
//! deliveries, so a receiver that signed any text would sign forged deliveries. Therefore it signs
//! only tokens that cannot be a delivery.

use percent_encoding::percent_decode_str;

use super::signature::{SignatureError, sign};
use crate::credentials::Secret;

/// The token of a CRC request: 1 to 256 of the characters `A-Z a-z 0-9 + / = _ . ~ -`.
///
/// A token is never a JSON object, so it is never a delivery.
#[doc(alias("challenge", "crc_token"))]
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct CrcToken(String);

/// An error reading the token of a CRC request.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum CrcTokenError {
    /// The query has no `crc_token`.
    #[error("the query has no `crc_token`")]
    Missing,
    /// The query has more than one `crc_token`, so the token is ambiguous.
    #[error("the query has more than one `crc_token`")]
    Repeated,
    /// The token is empty, longer than 256 characters, or has a character that X does not use.
    #[error("expected a `crc_token` of 1 to 256 of the characters `A-Z a-z 0-9 + / = _ . ~ -`")]
    Shape,
}

/// An error responding to a CRC request.
#[doc(alias("ChallengeError", "challenge"))]
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum CrcError {
    /// The token is missing or invalid. The response is 400.
    #[error("{0}")]
    Token(CrcTokenError),
    /// The request is signed, but not by X. The response is 401.
    #[error("{}{}", .0, probable_cause(.0))]
    Signature(SignatureError),
}

/// Returns the probable cause if no form of the query verifies. Other errors name their own cause.
fn probable_cause(error: &SignatureError) -> &'static str {
    match error {
        SignatureError::Mismatch(_) => {
            "; the secret is probably wrong: check that it is the one of the app that registered \
             the webhook, and that it is current"
        }
        _ => "",
    }
}

/// The secret that is the key of CRC responses: the argument of
/// [`Secrets::crc_secret`](super::Secrets::crc_secret).
///
/// X verifies the response with one secret of the app, and makes the webhook invalid at once if the
/// key is another one. For a webhook of v1.1, it is the consumer secret. For one of v2, X documents the
/// client secret, and users of the API report both.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub enum CrcSecret {
    /// The secret that verifies the signature of the CRC request. If both headers verify, or if no
    /// signature can be checked, it is the client secret where one is configured, else the consumer
    /// secret.
    ///
    /// So a client secret that is added for v2 does not change the responses of a v1.1 webhook, whose
    /// CRC requests X signs with the consumer secret. Of several secrets of one scheme, the one that
    /// verifies the request is the key, or the first one without a signature.
    #[default]
    Auto,
    /// The consumer secret, whatever the signature of the CRC request. Of several, it is the one that
    /// verifies the request, else the first. Without a consumer secret, it is as [`Auto`](Self::Auto).
    Consumer,
    /// The client secret, whatever the signature of the CRC request. Of several, it is the one that
    /// verifies the request, else the first. Without a client secret, it is as [`Auto`](Self::Auto).
    Client,
    /// A given secret, for all responses.
    Fixed(Secret),
}

/// Makes a given secret the key of all responses.
impl From<Secret> for CrcSecret {
    fn from(secret: Secret) -> Self {
        Self::Fixed(secret)
    }
}

impl CrcToken {
    const LONGEST: usize = 256;

    /// Returns the token of a raw query, such as `crc_token=…&nonce=…`.
    ///
    /// # Errors
    ///
    /// Returns an error if the query does not have exactly one token, or if the token does not have
    /// the form of X's tokens.
    pub fn from_query(query: &str) -> Result<Self, CrcTokenError> {
        let mut tokens = query.split('&').filter_map(|pair| pair.strip_prefix("crc_token="));
        let token = tokens.next().ok_or(CrcTokenError::Missing)?;
        if tokens.next().is_some() {
            return Err(CrcTokenError::Repeated);
        }
        let token = percent_decode_str(token).decode_utf8().map_err(|_| CrcTokenError::Shape)?;
        Self::from_text(token.into_owned())
    }

    pub(super) fn from_text(token: String) -> Result<Self, CrcTokenError> {
        let shaped = (1..=Self::LONGEST).contains(&token.len())
            && token.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+/=_.~-".contains(&byte));
        if shaped { Ok(Self(token)) } else { Err(CrcTokenError::Shape) }
    }

    pub(super) fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the JSON of the CRC response: `{"response_token":"sha256=…"}`.
    #[doc(alias = "response_token")]
    #[must_use]
    pub fn response(&self, secret: &Secret) -> String {
        // Base64 does not need escapes in JSON.
        format!(r#"{{"response_token":"{}"}}"#, sign(secret, self.0.as_bytes()))
    }
}
