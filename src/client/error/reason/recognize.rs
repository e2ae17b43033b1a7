//! How a reason is told from an answer.

use http::StatusCode;

use super::Reason;
use super::phrase::{
    ACCESS, ADDRESS, AUTHENTICATION, CREDENTIALS, EXISTS, PHRASES, Phrase, WEBHOOK, WINDOW, find,
    normal,
};
use crate::client::endpoint::{AuthScheme, Endpoint};
use crate::client::error::code::ErrorCode;
use crate::client::error::entry::ErrorEntry;
use crate::client::error::problem::Problem;

/// What of an answer tells its reason.
pub(in crate::client::error) struct Answer<'a> {
    pub(in crate::client::error) endpoint: Endpoint,
    pub(in crate::client::error) auth: AuthScheme,
    pub(in crate::client::error) status: StatusCode,
    pub(in crate::client::error) entries: &'a [ErrorEntry],
    pub(in crate::client::error) problem: Option<&'a Problem>,
    pub(in crate::client::error) has_empty_body: bool,
}

impl Answer<'_> {
    /// The reason: what the entries say, else the problem, else the status.
    pub(in crate::client::error) fn reason(&self) -> Reason {
        let of_entries = self.entries.iter().find_map(|entry| self.of_entry(entry));
        let known =
            of_entries.or_else(|| self.problem.and_then(|problem| self.of_problem(problem)));
        if let Some(reason) = known {
            return reason;
        }
        let (status, of_status) = (self.status.as_u16(), self.of_status());
        let says_enough = matches!(status, 420 | 429 | 500..);
        of_status
            .filter(|_| says_enough || self.entries.iter().all(|entry| unnamed(entry).is_none()))
            .or_else(|| self.entries.iter().find_map(unnamed))
            .unwrap_or_else(|| Reason::unknown(&format!("status {status}")))
    }

    fn of_entry(&self, entry: &ErrorEntry) -> Option<Reason> {
        let message = &normal(&entry.message);
        match entry.code {
            Some(code) => self.of_code(code, message),
            None => name(&entry.message).and_then(|name| self.of_name(name, message)),
        }
        .or_else(|| find(message, PHRASES.iter().copied().flatten()))
    }

    /// What a code means here; `None` if this version does not know the code.
    fn of_code(&self, code: ErrorCode, message: &str) -> Option<Reason> {
        use ErrorCode as Code;
        let among = |phrases: &[Phrase], otherwise| find(message, phrases).unwrap_or(otherwise);
        Some(match code {
            Code::WebhookRefused => among(WEBHOOK, Reason::WebhookRefused),
            Code::PageDoesNotExist => among(ADDRESS, self.nothing_there()),
            Code::SubscriptionExists => among(EXISTS, self.conflict()),
            Code::CouldNotAuthenticate => among(AUTHENTICATION, self.unauthenticated()),
            Code::CredentialsNotVerified => among(CREDENTIALS, Reason::CredentialsWrong),
            Code::Forbidden => among(ACCESS, Reason::AccessForbidden),
            Code::WindowInvalid => among(WINDOW, Reason::ReplayWindowInvalid),
            Code::InvalidToken if self.is_app_only() => Reason::BearerTokenInvalid,
            Code::InvalidToken => Reason::UserTokenInvalid,
            Code::CannotWrite if self.is_app_only() => Reason::AppOnlyCannotWrite,
            Code::CannotWrite => Reason::WriteNotPermitted,
            Code::AccessNotAllowed if self.is_app_only() => Reason::UserContextRequired,
            Code::AccessNotAllowed => Reason::CredentialsNotAllowed,
            Code::InternalError if self.runs_challenge() => Reason::InternalErrorOrUnreachable,
            Code::InternalError | Code::InternalServerError => Reason::InternalError,
            Code::WebhookNotDefined => Reason::WebhookMissing,
            Code::SubscriptionNotPermitted => Reason::SubscriptionNotPermitted,
            Code::BadAuthenticationData => Reason::AuthenticationMissing,
            Code::TimestampOutOfBounds => Reason::ClockOff,
            Code::TlsRequired => Reason::TlsRequired,
            Code::DirectMessagesNotAllowed => Reason::DirectMessagesNotPermitted,
            Code::AccessLevel => Reason::AccessLevel,
            Code::ActionNotPermitted | Code::MethodNotPermitted | Code::EndpointNotAuthorized => {
                Reason::ActionNotPermitted
            }
            Code::AppSuspended => Reason::AppSuspended,
            Code::AccountSuspended => Reason::AccountSuspended,
            Code::AccountLocked => Reason::AccountLocked,
            Code::LoginVerificationRequired => Reason::LoginUnverified,
            Code::UserSuspended => Reason::UserSuspended,
            Code::LooksAutomated => Reason::LooksAutomated,
            Code::CallbackNotApproved => Reason::CallbackNotApproved,
            Code::CallbackMustBeOob => Reason::CallbackMustBeOob,
            Code::NoUserMatches | Code::UserNotFound | Code::SpecifiedUserNotFound => {
                Reason::UserNotFound
            }
            Code::ParameterMissing | Code::QueryParameterMissing => Reason::ParameterMissing,
            Code::ParameterMalformed | Code::UrlParameterInvalid | Code::UrlInvalid => {
                Reason::ParameterInvalid
            }
            Code::NegativeNumber => Reason::WebhookIdNegative,
            Code::DateNotPast => Reason::ReplayWindowNotPast,
            Code::InvalidJson => Reason::JsonInvalid,
            Code::VersionRetired | Code::EndpointRetired => Reason::Retired,
            Code::RateLimitExceeded => Reason::RateLimited,
            Code::OverCapacity => Reason::OverCapacity,
            Code::BackendUnavailable => Reason::ServerUnavailable,
            Code::Unknown(_) => return None,
            _ => Reason::OtherApi,
        })
    }

    /// What one of v2's names means.
    fn of_name(&self, name: &str, message: &str) -> Option<Reason> {
        Some(match name.to_ascii_lowercase().as_str() {
            "crcvalidationfailed" => find(message, WEBHOOK).unwrap_or(Reason::ChallengeFailed),
            "urlvalidationfailed" => find(message, WEBHOOK).unwrap_or(Reason::WebhookUrlUnfit),
            "duplicateurlfailed" => Reason::WebhookUrlTaken,
            "webhooklimitexceeded" => Reason::TooManyWebhooks,
            "webhookidinvalid" => Reason::WebhookNotFound,
            "duplicatesubscriptionfailed" => Reason::AlreadySubscribed,
            "subscriptionlimitexceeded" => Reason::TooManySubscriptions,
            "subscriptionnotfound" => Reason::NotSubscribed,
            "replayconflicterror" => Reason::ReplayInProgress,
            "queryparaminvalid" if self.is_replay() => {
                find(message, WINDOW).unwrap_or(Reason::ReplayWindowInvalid)
            }
            "queryparaminvalid" => Reason::ParameterInvalid,
            _ => return None,
        })
    }

    fn of_problem(&self, problem: &Problem) -> Option<Reason> {
        match problem.reason.as_deref() {
            Some("client-not-enrolled") => return Some(Reason::ClientNotEnrolled),
            Some("official-client-forbidden") => return Some(Reason::ClientForbidden),
            _ => {}
        }
        Some(match problem.slug.to_ascii_lowercase().as_str() {
            "unsupported-authentication" => Reason::AuthenticationUnsupported,
            "client-forbidden" => Reason::ClientForbidden,
            "not-authorized-for-resource" | "not-authorized-for-field" | "field-unauthorized" => {
                Reason::NotAuthorizedForResource
            }
            "resource-not-found" | "resource-unavailable" => Reason::ResourceNotFound,
            "usage-capped" => Reason::UsageCapExceeded,
            "rate-limit-exceeded" => Reason::RateLimited,
            "conflict" => self.conflict(),
            "internal-error" => Reason::InternalError,
            slug => {
                let detail = problem.detail.as_deref().unwrap_or_default();
                let message = &normal(&format!("{}: {detail}", problem.title));
                let named = self.of_name(&problem.title, message);
                let said = named.or_else(|| find(message, PHRASES.iter().copied().flatten()));
                return said.or((slug == "invalid-request").then_some(Reason::RequestInvalid));
            }
        })
    }

    /// What the status alone means; `None` if it means nothing in particular.
    fn of_status(&self) -> Option<Reason> {
        Some(match self.status.as_u16() {
            300..=399 => Reason::Redirected,
            400 | 422 => Reason::RequestInvalid,
            401 => Reason::NotAuthenticated,
            403 => Reason::AccessForbidden,
            404 if self.has_empty_body => self.nothing_there(),
            404 => Reason::PageNotFound,
            406 => Reason::NotAcceptable,
            409 if self.has_empty_body => self.conflict(),
            410 => Reason::Retired,
            420 | 429 => Reason::RateLimited,
            500 => Reason::InternalError,
            408 | 501..=599 => Reason::ServerUnavailable,
            _ => return None,
        })
    }

    fn is_app_only(&self) -> bool {
        self.auth == AuthScheme::Bearer
    }

    /// A 404 of these says that the user is not subscribed, as long as it does not name a webhook.
    fn nothing_there(&self) -> Reason {
        match self.endpoint {
            Endpoint::PremiumIsSubscribed
            | Endpoint::PremiumUnsubscribe
            | Endpoint::PremiumUnsubscribeWithToken
            | Endpoint::EnterpriseIsSubscribed
            | Endpoint::EnterpriseUnsubscribe
            | Endpoint::EnterpriseUnsubscribeWithToken => Reason::NotSubscribed,
            _ => Reason::PageNotFound,
        }
    }

    fn conflict(&self) -> Reason {
        if self.is_replay() { Reason::ReplayInProgress } else { Reason::AlreadySubscribed }
    }

    fn unauthenticated(&self) -> Reason {
        match self.endpoint {
            Endpoint::EnterpriseSubscriptions | Endpoint::EnterpriseSubscriptionCount => {
                Reason::SubscriptionsHidden
            }
            Endpoint::EnterpriseReplay if !self.is_app_only() => Reason::BearerTokenRequired,
            _ => Reason::NotAuthenticated,
        }
    }

    fn is_replay(&self) -> bool {
        matches!(self.endpoint, Endpoint::EnterpriseReplay | Endpoint::V2Replay)
    }

    fn runs_challenge(&self) -> bool {
        matches!(
            self.endpoint,
            Endpoint::PremiumRegisterWebhook
                | Endpoint::PremiumValidateWebhook
                | Endpoint::EnterpriseRegisterWebhook
                | Endpoint::EnterpriseValidateWebhook
        )
    }
}

/// The name with which a message of v2 begins, such as `WebhookLimitExceeded`.
fn name(message: &str) -> Option<&str> {
    let name = message.split_once(':').map_or(message, |(name, _)| name).trim();
    let is_name = name.starts_with(|first: char| first.is_ascii_uppercase())
        && name.chars().skip(1).any(|next| next.is_ascii_uppercase())
        && name.chars().all(|next| next.is_ascii_alphanumeric());
    is_name.then_some(name)
}

/// What to call an entry that means nothing to this version: v2's name, or the code.
fn unnamed(entry: &ErrorEntry) -> Option<Reason> {
    match entry.code {
        Some(code) => Some(Reason::unknown(&format!("code {code}"))),
        None => name(&entry.message).map(Reason::unknown),
    }
}
