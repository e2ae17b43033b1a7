//! The endpoints that verify and invalidate a user's token.

use account_activity::client::Endpoint;

use super::bearer::Invalidated;
use super::call::Call;
use super::{rejection, v1};
use crate::account::{Caller, Delegate};
use crate::server::oauth::Parameters;
use crate::server::response::ApiResponse;

pub(super) fn respond(call: &Call<'_>) -> Result<ApiResponse, ApiResponse> {
    v1::check_token(call)?;
    let Caller::User(delegate) = call.caller else {
        return Err(rejection::wrong_credentials(&call.caller));
    };
    match call.endpoint {
        Endpoint::OAuthInvalidateUserToken => invalidate(call, delegate),
        Endpoint::OAuthVerifyCredentials => verify_credentials(call, delegate),
        _ => Err(rejection::not_found(call.request)),
    }
}

fn invalidate(call: &Call<'_>, delegate: Delegate) -> Result<ApiResponse, ApiResponse> {
    let token = Parameters::of(call.request)
        .and_then(|parameters| parameters.get("oauth_token").map(str::to_owned))
        .ok_or_else(rejection::could_not_authenticate)?;
    call.service.invalidate_token(&token, delegate.app, delegate.user);
    Ok(ApiResponse::json(200, &Invalidated { access_token: token }))
}

fn verify_credentials(call: &Call<'_>, delegate: Delegate) -> Result<ApiResponse, ApiResponse> {
    let state = call.core().state();
    let user = state.world.profile(delegate.user).ok_or_else(rejection::could_not_authenticate)?;
    Ok(ApiResponse::json(200, &user).with_access_level(delegate.permission.as_str()))
}
