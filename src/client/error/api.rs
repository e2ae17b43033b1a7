//! Requests that X rejected or failed to carry out.

use std::fmt::{self, Write};
use std::time::Duration;

use bytes::Bytes;
use http::{Response, StatusCode};

use super::body::Reading;
use super::code::ErrorCode;
use super::entry::{ErrorEntry, line};
use super::origin::Unread;
use super::problem::Problem;
use super::reason::{FailedResponse, Reason};
use super::remedy::Remedy;
use crate::client::endpoint::{AuthScheme, Endpoint, either};
use crate::client::rate_limit::{self, RateLimit};
use crate::client::target::Target;
use crate::tier::Tier;
use crate::value::text::Text;
use crate::value::timestamp::Timestamp;

/// A response with another status than success.
///
/// It accepts every form of body that the API, its OAuth endpoints and servers in front of them
/// send: the JSON of v1.1, problem documents of v2, two forms of XML, plain text. If the body has
/// another form or is empty, the [`reason`](Self::reason) is derived from the status. The page of a
/// server between this machine and X has the reason [`NotTheApi`](Reason::NotTheApi).
///
/// `Display` writes one line: endpoint, path, status, code, message and meaning.
///
/// ```
/// use account_activity::Tier;
/// use account_activity::client::{ApiError, AuthScheme, Endpoint, ErrorCode, Reason};
///
/// let body = r#"{"errors":[{"code":214,"message":"Too many resources already created."}]}"#;
/// let response = http::Response::builder().status(403).body(body.into())?;
/// let error = ApiError::from_response(
///     Endpoint::EnterpriseRegisterWebhook,
///     AuthScheme::Owner,
///     response,
/// );
/// assert_eq!(error.code(), Some(ErrorCode::WebhookRefused));
/// assert_eq!(error.reason(), &Reason::TooManyWebhooks);
/// assert!(!error.is_retryable());
/// println!("{error}\n{}", error.remedy(Tier::Enterprise));
/// # Ok::<(), http::Error>(())
/// ```
#[derive(Clone, thiserror::Error)]
#[error("{}", self.line())]
pub struct ApiError {
    pub(super) target: Target,
    auth: AuthScheme,
    status: StatusCode,
    entries: Vec<ErrorEntry>,
    problem: Option<Problem>,
    reason: Reason,
    rate_limit: Option<RateLimit>,
    retry_after: Option<Duration>,
    body: Bytes,
    is_truncated: bool,
}

impl ApiError {
    /// Creates an error from a response, as the client does. Tests can use it too.
    ///
    /// The status should not be one of success. If it is, the reason is unknown unless the body
    /// names one.
    #[must_use]
    pub fn from_response(endpoint: Endpoint, auth: AuthScheme, response: Response<Bytes>) -> Self {
        Self::read(endpoint.into(), auth, response, false)
    }

    pub(super) fn read(
        target: Target,
        auth: AuthScheme,
        response: Response<Bytes>,
        is_truncated: bool,
    ) -> Self {
        let (head, body) = response.into_parts();
        let Reading { entries, problem } = Reading::of(&body);
        let unread = Unread {
            target: &target,
            status: head.status,
            headers: &head.headers,
            body: &body,
            has_entries: !entries.is_empty(),
        };
        let failed = FailedResponse {
            endpoint: target.endpoint,
            auth,
            status: head.status,
            entries: &entries,
            problem: problem.as_ref(),
            has_empty_body: body.trim_ascii().is_empty(),
            is_foreign: unread.is_foreign(),
        };
        Self {
            auth,
            status: head.status,
            reason: failed.reason(),
            entries,
            problem,
            rate_limit: RateLimit::from_headers(&head.headers),
            retry_after: rate_limit::retry_after(&head.headers),
            body,
            is_truncated,
            target,
        }
    }

    /// Returns the endpoint.
    #[must_use]
    pub fn endpoint(&self) -> Endpoint {
        self.target.endpoint
    }

    /// Returns the scheme of authentication of the request.
    #[must_use]
    pub fn auth(&self) -> AuthScheme {
        self.auth
    }

    /// Returns the HTTP status.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// Returns every failure that the body names, in its order, at most 100. Empty if the body
    /// names none that can be read.
    #[must_use]
    pub fn entries(&self) -> &[ErrorEntry] {
        &self.entries
    }

