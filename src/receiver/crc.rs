//! The challenge-response check (CRC), by which X sees that a webhook knows its app's secret.
//!
//! The answer is a signature of a text that the caller chooses, with the key that signs deliveries:
//! answered blindly, it would sign forgeries. So only tokens of a shape that no delivery has are
//! answered.

use percent_encoding::percent_decode_str;

use super::signature::{SignatureError, sign};
use crate::credentials::Secret;

/// The token of a challenge: 1 to 256 of `A-Z a-z 0-9 + / = _ . ~ -`, so never the beginning of
/// JSON.
#[doc(alias = "challenge")]
#[doc(alias = "crc_token")]
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct CrcToken(String);

/// Why a query holds no token that is answered.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum CrcTokenError {
    /// The query has no `crc_token`.
    #[error("the query has no `crc_token`")]
    Missing,
    /// The query has several, which may be understood in several ways.
    #[error("the query has more than one `crc_token`")]
    Repeated,
    /// The token is empty, longer than 256 characters, or has others than X's tokens have.
    #[error("the `crc_token` is not of the shape that X sends")]
    Shape,
}

/// Why a challenge is not answered.
#[doc(alias = "ChallengeError")]
#[doc(alias = "challenge")]
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum CrcError {
    /// There is no good token: answer 400.
    #[error("{0}")]
    Token(CrcTokenError),
    /// The request is signed, and not by X: answer 401.
    #[error("{0}")]
    Signature(SignatureError),
}

impl CrcToken {
    const LONGEST: usize = 256;

    /// The token of a raw query, such as `crc_token=…&nonce=…`.
    ///
    /// # Errors
    ///
    /// [`CrcTokenError`] if there is not exactly one, or it is not of the shape that X sends.
    pub fn from_query(query: &str) -> Result<Self, CrcTokenError> {
        let mut tokens = query.split('&').filter_map(|pair| pair.strip_prefix("crc_token="));
        let token = tokens.next().ok_or(CrcTokenError::Missing)?;
        if tokens.next().is_some() {
            return Err(CrcTokenError::Repeated);
        }
        let token = percent_decode_str(token).decode_utf8().map_err(|_| CrcTokenError::Shape)?;
        let shaped = (1..=Self::LONGEST).contains(&token.len())
            && token.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+/=_.~-".contains(&byte));
        if shaped { Ok(Self(token.into_owned())) } else { Err(CrcTokenError::Shape) }
    }

    /// The JSON that answers the challenge: `{"response_token":"sha256=…"}`.
    #[doc(alias = "response_token")]
    #[must_use]
    pub fn response(&self, secret: &Secret) -> String {
        // Base64 needs no escapes in JSON.
        format!(r#"{{"response_token":"{}"}}"#, sign(secret, self.0.as_bytes()))
    }
}
