//! Bearer tokens: one for each app.

use account_activity::AppId;
use account_activity::client::EndpointGroup;
use serde::Serialize;

use super::rejection;
use crate::server::oauth;
use crate::server::oauth::SignedToken;
use crate::server::request::Request;
use crate::server::response::ApiResponse;
use crate::server::service::Service;

#[derive(Serialize)]
struct Issued {
    token_type: &'static str,
    access_token: String,
}

#[derive(Serialize)]
pub(super) struct Invalidated {
    pub(super) access_token: String,
}

/// Issues the bearer token of the app. The token stays the same until it is invalidated.
pub(super) fn issue(service: &Service, request: &Request) -> Result<ApiResponse, ApiResponse> {
    let app = basic(service, request)?;
    // X's guide documents it in the body; some clients send it in the query.
    match request.parameter("grant_type") {
        Some(value) if value == "client_credentials" => {}
        Some(_) => return Err(unverified().because("expected `grant_type` client_credentials")),
        None => {
            let message = "Missing required parameter: grant_type";
            let label = "forbidden_missing_parameter";
            return Err(ApiResponse::labelled_error(403, 170, label, message));
        }
    }
    let access_token = service.core.change(|state| state.bearer_of(app));
    Ok(ApiResponse::json(200, &Issued { token_type: "bearer", access_token }))
}

/// Invalidates the bearer token. The reference documents the owner's OAuth 1.0a for this, the guide
/// HTTP Basic.
pub(super) fn invalidate(service: &Service, request: &Request) -> Result<ApiResponse, ApiResponse> {
    let app = invalidator(service, request)?;
    let given = request.parameter("access_token").unwrap_or_default();
    let access_token = service.invalidate_bearer(app, &given).ok_or_else(|| {
        unverified().because("`access_token` is not the current bearer token of the app")
    })?;
    Ok(ApiResponse::json(200, &Invalidated { access_token }))
}

fn invalidator(service: &Service, request: &Request) -> Result<AppId, ApiResponse> {
    if request.authorization("Basic").is_some() {
        return basic(service, request);
    }
    let signed = oauth::signed(&service.core, request)
        .map_err(|failure| rejection::unauthenticated(EndpointGroup::OAuth, failure))?;
    let owner = service.core.app(signed.app).map(|app| app.owner);
    match signed.token {
        SignedToken::Access { delegate, .. }
            if Some(delegate.user) == owner && !delegate.is_of_other_app =>
        {
            Ok(signed.app)
        }
        _ => {
            Err(unverified().because("the request is not signed with the token of the app's owner"))
        }
    }
}

fn basic(service: &Service, request: &Request) -> Result<AppId, ApiResponse> {
    let app = oauth::basic(&service.core, request);
    app.map_err(|failure| unverified().because(failure.to_string()))
}

fn unverified() -> ApiResponse {
    let message = "Unable to verify your credentials";
    ApiResponse::labelled_error(403, 99, "authenticity_token_error", message)
}
