//! Revokes tokens (RFC 7009).

use serde::Serialize;

use super::client::client;
use super::failure;
use super::form::Form;
use crate::server::request::Request;
use crate::server::response::ApiResponse;
use crate::server::service::Service;

#[derive(Serialize)]
struct Revoked {
    revoked: bool,
}

/// Revokes a token of the client and ignores the hint. Revoking an invalid token succeeds (RFC 7009
/// §2.2). Revoking the token of another client fails (§2.1).
pub(in crate::server::api) fn revoke(
    service: &Service,
    request: &Request,
) -> Result<ApiResponse, ApiResponse> {
    let core = &*service.core;
    let form = Form::of(request)?;
    let app = client(core, request, &form)?.id;
    let token = form.required("token")?;
    let revoked = core.change(|state| {
        if state.tokens.oauth2_app(token).is_some_and(|issued_to| issued_to != app) {
            return Err(failure::foreign_token(app));
        }
        Ok(state.revoke_token(app, token, core.now()))
    })?;
    if revoked.is_none() {
        service.invalidate_bearer(app, token);
    }
    Ok(ApiResponse::json(200, &Revoked { revoked: true }).not_stored())
}
