//! Requests without a complete response.

use std::error::Error;
use std::sync::Arc;

use super::remedy::Remedy;
use crate::client::endpoint::Endpoint;
use crate::client::target::Target;
use crate::tier::Tier;

/// A request that got no complete response. Whether X acted on it is unknown.
///
/// The cause, [`source()`](Error::source), never contains the URL, whose query may contain a token.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{target}: {kind}{}", self.limit())]
pub struct TransportError {
    pub(super) target: Target,
    kind: TransportErrorKind,
    source: Arc<dyn Error + Send + Sync>,
}

/// The reason why there is no complete response.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum TransportErrorKind {
    /// The response did not arrive, or not to its end, within the client's time limit.
    Timeout,
    /// No connection could be made: the host has no address, there is no route, or no server
    /// listens there.
    Connect,
    /// TLS failed: the certificate is not trusted, or there is no version in common.
    Tls,
    /// The connection was closed before the response ended.
    Interrupted,
    /// The body is longer than the limit of the endpoint, [`Endpoint::largest_response`].
    BodyTooLarge,
    /// Any other failure. The cause has the details.
    Other,
}

impl std::fmt::Display for TransportErrorKind {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(match self {
            Self::Timeout => "no complete response in time",
            Self::Connect => "no connection",
            Self::Tls => "TLS failed",
            Self::Interrupted => "the connection was closed before the response ended",
            Self::BodyTooLarge => "the response is longer than the limit of the endpoint",
            Self::Other => "the request failed",
        })
    }
}

impl TransportErrorKind {
    const fn remedy(self) -> Remedy {
        match self {
            Self::Timeout => Remedy::new(
                "Check whether X carried the request out, then retry.",
                &[
                    "Registering and validating wait for a CRC: make the webhook respond fast.",
                    "Raise the client's time limit: `ClientBuilder::timeout`.",
                ],
            ),
            Self::Connect => Remedy::new(
                "Check the network: name resolution, firewall, proxy.",
                &[
                    "Behind a proxy, set it in the client: `ClientBuilder::proxy`.",
                    "Check the base URL.",
                ],
            ),
            Self::Tls => Remedy::new(
                "Check which certificate the server presents, and which server it is.",
                &[
                    "A proxy that decrypts TLS has a root certificate of its own: if the proxy is \
                     yours, add the certificate with `ClientBuilder::root_certificate`.",
                    "Check the clock of this machine.",
                ],
            ),
            Self::Interrupted => Remedy::new(
                "Check whether X carried the request out, then retry.",
                &["If the failure persists, a proxy or a firewall closes the connection."],
            ),
            Self::BodyTooLarge => Remedy::new(
                "Check that the response comes from X: no response of X is known to be so long.",
                &[
                    "If it does not, check the base URL; if it does, report the endpoint.",
                    "`Endpoint::largest_response` returns the limit.",
                ],
            ),
            Self::Other => Remedy::new("Read the cause: `source()` returns it.", &[]),
        }
    }
}

impl TransportError {
    /// Creates an error, as the client does. Tests can use it too.
    #[must_use]
    pub fn new(
        endpoint: Endpoint,
        kind: TransportErrorKind,
        source: impl Into<Box<dyn Error + Send + Sync>>,
    ) -> Self {
        let source: Arc<dyn Error + Send + Sync> = match source.into().downcast::<reqwest::Error>()
        {
            Ok(error) => Arc::new(error.without_url()),
            Err(other) => Arc::from(other),
        };
        Self { target: endpoint.into(), kind, source }
    }

    /// Returns the endpoint.
    #[must_use]
    pub fn endpoint(&self) -> Endpoint {
        self.target.endpoint
    }

    /// Returns why there is no complete response.
    #[must_use]
    pub fn kind(&self) -> TransportErrorKind {
        self.kind
    }

    /// Returns the part of the text that has the limit of a response that is too long.
    fn limit(&self) -> String {
        match self.kind {
            TransportErrorKind::BodyTooLarge => {
                format!(", {} bytes", self.target.endpoint.largest_response())
            }
            _ => String::new(),
        }
    }

    /// Returns whether the same request may succeed later. Repeat only requests that are safe to
    /// repeat.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        use TransportErrorKind as Kind;
        matches!(self.kind, Kind::Timeout | Kind::Connect | Kind::Interrupted)
    }

    /// Returns the remedy. It is the same on every tier.
    #[must_use]
    pub fn remedy(&self, _tier: Tier) -> Remedy {
        self.kind.remedy()
    }
}
