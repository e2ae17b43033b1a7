//! Bodies that several endpoints send, and failures that they share.

use account_activity::client::Reason;

use super::row::Failure::{self, *};

/// As recorded from v1.1.
macro_rules! webhook {
    () => {
        r#"{"id":"1241980494134145024","url":"https://bot.example/webhooks/twitter","valid":true,"created_timestamp":"2020-03-23 06:50:00 +0000"}"#
    };
}

/// From the references of v1.1.
macro_rules! documented_webhook {
    () => {
        r#"{"created_at":"2020-03-23T06:50:00Z","id":"1241980494134145024","url":"https://bot.example/webhooks/twitter","valid":true}"#
    };
}

/// From v2.
macro_rules! v2_webhook {
    () => {
        r#"{"created_at":"2020-03-23T06:50:00.000Z","id":"1241980494134145024","url":"https://bot.example/webhooks/twitter","valid":true}"#
    };
}

/// The result of each of them.
macro_rules! is_webhook {
    () => {
        r#"Webhook { id: WebhookId(1241980494134145024), url: "https://bot.example/webhooks/twitter", valid: true, created_at: Some(Timestamp(2020-03-23T06:50:00Z)) }"#
    };
}

/// Without a date, with the id as a number, invalid.
macro_rules! bare_webhook {
    () => {
        r#"{"id":1241980494134145024,"url":"https://bot.example/webhooks/twitter","valid":false}"#
    };
}

macro_rules! is_bare_webhook {
    () => {
        r#"Webhook { id: WebhookId(1241980494134145024), url: "https://bot.example/webhooks/twitter", valid: false, created_at: None }"#
    };
}

pub(super) use {
    bare_webhook, documented_webhook, is_bare_webhook, is_webhook, v2_webhook, webhook,
};

/// Code 214 where X runs a CRC. The documents have it with 403, logs with 400.
pub(super) const CRC: &[Failure] = &[
    Coded(403, 214, "Webhook URL does not meet the requirements.", Reason::WebhookUrlUnfit),
    Coded(
        400,
        214,
        "Webhook URL does not meet the requirements. Please consult: https://dev.twitter.com/webhooks/securing",
        Reason::WebhookUrlUnfit,
    ),
    Coded(
        400,
        214,
        "Webhook URL does not meet the requirements. Please, check your SSL Configuration.",
        Reason::WebhookCertificate,
    ),
    Coded(
        403,
        214,
        "Webhook URL does not meet the requirements. Invalid CRC token or json response format.",
        Reason::CrcWrongResponse,
    ),
    Coded(
        400,
        214,
        "High latency on CRC GET request. Your webhook should respond in less than 3 seconds.",
        Reason::CrcTooSlow,
    ),
    Coded(
        400,
        214,
        "Non-200 response code during CRC GET request (i.e. 404, 500, etc).",
        Reason::CrcStatus,
    ),
    Coded(400, 214, "Unable to connect during CRC GET request.", Reason::CrcUnreachable),
    Coded(500, 131, "Internal error", Reason::InternalErrorOrUnreachable),
];

/// The failures of registering alone.
pub(super) const REGISTER: &[Failure] = &[
    Coded(
        400,
        214,
        "Webhook URL does not meet the requirements. Port other than 443 is not allowed.",
        Reason::WebhookUrlPort,
    ),
    Coded(
        400,
        214,
        "Webhook URL does not meet the requirements. Please use HTTPS.",
        Reason::WebhookUrlNotHttps,
    ),
    Coded(403, 214, "Too many resources already created.", Reason::TooManyWebhooks),
    Coded(400, 357, "url: queryParam is required", Reason::ParameterMissing),
    Coded(403, 369, "Invalid JSON Syntax", Reason::JsonInvalid),
    Coded(403, 261, "Application cannot perform write actions.", Reason::WriteNotPermitted),
];

pub(super) const OTHER_APP: &[Failure] = &[Coded(
    404,
    34,
    "Webhook does not exist or is associated with a different twitter application.",
    Reason::WebhookNotFound,
)];

pub(super) const NO_PAGE: &[Failure] =
    &[Coded(404, 34, "Sorry, that page does not exist.", Reason::PageNotFound)];

pub(super) const FORBIDDEN: &[Failure] = &[Coded(403, 200, "Forbidden.", Reason::AccessForbidden)];

