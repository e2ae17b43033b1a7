//! The authorization page (RFC 6749 §4.1.1, RFC 7636 §4.3).

use url::Url;

use crate::account::{AuthorizationRequest, Begun, Challenge, Registered, Scopes};
use crate::server::api::{page, sign_in};
use crate::server::core::Core;
use crate::server::request::Request;
use crate::server::response::ApiResponse;
use crate::server::service::Service;

/// The longest `state`, in characters. X documents it.
const LONGEST_STATE: usize = 500;

/// Shows the page on which a user allows or denies a sign-in.
pub(in crate::server::api) fn ask(
    service: &Service,
    request: &Request,
) -> Result<ApiResponse, ApiResponse> {
    let core = &*service.core;
    let (app, redirect_uri) = destination(core, request)?;
    let asked = match asked(app, &redirect_uri, request) {
        Ok(asked) => asked,
        Err(refusal) => return Ok(refusal.redirect(&redirect_uri, request)),
    };
    let scopes = asked.scopes;
    match core.change(|state| state.begin_authorization(asked, core.now())) {
        Begun::Allowed(address) => Ok(ApiResponse::redirect(address)),
        Begun::Pending(name) => {
            let state = core.state();
            let field = page::user_field(&state, sign_in::expected_user(&state, request));
            let may = page::scopes(scopes.names());
            Ok(page::ask(&app.name, &may, request.path(), &name, &field))
        }
    }
}

/// Returns the app and the redirect URI. Without them the browser has nowhere to go back to.
fn destination<'a>(
    core: &'a Core,
    request: &Request,
) -> Result<(&'a Registered, String), ApiResponse> {
    let given = |name| request.parameter(name).unwrap_or_default();
    let (client_id, redirect_uri) = (given("client_id"), given("redirect_uri"));
    let app = core.app_with_client_id(&client_id).ok_or_else(|| {
        let found = if core.has_secret(&client_id) { "a secret" } else { &client_id };
        page::refused(&format!("no app has the client id {found:?}"))
    })?;
    if app.approves(&redirect_uri) {
        Ok((app, redirect_uri))
    } else {
        Err(page::refused(&format!(
            "the redirect URI {redirect_uri:?} is not an approved callback URL of the app"
        )))
    }
}

/// An error that is told to the app (RFC 6749 §4.1.2.1).
struct Refusal {
    error: &'static str,
    description: String,
}

impl Refusal {
    fn invalid_request(description: impl Into<String>) -> Self {
        Self { error: "invalid_request", description: description.into() }
    }

    fn redirect(&self, redirect_uri: &str, request: &Request) -> ApiResponse {
        let Ok(mut address) = Url::parse(redirect_uri) else {
            return page::refused(&self.description);
        };
        let mut told = vec![("error", self.error), ("error_description", &self.description)];
        let state = request.parameter("state");
        told.extend(state.as_deref().map(|state| ("state", state)));
        address.query_pairs_mut().extend_pairs(told);
        ApiResponse::redirect(address.into())
    }
}

/// Reads what the app asks of the user.
fn asked(
    app: &Registered,
    redirect_uri: &str,
    request: &Request,
) -> Result<AuthorizationRequest, Refusal> {
    let required = |name: &str| {
        let given = request.parameter(name).filter(|value| !value.is_empty());
        given.ok_or_else(|| {
            Refusal::invalid_request(format!("Missing required parameter [{name}]."))
        })
    };
    if required("response_type")? != "code" {
        let description = "expected `response_type` code".to_owned();
        return Err(Refusal { error: "unsupported_response_type", description });
    }
    let invalid_scope = |description| Refusal { error: "invalid_scope", description };
    let scopes = Scopes::try_from(required("scope")?)
        .map_err(|found| invalid_scope(format!("there is no scope {found}")))?;
    if scopes.is_empty() {
        return Err(invalid_scope("expected at least one scope".to_owned()));
    }
    let state = required("state")?;
    if state.chars().count() > LONGEST_STATE {
        let description = format!("expected at most {LONGEST_STATE} characters as `state`");
        return Err(Refusal::invalid_request(description));
    }
    let challenge = required("code_challenge")?;
    let method = request.parameter("code_challenge_method");
    let challenge = Challenge::new(method.as_deref(), challenge)
        .ok_or_else(|| Refusal::invalid_request("transform algorithm not supported"))?;
    let redirect_uri = redirect_uri.to_owned();
    Ok(AuthorizationRequest { app: app.id, redirect_uri, scopes, state, challenge })
}
