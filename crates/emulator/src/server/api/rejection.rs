//! Error responses of v1.1 with X's status, code and message.

use account_activity::client::{Endpoint, EndpointGroup};

use super::problem;
use crate::fault::ApiFault;
use crate::server::oauth::AuthFailure;
use crate::server::request::Request;
use crate::server::response::ApiResponse;

/// Creates the error for a request that is not authenticated.
pub(super) fn unauthenticated(family: EndpointGroup, failure: AuthFailure) -> ApiResponse {
    let response = match failure {
        _ if family == EndpointGroup::V2 => problem::unauthorized(),
        AuthFailure::Missing => ApiResponse::error(400, 215, "Bad Authentication data."),
        AuthFailure::Timestamp { .. } => ApiResponse::error(401, 135, "Timestamp out of bounds."),
        AuthFailure::Token | AuthFailure::UnknownToken(_) | AuthFailure::SwappedToken => {
            ApiResponse::error(401, 89, "Invalid or expired token.")
        }
        AuthFailure::Bearer => ApiResponse::bearer_error(401, 89, "Invalid or expired token"),
        _ => could_not_authenticate(),
    };
    response.because(failure.to_string()).with_base_string(failure.into_base_string())
}

pub(super) fn could_not_authenticate() -> ApiResponse {
    ApiResponse::error(401, 32, "Could not authenticate you.")
}

/// Creates the error for credentials of a kind that the endpoint does not accept.
pub(super) fn wrong_credentials() -> ApiResponse {
    ApiResponse::bearer_error(403, 220, "Your credentials do not allow access to this resource")
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
    let is_of_x = ["/1.1/", "/2/", "/oauth"].iter().any(|root| path.starts_with(root));
    if !is_of_x {
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
        _ if endpoint.group() == EndpointGroup::V2 => {
            ApiResponse::error(429, 88, "Rate limit exceeded")
        }
        _ => ApiResponse::error(429, 88, "Rate limit exceeded."),
    }
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
    response.because("a requested fault")
}

fn is_v2(request: &Request) -> bool {
    request.path().starts_with("/2/")
}
