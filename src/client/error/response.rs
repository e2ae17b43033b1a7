//! Successful responses with an unexpected body.

use std::fmt;

use bytes::Bytes;
use http::StatusCode;

use super::origin::is_markup;
use super::reason::Reason;
use super::remedy::Remedy;
use crate::client::endpoint::Endpoint;
use crate::client::target::Target;
use crate::tier::Tier;

/// A successful response (2xx) whose body is not as expected.
///
/// X has carried the request out, unless the [`reason`](Self::reason) is
/// [`NotTheApi`](Reason::NotTheApi): a login page responds with 200 to every request.
#[derive(Clone, Eq, PartialEq, thiserror::Error)]
#[error("{target}: {status}, but the body is not {expected}{}", self.clause())]
pub struct ResponseError {
    pub(super) target: Target,
    status: StatusCode,
    expected: String,
    body: Bytes,
    reason: Option<Reason>,
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
        Self::read(endpoint.into(), status, body, expected)
    }

    pub(super) fn read(
        target: Target,
        status: StatusCode,
        body: Bytes,
        expected: impl Into<String>,
    ) -> Self {
        let is_page = is_markup(&String::from_utf8_lossy(&body));
        let body = if gives_tokens(target.endpoint) { Bytes::new() } else { body };
        let reason = is_page.then_some(Reason::NotTheApi);
        Self { target, status, expected: expected.into(), body, reason }
    }

    /// Returns the endpoint.
    #[must_use]
    pub fn endpoint(&self) -> Endpoint {
        self.target.endpoint
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

    /// Returns the meaning, if the body shows it: [`NotTheApi`](Reason::NotTheApi) for a page of
    /// HTML. `None` for every other body.
    #[must_use]
    pub fn reason(&self) -> Option<&Reason> {
        self.reason.as_ref()
    }

    /// Returns the remedy. It is the same on every tier.
    #[must_use]
    pub fn remedy(&self, tier: Tier) -> Remedy {
        self.reason.as_ref().map_or(UNEXPECTED_BODY, |reason| reason.remedy(tier))
    }

    /// Returns the part of the text that has the meaning.
    fn clause(&self) -> String {
        self.reason.as_ref().map_or_else(String::new, |it| format!(" ({})", it.clause()))
    }
}

const UNEXPECTED_BODY: Remedy = Remedy::new(
    "Check that the response comes from X. If it does, report the endpoint and the difference.",
    &[
        "X has carried the request out: send it again only if it is safe to repeat.",
        "A proxy may have responded in X's place: check the base URL.",
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
            | Endpoint::OAuth2Token
            | Endpoint::OAuth2Revoke
    )
}

impl fmt::Debug for ResponseError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("ResponseError")
            .field("endpoint", &self.target.endpoint)
            .field("path", &self.target.path())
            .field("status", &self.status)
            .field("expected", &self.expected)
            .field("body", &format_args!("{} bytes", self.body.len()))
            .finish()
    }
}
