//! Why there is no sender.

/// Why there is no sender.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum OutboundError {
    /// The text is not one or more certificates in PEM.
    #[error("no certificate in PEM: {0}")]
    Certificate(String),
    /// The client for requests cannot be set up.
    #[error("cannot set up TLS: {0}")]
    Transport(String),
    /// Deliveries are tasks of a Tokio runtime.
    #[error("there is no Tokio runtime: build it inside one")]
    NoRuntime,
}