/// The failures for a wrong signature or token.
pub(super) const OAUTH1: &[Failure] = &[
    Coded(401, 32, "Could not authenticate you.", Reason::NotAuthenticated),
    Coded(401, 89, "Invalid or expired token.", Reason::UserTokenInvalid),
    Coded(401, 135, "Timestamp out of bounds.", Reason::ClockOff),
    Coded(400, 215, "Bad Authentication data.", Reason::AuthenticationMissing),
    Coded(
        403,
        453,
        "You currently have access to a subset of Twitter API v2 endpoints and limited v1.1 endpoints (e.g. media post, oauth) only. If you need access to this endpoint, you may need a different access level. You can learn more here: https://developer.twitter.com/en/portal/product",
        Reason::AccessLevel,
    ),
    Raw(401, "", None, Reason::NotAuthenticated),
];

pub(super) const CANNOT_AUTHENTICATE: &[Failure] =
    &[Coded(401, 32, "Could not authenticate you.", Reason::NotAuthenticated)];

/// The failures for a bearer token that X rejects even after it was fetched again.
pub(super) const APP_ONLY: &[Failure] = &[
    Coded(
        403,
        220,
        "Your credentials do not allow access to this resource",
        Reason::UserContextRequired,
    ),
    Coded(400, 215, "Bad Authentication data.", Reason::AuthenticationMissing),
];

/// The failures of subscribing on v1.1.
pub(super) const SUBSCRIBE: &[Failure] = &[
    Coded(
        401,
        348,
        "Client application is not permitted to access this user's webhook subscriptions.",
        Reason::SubscriptionNotPermitted,
    ),
    Coded(403, 170, "Webhook URL must be defined to create subscriptions.", Reason::WebhookMissing),
    Coded(
        403,
        93,
        "This application is not allowed to access or delete your Direct Messages.",
        Reason::DirectMessagesNotPermitted,
    ),
];

/// The user has not authorised the app, or not for Direct Messages. This does not mean "not
/// subscribed".
pub(super) const NOT_AUTHORIZED: &[Failure] = &[
    Coded(
        401,
        348,
        "Client application is not permitted to access this user's webhook subscriptions.",
        Reason::SubscriptionNotPermitted,
    ),
    Raw(404, "<html>Not Found</html>", None, Reason::NotTheApi),
    Raw(500, "", None, Reason::InternalError),
];

/// v2: failures of the app, or of its authentication.
pub(super) const V2_ACCESS: &[Failure] = &[
    Raw(
        403,
        r#"{"title":"Unsupported Authentication","detail":"Authenticating with OAuth 2.0 User Context is forbidden for this endpoint.","type":"https://api.twitter.com/2/problems/unsupported-authentication","status":403}"#,
        None,
        Reason::AuthenticationUnsupported,
    ),
    Raw(
        403,
        r#"{"client_id":"1","detail":"…","registration_url":"https://developer.x.com","title":"Client Forbidden","required_enrollment":"Appropriate Level of API Access","reason":"client-not-enrolled","type":"https://api.x.com/2/problems/client-forbidden"}"#,
        None,
        Reason::ClientNotEnrolled,
    ),
    Raw(401, r#"{"title":"Unauthorized","status":401}"#, None, Reason::NotAuthenticated),
    Raw(
        500,
        r#"{"title":"Internal Server Error","detail":"Something is broken. This is usually a temporary error.","type":"about:blank","status":500}"#,
        None,
        Reason::InternalError,
    ),
];

pub(super) const V2_WEBHOOK: &[Failure] =
    &[Named("WebhookIdInvalid: The webhook does not exist", Reason::WebhookNotFound)];

pub(super) const V2_CRC: &[Failure] = &[
    Named(
        "CrcValidationFailed: URL returned bad response during CRC with error: Invalid `response_token`",
        Reason::CrcWrongResponse,
    ),
    Named("CrcValidationFailed: something new", Reason::CrcFailed),
];

/// The responses of v1.1 to unsubscribing, and their results.
pub(super) const UNSUBSCRIBED: &[(u16, &str, &str)] = &[
    (204, "", "Done"),
    (200, "{ }", "Done"),
    (
        404,
        r#"{"errors":[{"code":34,"message":"Sorry, that page does not exist."}]}"#,
        "NotSubscribed",
    ),
    (404, "", "NotSubscribed"),
];
