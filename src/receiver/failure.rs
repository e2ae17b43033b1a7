//! A delivery that was not handled.

use super::delivery::Decoded;
use super::{Delivery, HandlerError, UndecodableDelivery};

/// A delivery whose handler failed, and why: what `on_failure` is given.
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

    /// The body that X sent.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        match self {
            Self::Delivery(delivery, _) => delivery.as_bytes(),
            Self::Undecodable(delivery, _) => delivery.as_bytes(),
        }
    }

    /// The error that the handler returned. A panic is one that holds a [`HandlerPanic`].
    #[must_use]
    pub const fn error(&self) -> &HandlerError {
        match self {
            Self::Delivery(_, error) | Self::Undecodable(_, error) => error,
        }
    }
}

/// A handler panicked.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("the handler panicked: {message}")]
#[non_exhaustive]
pub struct HandlerPanic {
    /// What it said, if it said it as text.
    pub message: String,
}
