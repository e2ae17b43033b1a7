//! Errors of the endpoints of OAuth 2.0 (RFC 6749 §5.2), with X's texts where they are known.

use account_activity::AppId;
use serde::Serialize;

use crate::server::core::Core;
use crate::server::response::ApiResponse;

/// X's error for a refresh token, or a token to revoke, that is wrong. RFC 6749 has `invalid_grant`.
pub(super) const WRONG_TOKEN: &str = "Value passed for the token was invalid.";

#[derive(Serialize)]
struct Body<'a> {
    error: &'a str,
    error_description: &'a str,
}

fn refused(status: u16, error: &str, error_description: &str) -> ApiResponse {
    ApiResponse::json(status, &Body { error, error_description }).not_stored()
}

pub(super) fn invalid_request(description: &str) -> ApiResponse {
    refused(400, "invalid_request", description)
}

pub(super) fn missing(parameter: &str) -> ApiResponse {
    invalid_request(&format!("Missing required parameter [{parameter}]."))
}

/// Creates the error for a type of grant that does not exist. X's text is not known.
pub(super) fn unsupported_grant_type() -> ApiResponse {
    let description =
        "Expected grant_type authorization_code, refresh_token or client_credentials.";
    refused(400, "unsupported_grant_type", description)
}

/// Creates the error for scopes that a token cannot have. X's text is not known.
pub(super) fn invalid_scope() -> ApiResponse {
    refused(400, "invalid_scope", "Value passed for the scope was invalid.")
}

/// Creates the error for a client id that no app has.
pub(super) fn unknown_client(core: &Core, client_id: &str) -> ApiResponse {
    let reason = if core.has_secret(client_id) {
        "a secret stands in place of the client id: the two may be swapped".to_owned()
    } else {
        format!("no app has the client id {client_id:?}")
    };
    refused(400, "invalid_client", "Value passed for the client id was invalid.").because(reason)
}

/// Creates the error for a client that does not prove its identity.
pub(super) fn unauthorized_client(reason: impl Into<String>) -> ApiResponse {
    refused(401, "unauthorized_client", "Missing valid authorization header")
        .with_challenge("Basic realm=\"OAuth 2.0\"")
        .because(reason)
}

/// Creates the error for a token of another app.
pub(super) fn foreign_token(app: AppId) -> ApiResponse {
    let reason = format!("the token was issued to another app than {app}");
    invalid_request(WRONG_TOKEN).because(reason)
}
