//! Answers of success that are not what they should be.

use std::fmt;

use bytes::Bytes;
use http::StatusCode;

use super::remedy::Remedy;
use crate::client::endpoint::Endpoint;
use crate::tier::Tier;

/// An answer of success (2xx) whose body is not what it should be. The request was carried out.
#[derive(Clone, Eq, PartialEq, thiserror::Error)]
#[error("{endpoint}: {status}, but the body is not {expected}")]
pub struct ResponseError {
    endpoint: Endpoint,
    status: StatusCode,
    expected: String,
    body: Bytes,
}

impl ResponseError {
    /// The failure to read an answer. The client makes them; so can a test.
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

    /// The endpoint.
    #[must_use]
    pub fn endpoint(&self) -> Endpoint {
        self.endpoint
    }

    /// The HTTP status.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// What the body should have been.
    #[must_use]
    pub fn expected(&self) -> &str {
        &self.expected
    }

    /// The body as it came. Empty for endpoints that give or invalidate tokens, whose bodies are
    /// never kept.
    #[must_use]
    pub fn body(&self) -> &Bytes {
        &self.body
    }

    /// What to do about it. It is the same on every tier.
    #[must_use]
    pub fn remedy(&self, _tier: Tier) -> Remedy {
        UNEXPECTED_BODY
    }
}

/// Of an answer of success with another body than expected.
const UNEXPECTED_BODY: Remedy = Remedy::new(
    "Check that it is X that answers; if it is, report the endpoint and what is not as expected.",
    &[
        "X carried the request out: do not repeat what may not be done twice.",
        "A proxy or a login page may have answered in X's place: check the base URL.",
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
