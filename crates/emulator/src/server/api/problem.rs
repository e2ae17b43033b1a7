//! Refusals of v2: problems, some with a reason.

use account_activity::AppId;
use account_activity::client::AuthScheme;
use serde::Serialize;
use serde_json::json;

use crate::server::response::ApiResponse;

/// Reasons by which v2 tells why it refuses a request about webhooks.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Reason {
    CrcValidationFailed,
    DuplicateSubscriptionFailed,
    DuplicateUrlFailed,
    QueryParamInvalid,
    ReplayConflictError,
    SubscriptionLimitExceeded,
    SubscriptionNotFound,
    UrlValidationFailed,
    WebhookIdInvalid,
    WebhookLimitExceeded,
}

/// A refusal with a reason, as the documentation of webhooks has it.
pub(super) fn refused(reason: Reason, details: &str) -> ApiResponse {
    invalid_request(&format!("{reason:?}: {details}"))
}

#[derive(Serialize)]
struct InvalidRequest<'a> {
    errors: [Message<'a>; 1],
    title: &'static str,
    detail: &'static str,
    r#type: &'static str,
}

#[derive(Serialize)]
struct Message<'a> {
    message: &'a str,
}

/// A parameter is missing or wrong.
pub(super) fn invalid_request(message: &str) -> ApiResponse {
    let body = InvalidRequest {
        errors: [Message { message }],
        title: "Invalid Request",
        detail: "One or more parameters to your request was invalid.",
        r#type: "https://api.twitter.com/2/problems/invalid-request",
    };
    ApiResponse::problem(400, &body)
}

pub(super) fn unauthorized() -> ApiResponse {
    of_status(401, "Unauthorized")
}

pub(super) fn not_found() -> ApiResponse {
    of_status(404, "Not Found")
}

/// A problem that is no more than its status.
pub(super) fn of_status(status: u16, title: &str) -> ApiResponse {
    let body = json!({ "title": title, "detail": title, "type": "about:blank", "status": status });
    ApiResponse::problem(status, &body)
}

/// The endpoint does not take credentials of the kind that came.
pub(super) fn unsupported_authentication(came: &str, accepted: &[AuthScheme]) -> ApiResponse {
    let mut names: Vec<_> = accepted.iter().map(|scheme| name(*scheme)).collect();
    names.sort_unstable();
    names.dedup();
    let body = json!({
        "title": "Unsupported Authentication",
        "detail": format!(
            "Authenticating with {came} is forbidden for this endpoint.  Supported \
             authentication types are [{}].",
            names.join(", "),
        ),
        "type": "https://api.twitter.com/2/problems/unsupported-authentication",
        "status": 403,
    });
    ApiResponse::problem(403, &body)
}

/// How v2 calls a kind of credentials.
const fn name(scheme: AuthScheme) -> &'static str {
    match scheme {
        AuthScheme::Bearer => "OAuth 2.0 Application-Only",
        AuthScheme::UserOAuth2 => "OAuth 2.0 User Context",
        _ => "OAuth 1.0a User Context",
    }
}

pub(super) const BEARER: &str = name(AuthScheme::Bearer);
pub(super) const USER: &str = name(AuthScheme::User);
pub(super) const USER_OAUTH2: &str = name(AuthScheme::UserOAuth2);

/// The token was made without the permission to read Direct Messages.
pub(super) fn permission() -> ApiResponse {
    let body = json!({
        "title": "Forbidden",
        "detail": "Your client app is not configured with the appropriate oauth1 app permissions \
                   for this endpoint.",
        "type": "https://api.twitter.com/2/problems/oauth1-permissions",
        "status": 403,
    });
    ApiResponse::problem(403, &body)
}

/// Only the app's owner can do it.
pub(super) fn forbidden() -> ApiResponse {
    of_status(403, "Forbidden")
}

/// The app has no access to v2.
pub(super) fn not_enrolled(app: AppId) -> ApiResponse {
    let body = json!({
        "client_id": app.to_string(),
        "detail": "When authenticating requests to the Twitter API v2 endpoints, you must use keys \
                   and tokens from a Twitter developer App that is attached to a Project. You can \
                   create a project via the developer portal.",
        "registration_url": "https://developer.twitter.com/en/docs/projects/overview",
        "title": "Client Forbidden",
        "required_enrollment": "Appropriate Level of API Access",
        "reason": "client-not-enrolled",
        "type": "https://api.twitter.com/2/problems/client-forbidden",
        "status": 403,
    });
    ApiResponse::problem(403, &body)
}
