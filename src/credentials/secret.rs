//! Secrets, redacted everywhere.

use std::fmt;
use std::sync::Arc;

use hmac::{Hmac, Mac};
use sha2::Sha256;

/// A secret: a consumer secret, a client secret, a token.
///
/// It is never empty, has neither `Display` nor `Serialize`, and `Debug` does not show it.
///
/// ```
/// use account_activity::Secret;
///
/// let secret = Secret::new("hunter2")?;
/// assert_eq!(format!("{secret:?}"), "Secret(redacted)");
/// # Ok::<(), account_activity::EmptySecretError>(())
/// ```
///
/// ```compile_fail
/// # let secret = account_activity::Secret::new("hunter2").unwrap();
/// println!("{secret}");
/// ```
#[derive(Clone)]
pub struct Secret {
    text: Arc<str>,
    /// Keyed once, copied for each message.
    mac: Hmac<Sha256>,
}

/// A secret must not be empty: everybody knows the signatures of an empty key.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("the secret is empty: is the variable that should hold it set?")]
pub struct EmptySecretError(());

impl Secret {
    /// Keeps a secret exactly as it is.
    ///
    /// # Errors
    ///
    /// [`EmptySecretError`] if there is nothing but white space.
    pub fn new(secret: impl AsRef<str>) -> Result<Self, EmptySecretError> {
        let text = secret.as_ref();
        if text.trim().is_empty() {
            return Err(EmptySecretError(()));
        }
        Ok(Self {
            text: text.into(),
            // A key of any length will do.
            mac: Hmac::new_from_slice(text.as_bytes()).map_err(|_| EmptySecretError(()))?,
        })
    }

    /// The HMAC-SHA256 of a message with the secret as its key.
    pub(crate) fn mac(&self, message: &[u8]) -> Hmac<Sha256> {
        self.mac.clone().chain_update(message)
    }

    /// Whether it begins or ends with white space: mostly a newline from the file it was read of.
    pub(crate) fn has_white_space_around(&self) -> bool {
        self.text.trim().len() != self.text.len()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Secret(redacted)")
    }
}
