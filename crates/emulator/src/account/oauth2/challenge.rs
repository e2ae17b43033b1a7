//! Proof Key for Code Exchange (PKCE, RFC 7636).

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// The challenge of a sign-in, which the verifier of the exchange must meet.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Challenge {
    /// The hash of the verifier.
    S256(String),
    /// The verifier itself.
    Plain(String),
}

impl Challenge {
    /// Creates a challenge, or returns `None` for an unknown method. Without a method it is `plain`
    /// (RFC 7636 §4.3).
    pub(crate) fn new(method: Option<&str>, challenge: String) -> Option<Self> {
        match method {
            Some("S256") => Some(Self::S256(challenge)),
            Some("plain") | None => Some(Self::Plain(challenge)),
            Some(_) => None,
        }
    }

    pub(crate) fn is_met_by(&self, verifier: &str) -> bool {
        match self {
            Self::S256(hash) => *hash == URL_SAFE_NO_PAD.encode(Sha256::digest(verifier)),
            Self::Plain(expected) => expected == verifier,
        }
    }

    /// Returns whether a text is the verifier.
    pub(super) fn has_secret(&self, text: &str) -> bool {
        matches!(self, Self::Plain(verifier) if verifier == text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of RFC 7636, appendix B.
    #[test]
    fn the_verifier_meets_its_challenge() {
        let (verifier, hash) = (
            "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk",
            "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
        );
        let hashed = Challenge::new(Some("S256"), hash.to_owned()).unwrap();
        assert!(hashed.is_met_by(verifier) && !hashed.is_met_by(hash));
        for method in [Some("plain"), None] {
            let plain = Challenge::new(method, verifier.to_owned()).unwrap();
            assert!(plain.is_met_by(verifier) && !plain.is_met_by(hash));
        }
        for method in ["s256", "S512", ""] {
            assert_eq!(Challenge::new(Some(method), hash.to_owned()), None);
        }
    }
}
