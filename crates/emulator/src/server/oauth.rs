//! Authenticates requests: OAuth 1.0a signatures, bearer tokens, HTTP Basic.

mod exchange;
mod parameters;
mod signature;

use std::time::SystemTime;

use account_activity::{AppId, Timestamp};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use percent_encoding::percent_decode_str;

use super::core::{Core, lock};
use super::request::Request;
use crate::account::{Caller, Delegate, Registered, Stale};

use signature::{base_string, is_genuine, normalized};

pub(super) use exchange::{Exchange, exchange};
pub(super) use parameters::Parameters;

/// A failure to authenticate a request.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum AuthFailure {
    /// The request has no credentials, or they cannot be parsed.
    Missing,
    /// The consumer key is unknown, or the signature, the nonce or the form of the request is
    /// wrong.
    Unauthenticated,
    /// The timestamp is too old, or in the future.
    Timestamp,
    /// The user's token is unknown or was revoked.
    Token,
    /// The bearer token is unknown or was invalidated.
    Bearer,
}

/// A request with a valid signature.
#[derive(Debug)]
pub(super) struct Signed {
    pub(super) app: AppId,
    pub(super) token: SignedToken,
    pub(super) parameters: Parameters,
}

/// The token that a request is signed with.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum SignedToken {
    /// No token: only the consumer key and secret.
    None,
    /// A user's access token.
    Access { token: String, delegate: Delegate },
    /// The request token of a sign-in.
    Request(String),
}

/// Returns the caller of an API request.
pub(super) fn caller(core: &Core, request: &Request) -> Result<Caller, AuthFailure> {
    if let Some(token) = request.authorization("Bearer") {
        let state = core.state();
        if let Some(app) = state.tokens.bearer_app(token) {
            return Ok(Caller::App(app));
        }
        let delegate = state.tokens.oauth2(token).map(|access| access.delegate(access.app));
        return delegate.map(Caller::UserOAuth2).ok_or(AuthFailure::Bearer);
    }
    match signed(core, request)?.token {
        SignedToken::Access { delegate, .. } => Ok(Caller::User(delegate)),
        SignedToken::Request(_) => Err(AuthFailure::Token),
        SignedToken::None => Err(AuthFailure::Unauthenticated),
    }
}

/// Verifies the signature of a request, its timestamp and its nonce.
pub(super) fn signed(core: &Core, request: &Request) -> Result<Signed, AuthFailure> {
    let parameters = Parameters::of(request).ok_or(AuthFailure::Missing)?;
    verified(core, parameters, |parameters, signature, app, token_secret| {
        is_signed(request, parameters, signature, app, token_secret)
    })
}

/// Verifies the parameters of a signed request. `is_signed` checks the signature with the app and
/// the secret of the token.
fn verified(
    core: &Core,
    parameters: Parameters,
    is_signed: impl Fn(&Parameters, &str, &Registered, &str) -> bool,
) -> Result<Signed, AuthFailure> {
    let get = |name: &str| parameters.get(name).ok_or(AuthFailure::Unauthenticated);
    let app = core.app_with_key(get("oauth_consumer_key")?).ok_or(AuthFailure::Unauthenticated)?;
    let timestamp = get("oauth_timestamp")?.parse().map_err(|_| AuthFailure::Unauthenticated)?;
    let nonce = get("oauth_nonce")?;
    let is_known = get("oauth_signature_method")? == "HMAC-SHA1"
        && parameters.get("oauth_version").is_none_or(|version| version == "1.0");
    if !is_known || !nonce.is_ascii() {
        return Err(AuthFailure::Unauthenticated);
    }
    let name = parameters.get("oauth_token").unwrap_or_default();
    let (token, secret) = token(core, app.id, name)?;
    let used = [app.consumer_key.clone(), name.to_owned(), nonce.to_owned()];
    if !is_signed(&parameters, get("oauth_signature")?, app, &secret) {
        return Err(AuthFailure::Unauthenticated);
    }
    // A client signs with the clock of the machine, or with the emulated time if it has been told
    // it.
    let now = [SystemTime::now().into(), core.now()].map(seconds);
    lock(&core.nonces).accept(used, timestamp, now).map_err(|stale| match stale {
        Stale::Timestamp => AuthFailure::Timestamp,
        Stale::Nonce => AuthFailure::Unauthenticated,
    })?;
    Ok(Signed { app: app.id, token, parameters })
}

/// Returns the token with a name, and its secret.
fn token(core: &Core, app: AppId, name: &str) -> Result<(SignedToken, String), AuthFailure> {
    if name.is_empty() {
        return Ok((SignedToken::None, String::new()));
    }
    let state = core.state();
    if let Some((access, secret)) = state.tokens.oauth1(name) {
        let token = SignedToken::Access { token: name.to_owned(), delegate: access.delegate(app) };
        return Ok((token, secret.to_owned()));
    }
    let sign_in = state.sign_ins.get(name).filter(|sign_in| sign_in.app == app);
    let sign_in = sign_in.ok_or(AuthFailure::Token)?;
    Ok((SignedToken::Request(name.to_owned()), sign_in.secret.clone()))
}

/// Returns whether a signature is valid for the requested origin or for one of X's. A client whose
/// host is redirected to the emulator signs the latter.
fn is_signed(
    request: &Request,
    parameters: &Parameters,
    signature: &str,
    app: &Registered,
    token_secret: &str,
) -> bool {
    let normalized = normalized(parameters.signed());
    // RFC 5849 §3.4.1.2: the default port of the scheme is not included.
    let asked = request.host().map(|host| {
        [("http", ":80"), ("https", ":443")].map(|(scheme, port)| {
            format!("{scheme}://{}", host.strip_suffix(port).unwrap_or(&host))
        })
    });
    let own = ["https://api.twitter.com", "https://api.x.com"].map(str::to_owned);
    asked.into_iter().flatten().chain(own).any(|origin| {
        let uri = format!("{origin}{}", request.path());
        let base = base_string(request.method.as_str(), &uri, &normalized);
        is_genuine(signature, &base, &app.consumer_secret, token_secret)
    })
}

/// Returns the app of `Authorization: Basic`: the key and the secret, each form-encoded (RFC 1738),
/// joined by a colon, in Base64.
pub(super) fn basic(core: &Core, request: &Request) -> Option<AppId> {
    let decoded = STANDARD.decode(request.authorization("Basic")?).ok()?;
    let text = String::from_utf8(decoded).ok()?;
    let (key, secret) = text.split_once(':')?;
    let app = core.app_with_key(&form_decoded(key))?;
    constant_time_eq(&form_decoded(secret), &app.consumer_secret).then_some(app.id)
}

fn form_decoded(text: &str) -> String {
    percent_decode_str(&text.replace('+', " ")).decode_utf8_lossy().into_owned()
}

fn constant_time_eq(one: &str, other: &str) -> bool {
    let difference =
        one.bytes().zip(other.bytes()).fold(0, |sum, (one, other)| sum | (one ^ other));
    one.len() == other.len() && difference == 0
}

fn seconds(instant: Timestamp) -> i64 {
    instant.as_millis().div_euclid(1000)
}
