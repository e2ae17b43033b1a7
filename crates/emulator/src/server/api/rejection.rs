//! Error responses of v1.1 with X's status, code and message.

use account_activity::client::{Endpoint, EndpointGroup};
use account_activity::{AppId, Tier};

use super::problem;
use crate::account::{Caller, Permission};
use crate::fault::ApiFault;
use crate::server::oauth::AuthFailure;
use crate::server::request::Request;
use crate::server::response::ApiResponse;

/// Creates the error for a request that is not authenticated.
pub(super) fn unauthenticated(family: EndpointGroup, failure: AuthFailure) -> ApiResponse {
    let response = match failure {
        _ if is_group_of_v2(family) => problem::unauthorized(),
        AuthFailure::Missing => ApiResponse::error(400, 215, "Bad Authentication data."),
        AuthFailure::Timestamp { .. } => ApiResponse::error(401, 135, "Timestamp out of bounds."),
        AuthFailure::Token | AuthFailure::UnknownToken(_) | AuthFailure::SwappedToken => {
            ApiResponse::error(401, 89, "Invalid or expired token.")
        }
        AuthFailure::Bearer | AuthFailure::Expired => {
            ApiResponse::bearer_error(401, 89, "Invalid or expired token")
        }
        _ => could_not_authenticate(),
    };
    response.because(failure.to_string()).with_base_string(failure.into_base_string())
}

pub(super) fn could_not_authenticate() -> ApiResponse {
    ApiResponse::error(401, 32, "Could not authenticate you.")
}

/// Creates the error for credentials of a kind that the endpoint does not accept.
pub(super) fn wrong_credentials(caller: &Caller) -> ApiResponse {
    let message = "Your credentials do not allow access to this resource";
    let reason = format!("the endpoint does not accept {}", problem::scheme(caller));
    ApiResponse::bearer_error(403, 220, message).because(reason)
}

/// The reason for the refusal of a user who is not the app's owner.
pub(super) const NOT_THE_OWNER: &str =
    "the token is not the app owner's, who alone can call this endpoint";

/// Returns the reason for the refusal of an app without access.
pub(super) fn no_access(app: AppId, tier: Tier) -> String {
    format!(
        "app {app} has no access to this endpoint: it is one of another tier than {tier}, or the \
         app is without access"
    )
}

/// Returns the reason for the refusal of a token that lacks a permission.
pub(super) fn lacking(held: Permission, needed: Permission) -> String {
    format!(
        "the token has the permission {}, and {} is required: set the app's permission, then create \
         the token again",
        held.as_str(),
        needed.as_str(),
    )
}

/// Creates the error for an unknown environment, or for an app without access to the API.
pub(super) fn forbidden() -> ApiResponse {
    ApiResponse::error(403, 200, "Forbidden.")
}

pub(super) fn write_actions() -> ApiResponse {
    let message = "Application cannot perform write actions. Contact Twitter Platform Operations \
                   through https://help.twitter.com/forms/platform.";
    ApiResponse::error(403, 261, message)
}

pub(super) fn no_such_page() -> ApiResponse {
    ApiResponse::error(404, 34, "Sorry, that page does not exist.")
}

/// Creates the error for a path and method without an endpoint.
pub(super) fn not_found(request: &Request) -> ApiResponse {
    if is_v2(request) { problem::not_found() } else { no_such_page() }
}

/// Creates the same error for a path that is X's but not the emulator's, and says so.
pub(super) fn not_emulated(request: &Request) -> ApiResponse {
    let path = request.path();
    let root = path.split('/').nth(1).unwrap_or_default();
    if !(root == "1.1" || root == "2" || root.starts_with("oauth")) {
        return not_found(request);
    }
    let note = format!("not emulated: the emulator does not serve {} {path}", request.method);
    not_found(request).noting(&note).because(note)
}

pub(super) fn rate_limit(endpoint: Endpoint) -> ApiResponse {
    match endpoint {
        Endpoint::EnterpriseReplay => {
            ApiResponse::error(429, 88, "Too many requests. Please back off your API request rate.")
        }
        _ if is_group_of_v2(endpoint.group()) => ApiResponse::error(429, 88, "Rate limit exceeded"),
        _ => ApiResponse::error(429, 88, "Rate limit exceeded."),
    }
}

/// Creates the error for a request of a web page, which never reaches the API.
pub(super) fn foreign(reason: String) -> ApiResponse {
    ApiResponse::json(403, &serde_json::json!({ "error": reason })).because(reason)
}

pub(super) fn internal_error() -> ApiResponse {
    ApiResponse::error(500, 131, "Internal error.")
}

/// Creates the error of a requested fault.
pub(super) fn fault(request: &Request, fault: &ApiFault) -> ApiResponse {
    let response = if is_v2(request) && fault.status != 429 {
        problem::of_status(fault.status, fault.message)
    } else {
        ApiResponse::error(fault.status, fault.code, fault.message)
    };
    response.with_retry_after(fault.retry_after).because("a requested fault")
}

/// Returns whether the endpoints of a group have v2's form of errors.
pub(super) const fn is_group_of_v2(group: EndpointGroup) -> bool {
    matches!(group, EndpointGroup::V2 | EndpointGroup::XActivity)
}

fn is_v2(request: &Request) -> bool {
    request.path().starts_with("/2/")
}
