//! Signatures over raw bytes.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::Mac;
use http::HeaderValue;

use crate::credentials::Secret;

/// Which secret keys a signature, and so in which header it stands.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[non_exhaustive]
pub enum Scheme {
    /// The consumer secret: `x-twitter-webhooks-signature`.
    #[doc(alias = "x-twitter-webhooks-signature")]
    ConsumerSecret,
    /// The OAuth 2.0 client secret: `x-twitter-webhooks-signature-oauth2`.
    #[doc(alias = "x-twitter-webhooks-signature-oauth2")]
    ClientSecret,
}

impl Scheme {
    /// In the order in which X prefers them where an app has both.
    pub(super) const ALL: [Self; 2] = [Self::ClientSecret, Self::ConsumerSecret];

    /// The name of the header, in lower case.
    #[must_use]
    pub const fn header(self) -> &'static str {
        match self {
            Self::ConsumerSecret => "x-twitter-webhooks-signature",
            Self::ClientSecret => "x-twitter-webhooks-signature-oauth2",
        }
    }
}

/// What verified a request.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub struct Verified {
    /// The scheme, by which header it was signed.
    pub scheme: Scheme,
    /// Which of the scheme's secrets, counted from 0 in the order in which they were added.
    pub secret: usize,
}

/// Why a request is not verified. It never tells a secret, nor the signature that would be right.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum SignatureError {
    /// There is no signature header.
    #[error("there is no signature: X sends `x-twitter-webhooks-signature`; does a proxy drop it?")]
    Missing,
    /// There is a signature header, but no secret of its scheme.
    #[error("there is no secret for the header `{}`", .0.header())]
    Unconfigured(Scheme),
    /// The header is not `sha256=` and Base64.
    #[error("the signature has no prefix `sha256=`")]
    NoPrefix,
    /// The signature is hexadecimal.
    #[error("the signature is hexadecimal, where X sends Base64: who sent it?")]
    Hexadecimal,
    /// What follows the prefix is not the Base64 of 32 bytes.
    #[error("the signature is not the Base64 of 32 bytes")]
    NotBase64,
    /// It is another message's signature, or another secret's.
    #[error("the signature does not match{}", hint(.0))]
    Mismatch(Option<MismatchHint>),
}

/// What may have led to a mismatch.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum MismatchHint {
    /// The body is empty: something read it before.
    EmptyBody,
    /// A secret begins or ends with white space.
    WhiteSpaceAroundSecret,
}

fn hint(hint: &Option<MismatchHint>) -> &'static str {
    match hint {
        Some(MismatchHint::EmptyBody) => ": the body is empty; did something read it before?",
        Some(MismatchHint::WhiteSpaceAroundSecret) => {
            ": a configured secret begins or ends with white space"
        }
        None => "",
    }
}

/// Signs a message as X does: `sha256=` and the Base64 of its HMAC-SHA256.
///
/// ```
/// use account_activity::receiver::{Secret, sign};
///
/// let secret = Secret::new("ss")?;
/// assert_eq!(
///     sign(&secret, b"helloWorld"),
///     "sha256=YFpPr1o5UmzuIUDQn+BqYQ14kFOjWiWYc7oNiVymMgg="
/// );
/// # Ok::<(), account_activity::receiver::EmptySecretError>(())
/// ```
#[doc(alias = "HMAC")]
#[must_use]
pub fn sign(secret: &Secret, message: &[u8]) -> String {
    let code = secret.mac(message).finalize().into_bytes();
    format!("{PREFIX}{}", STANDARD.encode(code))
}

const PREFIX: &str = "sha256=";

/// The length of a SHA-256 code.
const LENGTH: usize = 32;

/// The code in a header's value.
pub(super) fn code(value: &HeaderValue) -> Result<Vec<u8>, SignatureError> {
    let text = value.as_bytes().strip_prefix(PREFIX.as_bytes()).ok_or(SignatureError::NoPrefix)?;
    if text.len() == 2 * LENGTH && text.iter().all(u8::is_ascii_hexdigit) {
        return Err(SignatureError::Hexadecimal);
    }
    match STANDARD.decode(text) {
        Ok(code) if code.len() == LENGTH => Ok(code),
        _ => Err(SignatureError::NotBase64),
    }
}

impl SignatureError {
    /// How much an error tells, where several headers fail for several reasons.
    pub(super) const fn weight(self) -> u8 {
        match self {
            Self::Missing => 0,
            Self::Unconfigured(_) => 1,
            Self::NoPrefix | Self::Hexadecimal | Self::NotBase64 => 2,
            Self::Mismatch(_) => 3,
        }
    }
}
