//! The meaning of a failure, which a code alone does not give.

mod failed_response;
mod phrase;

use std::fmt;

pub(super) use failed_response::FailedResponse;

use crate::value::open_enum::UnknownValue;

macro_rules! reasons {
    ($($name:ident = $text:literal, $meaning:literal $([$($alias:literal),+])?;)*) => {
        /// The meaning of a failure. One code may have several meanings, and several codes may have
        /// the same.
        ///
        /// It is derived from the code, the message, the endpoint and the authentication used.
        /// Messages are compared loosely (case, punctuation and white space do not matter, a link
        /// may follow), because X words them differently from place to place.
        ///
        /// Any other failure is `Unknown`. [`as_str`](Self::as_str) then returns v2's name for it,
        /// the code, or the status.
        #[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
        #[non_exhaustive]
        pub enum Reason {
            $(
                #[doc = $meaning]
                $($(#[doc(alias = $alias)])+)?
                $name,
            )*
            /// Any other failure.
            Unknown(UnknownValue),
        }

        impl Reason {
            /// Every reason that this version lists, by subject.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// Returns the reason in `snake_case`, such as `too_many_webhooks`, for logs and
            /// metrics. An unknown one is v2's own name such as `NewlyInvented`, `code 999`, or
            /// `status 418`.
            #[must_use]
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$name => $text,)*
                    Self::Unknown(text) => &text.0,
                }
            }

            /// Returns the meaning, in a sentence.
            #[must_use]
            pub const fn meaning(&self) -> &'static str {
                match self {
                    $(Self::$name => $meaning,)*
                    Self::Unknown(_) => "This version does not list this failure.",
                }
            }
        }
    };
}

