//! Derives the reason from a response.

use http::StatusCode;

use super::Reason;
use super::phrase::{
    ACCESS, ADDRESS, AUTHENTICATION, CREDENTIALS, DUPLICATE, EXISTS, GRANT, PAYMENT, PHRASES,
    Phrase, STREAM, WEBHOOK, WINDOW, find, normal,
};
use crate::client::endpoint::{AuthScheme, Endpoint};
use crate::client::error::code::ErrorCode;
use crate::client::error::entry::ErrorEntry;
use crate::client::error::problem::Problem;
use crate::value::open_enum::UnknownValue;

/// The parts of a response that determine its reason.
pub(crate) struct FailedResponse<'a> {
    pub(crate) endpoint: Endpoint,
    pub(crate) auth: AuthScheme,
    pub(crate) status: StatusCode,
    pub(crate) entries: &'a [ErrorEntry],
    pub(crate) problem: Option<&'a Problem>,
    pub(crate) has_empty_body: bool,
    /// Whether a server in between sent the response, if the body names no known failure.
    pub(crate) is_foreign: bool,
}

impl FailedResponse<'_> {
    /// Returns the reason from the entries, else from the problem, else from the sender, else from
    /// the status.
    pub(crate) fn reason(&self) -> Reason {
        let of_entries = self.entries.iter().find_map(|entry| self.of_entry(entry));
        let known =
            of_entries.or_else(|| self.problem.and_then(|problem| self.of_problem(problem)));
        if let Some(reason) = known {
            return reason;
        }
        if self.is_foreign {
            return Reason::NotTheApi;
        }
        let status = self.status.as_u16();
        let label = || self.entries.iter().find_map(label);
        match self.of_status() {
            Some(reason) if matches!(status, 409 | 420 | 429 | 500..) => reason,
            of_status => {
                label().or(of_status).unwrap_or_else(|| unknown(format_args!("status {status}")))
            }
        }
    }

    fn of_entry(&self, entry: &ErrorEntry) -> Option<Reason> {
        let message = &normal(&entry.message);
        let known = match entry.code {
            Some(code) => self.of_code(code, message),
            None => self.of_names(&entry.message, message),
        };
        known.or_else(|| self.of_words(message)).map(|reason| self.by_auth(reason))
    }

    /// Returns the meaning of a code here. `None` if this version does not list the code.
    fn of_code(&self, code: ErrorCode, message: &str) -> Option<Reason> {
        use ErrorCode as Code;
        let among = |phrases: &[Phrase], otherwise| find(message, phrases).unwrap_or(otherwise);
        Some(match code {
            Code::WebhookRefused => among(WEBHOOK, Reason::WebhookRefused),
            Code::PageDoesNotExist => among(ADDRESS, self.nothing_there()),
            Code::SubscriptionExists => {
                among(EXISTS, self.conflict().unwrap_or(Reason::AlreadySubscribed))
            }
            Code::CouldNotAuthenticate => among(AUTHENTICATION, self.unauthenticated()),
            Code::CredentialsNotVerified => among(CREDENTIALS, Reason::CredentialsWrong),
            Code::Forbidden => among(ACCESS, Reason::AccessForbidden),
            Code::WindowInvalid => among(WINDOW, Reason::ReplayWindowInvalid),
            Code::InvalidToken => Reason::UserTokenInvalid,
            Code::CannotWrite => Reason::WriteNotPermitted,
            Code::AccessNotAllowed => Reason::CredentialsNotAllowed,
            Code::InternalError if self.runs_crc() => Reason::InternalErrorOrUnreachable,
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

    /// Returns the meaning of the first of v2's names in a message. The names stand before colons.
    fn of_names(&self, message: &str, normal: &str) -> Option<Reason> {
        message.split(':').find_map(|name| self.of_name(name.trim(), normal))
    }

    fn of_name(&self, name: &str, message: &str) -> Option<Reason> {
        Some(match name.to_ascii_lowercase().as_str() {
            "crcvalidationfailed" => find(message, WEBHOOK).unwrap_or(Reason::CrcFailed),
            "urlvalidationfailed" => find(message, WEBHOOK).unwrap_or(Reason::WebhookUrlUnfit),
            "duplicateurlfailed" => Reason::WebhookUrlTaken,
            "webhooklimitexceeded" => Reason::TooManyWebhooks,
            "webhookidinvalid" => Reason::WebhookNotFound,
            "duplicatesubscriptionfailed" | "duplicatesubscription" => Reason::AlreadySubscribed,
            "subscriptionlimitexceeded" => Reason::TooManySubscriptions,
            "subscriptionnotfound" => Reason::NotSubscribed,
            "replayconflicterror" => Reason::ReplayInProgress,
            "creditsdepleted" => Reason::CreditsDepleted,
            "spendcapreached" => Reason::SpendCapReached,
            "toomanyconnections" => Reason::TooManyConnections,
            "oauthaccesstokenrequired" => Reason::UserTokenRequired,
            "filterinvalid" => Reason::FilterInvalid,
            // Names of OAuth 2.0: RFC 6749, section 5.2, and RFC 6750, section 3.1. X sends
            // `unauthorized_client` for a wrong secret too.
            "invalid_grant" => Reason::GrantInvalid,
            "invalid_client" | "unauthorized_client" => Reason::CredentialsWrong,
            "insufficient_scope" => Reason::ScopeMissing,
            "queryparaminvalid" if self.is_replay() => {
                find(message, WINDOW).unwrap_or(Reason::ReplayWindowInvalid)
            }
            "queryparaminvalid" => Reason::ParameterInvalid,
            _ => return None,
        })
    }

    /// Returns the meaning of the words of a message, in the form that [`normal`] returns.
    fn of_words(&self, message: &str) -> Option<Reason> {
        let here = match self.endpoint {
            Endpoint::XaaSubscribe if matches!(self.status.as_u16(), 400 | 409) => DUPLICATE,
            Endpoint::XaaStream => STREAM,
            Endpoint::OAuth2Token | Endpoint::OAuth2Revoke => GRANT,
            _ => &[],
        };
        find(message, here).or_else(|| find(message, PHRASES.iter().copied().flatten()))
    }

    fn of_problem(&self, problem: &Problem) -> Option<Reason> {
        match problem.reason.as_deref() {
            Some("client-not-enrolled") => return Some(Reason::ClientNotEnrolled),
            Some("official-client-forbidden") => return Some(Reason::ClientForbidden),
            _ => {}
        }
        if let Some(issue) = &problem.connection_issue {
            return self.of_name(issue, "");
        }
        let detail = problem.detail.as_deref().unwrap_or_default();
        let message = format!("{}: {detail}", problem.title);
        let normal = &normal(&message);
        // X gives different failures one type, and then names them in the title.
        if let Some(reason) = self.of_names(&message, normal) {
            return Some(reason);
        }
        Some(match problem.slug.to_ascii_lowercase().as_str() {
            "unsupported-authentication" => Reason::AuthenticationUnsupported,
            "client-forbidden" => Reason::ClientForbidden,
            "not-authorized-for-resource" | "not-authorized-for-field" | "field-unauthorized" => {
                Reason::NotAuthorizedForResource
            }
            "resource-not-found" | "resource-unavailable" => Reason::ResourceNotFound,
            "usage-capped" => Reason::UsageCapExceeded,
            "credits" | "credits-depleted" => {
                find(normal, PAYMENT).unwrap_or(Reason::CreditsDepleted)
            }
            "oauth1-permissions" => Reason::OAuth1Permissions,
            "rate-limit-exceeded" => Reason::RateLimited,
            "conflict" => return self.conflict(),
            "internal-error" => Reason::InternalError,
            "about:blank" if self.lacks_scope(problem) => Reason::ScopeMissing,
            _ => return self.of_words(normal),
        })
    }

    /// Returns whether a 403 is due to the scopes of a user's token of OAuth 2.0. X then explains
    /// nothing: the detail repeats the title, which is that of the status.
    fn lacks_scope(&self, problem: &Problem) -> bool {
        self.status == StatusCode::FORBIDDEN
            && self.auth == AuthScheme::UserOAuth2
            && problem.detail.as_ref().is_none_or(|detail| *detail == problem.title)
            && self.status.canonical_reason() == Some(&problem.title)
    }

    /// Returns the meaning of the status alone. `None` if it has no particular meaning.
    fn of_status(&self) -> Option<Reason> {
        Some(match self.status.as_u16() {
            300..=399 => Reason::Redirected,
            400 | 422 => Reason::RequestInvalid,
            401 => Reason::NotAuthenticated,
            402 => Reason::CreditsDepleted,
            403 => Reason::AccessForbidden,
            404 if self.has_empty_body => self.nothing_there(),
            404 => Reason::PageNotFound,
            406 => Reason::NotAcceptable,
            409 if self.is_readable() => return self.conflict(),
            410 => Reason::Retired,
            420 | 429 => Reason::RateLimited,
            500 => Reason::InternalError,
            408 | 501..=599 => Reason::ServerUnavailable,
            _ => return None,
        })
    }

    /// Returns whether the body is from the API, and not the page of a server in front of it.
    fn is_readable(&self) -> bool {
        self.has_empty_body || !self.entries.is_empty() || self.problem.is_some()
    }

    fn is_app_only(&self) -> bool {
        self.auth == AuthScheme::Bearer
    }

    /// A 404 of these endpoints means that the user is not subscribed, unless it names a webhook.
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

    /// Returns the meaning of a conflict here. `None` for endpoints without a known conflict.
    fn conflict(&self) -> Option<Reason> {
        match self.endpoint {
            Endpoint::EnterpriseReplay | Endpoint::V2Replay => Some(Reason::ReplayInProgress),
            Endpoint::PremiumSubscribe
            | Endpoint::EnterpriseSubscribe
            | Endpoint::V2Subscribe
            | Endpoint::XaaSubscribe => Some(Reason::AlreadySubscribed),
            _ => None,
        }
    }

    /// Returns the meaning of the same message for a request that was sent with a bearer token and
    /// not for a user.
    fn by_auth(&self, reason: Reason) -> Reason {
        match reason {
            Reason::UserTokenInvalid if self.is_app_only() => Reason::BearerTokenInvalid,
            Reason::WriteNotPermitted if self.is_app_only() => Reason::AppOnlyCannotWrite,
            Reason::CredentialsNotAllowed if self.is_app_only() => Reason::UserContextRequired,
            reason => reason,
        }
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

    fn runs_crc(&self) -> bool {
        matches!(
            self.endpoint,
            Endpoint::PremiumRegisterWebhook
                | Endpoint::PremiumValidateWebhook
                | Endpoint::EnterpriseRegisterWebhook
                | Endpoint::EnterpriseValidateWebhook
        )
    }
}

/// Returns the label of an entry that this version does not list: its code, or v2's name for it.
fn label(entry: &ErrorEntry) -> Option<Reason> {
    if let Some(code) = entry.code {
        return Some(unknown(format_args!("code {code}")));
    }
    let (name, _) = entry.message.split_once(':')?;
    let is_name = name.starts_with(|first: char| first.is_ascii_uppercase())
        && name.chars().all(|next| next.is_ascii_alphanumeric());
    is_name.then(|| unknown(format_args!("{name}")))
}

fn unknown(name: std::fmt::Arguments<'_>) -> Reason {
    Reason::Unknown(UnknownValue(name.to_string().into()))
}
