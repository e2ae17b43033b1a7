//! Deliveries whose handler failed.

use super::delivery::Decoded;
use super::{Delivery, HandlerError, UndecodableDelivery};

/// A delivery whose handler failed, with the error: the argument of
/// [`on_failure`](super::ReceiverServiceBuilder::on_failure).
#[derive(Debug)]
#[non_exhaustive]
pub enum Failure {
    /// [`Handler::handle`](super::Handler::handle) failed.
    Delivery(Delivery, HandlerError),
    /// [`Handler::undecodable`](super::Handler::undecodable) failed.
    Undecodable(UndecodableDelivery, HandlerError),
}

impl Failure {
    pub(super) fn new(decoded: Decoded, error: HandlerError) -> Self {
        match decoded {
            Ok(delivery) => Self::Delivery(delivery, error),
            Err(delivery) => Self::Undecodable(delivery, error),
        }
    }

    /// Returns the body that X sent.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        match self {
            Self::Delivery(delivery, _) => delivery.as_bytes(),
            Self::Undecodable(delivery, _) => delivery.as_bytes(),
        }
    }

    /// Returns the error of the handler. After a panic, the error holds a [`HandlerPanic`].
    #[must_use]
    pub const fn error(&self) -> &HandlerError {
        match self {
            Self::Delivery(_, error) | Self::Undecodable(_, error) => error,
        }
    }
}

/// The error of a handler that panicked.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("the handler panicked: {message}")]
#[non_exhaustive]
pub struct HandlerPanic {
    /// The message of the panic, or `no text message` if it is not text.
    pub message: String,
}
