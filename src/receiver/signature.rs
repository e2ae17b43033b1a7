//! Signatures over raw bytes.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::digest::CtOutput;
use hmac::{Hmac, Mac};
use http::{HeaderMap, HeaderValue};
use sha2::Sha256;

use crate::credentials::Secret;

/// A scheme of signatures, which determines the secret and the header.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[non_exhaustive]
pub enum Scheme {
    /// The consumer secret, with the header `x-twitter-webhooks-signature`.
    #[doc(alias = "x-twitter-webhooks-signature")]
    ConsumerSecret,
    /// The OAuth 2.0 client secret, with the header `x-twitter-webhooks-signature-oauth2`.
    #[doc(alias = "x-twitter-webhooks-signature-oauth2")]
    ClientSecret,
}

impl Scheme {
    /// All schemes, in the order in which X prefers them for an app that has both.
    pub(super) const ALL: [Self; 2] = [Self::ClientSecret, Self::ConsumerSecret];

    /// Returns the name of the header in lower case.
    #[must_use]
    pub const fn header(self) -> &'static str {
        match self {
            Self::ConsumerSecret => "x-twitter-webhooks-signature",
            Self::ClientSecret => "x-twitter-webhooks-signature-oauth2",
        }
    }
}

/// The secret that verified a request.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub struct Verified {
    /// The scheme of the signature.
    pub scheme: Scheme,
    /// The index of the secret among those of its scheme, in the order in which they were added,
    /// from 0.
    pub secret: usize,
}

/// An error verifying a request. It shows neither a secret nor the expected signature.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum SignatureError {
    /// The request has no signature header.
    #[error(
        "expected the header `x-twitter-webhooks-signature`, found no signature header: check that \
         no proxy removes it"
    )]
    Missing,
    /// The request has a signature header, but no secret of its scheme is configured.
    #[error("no secret is configured for the header `{}`", .0.header())]
    Unconfigured(Scheme),
    /// The request has more than two values of a signature header. Each header has one value, or two
    /// while X changes a secret.
    #[error("expected at most two values of the header `{}`", .0.header())]
    Repeated(Scheme),
    /// The signature does not begin with `sha256=`.
    #[error("expected a signature that begins with `sha256=`")]
    NoPrefix,
    /// The signature is hexadecimal instead of Base64.
    #[error("expected a signature in Base64, as X sends it, found hexadecimal: check the sender")]
    Hexadecimal,
    /// The text after the prefix is not the Base64 of 32 bytes.
    #[error("expected the Base64 of 32 bytes after `sha256=`")]
    NotBase64,
    /// The signature belongs to another message or to another secret.
    #[error("the signature does not match{}", hint(.0))]
    Mismatch(Option<MismatchHint>),
}

/// A possible cause of a mismatch.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum MismatchHint {
    /// The body is empty. Other code may have read it before.
    EmptyBody,
    /// A secret begins or ends with white space.
    WhiteSpaceAroundSecret,
}

fn hint(hint: &Option<MismatchHint>) -> &'static str {
    match hint {
        Some(MismatchHint::EmptyBody) => {
            ": the body is empty; check that no other code reads it before"
        }
        Some(MismatchHint::WhiteSpaceAroundSecret) => {
            ": a configured secret begins or ends with white space; check where it is read from"
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

/// The length of an HMAC-SHA256 code in bytes.
const LENGTH: usize = 32;

/// An HMAC-SHA256 code. It is compared in constant time.
type Code = CtOutput<Hmac<Sha256>>;

/// The signature header of a scheme in one request, before its message is known.
pub(super) struct SignatureHeader {
    pub(super) scheme: Scheme,
    /// The codes of its values, at least one.
    codes: Vec<Code>,
}

impl SignatureHeader {
    /// The most values of one header.
    const MOST_VALUES: usize = 2;

    /// Reads the header, or returns `None` if it is missing.
    pub(super) fn read(
        scheme: Scheme,
        headers: &HeaderMap,
    ) -> Result<Option<Self>, SignatureError> {
        let values = headers.get_all(scheme.header());
        if values.iter().nth(Self::MOST_VALUES).is_some() {
            return Err(SignatureError::Repeated(scheme));
        }
        let codes = values.iter().map(code).collect::<Result<Vec<_>, _>>()?;
        Ok((!codes.is_empty()).then_some(Self { scheme, codes }))
    }

    pub(super) fn codes(&self) -> impl Iterator<Item = [u8; LENGTH]> {
        self.codes.iter().map(|code| code.clone().into_bytes().into())
    }

    /// Verifies the message with one MAC for each secret, whatever the number of values.
    pub(super) fn verify(
        &self,
        secrets: &[Secret],
        message: &[u8],
    ) -> Result<Verified, SignatureError> {
        let matching = secrets.iter().position(|secret| {
            let expected = secret.mac(message).finalize();
            self.codes.contains(&expected)
        });
        match matching {
            Some(secret) => Ok(Verified { scheme: self.scheme, secret }),
            None if message.is_empty() => {
                Err(SignatureError::Mismatch(Some(MismatchHint::EmptyBody)))
            }
            None => {
                let white_space = secrets.iter().any(Secret::has_white_space_around);
                let hint = white_space.then_some(MismatchHint::WhiteSpaceAroundSecret);
                Err(SignatureError::Mismatch(hint))
            }
        }
    }
}

/// Decodes the code in a header's value.
fn code(value: &HeaderValue) -> Result<Code, SignatureError> {
    let text = value.as_bytes().strip_prefix(PREFIX.as_bytes()).ok_or(SignatureError::NoPrefix)?;
    if text.len() == 2 * LENGTH && text.iter().all(u8::is_ascii_hexdigit) {
        return Err(SignatureError::Hexadecimal);
    }
    let code = STANDARD.decode(text).map_err(|_| SignatureError::NotBase64)?;
    let code = <[u8; LENGTH]>::try_from(code).map_err(|_| SignatureError::NotBase64)?;
    Ok(CtOutput::new(code.into()))
}
