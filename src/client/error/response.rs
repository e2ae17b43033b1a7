//! Successful responses with an unexpected body.

use std::fmt;

use bytes::Bytes;
use http::StatusCode;

use super::remedy::Remedy;
use crate::client::endpoint::Endpoint;
use crate::tier::Tier;

/// A successful response (2xx) whose body is not as expected. X has carried the request out.
#[derive(Clone, Eq, PartialEq, thiserror::Error)]
#[error("{endpoint}: {status}, but the body is not {expected}")]
pub struct ResponseError {
    endpoint: Endpoint,
    status: StatusCode,
    expected: String,
    body: Bytes,
}

impl ResponseError {
    /// Creates an error, as the client does. Tests can use it too.
    ///
    /// `expected` completes "the body is not".
    #[must_use]
    pub fn new(
        endpoint: Endpoint,
        status: StatusCode,
        body: Bytes,
        expected: impl Into<String>,
    ) -> Self {
        let body = if gives_tokens(endpoint) { Bytes::new() } else { body };
        Self { endpoint, status, expected: expected.into(), body }
    }

    /// Returns the endpoint.
    #[must_use]
    pub fn endpoint(&self) -> Endpoint {
        self.endpoint
    }

    /// Returns the HTTP status.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// Returns a description of the expected body.
    #[must_use]
    pub fn expected(&self) -> &str {
        &self.expected
    }

    /// Returns the body as received. Empty for endpoints that return or invalidate tokens, whose
    /// bodies are never kept.
    #[must_use]
    pub fn body(&self) -> &Bytes {
        &self.body
    }

    /// Returns the remedy. It is the same on every tier.
    #[must_use]
    pub fn remedy(&self, _tier: Tier) -> Remedy {
        UNEXPECTED_BODY
    }
}

const UNEXPECTED_BODY: Remedy = Remedy::new(
    "Check that the response comes from X. If it does, report the endpoint and the difference.",
    &[
        "X has carried the request out: send it again only if it is safe to repeat.",
        "A proxy or a login page may have responded in X's place: check the base URL.",
    ],
);

const fn gives_tokens(endpoint: Endpoint) -> bool {
    matches!(
        endpoint,
        Endpoint::OAuthBearerToken
            | Endpoint::OAuthInvalidateBearerToken
            | Endpoint::OAuthRequestToken
            | Endpoint::OAuthAccessToken
            | Endpoint::OAuthInvalidateUserToken
    )
}

impl fmt::Debug for ResponseError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("ResponseError")
            .field("endpoint", &self.endpoint)
            .field("status", &self.status)
            .field("expected", &self.expected)
            .field("body", &format_args!("{} bytes", self.body.len()))
            .finish()
    }
}
