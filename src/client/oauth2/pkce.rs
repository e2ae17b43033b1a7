//! Random values, and the challenge of PKCE (RFC 7636).

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

use crate::client::endpoint::Endpoint;
use crate::client::error::{Error, NotSentReason};

/// The entropy of a `state` and of a verifier. RFC 7636, section 7.1, recommends 32 bytes.
const BYTES: usize = 32;

/// Returns a random text of 43 characters, from the operating system.
pub(super) fn random() -> Result<String, Error> {
    random_of(getrandom::getrandom)
}

fn random_of(
    fill: impl FnOnce(&mut [u8]) -> Result<(), getrandom::Error>,
) -> Result<String, Error> {
    let mut bytes = [0; BYTES];
    match fill(&mut bytes) {
        Ok(()) => Ok(URL_SAFE_NO_PAD.encode(bytes)),
        Err(error) => Err(Error::not_sent(
            Endpoint::OAuth2Authorize,
            NotSentReason::NoRandomness { cause: error.to_string() },
        )),
    }
}

/// Returns the challenge of a verifier, by the method S256.
pub(super) fn challenge(verifier: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(verifier))
}

/// Compares two texts in a time that does not tell where they differ. It compares their hashes,
/// whose length does not depend on the texts, and all bytes of them.
pub(super) fn is_equal(left: &str, right: &str) -> bool {
    let (left, right) = (Sha256::digest(left), Sha256::digest(right));
    left.iter().zip(right).fold(0, |seen, (left, right)| seen | (left ^ right)) == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The bytes, the verifier and the challenge of RFC 7636, appendix B.
    #[test]
    fn the_example_of_rfc_7636() {
        let bytes = [
            116, 24, 223, 180, 151, 153, 224, 37, 79, 250, 96, 125, 216, 173, 187, 186, 22, 212,
            37, 77, 105, 214, 191, 240, 91, 88, 5, 88, 83, 132, 141, 121,
        ];
        let verifier = random_of(|buffer| {
            buffer.copy_from_slice(&bytes);
            Ok(())
        });
        let verifier = verifier.unwrap();
        assert_eq!(verifier, "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
        assert_eq!(challenge(&verifier), "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    }

    #[test]
    fn a_failure_of_the_system_is_an_error() {
        let error = random_of(|_| Err(getrandom::Error::UNSUPPORTED)).unwrap_err();
        let Error::NotSent(error) = error else { panic!("{error:?}") };
        assert_eq!(error.endpoint(), Endpoint::OAuth2Authorize);
        assert!(matches!(error.reason(), NotSentReason::NoRandomness { .. }), "{error}");
    }

    #[test]
    fn texts_are_equal_if_all_of_their_bytes_are() {
        let text = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
        assert!(is_equal(text, text) && is_equal("", ""));
        for at in 0..text.len() {
            let mut other = text.to_owned();
            other.replace_range(at..=at, "!");
            assert!(!is_equal(text, &other), "{other}");
            assert!(!is_equal(text, &text[..at]), "{at}");
        }
    }
}
