//! Errors of building a sender.

/// An error building a sender.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum OutboundError {
    /// The text does not contain certificates in PEM.
    #[error("expected certificates in PEM: {0}")]
    Certificate(String),
    /// The HTTP client cannot be built.
    #[error("cannot set up TLS: {0}")]
    Transport(String),
    /// The sender was built outside of a Tokio runtime, in which its tasks run.
    #[error("there is no Tokio runtime: build the sender inside of one")]
    NoRuntime,
}
