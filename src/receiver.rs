//! Receiving: whether a request comes from X, and the answer that shows X that we are ours.
//!
//! X signs what it sends with a secret that only it and the app know: a delivery by its raw body,
//! a challenge-response check (CRC) by its raw query. [`Secrets`] holds what can verify and answer.
//! A [`Receiver`] decides with it what a request is; a [`ReceiverService`] does so within a server,
//! hands each [`Delivery`] to a [`Handler`] and answers in time.
//!
//! ```
//! use account_activity::receiver::{Delivery, Receiver, ReceiverService, Secret, Secrets};
//! use axum::Router;
//!
//! let secrets = Secrets::new(Secret::new("consumer secret")?);
//! let service = ReceiverService::new(Receiver::new(secrets), async |delivery: Delivery| {
//!     for entry in delivery.payload().entries().filter(|entry| !entry.is_own()) {
//!         println!("{:?} by {:?}", entry.relation(), entry.actor());
//!     }
//!     Ok(())
//! });
//! let app: Router = Router::new().route_service("/webhooks/twitter", service);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! The guide is [`receiving`](crate::guide::receiving).

mod crc;
mod delivery;
mod error;
mod failure;
mod handler;
mod received;
#[expect(clippy::module_inception, reason = "it is the noun")]
mod receiver;
mod secrets;
mod service;
mod signature;
mod stats;

#[doc(no_inline)]
pub use crate::credentials::{EmptySecretError, Secret};
pub use crc::{CrcError, CrcToken, CrcTokenError};
pub use delivery::{Delivery, UndecodableDelivery};
pub use error::Error;
pub use failure::{Failure, HandlerPanic};
pub use handler::{Handler, HandlerError, async_trait};
pub use received::Received;
pub use receiver::Receiver;
pub use secrets::Secrets;
pub use service::{Mode, ReceiverService, ReceiverServiceBuilder, ResponseBody};
pub use signature::{MismatchHint, Scheme, SignatureError, Verified, sign};
pub use stats::{Latency, Rejected, Stats};
