//! What can go wrong when the API is called.

mod api;
mod body;
mod code;
mod entry;
mod not_sent;
mod problem;
mod reason;
mod remedy;
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
pub use response::ResponseError;
pub use transport::{TransportError, TransportErrorKind};

use super::endpoint::{AuthScheme, Endpoint};
use crate::tier::Tier;
use crate::value::timestamp::Timestamp;

/// Why a call failed, and how far it came: never sent, no answer, refused, or answered with what it
/// should not be.
///
/// Every kind names the endpoint, and [`remedy`](Self::remedy) says what to do. `Display` is one
/// line and does not repeat `source()`; neither it nor `Debug` shows a credential.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The request was not sent, because X could only have refused it.
    #[error(transparent)]
    NotSent(NotSentError),
    /// There was no whole answer. Whether X acted on the request is unknown.
    #[error(transparent)]
    Transport(TransportError),
    /// X refused the request or failed to carry it out.
    #[error(transparent)]
    Api(Box<ApiError>),
    /// X carried the request out, but the body of its answer is not what it should be.
    #[error(transparent)]
    Response(Box<ResponseError>),
}

impl Error {
    pub(crate) fn not_sent(endpoint: Endpoint, reason: NotSentReason) -> Self {
        Self::NotSent(NotSentError::new(endpoint, reason))
    }

    /// The URL is taken out of an error of reqwest's.
    pub(crate) fn transport(
        endpoint: Endpoint,
        kind: TransportErrorKind,
        source: impl Into<Box<dyn std::error::Error + Send + Sync>>,
    ) -> Self {
        Self::Transport(TransportError::new(endpoint, kind, source))
    }

    /// Any status but 2xx, any body.
    pub(crate) fn api(
        endpoint: Endpoint,
        auth: AuthScheme,
        response: Response<Bytes>,
        is_truncated: bool,
    ) -> Self {
        Self::Api(Box::new(ApiError::read(endpoint, auth, response, is_truncated)))
    }

    /// A 2xx whose body is not what it should be: `expected` completes "the body is not", and
    /// must not quote the body.
    pub(crate) fn response(
        endpoint: Endpoint,
        status: StatusCode,
        body: Bytes,
        expected: impl Into<String>,
    ) -> Self {
        Self::Response(Box::new(ResponseError::new(endpoint, status, body, expected)))
    }

    /// The endpoint that was called.
    #[must_use]
    pub fn endpoint(&self) -> Endpoint {
        match self {
            Self::NotSent(error) => error.endpoint(),
            Self::Transport(error) => error.endpoint(),
            Self::Api(error) => error.endpoint(),
            Self::Response(error) => error.endpoint(),
        }
    }

    /// The HTTP status of the answer. `None` if there was none.
    #[must_use]
    pub fn status(&self) -> Option<StatusCode> {
        match self {
            Self::NotSent(_) | Self::Transport(_) => None,
            Self::Api(error) => Some(error.status()),
            Self::Response(error) => Some(error.status()),
        }
    }

    /// What X answered. `None` unless it refused or failed.
    #[must_use]
    pub fn as_api(&self) -> Option<&ApiError> {
        if let Self::Api(error) = self { Some(error) } else { None }
    }

    /// What X meant. `None` unless it refused or failed.
    #[must_use]
    pub fn reason(&self) -> Option<&Reason> {
        self.as_api().map(ApiError::reason)
    }

    /// Whether the same request may succeed later: after a timeout, without a connection or with one
    /// that broke, and where [`ApiError::is_retryable`] says so.
    ///
    /// The client itself repeats only what may be done twice; what it returns was repeated already,
    /// or may not be.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::NotSent(_) | Self::Response(_) => false,
            Self::Transport(error) => error.is_retryable(),
            Self::Api(error) => error.is_retryable(),
        }
    }

    /// How long X asks to wait before the next request. `None` if it did not say.
    #[must_use]
    pub fn retry_after(&self, now: Timestamp) -> Option<Duration> {
        self.as_api()?.retry_after(now)
    }

    /// Whether the answer did not come in time.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        matches!(self, Self::Transport(error) if error.kind() == TransportErrorKind::Timeout)
    }

    /// What to do about it on a tier.
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
