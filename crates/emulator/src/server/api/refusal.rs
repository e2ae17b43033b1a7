//! Refusals in X's words: HTTP status, code, message.

use account_activity::client::{Endpoint, Family};

use super::problem;
use crate::fault::ApiFault;
use crate::server::oauth::AuthFailure;
use crate::server::request::Request;
use crate::server::response::Answer;

/// The credentials prove nothing.
pub(super) fn unauthenticated(family: Family, failure: AuthFailure) -> Answer {
    if family == Family::V2 {
        return problem::unauthorized();
    }
    match failure {
        AuthFailure::Missing => Answer::error(400, 215, "Bad Authentication data."),
        AuthFailure::Unauthenticated => could_not_authenticate(),
        AuthFailure::Timestamp => Answer::error(401, 135, "Timestamp out of bounds."),
        AuthFailure::Token => Answer::error(401, 89, "Invalid or expired token."),
        AuthFailure::Bearer => Answer::bearer_error(401, 89, "Invalid or expired token"),
    }
}

pub(super) fn could_not_authenticate() -> Answer {
    Answer::error(401, 32, "Could not authenticate you.")
}

/// The credentials are of a kind that the endpoint does not take.
pub(super) fn wrong_credentials() -> Answer {
    Answer::bearer_error(403, 220, "Your credentials do not allow access to this resource")
}

/// The environment, or access to the API, is missing.
pub(super) fn forbidden() -> Answer {
    Answer::error(403, 200, "Forbidden.")
}

pub(super) fn write_actions() -> Answer {
    let message = "Application cannot perform write actions. Contact Twitter Platform Operations \
                   through https://help.twitter.com/forms/platform.";
    Answer::error(403, 261, message)
}

pub(super) fn no_such_page() -> Answer {
    Answer::error(404, 34, "Sorry, that page does not exist.")
}

/// There is no endpoint of this path and method.
pub(super) fn not_found(request: &Request) -> Answer {
    if is_v2(request) { problem::not_found() } else { no_such_page() }
}

pub(super) fn rate_limit(endpoint: Endpoint) -> Answer {
    match endpoint {
        Endpoint::EnterpriseReplay => {
            Answer::error(429, 88, "Too many requests. Please back off your API request rate.")
        }
        _ if endpoint.family() == Family::V2 => Answer::error(429, 88, "Rate limit exceeded"),
        _ => Answer::error(429, 88, "Rate limit exceeded."),
    }
}

pub(super) fn internal_error() -> Answer {
    Answer::error(500, 131, "Internal error.")
}

/// A failure that was asked for.
pub(super) fn fault(request: &Request, fault: &ApiFault) -> Answer {
    if is_v2(request) && fault.status != 429 {
        problem::of_status(fault.status, fault.message)
    } else {
        Answer::error(fault.status, fault.code, fault.message)
    }
}

fn is_v2(request: &Request) -> bool {
    request.path().starts_with("/2/")
}
