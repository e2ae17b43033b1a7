//! Requests that got no whole answer.

use std::error::Error;
use std::fmt;
use std::sync::Arc;

use super::remedy::Remedy;
use crate::client::endpoint::Endpoint;
use crate::tier::Tier;

/// A request that got no whole answer. Whether X acted on it is unknown.
///
/// The cause, [`source()`](Error::source), never holds the URL, whose query may hold a token.
#[derive(Clone)]
pub struct TransportError {
    endpoint: Endpoint,
    kind: TransportErrorKind,
    source: Arc<dyn Error + Send + Sync>,
}

/// Why there is no whole answer.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum TransportErrorKind {
    /// The answer did not come, or not to its end, in the time that the client gives it.
    Timeout,
    /// No connection could be made: no address for the host, no route, nobody listening.
    Connect,
    /// TLS failed: a certificate that is not trusted, or no version in common.
    Tls,
    /// The connection was closed before the answer ended.
    Interrupted,
    /// The body is longer than the client accepts.
    BodyTooLarge,
    /// Anything else; the cause says what.
    Other,
}

impl fmt::Display for TransportErrorKind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Timeout => "no whole answer in time",
            Self::Connect => "no connection",
            Self::Tls => "TLS failed",
            Self::Interrupted => "the connection was closed before the answer ended",
            Self::BodyTooLarge => "the answer is longer than the client accepts",
            Self::Other => "the request failed",
        })
    }
}

impl TransportErrorKind {
    /// What to do about it.
    const fn remedy(self) -> Remedy {
        match self {
            Self::Timeout => Remedy::new(
                "Try again; look first whether X carried the request out.",
                &[
                    "Registering and validating wait for a challenge: make the webhook answer fast.",
                    "The client's time limit can be raised.",
                ],
            ),
            Self::Connect => Remedy::new(
                "Check the network: name resolution, firewall, proxy.",
                &["Behind a proxy, the client must be told of it.", "The base URL is right."],
            ),
            Self::Tls => Remedy::new(
                "Check which certificate is presented, and by whom.",
                &[
                    "A proxy that opens TLS has a root certificate of its own: add it to the \
                     client, if the proxy is yours.",
                    "The clock of this machine is right.",
                ],
            ),
            Self::Interrupted => Remedy::new(
                "Try again; look first whether X carried the request out.",
                &["If it stays, a proxy or a firewall closes the connection."],
            ),
            Self::BodyTooLarge => Remedy::new(
                "Raise the client's limit, if the answer is right to be that long.",
                &["If it is not, something else than X answers: check the base URL."],
            ),
            Self::Other => Remedy::new("Read the cause: `source()` has it.", &[]),
        }
    }
}

impl TransportError {
    /// The failure of a request. The client makes them; so can a test.
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
        Self { endpoint, kind, source }
    }

    /// The endpoint.
    #[must_use]
    pub fn endpoint(&self) -> Endpoint {
        self.endpoint
    }

    /// Why there is no whole answer.
    #[must_use]
    pub fn kind(&self) -> TransportErrorKind {
        self.kind
    }

    /// Whether the same request may succeed later. Repeat only what may be done twice.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        use TransportErrorKind as Kind;
        matches!(self.kind, Kind::Timeout | Kind::Connect | Kind::Interrupted)
    }

    /// What to do about it. It is the same on every tier.
    #[must_use]
    pub fn remedy(&self, _tier: Tier) -> Remedy {
        self.kind.remedy()
    }
}

impl fmt::Debug for TransportError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("TransportError")
            .field("endpoint", &self.endpoint)
            .field("kind", &self.kind)
            .field("source", &self.source)
            .finish()
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}", self.endpoint, self.kind)
    }
}

impl Error for TransportError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&*self.source)
    }
}
