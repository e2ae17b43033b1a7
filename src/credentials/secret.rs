//! Secrets, which `Debug` redacts.

use std::fmt;
use std::sync::Arc;

#[cfg(feature = "receiver")]
use hmac::{Hmac, Mac};
#[cfg(feature = "receiver")]
use sha2::Sha256;

/// A consumer secret, client secret or token.
///
/// It is never empty. It implements neither `Display` nor `Serialize`, and `Debug` redacts it.
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
    /// Keyed once and cloned for each message.
    #[cfg(feature = "receiver")]
    mac: Hmac<Sha256>,
}

/// An error for an empty secret. Anyone can compute the signatures of an empty key.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("expected a secret, found empty text; check that the variable that holds it is set")]
pub struct EmptySecretError(());

impl Secret {
    /// Creates a secret. The text is not trimmed.
    ///
    /// # Errors
    ///
    /// [`EmptySecretError`] if the text is empty or only white space.
    pub fn new(secret: impl AsRef<str>) -> Result<Self, EmptySecretError> {
        let text = secret.as_ref();
        if text.trim().is_empty() {
            return Err(EmptySecretError(()));
        }
        Ok(Self {
            text: text.into(),
            // HMAC accepts a key of any length.
            #[cfg(feature = "receiver")]
            mac: Hmac::new_from_slice(text.as_bytes()).map_err(|_| EmptySecretError(()))?,
        })
    }

    #[cfg(feature = "client")]
    pub(crate) fn expose(&self) -> &str {
        &self.text
    }

    /// Returns the HMAC-SHA256 of a message, with the secret as the key.
    #[cfg(feature = "receiver")]
    pub(crate) fn mac(&self, message: &[u8]) -> Hmac<Sha256> {
        #[cfg(test)]
        macs::count();
        self.mac.clone().chain_update(message)
    }

    /// Returns `true` if the secret starts or ends with white space. Mostly this is the newline of
    /// the file that held it.
    #[cfg(feature = "receiver")]
    pub(crate) fn has_white_space_around(&self) -> bool {
        self.text.trim().len() != self.text.len()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Secret(redacted)")
    }
}

/// Counts computed MACs, for tests of their number.
#[cfg(all(test, feature = "receiver"))]
pub(crate) mod macs {
    use std::cell::Cell;

    thread_local! {
        static COMPUTED: Cell<usize> = const { Cell::new(0) };
    }

    pub(super) fn count() {
        COMPUTED.set(COMPUTED.get() + 1);
    }

    /// Returns the number of MACs that this thread computed meanwhile.
    pub(crate) fn computed(run: impl FnOnce()) -> usize {
        COMPUTED.set(0);
        run();
        COMPUTED.get()
    }
}
