//! What to do about a failure.

mod access;
mod authentication;
mod replay;
mod request;
mod server;
mod subscription;
mod webhook;

use std::fmt;

use super::reason::Reason;
use crate::tier::Tier;

/// What to do about a failure, from X's guide to its errors and from other developers' experience.
///
/// `Display` writes the summary, then one line for each step.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub struct Remedy {
    summary: &'static str,
    steps: &'static [&'static str],
}

impl Remedy {
    pub(super) const fn new(summary: &'static str, steps: &'static [&'static str]) -> Self {
        Self { summary, steps }
    }

    /// Returns the summary of the remedy, a sentence.
    #[must_use]
    pub const fn summary(&self) -> &'static str {
        self.summary
    }

    /// Returns the steps, in order. Empty if the summary is sufficient.
    #[must_use]
    pub const fn steps(&self) -> &'static [&'static str] {
        self.steps
    }
}

impl fmt::Display for Remedy {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.summary)?;
        self.steps.iter().try_for_each(|step| write!(formatter, "\n- {step}"))
    }
}

/// A remedy that differs by tier: environments in the developer portal, an account manager, v2.
struct ByTier {
    premium: Remedy,
    enterprise: Remedy,
    v2: Remedy,
}

impl ByTier {
    const fn of(&self, tier: Tier) -> Remedy {
        match tier {
            Tier::Sandbox | Tier::Premium => self.premium,
            Tier::Enterprise => self.enterprise,
            Tier::V2PayPerUse | Tier::V2Enterprise | Tier::V2Partner => self.v2,
        }
    }
}

const DIRECT_MESSAGES: &str = "Check that the token was created when the app's permission was \
                               “Read, write, and direct messages”: an older token does not gain \
                               it.";