reasons! {
    WebhookUrlUnfit = "webhook_url_unfit", "The URL of the webhook does not meet the requirements." ["214", "UrlValidationFailed"];
    WebhookUrlNotHttps = "webhook_url_not_https", "The URL of the webhook is not https, or is malformed." ["214"];
    WebhookUrlPort = "webhook_url_port", "The URL of the webhook has a port." ["214"];
    WebhookUrlTaken = "webhook_url_taken", "The URL is registered already." ["DuplicateUrlFailed"];
    WebhookCertificate = "webhook_certificate", "The certificate of the webhook's server was not accepted." ["214"];
    CrcUnreachable = "crc_unreachable", "The webhook's server could not be reached for the CRC." ["214", "challenge", "CrcValidationFailed"];
    CrcStatus = "crc_status", "The webhook responded to the CRC with a status other than 200." ["214", "challenge", "CrcValidationFailed"];
    CrcTooSlow = "crc_too_slow", "The webhook responded to the CRC too late." ["214", "challenge", "CrcValidationFailed"];
    CrcWrongResponse = "crc_wrong_response", "The webhook responded to the CRC with a wrong token, or in a wrong form." ["214", "challenge", "CrcValidationFailed"];
    CrcFailed = "crc_failed", "The webhook failed the CRC; the message has the details." ["challenge", "CrcValidationFailed"];
    TooManyWebhooks = "too_many_webhooks", "The account has reached its limit of webhooks." ["214", "WebhookLimitExceeded"];
    WebhookInvalid = "webhook_invalid", "The webhook is marked invalid and receives no events until it passes a CRC." ["214"];
    WebhookMissing = "webhook_missing", "There is no webhook to subscribe to: register it first." ["170"];
    WebhookNotFound = "webhook_not_found", "The webhook does not exist, or belongs to another app." ["34", "WebhookIdInvalid"];
    WebhookRefused = "webhook_refused", "The webhook was rejected; only the message has the reason." ["214"];

    AlreadySubscribed = "already_subscribed", "The subscription exists already." ["355", "DuplicateSubscriptionFailed"];
    NotSubscribed = "not_subscribed", "The user is not subscribed." ["34", "SubscriptionNotFound"];
    TooManySubscriptions = "too_many_subscriptions", "The account has reached its limit of subscriptions." ["214", "SubscriptionLimitExceeded"];
    FilterInvalid = "filter_invalid", "The filter of the subscription is not valid: it must have exactly one user or keyword.";
    SubscriptionNotPermitted = "subscription_not_permitted", "The app may not subscribe this user: the token belongs to another app, or lacks Direct Messages." ["348"];
    SubscriptionsHidden = "subscriptions_hidden", "The app may not see the subscriptions of this webhook." ["32"];
    OwnerMustAllowDirectMessages = "owner_must_allow_direct_messages", "The account does not accept Direct Messages from anyone." ["214"];

    ReplayInProgress = "replay_in_progress", "A Replay job is running for this webhook." ["355", "ReplayConflictError"];
    ReplayNotEnabled = "replay_not_enabled", "The account has no Replay." ["200"];
    ReplayWindowReversed = "replay_window_reversed", "The window of the Replay job ends before it begins." ["356"];
    ReplayWindowTooOld = "replay_window_too_old", "The window of the Replay job begins too long ago." ["356"];
    ReplayWindowNotPast = "replay_window_not_past", "The window of the Replay job is not in the past." ["356", "368"];
    ReplayWindowInvalid = "replay_window_invalid", "The window of the Replay job is not valid." ["356"];

    NotAuthenticated = "not_authenticated", "The request could not be authenticated." ["32"];
    AuthenticationMissing = "authentication_missing", "The request has no credentials, or none that can be read." ["215"];
    AuthenticationUnsupported = "authentication_unsupported", "The endpoint does not accept this scheme of authentication." ["unsupported-authentication"];
    BearerTokenRequired = "bearer_token_required", "The endpoint accepts the app's bearer token only." ["32"];
    UserContextRequired = "user_context_required", "The endpoint does not accept a bearer token: it requires a user's token." ["220"];
    UserTokenRequired = "user_token_required", "Events of this kind are private: the subscription needs the token of the filter's user." ["OauthAccessTokenRequired"];
    ScopeMissing = "scope_missing", "The user's token lacks the scope that the request needs." ["insufficient_scope"];
    ClockOff = "clock_off", "The clock of this machine is wrong, so the signature's timestamp was rejected." ["135"];
    BearerTokenInvalid = "bearer_token_invalid", "The bearer token is not valid, or no longer valid." ["89"];
    UserTokenInvalid = "user_token_invalid", "The user's token is not valid, or no longer valid." ["89"];
    CredentialsWrong = "credentials_wrong", "The app's key and secret, or its token, could not be verified." ["99", "invalid_client", "unauthorized_client"];
    CredentialsNotAllowed = "credentials_not_allowed", "The credentials do not allow access to this resource." ["220"];
    TlsRequired = "tls_required", "The API requires TLS." ["92"];

    AppOnlyCannotWrite = "app_only_cannot_write", "A bearer token does not permit this request, for example registering a webhook." ["261"];
    WriteNotPermitted = "write_not_permitted", "The access token lacks the permission to write and to read Direct Messages." ["261"];
    DirectMessagesNotPermitted = "direct_messages_not_permitted", "The access token lacks the permission for Direct Messages." ["93"];
    OAuth1Permissions = "oauth1_permissions", "The app's permission does not include this request with OAuth 1.0a." ["oauth1-permissions"];
    AccessForbidden = "access_forbidden", "The account has no access to the resource." ["200"];
    AccessNotEnabled = "access_not_enabled", "The app is not enabled for this product." ["99"];
    AccessLevel = "access_level", "The app's access level does not include this endpoint." ["453"];
    BackfillNotEntitled = "backfill_not_entitled", "The access level does not include the backfill of the stream." ["backfill_minutes"];
    ClientNotEnrolled = "client_not_enrolled", "The app does not belong to a project that has access to v2." ["client-not-enrolled"];
    ClientForbidden = "client_forbidden", "The app may not make this request." ["client-forbidden"];
    ActionNotPermitted = "action_not_permitted", "The app may not use this endpoint." ["37", "61", "87"];
    NotAuthorizedForResource = "not_authorized_for_resource", "The token's user may not see or change this resource." ["not-authorized-for-resource"];
    AppSuspended = "app_suspended", "The app is not valid, or suspended." ["416"];
    AccountSuspended = "account_suspended", "The user whose token was sent is suspended." ["64"];
    AccountLocked = "account_locked", "The user's account is locked until they log in." ["326"];
    LoginUnverified = "login_unverified", "The user must verify their login." ["231"];
    UserSuspended = "user_suspended", "The user whom the request names is suspended." ["63"];
    LooksAutomated = "looks_automated", "The request looks automated, and was stopped as possible abuse." ["226"];

    CallbackNotApproved = "callback_not_approved", "The callback URL is not in the app's settings." ["415"];
    CallbackMustBeOob = "callback_must_be_oob", "The app is registered without a callback, so only sign-in by PIN works." ["417"];
    GrantInvalid = "grant_invalid", "The authorization code or the refresh token is wrong, already used or expired." ["invalid_grant"];
    VerifierInvalid = "verifier_invalid", "The verifier or PIN of the sign-in is wrong, already used or expired.";

    PageNotFound = "page_not_found", "Nothing exists at this address." ["34"];
    UserNotFound = "user_not_found", "The user does not exist." ["17", "50", "108"];
    ResourceNotFound = "resource_not_found", "The resource does not exist." ["resource-not-found"];
    ParameterMissing = "parameter_missing", "A parameter is missing." ["38", "357"];
    ParameterInvalid = "parameter_invalid", "A parameter is malformed or not valid." ["195", "358", "407"];
    WebhookIdNegative = "webhook_id_negative", "The webhook id is negative." ["360"];
    JsonInvalid = "json_invalid", "The body is not JSON, although its content type is." ["369"];
    RequestInvalid = "request_invalid", "The request is not valid.";
    Redirected = "redirected", "The server responded with a redirect, which the client does not follow.";
    NotTheApi = "not_the_api", "The response did not come from the API: a server in between sent it." ["cf-mitigated", "captive portal", "Cloudflare"];
    NotAcceptable = "not_acceptable", "The server cannot respond in a form that the request accepts.";
    Retired = "retired", "The endpoint is retired." ["68", "251"];
    OtherApi = "other_api", "The failure belongs to another part of the API; the code names it.";

    RateLimited = "rate_limited", "The rate limit of the endpoint is used up." ["88", "429"];
    TooManyConnections = "too_many_connections", "The stream has as many connections as the account may have.";
    SpendCapReached = "spend_cap_reached", "The spending limit of the account is reached until the end of the billing cycle.";
    UsageCapExceeded = "usage_cap_exceeded", "The usage that the account pays for is used up." ["usage-capped"];
    CreditsDepleted = "credits_depleted", "The account has no credits left to pay for the request: buy credits." ["402", "credits-depleted"];
    InternalError = "internal_error", "The server failed." ["0", "131"];
    InternalErrorOrUnreachable = "internal_error_or_unreachable", "The server failed, or could not reach the host of the webhook." ["131"];
    OverCapacity = "over_capacity", "The API is over capacity." ["130"];
    ServerUnavailable = "server_unavailable", "The API, or a server in front of it, is unavailable." ["67"];
}

impl Reason {
    /// Returns the meaning, to be used within a sentence.
    pub(super) fn clause(&self) -> String {
        let meaning = self.meaning().trim_end_matches('.');
        let mut characters = meaning.chars();
        let first = characters.next().map(|first| first.to_ascii_lowercase());
        first.into_iter().chain(characters).collect()
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.as_str())
    }
}
