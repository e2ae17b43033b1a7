//! The three steps of a sign-in.

use account_activity::UserId;
use account_activity::client::EndpointGroup;
use url::form_urlencoded::Serializer;

use super::{page, rejection};
use crate::account::{Permission, Registered, SignedIn, State};
use crate::error::EmulatorError;
use crate::server::oauth;
use crate::server::oauth::{AuthFailure, Exchange};
use crate::server::request::Request;
use crate::server::response::ApiResponse;
use crate::server::service::Service;
use crate::world::WorldUser;

/// The callback value that requests a PIN.
const OUT_OF_BAND: &str = "oob";

/// The cookie that stores the user of the last sign-in.
const COOKIE: &str = "emulator_user";

/// When the authorization page is shown.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Prompt {
    /// At every sign-in.
    Always,
    /// Unless the user has authorized the app before.
    Once,
}

/// Step 1: issues a request token. A token in the signature is ignored: tweepy signs with the access
/// token when a user signs in again. Without a callback, the user gets a PIN.
pub(super) fn begin(service: &Service, request: &Request) -> Result<ApiResponse, ApiResponse> {
    let core = &*service.core;
    let signed = oauth::signed(core, request).map_err(unauthenticated)?;
    let app = core.app(signed.app).ok_or_else(rejection::could_not_authenticate)?;
    let callback = match signed.parameters.get("oauth_callback") {
        None | Some(OUT_OF_BAND) => None,
        Some(url) => Some(approved(app, url)?),
    };
    let asked = match request.parameter("x_auth_access_type").as_deref() {
        Some("read") => Permission::Read,
        Some("write") => Permission::ReadWrite,
        _ => app.permission,
    };
    let permission = asked.min(app.permission);
    let (token, secret) =
        core.change(|state| state.begin_sign_in(app.id, callback, permission, core.now()));
    Ok(form(&[
        ("oauth_token", &token),
        ("oauth_token_secret", &secret),
        ("oauth_callback_confirmed", "true"),
    ]))
}

fn approved(app: &Registered, callback: &str) -> Result<String, ApiResponse> {
    if app.callbacks.is_empty() {
        let message = "Desktop applications only support the oauth_callback value &apos;oob&apos;";
        return Err(ApiResponse::xml_error(401, 417, message));
    }
    if !app.approves(callback) {
        let message = "Callback URL not approved for this client application. Approved callback \
                       URLs can be adjusted in your application settings";
        return Err(ApiResponse::xml_error(403, 415, message));
    }
    Ok(callback.to_owned())
}

/// Step 2, in the browser: shows the authorization page.
pub(super) async fn ask(
    service: &Service,
    request: &Request,
    prompt: Prompt,
) -> Result<ApiResponse, ApiResponse> {
    match question(service, request, prompt)? {
        Question::Ask(page) => Ok(page),
        Question::Allowed { token, user } => allow(service, &token, user).await,
    }
}

/// Whether the user must be asked.
enum Question {
    Ask(ApiResponse),
    Allowed { token: String, user: UserId },
}

fn question(service: &Service, request: &Request, prompt: Prompt) -> Result<Question, ApiResponse> {
    let token = request.parameter("oauth_token").unwrap_or_default();
    let core = &*service.core;
    let state = core.state();
    let Some(sign_in) = state.sign_ins.get(&token, core.now()) else { return Err(page::expired()) };
    let app = core.app(sign_in.app).ok_or_else(page::expired)?;
    let user = expected_user(&state, request);
    let forced = request.parameter("force_login").is_some_and(|value| value == "true");
    let known = user.filter(|user| state.tokens.held(app.id, *user).next().is_some());
    if let Some(user) = known.filter(|_| prompt == Prompt::Once && !forced) {
        return Ok(Question::Allowed { token, user });
    }
    let (may, field) = (page::permission(sign_in.permission), page::user_field(&state, user));
    Ok(Question::Ask(page::ask(&app.name, may, request.path(), &token, &field)))
}