impl Reason {
    /// Returns the remedy on a tier.
    #[must_use]
    pub const fn remedy(&self, tier: Tier) -> Remedy {
        match self {
            Self::WebhookUrlUnfit => webhook::URL_UNFIT.of(tier),
            Self::WebhookUrlNotHttps => webhook::URL_NOT_HTTPS,
            Self::WebhookUrlPort => webhook::URL_PORT,
            Self::WebhookUrlTaken => webhook::URL_TAKEN,
            Self::WebhookCertificate => webhook::CERTIFICATE,
            Self::CrcUnreachable => webhook::UNREACHABLE,
            Self::CrcStatus => webhook::STATUS,
            Self::CrcTooSlow => webhook::TOO_SLOW.of(tier),
            Self::CrcWrongResponse => webhook::WRONG_RESPONSE,
            Self::CrcFailed => webhook::CRC_FAILED,
            Self::TooManyWebhooks => webhook::too_many(tier),
            Self::WebhookInvalid => webhook::INVALID,
            Self::WebhookMissing => webhook::MISSING.of(tier),
            Self::WebhookNotFound => webhook::NOT_FOUND.of(tier),
            Self::WebhookRefused => webhook::REFUSED,

            Self::AlreadySubscribed => subscription::EXISTS,
            Self::NotSubscribed => subscription::ABSENT.of(tier),
            Self::TooManySubscriptions => subscription::too_many(tier),
            Self::FilterInvalid => subscription::FILTER,
            Self::SubscriptionNotPermitted => subscription::NOT_PERMITTED.of(tier),
            Self::SubscriptionsHidden => subscription::HIDDEN.of(tier),
            Self::OwnerMustAllowDirectMessages => subscription::OWNER_CLOSED,

            Self::ReplayInProgress => replay::IN_PROGRESS,
            Self::ReplayNotEnabled => replay::NOT_ENABLED.of(tier),
            Self::ReplayWindowReversed => replay::REVERSED.of(tier),
            Self::ReplayWindowTooOld => replay::TOO_OLD.of(tier),
            Self::ReplayWindowNotPast => replay::NOT_PAST.of(tier),
            Self::ReplayWindowInvalid => replay::WINDOW.of(tier),

            Self::NotAuthenticated => authentication::FAILED.of(tier),
            Self::AuthenticationMissing => authentication::MISSING,
            Self::AuthenticationUnsupported => authentication::UNSUPPORTED.of(tier),
            Self::BearerTokenRequired => authentication::BEARER_REQUIRED,
            Self::UserContextRequired => authentication::USER_REQUIRED,
            Self::UserTokenRequired => authentication::USER_TOKEN_REQUIRED,
            Self::ScopeMissing => authentication::SCOPE,
            Self::ClockOff => authentication::CLOCK_OFF,
            Self::BearerTokenInvalid => authentication::BEARER_INVALID,
            Self::UserTokenInvalid => authentication::USER_INVALID,
            Self::CredentialsWrong => authentication::CREDENTIALS_WRONG,
            Self::CredentialsNotAllowed => authentication::NOT_ALLOWED,
            Self::TlsRequired => authentication::TLS,
            Self::AppOnlyCannotWrite => authentication::APP_ONLY_CANNOT_WRITE,
            Self::WriteNotPermitted => authentication::WRITE_NOT_PERMITTED,
            Self::DirectMessagesNotPermitted => authentication::DIRECT_MESSAGES_MISSING,
            Self::CallbackNotApproved => authentication::CALLBACK_NOT_APPROVED,
            Self::CallbackMustBeOob => authentication::CALLBACK_MUST_BE_OOB,
            Self::GrantInvalid => authentication::GRANT,
            Self::VerifierInvalid => authentication::VERIFIER,

            Self::OAuth1Permissions => authentication::OAUTH1_PERMISSIONS,
            Self::AccessForbidden => access::FORBIDDEN.of(tier),
            Self::AccessNotEnabled => access::NOT_ENABLED.of(tier),
            Self::AccessLevel => access::LEVEL.of(tier),
            Self::BackfillNotEntitled => access::backfill(tier),
            Self::ClientNotEnrolled => access::NOT_ENROLLED,
            Self::ClientForbidden => access::CLIENT_FORBIDDEN,
            Self::ActionNotPermitted => access::ACTION.of(tier),
            Self::NotAuthorizedForResource => access::RESOURCE,
            Self::AppSuspended => access::APP_SUSPENDED,
            Self::AccountSuspended => access::ACCOUNT_SUSPENDED,
            Self::AccountLocked => access::ACCOUNT_LOCKED,
            Self::LoginUnverified => access::LOGIN,
            Self::UserSuspended => access::USER_SUSPENDED,
            Self::LooksAutomated => access::AUTOMATED,

            Self::PageNotFound => request::NOTHING_THERE.of(tier),
            Self::UserNotFound => request::USER,
            Self::ResourceNotFound => request::RESOURCE,
            Self::ParameterMissing => request::PARAMETER_MISSING,
            Self::ParameterInvalid => request::PARAMETER_INVALID,
            Self::WebhookIdNegative => request::NEGATIVE,
            Self::JsonInvalid => request::JSON,
            Self::RequestInvalid => request::INVALID,
            Self::Redirected => request::REDIRECTED,
            Self::NotTheApi => request::NOT_THE_API,
            Self::NotAcceptable => request::NOT_ACCEPTABLE,
            Self::Retired => request::RETIRED.of(tier),
            Self::OtherApi => request::OTHER_API,
            Self::Unknown(_) => request::UNKNOWN,

            Self::RateLimited => server::RATE_LIMITED.of(tier),
            Self::TooManyConnections => server::CONNECTIONS,
            Self::SpendCapReached => server::SPEND_CAP,
            Self::UsageCapExceeded => server::USAGE,
            Self::CreditsDepleted => server::CREDITS,
            Self::InternalError => server::INTERNAL,
            Self::InternalErrorOrUnreachable => server::INTERNAL_OR_UNREACHABLE,
            Self::OverCapacity => server::OVER_CAPACITY,
            Self::ServerUnavailable => server::UNAVAILABLE,
        }
    }
}
