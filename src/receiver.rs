//! Verifies requests from X and responds to its CRC.
//!
//! X signs each request with a secret that only X and the app have. The signature of a delivery
//! covers the raw body. The signature of a challenge-response check (CRC) covers the query.
//! [`Secrets`] verifies signatures and makes CRC responses. A [`Receiver`] verifies and decodes one
//! request. A [`ReceiverService`] does so within a server, passes each [`Delivery`] to a
//! [`Handler`], and responds in time. `Server` (feature `server`) is such a server, with safe
//! limits.
//!
//! ```
//! use account_activity::receiver::{
//!     Delivery, HandlerError, Receiver, ReceiverService, Secret, Seen,
//! };
//! use axum::Router;
//!
//! async fn on_delivery(seen: Seen, delivery: Delivery) -> Result<(), HandlerError> {
//!     for entry in delivery.entries().filter(|entry| !entry.is_own()) {
//!         let Some(claim) = seen.begin(entry.key())? else { continue };
//!         println!("{:?} by {:?}", entry.relation(), entry.actor());
//!         claim.commit();
//!     }
//!     Ok(())
//! }
//!
//! let receiver = Receiver::new(Secret::new("consumer secret")?);
//! let service = ReceiverService::with_state(receiver, Seen::new(10_000), on_delivery);
//! let app: Router = Router::new().route_service("/webhooks/twitter", service);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! See the guide to [receiving](crate::guide::receiving).

mod canonical_query;
mod crc;
mod delivery;
mod error;
mod escaped;
mod failure;
mod handler;
mod handler_runtime;
mod received;
#[expect(clippy::module_inception, reason = "the file is named after its type")]
mod receiver;
mod secrets;
mod seen;
#[cfg(feature = "server")]
mod server;
mod service;
mod signature;
mod stats;

#[doc(no_inline)]
pub use crate::credentials::{EmptySecretError, Secret};
pub use crc::{CrcError, CrcSecret, CrcToken, CrcTokenError};
pub use delivery::{Delivery, UndecodableDelivery};
pub use error::Error;
pub use failure::{Failure, HandlerPanic};
pub use handler::{Handler, HandlerError, async_trait, with_state};
pub use received::Received;
pub use receiver::Receiver;
pub use secrets::Secrets;
pub use seen::{Claim, InProgressError, Seen};
#[cfg(feature = "server")]
pub use server::{Server, ServerError, stop_signal};
pub use service::{Mode, ReceiverService, ReceiverServiceBuilder, ResponseBody};
pub use signature::{MismatchHint, Scheme, SignatureError, Verified, sign};
pub use stats::{Latency, Rejected, Stats};