    /// Returns every code of the body, in its order.
    pub fn codes(&self) -> impl Iterator<Item = ErrorCode> + '_ {
        self.entries.iter().filter_map(|entry| entry.code)
    }

    /// Returns the first code. `None` if the body has none, as in v2.
    #[must_use]
    pub fn code(&self) -> Option<ErrorCode> {
        self.codes().next()
    }

    /// Returns the first message that is not empty, else the detail or the title of the problem.
    /// `None` if the body has none of these.
    #[must_use]
    pub fn message(&self) -> Option<&str> {
        let of_problem = self.problem.iter().flat_map(|it| it.detail.iter().chain([&it.title]));
        let mut messages = self.entries.iter().map(|entry| &entry.message).chain(of_problem);
        messages.find(|message| !message.is_empty()).map(Text::as_str)
    }

    /// Returns the problem document of v2. `None` if the body is not one.
    #[must_use]
    pub fn problem(&self) -> Option<&Problem> {
        self.problem.as_ref()
    }

    /// Returns the meaning of the failure.
    #[must_use]
    pub fn reason(&self) -> &Reason {
        &self.reason
    }

    /// Returns the remedy on a tier.
    #[must_use]
    pub fn remedy(&self, tier: Tier) -> Remedy {
        self.reason.remedy(tier)
    }

    /// Returns the rate limit that the response reports. `None` if it reports none, which is usual.
    #[must_use]
    pub fn rate_limit(&self) -> Option<RateLimit> {
        self.rate_limit
    }

    /// Returns how long to wait before the next request: `Retry-After` or, if the rate limit is
    /// used up, the time until its next window. `None` if the response has neither.
    #[must_use]
    pub fn retry_after(&self, now: Timestamp) -> Option<Duration> {
        let until_reset = || self.rate_limit.filter(|_| self.is_limited())?.until_reset(now);
        self.retry_after.or_else(until_reset)
    }

    /// Returns whether the same request may succeed later: the server failed (5xx, codes 0, 67,
    /// 130, 131) or the rate limit is used up (429, 420, code 88). Repeat only requests that are
    /// safe to repeat.
    ///
    /// `false` if success may take days or needs another event first: credits, a spending limit, a
    /// usage cap, a running Replay job.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        match self.reason {
            Reason::UsageCapExceeded | Reason::CreditsDepleted | Reason::SpendCapReached => false,
            Reason::InternalError
            | Reason::InternalErrorOrUnreachable
            | Reason::OverCapacity
            | Reason::ServerUnavailable => true,
            _ => self.status.is_server_error() || self.is_limited(),
        }
    }

    fn is_limited(&self) -> bool {
        self.reason == Reason::RateLimited || matches!(self.status.as_u16(), 420 | 429)
    }

    /// Returns whether the user is subscribed already, which is the result that a caller of
    /// `subscribe` expects: code 355, status 409, v2's `DuplicateSubscriptionFailed`, and for the
    /// X Activity API any message about a duplicate. A running Replay job has the same code and
    /// status, but does not count.
    #[must_use]
    pub fn is_already_subscribed(&self) -> bool {
        self.reason == Reason::AlreadySubscribed
    }

    /// Returns whether the user is not subscribed. On the endpoints of v1.1 that check or end a
    /// subscription, that is 404 with code 34 or without a body; on v2, it is
    /// `SubscriptionNotFound`.
    #[must_use]
    pub fn is_not_subscribed(&self) -> bool {
        // When a subscription is checked, a webhook that does not exist means that the user is not
        // subscribed.
        let asked = matches!(
            self.endpoint(),
            Endpoint::PremiumIsSubscribed | Endpoint::EnterpriseIsSubscribed
        );
        self.reason == Reason::NotSubscribed
            || (asked
                && self.status == StatusCode::NOT_FOUND
                && self.code().is_some_and(|code| code.number() == 34))
    }

    /// Returns whether the endpoint does not accept this scheme of authentication, or not for this
    /// request: see [`other_schemes`](Self::other_schemes).
    #[must_use]
    pub fn is_unsupported_auth(&self) -> bool {
        matches!(
            self.reason,
            Reason::AuthenticationUnsupported
                | Reason::BearerTokenRequired
                | Reason::UserContextRequired
                | Reason::UserTokenRequired
                | Reason::AppOnlyCannotWrite
        )
    }

    /// Returns the schemes of authentication that the endpoint accepts besides the one that was
    /// used, the usual one first. Try these if [the one used](Self::is_unsupported_auth) is not
    /// accepted. If X [lists](Problem::supported_authentication) what it accepts, the others are left
    /// out.
    pub fn other_schemes(&self) -> impl Iterator<Item = AuthScheme> + '_ {
        let others = self.endpoint().auth().iter().copied().filter(|scheme| *scheme != self.auth);
        let problem = self.problem.as_ref();
        others.filter(move |scheme| problem.is_none_or(|problem| problem.supports(*scheme)))
    }

    /// Returns the body as received, up to the client's limit. It may be empty.
    #[must_use]
    pub fn body(&self) -> &Bytes {
        &self.body
    }

    /// Returns whether the body was longer than the part that is kept.
    #[must_use]
    pub fn is_truncated(&self) -> bool {
        self.is_truncated
    }

    /// Returns the text of `Display`, one line: endpoint, path, status, code, message and meaning.
    fn line(&self) -> String {
        let mut text = format!("{}: {}", self.target, self.status.as_str());
        // Writing to a `String` does not fail.
        let _ = self.write_rest(&mut text);
        text
    }

    fn write_rest(&self, text: &mut String) -> fmt::Result {
        if let Some(phrase) = self.status.canonical_reason() {
            write!(text, " {phrase}")?;
        }
        if let Some(code) = self.code() {
            write!(text, ", code {code}")?;
        }
        match self.message() {
            Some(message) => write!(text, ", {}", line(message))?,
            None if self.body.trim_ascii().is_empty() => text.write_str(", no body")?,
            None => write!(text, ", a body of {} bytes without an error", self.body.len())?,
        }
        if let Reason::Unknown(_) = self.reason {
            return Ok(());
        }
        write!(text, " ({}", self.reason.clause())?;
        if self.is_unsupported_auth() {
            write!(text, "; “{}” was sent", self.auth)?;
            if self.other_schemes().next().is_some() {
                write!(text, ", try {}", either(self.other_schemes()))?;
            }
        }
        text.write_char(')')
    }
}

/// Does not show the body, which may contain anything.
impl fmt::Debug for ApiError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("ApiError")
            .field("endpoint", &self.target.endpoint)
            .field("path", &self.target.path())
            .field("auth", &self.auth)
            .field("status", &self.status)
            .field("entries", &self.entries)
            .field("problem", &self.problem)
            .field("reason", &self.reason)
            .field("rate_limit", &self.rate_limit)
            .field("retry_after", &self.retry_after)
            .field("body", &format_args!("{} bytes", self.body.len()))
            .field("is_truncated", &self.is_truncated)
            .finish()
    }
}
