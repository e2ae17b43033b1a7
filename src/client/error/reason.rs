//! What a failure means, where a code alone does not tell.

mod failed_response;
mod phrase;

use std::fmt;

pub(super) use failed_response::FailedResponse;

use crate::value::open_enum::UnknownValue;

macro_rules! reasons {
    ($($name:ident = $text:literal, $meaning:literal;)*) => {
        /// What a failure means: one code means several things, and several codes mean one.
        ///
        /// It is told from the code, the message, the endpoint and the authentication used.
        /// Messages are compared loosely (case, punctuation and white space do not matter, a link
        /// may follow), because X words them differently from place to place.
        ///
        /// What none of these is, is `Unknown`; [`as_str`](Self::as_str) then has the name that v2
        /// gave, the code, or the status.
        #[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
        #[non_exhaustive]
        pub enum Reason {
            $(
                #[doc = $meaning]
                $name,
            )*
            /// None of these.
            Unknown(UnknownValue),
        }

        impl Reason {
            /// Every reason that this version knows, by subject.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// The reason in `snake_case`, such as `too_many_webhooks`, for logs and metrics. An
            /// unknown one is v2's own name such as `NewlyInvented`, `code 999`, or `status 418`.
            #[must_use]
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$name => $text,)*
                    Self::Unknown(text) => &text.0,
                }
            }

            /// What it means, in a sentence.
            #[must_use]
            pub const fn meaning(&self) -> &'static str {
                match self {
                    $(Self::$name => $meaning,)*
                    Self::Unknown(_) => "A failure that this version does not know.",
                }
            }
        }
    };
}

