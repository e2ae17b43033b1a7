//! Issues tokens: for a code, for a refresh token, for the app itself.

use account_activity::{AppId, Timestamp};
use serde::Serialize;

use super::client::{client, client_in_form};
use super::failure;
use super::form::Form;
use crate::account::{ACCESS_LIFETIME, Issued, Scopes, State};
use crate::server::request::Request;
use crate::server::response::ApiResponse;
use crate::server::service::Service;

/// The only kind of client that may request the app's own token.
const CLIENT_TYPE: &str = "third_party_app";

#[derive(Serialize)]
struct Body {
    token_type: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    expires_in: Option<u64>,
    access_token: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    scope: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    refresh_token: Option<String>,
}

impl From<Issued> for Body {
    fn from(issued: Issued) -> Self {
        Self {
            token_type: "bearer",
            expires_in: Some(ACCESS_LIFETIME.as_secs()),
            access_token: issued.access_token,
            scope: Some(issued.scopes.to_string()),
            refresh_token: issued.refresh_token,
        }
    }
}

pub(in crate::server::api) fn issue(
    service: &Service,
    request: &Request,
) -> Result<ApiResponse, ApiResponse> {
    let (core, now) = (&*service.core, service.core.now());
    let form = Form::of(request)?;
    let body = match form.required("grant_type")? {
        "authorization_code" => {
            let app = client(core, request, &form)?.id;
            core.change(|state| exchange(state, app, &form, now)).map(Body::from)
        }
        "refresh_token" => {
            let app = client(core, request, &form)?.id;
            core.change(|state| refresh(state, app, &form, now)).map(Body::from)
        }
        "client_credentials" => {
            let app = client_in_form(core, &form)?.id;
            check_client_type(&form)?;
            let access_token = core.change(|state| state.bearer_of(app));
            let token_type = "bearer";
            let (expires_in, scope, refresh_token) = (None, None, None);
            Ok(Body { token_type, expires_in, access_token, scope, refresh_token })
        }
        _ => Err(failure::unsupported_grant_type()),
    };
    Ok(ApiResponse::json(200, &body?).not_stored())
}

/// Exchanges a code, if the app has the verifier and the redirect URI of the sign-in.
fn exchange(
    state: &mut State,
    app: AppId,
    form: &Form,
    now: Timestamp,
) -> Result<Issued, ApiResponse> {
    let code = form.required("code")?;
    let redirect_uri = form.required("redirect_uri")?;
    let verifier = form.required("code_verifier")?;
    let wrong_code = |reason| {
        let description = "Value passed for the authorization code was invalid.";
        failure::invalid_request(description).because(reason)
    };
    let unknown = || {
        wrong_code(
            "there is no such code: it was exchanged, is older than 30 seconds, or was revoked",
        )
    };
    let request = &state.authorizations.code(code, now).ok_or_else(unknown)?.request;
    if request.app != app {
        return Err(wrong_code("the code was issued to another app"));
    }
    if request.redirect_uri != redirect_uri {
        return Err(failure::invalid_request(
            "Value passed for the redirect uri did not match the uri of the authorization code.",
        ));
    }
    if !request.challenge.is_met_by(verifier) {
        return Err(failure::invalid_request(
            "Value passed for the code verifier did not match the code challenge.",
        ));
    }
    state.exchange_code(code, now).ok_or_else(unknown)
}

fn refresh(
    state: &mut State,
    app: AppId,
    form: &Form,
    now: Timestamp,
) -> Result<Issued, ApiResponse> {
    let token = form.required("refresh_token")?;
    let unknown = || {
        let reason = "there is no such refresh token: it was used or revoked";
        failure::invalid_request(failure::WRONG_TOKEN).because(reason)
    };
    let known = state.tokens.refresh_token(token).ok_or_else(unknown)?;
    if known.app != app {
        return Err(failure::foreign_token(app));
    }
    let scopes = form.get("scope").map(|scope| narrower(scope, known.scopes)).transpose()?;
    state.refresh(token, scopes, now).ok_or_else(unknown)
}

/// Reads the scopes that an app asks for. They must be among those of the sign-in (RFC 6749 §6).
fn narrower(scope: &str, granted: Scopes) -> Result<Scopes, ApiResponse> {
    let scopes = Scopes::try_from(scope.to_owned()).map_err(|unknown| {
        failure::invalid_scope().because(format!("there is no scope {unknown}"))
    })?;
    if scopes.is_empty() {
        return Err(failure::invalid_scope().because("expected at least one scope"));
    }
    if scopes.are_among(granted) {
        return Ok(scopes);
    }
    Err(failure::invalid_scope().because(format!("the user has allowed {granted} alone")))
}

fn check_client_type(form: &Form) -> Result<(), ApiResponse> {
    if form.required("client_type")? == CLIENT_TYPE {
        return Ok(());
    }
    Err(failure::invalid_request(&format!("Expected client_type {CLIENT_TYPE}.")))
}
