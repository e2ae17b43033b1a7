//! Receiving: whether a request comes from X, and the answer that shows X that we are ours.
//!
//! X signs what it sends with a secret that only it and the app know: a delivery by its raw body,
//! a challenge-response check (CRC) by its raw query. [`Secrets`] holds what can verify and answer.
//!
//! ```
//! use account_activity::Payload;
//! use account_activity::receiver::{Secret, Secrets};
//!
//! let secrets = Secrets::new(Secret::new("consumer secret")?);
//! # let request = secrets.signed_request("/webhooks/twitter".parse()?, "{}");
//! let verified = secrets.verify(request.headers(), request.body())?;
//! let payload = Payload::from_bytes(request.into_body())?;
//! # assert!(payload.events().is_empty());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod challenge;
mod secrets;
mod signature;

pub use crate::credentials::{EmptySecretError, Secret};
pub use challenge::{ChallengeError, CrcToken, CrcTokenError};
pub use secrets::Secrets;
pub use signature::{MismatchHint, Scheme, SignatureError, Verified, sign};