/// Returns the user who probably signs in: the one whom the request names, or the last one.
pub(super) fn expected_user(state: &State, request: &Request) -> Option<UserId> {
    match request.parameter("screen_name").filter(|name| !name.is_empty()) {
        Some(name) => state.world.user(name.as_str()).map(WorldUser::id),
        None => request.cookie(COOKIE)?.parse().ok(),
    }
}

/// Step 2, the form of the authorization page: allows or denies the sign-in, also one by OAuth 2.0.
pub(super) async fn decide(
    service: &Service,
    request: &Request,
) -> Result<ApiResponse, ApiResponse> {
    let token = request.parameter("oauth_token").unwrap_or_default();
    if request.parameter("decision").as_deref() == Some("allow") {
        let who = request.parameter("user_id").unwrap_or_default();
        let user = service.core.state().world.user(who.as_str()).map(WorldUser::id);
        return allow(service, &token, user.ok_or_else(|| page::no_user(&who))?).await;
    }
    let denied = service.deny(&token).await.map_err(|error| failed(&error))?;
    Ok(denied.map_or_else(page::denied, ApiResponse::redirect))
}

async fn allow(service: &Service, token: &str, user: UserId) -> Result<ApiResponse, ApiResponse> {
    let signed_in = service.allow(token, user.into()).await.map_err(|error| failed(&error))?;
    let response = match signed_in {
        SignedIn::Pin(pin) => page::pin(&pin),
        SignedIn::Callback(address) => ApiResponse::redirect(address),
    };
    Ok(response.with_cookie(format!("{COOKIE}={user}; Path=/; HttpOnly; SameSite=Lax")))
}

fn failed(error: &EmulatorError) -> ApiResponse {
    match error {
        EmulatorError::Store(_) => rejection::internal_error(),
        _ => page::expired(),
    }
}

/// Step 3: exchanges the verifier for the access token, once.
pub(super) fn end(service: &Service, request: &Request) -> Result<ApiResponse, ApiResponse> {
    let Exchange { token: name, verifier } =
        oauth::exchange(&service.core, request).map_err(unauthenticated)?;
    let now = service.core.now();
    service.core.change(|state| {
        let sign_in = state.sign_ins.get(&name, now);
        let sign_in = sign_in.ok_or_else(|| {
            let reason = "there is no sign-in with this request token, or it has ended or expired";
            rejected("Invalid oauth_token parameter").because(reason)
        })?;
        let grant = sign_in.granted.clone();
        let wrong = |reason| rejected("Invalid oauth_verifier parameter").because(reason);
        let grant = grant.ok_or_else(|| wrong("no user has allowed the sign-in yet"))?;
        if verifier.is_empty() {
            return Err(wrong("the parameter `oauth_verifier` is missing"));
        }
        if grant.verifier != verifier {
            return Err(wrong("the verifier, or the PIN, is not that of the sign-in"));
        }
        let user = state.world.user(grant.user).ok_or_else(rejection::could_not_authenticate)?;
        let screen_name = user.screen_name().to_owned();
        let granted = state.exchange(&name, now);
        let (token, secret) = granted.ok_or_else(rejection::could_not_authenticate)?;
        Ok(form(&[
            ("oauth_token", &token),
            ("oauth_token_secret", &secret),
            ("user_id", &grant.user.to_string()),
            ("screen_name", &screen_name),
        ]))
    })
}

fn rejected(cause: &str) -> ApiResponse {
    ApiResponse::text(401, format!("Error processing your OAuth request: {cause}"))
}

fn unauthenticated(failure: AuthFailure) -> ApiResponse {
    rejection::unauthenticated(EndpointGroup::OAuth, failure)
}

/// Creates a form response, which X sends as HTML.
fn form(pairs: &[(&str, &str)]) -> ApiResponse {
    ApiResponse::html(200, Serializer::new(String::new()).extend_pairs(pairs).finish())
}