reasons! {
    WebhookUrlUnfit = "webhook_url_unfit", "The URL of the webhook does not meet the requirements.";
    WebhookUrlNotHttps = "webhook_url_not_https", "The URL of the webhook is not https, or is malformed.";
    WebhookUrlPort = "webhook_url_port", "The URL of the webhook has a port.";
    WebhookUrlTaken = "webhook_url_taken", "The URL is registered already.";
    WebhookCertificate = "webhook_certificate", "The certificate of the webhook's server was not accepted.";
    CrcUnreachable = "crc_unreachable", "The webhook's server could not be reached for the challenge.";
    CrcStatus = "crc_status", "The webhook answered the challenge with a status other than 200.";
    CrcTooSlow = "crc_too_slow", "The webhook answered the challenge too late.";
    CrcWrongResponse = "crc_wrong_response", "The webhook answered the challenge with a wrong token, or in a wrong form.";
    CrcFailed = "crc_failed", "The webhook failed the challenge; the message says how.";
    TooManyWebhooks = "too_many_webhooks", "All the webhooks that the account can have are in use.";
    WebhookInvalid = "webhook_invalid", "The webhook is marked invalid and gets no events until it passes a challenge.";
    WebhookMissing = "webhook_missing", "There is no webhook to subscribe to: register it first.";
    WebhookNotFound = "webhook_not_found", "There is no such webhook, or it belongs to another app.";
    WebhookRefused = "webhook_refused", "The webhook was refused for a reason that only the message says.";

    AlreadySubscribed = "already_subscribed", "The user is subscribed already.";
    NotSubscribed = "not_subscribed", "The user is not subscribed.";
    TooManySubscriptions = "too_many_subscriptions", "All the subscriptions that the account can have are in use.";
    SubscriptionNotPermitted = "subscription_not_permitted", "The app may not subscribe this user: the token is another app's, or lacks Direct Messages.";
    SubscriptionsHidden = "subscriptions_hidden", "The app may not see the subscriptions of this webhook.";
    OwnerMustAllowDirectMessages = "owner_must_allow_direct_messages", "The account does not accept Direct Messages from anyone.";

    ReplayInProgress = "replay_in_progress", "A Replay job is running for this webhook.";
    ReplayNotEnabled = "replay_not_enabled", "The account has no Replay.";
    ReplayWindowReversed = "replay_window_reversed", "The window of the Replay job ends before it begins.";
    ReplayWindowTooOld = "replay_window_too_old", "The window of the Replay job begins too long ago.";
    ReplayWindowNotPast = "replay_window_not_past", "The window of the Replay job is not in the past.";
    ReplayWindowInvalid = "replay_window_invalid", "The window of the Replay job is not valid.";

    NotAuthenticated = "not_authenticated", "The request could not be authenticated.";
    AuthenticationMissing = "authentication_missing", "The request has no authentication, or none that can be read.";
    AuthenticationUnsupported = "authentication_unsupported", "The endpoint does not take this kind of authentication.";
    BearerTokenRequired = "bearer_token_required", "The endpoint takes the app's bearer token only.";
    UserContextRequired = "user_context_required", "The endpoint does not take a bearer token: it takes a user's.";
    ClockOff = "clock_off", "The clock of this machine is off, so the signature's timestamp is refused.";
    BearerTokenInvalid = "bearer_token_invalid", "The bearer token is not valid, or not any more.";
    UserTokenInvalid = "user_token_invalid", "The user's token is not valid, or not any more.";
    CredentialsWrong = "credentials_wrong", "The app's key and secret, or its token, could not be verified.";
    CredentialsNotAllowed = "credentials_not_allowed", "The credentials do not allow access to this resource.";
    TlsRequired = "tls_required", "The API is served by TLS only.";

    AppOnlyCannotWrite = "app_only_cannot_write", "This cannot be done with a bearer token, such as registering a webhook.";
    WriteNotPermitted = "write_not_permitted", "The access token lacks the permission to write and to read Direct Messages.";
    DirectMessagesNotPermitted = "direct_messages_not_permitted", "The access token lacks the permission for Direct Messages.";
    AccessForbidden = "access_forbidden", "The account has no access to what the address names.";
    AccessNotEnabled = "access_not_enabled", "The app is not enabled for this product.";
    AccessLevel = "access_level", "The app's access level does not include this endpoint.";
    ClientNotEnrolled = "client_not_enrolled", "The app belongs to no project that has access to v2.";
    ClientForbidden = "client_forbidden", "The app may not make this request.";
    ActionNotPermitted = "action_not_permitted", "The app may not use this endpoint.";
    NotAuthorizedForResource = "not_authorized_for_resource", "The token's user may not see or change this.";
    AppSuspended = "app_suspended", "The app is not valid, or suspended.";
    AccountSuspended = "account_suspended", "The user whose token was sent is suspended.";
    AccountLocked = "account_locked", "The user's account is locked until they log in.";
    LoginUnverified = "login_unverified", "The user must verify their login.";
    UserSuspended = "user_suspended", "The user who was named is suspended.";
    LooksAutomated = "looks_automated", "The request looks automated, and was stopped as possible abuse.";

    CallbackNotApproved = "callback_not_approved", "The callback URL is not one of the app's.";
    CallbackMustBeOob = "callback_must_be_oob", "The app is registered without a callback, so only sign-in by PIN works.";
    VerifierInvalid = "verifier_invalid", "The verifier or PIN of the sign-in is wrong, used up or expired.";

    PageNotFound = "page_not_found", "There is nothing at this address.";
    UserNotFound = "user_not_found", "There is no such user.";
    ResourceNotFound = "resource_not_found", "There is no such thing.";
    ParameterMissing = "parameter_missing", "A parameter is missing.";
    ParameterInvalid = "parameter_invalid", "A parameter cannot be read.";
    WebhookIdNegative = "webhook_id_negative", "The webhook id is negative.";
    JsonInvalid = "json_invalid", "The body is not the JSON that its content type says.";
    RequestInvalid = "request_invalid", "The request is not valid.";
    Redirected = "redirected", "The server answered with a redirect, which is never followed.";
    NotAcceptable = "not_acceptable", "The server cannot answer in a form that the request accepts.";
    Retired = "retired", "The endpoint is retired.";
    OtherApi = "other_api", "It belongs to another part of the API; the code says what it is.";

    RateLimited = "rate_limited", "The rate limit of the endpoint is used up.";
    UsageCapExceeded = "usage_cap_exceeded", "The usage that the account pays for is used up.";
    InternalError = "internal_error", "The server failed.";
    InternalErrorOrUnreachable = "internal_error_or_unreachable", "The server failed, or could not reach the host of the webhook.";
    OverCapacity = "over_capacity", "The API is over capacity.";
    ServerUnavailable = "server_unavailable", "The API, or something before it, is unavailable.";
}

impl Reason {
    /// What it means, to stand within a sentence.
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
