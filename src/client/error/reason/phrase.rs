//! The messages that X sends, and what they mean.

use super::Reason;

/// A part of a message, in the form that [`normal`] returns, and what it means.
pub(super) type Phrase = (&'static str, Reason);

/// Every phrase, for messages without a code.
pub(super) const PHRASES: &[&[Phrase]] =
    &[WEBHOOK, ADDRESS, EXISTS, AUTHENTICATION, CREDENTIALS, ACCESS, WINDOW, PAYMENT, WITHOUT_CODE];

/// The phrases of code 214 and of v2's failed CRCs.
pub(super) const WEBHOOK: &[Phrase] = &[
    ("does not meet the requirements", Reason::WebhookUrlUnfit),
    ("does not meet the requirements port other than 443 is not allowed", Reason::WebhookUrlPort),
    ("does not meet the requirements please use https", Reason::WebhookUrlNotHttps),
    (
        "does not meet the requirements please check your ssl configuration",
        Reason::WebhookCertificate,
    ),
    (
        "does not meet the requirements invalid crc token or json response format",
        Reason::CrcWrongResponse,
    ),
    ("invalid response_token", Reason::CrcWrongResponse),
    ("high latency on crc get request", Reason::CrcTooSlow),
    ("non 200 response code during crc get request", Reason::CrcStatus),
    ("unable to connect during crc get request", Reason::CrcUnreachable),
    ("too many resources already created", Reason::TooManyWebhooks),
    ("too many subscriptions already created", Reason::TooManySubscriptions),
    ("webhook is marked invalid", Reason::WebhookInvalid),
    ("owner must allow dms from anyone", Reason::OwnerMustAllowDirectMessages),
];

/// The phrases of code 34. For other messages, the endpoint decides.
pub(super) const ADDRESS: &[Phrase] = &[("webhook does not exist", Reason::WebhookNotFound)];

/// The phrases of code 355.
pub(super) const EXISTS: &[Phrase] = &[
    ("subscription already exists", Reason::AlreadySubscribed),
    ("replay job is already in progress", Reason::ReplayInProgress),
];

/// The phrases of code 32.
pub(super) const AUTHENTICATION: &[Phrase] = &[
    ("please use application only authentication", Reason::BearerTokenRequired),
    ("does not have permission to view subscriptions", Reason::SubscriptionsHidden),
    ("timestamp out of bounds", Reason::ClockOff),
];

/// The phrases of code 99.
pub(super) const CREDENTIALS: &[Phrase] = &[
    ("have access to this resource", Reason::AccessNotEnabled),
    ("unable to verify your credentials", Reason::CredentialsWrong),
];

/// The phrases of code 200.
pub(super) const ACCESS: &[Phrase] =
    &[("enterprise account with replay is required", Reason::ReplayNotEnabled)];

/// The phrases of code 356, and of v2's rejections of a window.
pub(super) const WINDOW: &[Phrase] = &[
    ("from_date must be before to_date", Reason::ReplayWindowReversed),
    ("from_date must be within the past", Reason::ReplayWindowTooOld),
    ("is not in the past", Reason::ReplayWindowNotPast),
];

/// The phrases of v2's problems with the payment.
pub(super) const PAYMENT: &[Phrase] = &[
    ("credits depleted", Reason::CreditsDepleted),
    ("does not have any credits", Reason::CreditsDepleted),
    ("spend cap", Reason::SpendCapReached),
];

/// The phrases that also come without a code, from the OAuth endpoints and in v2's titles.
const WITHOUT_CODE: &[Phrase] = &[
    ("invalid oauth_verifier", Reason::VerifierInvalid),
    ("callback url not approved", Reason::CallbackNotApproved),
    ("only support the oauth_callback value oob", Reason::CallbackMustBeOob),
    ("invalid suspended app", Reason::AppSuspended),
    ("webhook url must be defined", Reason::WebhookMissing),
    ("not permitted to access this user s webhook", Reason::SubscriptionNotPermitted),
    ("unsupported authentication", Reason::AuthenticationUnsupported),
    ("you currently have access to a subset", Reason::AccessLevel),
    ("you currently have essential access", Reason::AccessLevel),
    ("cannot perform write actions", Reason::WriteNotPermitted),
    ("invalid or expired token", Reason::UserTokenInvalid),
    ("account is temporarily locked", Reason::AccountLocked),
    ("rate limit exceeded", Reason::RateLimited),
    ("maximum allowed connection limit", Reason::TooManyConnections),
    ("with the appropriate oauth1 app permissions", Reason::OAuth1Permissions),
    ("over capacity", Reason::OverCapacity),
];

/// The phrases of the rejection of a subscription of the X Activity API that exists.
pub(super) const DUPLICATE: &[Phrase] =
    &[("duplicate", Reason::AlreadySubscribed), ("already exists", Reason::AlreadySubscribed)];

/// The phrases of the stream of the X Activity API. X names the parameter that it does not allow.
pub(super) const STREAM: &[Phrase] = &[("backfill_minutes", Reason::BackfillNotEntitled)];

/// The phrases of the token endpoints of OAuth 2.0. X has few of the names of RFC 6749, and puts the
/// fault into the description: a code, a token, a verifier or a redirect URI whose value is wrong.
pub(super) const GRANT: &[Phrase] = &[
    ("value passed for the", Reason::ParameterInvalid),
    ("value passed for the token was", Reason::GrantInvalid),
    ("value passed for the authorization code", Reason::GrantInvalid),
    ("value passed for the code verifier", Reason::GrantInvalid),
    ("value passed for the redirect uri", Reason::GrantInvalid),
    ("missing required parameter", Reason::ParameterMissing),
];

/// Returns the meaning of the longest phrase in a message.
pub(super) fn find<'a>(
    message: &str,
    phrases: impl IntoIterator<Item = &'a Phrase>,
) -> Option<Reason> {
    let found = phrases.into_iter().filter(|(phrase, _)| message.contains(phrase));
    found.max_by_key(|(phrase, _)| phrase.len()).map(|(_, reason)| reason.clone())
}

/// Normalises a message: in lower case, with one space for every run of characters other than
/// letters, digits and `_`.
pub(super) fn normal(message: &str) -> String {
    let is_part = |next: char| next.is_alphanumeric() || next == '_';
    let words: Vec<&str> =
        message.split(|next| !is_part(next)).filter(|word| !word.is_empty()).collect();
    words.join(" ").to_lowercase()
}
