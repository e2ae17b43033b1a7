//! Error responses of v2: problems, some with a reason.

use account_activity::AppId;
use account_activity::client::AuthScheme;
use serde::Serialize;
use serde_json::json;

use crate::account::Caller;
use crate::server::response::ApiResponse;

/// The reasons that v2 gives for rejecting a request about webhooks and subscriptions.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Reason {
    CrcValidationFailed,
    DuplicateSubscriptionFailed,
    DuplicateUrlFailed,
    FilterInvalid,
    OauthAccessTokenRequired,
    QueryParamInvalid,
    ReplayConflictError,
    SubscriptionLimitExceeded,
    SubscriptionNotFound,
    UrlValidationFailed,
    WebhookIdInvalid,
    WebhookLimitExceeded,
}

/// Creates a problem with a reason, in the form that the documentation of webhooks shows.
pub(super) fn rejected(reason: Reason, details: &str) -> ApiResponse {
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

/// Creates the problem for a missing or wrong parameter.
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

/// Creates the problem for a subscription that does not exist.
pub(super) fn no_such_subscription(id: &str) -> ApiResponse {
    let body = json!({
        "value": id,
        "detail": format!("Could not find subscription with id: [{id}]."),
        "title": "Not Found Error",
        "resource_type": "subscription",
        "parameter": "id",
        "resource_id": id,
        "type": "https://api.twitter.com/2/problems/resource-not-found",
    });
    ApiResponse::problem(404, &body)
}

pub(super) fn not_found() -> ApiResponse {
    of_status(404, "Not Found")
}

/// Creates a problem without more details than its status.
pub(super) fn of_status(status: u16, title: &str) -> ApiResponse {
    detailed(status, title, title)
}

/// Creates a problem without a type of its own.
pub(super) fn detailed(status: u16, title: &str, detail: &str) -> ApiResponse {
    let body = json!({ "title": title, "detail": detail, "type": "about:blank", "status": status });
    ApiResponse::problem(status, &body)
}

/// Creates the problem for credentials of a kind that the endpoint does not accept.
pub(super) fn unsupported_authentication(caller: &Caller, accepted: &[AuthScheme]) -> ApiResponse {
    let mut names: Vec<_> = accepted.iter().map(|scheme| name(*scheme)).collect();
    names.sort_unstable();
    names.dedup();
    let body = json!({
        "title": "Unsupported Authentication",
        "detail": format!(
            "Authenticating with {} is forbidden for this endpoint.  Supported authentication \
             types are [{}].",
            scheme(caller),
            names.join(", "),
        ),
        "type": "https://api.twitter.com/2/problems/unsupported-authentication",
        "status": 403,
    });
    ApiResponse::problem(403, &body)
}

/// Returns v2's name of a kind of credentials.
const fn name(scheme: AuthScheme) -> &'static str {
    match scheme {
        AuthScheme::Bearer => "OAuth 2.0 Application-Only",
        AuthScheme::UserOAuth2 => "OAuth 2.0 User Context",
        _ => "OAuth 1.0a User Context",
    }
}

/// Returns v2's name of the kind of credentials of a caller.
pub(super) const fn scheme(caller: &Caller) -> &'static str {
    match caller {
        Caller::App(_) => name(AuthScheme::Bearer),
        Caller::User(_) => name(AuthScheme::User),
        Caller::UserOAuth2(_) => name(AuthScheme::UserOAuth2),
    }
}

/// Creates the problem for a token without the permission to read Direct Messages.
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

/// Creates the problem for a user or a token that may not do this.
pub(super) fn forbidden() -> ApiResponse {
    of_status(403, "Forbidden")
}

/// Rejects a caller whose token lacks one of some scopes.
pub(super) fn check_scopes(caller: &Caller, scopes: &[&str]) -> Result<(), ApiResponse> {
    match scopes.iter().find(|scope| !caller.has_scope(scope)) {
        Some(scope) => Err(missing_scope(scope)),
        None => Ok(()),
    }
}

/// Creates the problem for a token without a scope of OAuth 2.0. X does not name the scope.
fn missing_scope(scope: &str) -> ApiResponse {
    forbidden().because(format!(
        "the token lacks the scope {scope}: let the user sign in again and ask for it"
    ))
}

/// Creates the problem for an app without access to v2.
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
