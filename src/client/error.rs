//! The errors of the client.

mod api;
mod body;
mod code;
mod entry;
mod not_sent;
mod origin;
mod problem;
mod reason;
mod remedy;
mod report;
mod response;
mod transport;
mod xml;

use std::time::Duration;

use bytes::Bytes;
use http::{Response, StatusCode};

pub use api::ApiError;
pub use code::{ErrorCode, UnknownCode};
pub use entry::ErrorEntry;
pub use not_sent::{NotSentError, NotSentReason};
pub use problem::Problem;
pub use reason::Reason;
pub use remedy::Remedy;
pub use report::ErrorReport;
pub use response::ResponseError;
pub use transport::{TransportError, TransportErrorKind};

use super::endpoint::{AuthScheme, Endpoint};
use super::target::Target;
use crate::tier::Tier;
use crate::value::timestamp::Timestamp;

/// An error of a method of the client. The variants say how far the request got: it was not sent,
/// got no complete response, was rejected, or got a response with an unexpected body.
///
/// Every variant names the endpoint and the actual path, and [`remedy`](Self::remedy) returns what
/// to do about it. `Display` is one line and does not repeat `source()`. Neither `Display` nor
/// `Debug` shows a credential.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The request was not sent, because X could only have rejected it.
    #[error(transparent)]
    NotSent(NotSentError),
    /// There was no complete response. Whether X acted on the request is unknown.
    #[error(transparent)]
    Transport(TransportError),
    /// X rejected the request or failed to carry it out.
    #[error(transparent)]
    Api(Box<ApiError>),
    /// The response has a status of success, but another body than expected. X has carried the
    /// request out, unless the [reason](Self::reason) is that the response did not come from it.
    #[error(transparent)]
    Response(Box<ResponseError>),
}

impl Error {
    pub(crate) fn not_sent(endpoint: Endpoint, reason: NotSentReason) -> Self {
        Self::NotSent(NotSentError::new(endpoint, reason))
    }

    /// Removes the URL from an error of reqwest's, because its query may contain a token.
    pub(crate) fn transport(
        endpoint: Endpoint,
        kind: TransportErrorKind,
        source: impl Into<Box<dyn std::error::Error + Send + Sync>>,
    ) -> Self {
        Self::Transport(TransportError::new(endpoint, kind, source))
    }

    /// `awaited` names what did not arrive, such as "response".
    pub(super) fn timeout(endpoint: Endpoint, awaited: &str, limit: Duration) -> Self {
        let source = format!("no complete {awaited} within {} s", limit.as_secs_f64());
        Self::transport(endpoint, TransportErrorKind::Timeout, source)
    }

    /// Accepts any status and any body.
    pub(super) fn api(
        target: &Target,
        auth: AuthScheme,
        response: Response<Bytes>,
        is_truncated: bool,
    ) -> Self {
        Self::Api(Box::new(ApiError::read(target.clone(), auth, response, is_truncated)))
    }

    /// Accepts a 2xx with an unexpected body. `expected` completes "the body is not", and must not
    /// quote the body.
    pub(super) fn response(
        target: &Target,
        status: StatusCode,
        body: Bytes,
        expected: impl Into<String>,
    ) -> Self {
        Self::Response(Box::new(ResponseError::read(target.clone(), status, body, expected)))
    }

    /// Adds the address of the request, if the error has none and concerns the same endpoint.
    pub(super) fn at(mut self, target: &Target) -> Self {
        target.fill(match &mut self {
            Self::NotSent(error) => &mut error.target,
            Self::Transport(error) => &mut error.target,
            Self::Api(error) => &mut error.target,
            Self::Response(error) => &mut error.target,
        });
        self
    }

    fn target(&self) -> &Target {
        match self {
            Self::NotSent(error) => &error.target,
            Self::Transport(error) => &error.target,
            Self::Api(error) => &error.target,
            Self::Response(error) => &error.target,
        }
    }

    /// Returns the endpoint of the request.
    #[must_use]
    pub fn endpoint(&self) -> Endpoint {
        self.target().endpoint
    }

    /// Returns the path to which the request was, or would have been, sent: the endpoint's path with
    /// the environment and the ids filled in, percent-encoded, without the query. It begins with the
    /// path of the client's base URL. `None` for errors that the client did not create.
    #[must_use]
    pub fn path(&self) -> Option<&str> {
        self.target().path()
    }

    /// Returns the HTTP status of the response. `None` if there was none.
    #[must_use]
    pub fn status(&self) -> Option<StatusCode> {
        match self {
            Self::NotSent(_) | Self::Transport(_) => None,
            Self::Api(error) => Some(error.status()),
            Self::Response(error) => Some(error.status()),
        }
    }

    /// Returns the error of the API. `None` unless X rejected the request or failed to carry it
    /// out.
    #[must_use]
    pub fn as_api(&self) -> Option<&ApiError> {
        if let Self::Api(error) = self { Some(error) } else { None }
    }

    /// Returns the meaning of the failure. `None` unless X rejected the request or failed to carry it
    /// out, or a [server in between](Reason::NotTheApi) responded in its place.
    #[must_use]
    pub fn reason(&self) -> Option<&Reason> {
        match self {
            Self::NotSent(_) | Self::Transport(_) => None,
            Self::Api(error) => Some(error.reason()),
            Self::Response(error) => error.reason(),
        }
    }

    /// Returns whether the same request may succeed later: after a timeout, if the connection
    /// failed or broke, and if [`ApiError::is_retryable`] is `true`.
    ///
    /// The client itself retries only requests that are safe to repeat, and no timeouts. Before
    /// sending the request again, check that it is safe to repeat.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::NotSent(_) | Self::Response(_) => false,
            Self::Transport(error) => error.is_retryable(),
            Self::Api(error) => error.is_retryable(),
        }
    }

    /// Returns how long X asks to wait before the next request. `None` if X did not specify it.
    #[must_use]
    pub fn retry_after(&self, now: Timestamp) -> Option<Duration> {
        self.as_api()?.retry_after(now)
    }

    /// Returns whether the response did not arrive in time.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        matches!(self, Self::Transport(error) if error.kind() == TransportErrorKind::Timeout)
    }

    /// Returns the error as data, which can be serialized.
    #[must_use]
    pub fn report(&self) -> ErrorReport {
        ErrorReport::of(self)
    }

    /// Returns the remedy on a tier.
    #[must_use]
    pub fn remedy(&self, tier: Tier) -> Remedy {
        match self {
            Self::NotSent(error) => error.remedy(tier),
            Self::Transport(error) => error.remedy(tier),
            Self::Api(error) => error.remedy(tier),
            Self::Response(error) => error.remedy(tier),
        }
    }
}
