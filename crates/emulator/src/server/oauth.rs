//! Authenticates requests: OAuth 1.0a signatures, bearer tokens, HTTP Basic.

mod exchange;
mod failure;
mod parameters;
mod signature;

use std::net::IpAddr;
use std::time::SystemTime;

use account_activity::{AppId, Timestamp};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use percent_encoding::percent_decode_str;

use super::core::{Core, lock};
use super::request::{Request, without_port};
use crate::account::{Caller, Delegate, Registered, Stale};

use signature::{base_string, is_genuine, normalized};

pub(super) use exchange::{Exchange, exchange};
pub(super) use failure::AuthFailure;
pub(super) use parameters::Parameters;

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
        SignedToken::None => Err(AuthFailure::NoToken),
    }
}

/// Verifies the signature of a request, its timestamp and its nonce.
pub(super) fn signed(core: &Core, request: &Request) -> Result<Signed, AuthFailure> {
    let parameters = Parameters::of(request).ok_or(AuthFailure::Missing)?;
    verified(core, parameters, |parameters, signature, app, token_secret| {
        check_signature(request, parameters, signature, app, token_secret)
    })
}

/// Verifies the parameters of a signed request. `check` checks the signature with the app and the
/// secret of the token.
fn verified(
    core: &Core,
    parameters: Parameters,
    check: impl Fn(&Parameters, &str, &Registered, &str) -> Result<(), AuthFailure>,
) -> Result<Signed, AuthFailure> {
    let get = |name| parameters.get(name).ok_or(AuthFailure::Parameter(name));
    let key = get("oauth_consumer_key")?;
    let app = core.app_with_key(key).ok_or_else(|| unknown_key(core, key))?;
    let timestamp: i64 =
        get("oauth_timestamp")?.parse().map_err(|_| AuthFailure::Parameter("oauth_timestamp"))?;
    let nonce = get("oauth_nonce")?;
    if get("oauth_signature_method")? != "HMAC-SHA1" {
        return Err(AuthFailure::Parameter("oauth_signature_method"));
    }
    if parameters.get("oauth_version").is_some_and(|version| version != "1.0") {
        return Err(AuthFailure::Parameter("oauth_version"));
    }
    if !nonce.is_ascii() {
        return Err(AuthFailure::Parameter("oauth_nonce"));
    }
    let name = parameters.get("oauth_token").unwrap_or_default();
    let (token, secret) = token(core, app.id, name)?;
    let used = [app.consumer_key.clone(), name.to_owned(), nonce.to_owned()];
    check(&parameters, get("oauth_signature")?, app, &secret)?;
    // A client signs with the clock of the machine, or with the emulated time if it has been told
    // it.
    let now = [SystemTime::now().into(), core.now()].map(seconds);
    lock(&core.nonces).accept(used, timestamp, now).map_err(|stale| match stale {
        Stale::Timestamp => AuthFailure::Timestamp { timestamp, now },
        Stale::Nonce => AuthFailure::Nonce(nonce.to_owned()),
    })?;
    Ok(Signed { app: app.id, token, parameters })
}

fn unknown_key(core: &Core, key: &str) -> AuthFailure {
    if core.apps.iter().any(|app| app.consumer_secret == key) {
        AuthFailure::SwappedKey
    } else {
        AuthFailure::UnknownKey(key.to_owned())
    }
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
    let sign_in = sign_in.ok_or_else(|| match state.tokens.is_secret(name) {
        true => AuthFailure::SwappedToken,
        false => AuthFailure::UnknownToken(name.to_owned()),
    })?;
    Ok((SignedToken::Request(name.to_owned()), sign_in.secret.clone()))
}

/// Checks that a signature is valid for the requested origin or for one of X's. A client whose host
/// is redirected to the emulator signs the latter.
fn check_signature(
    request: &Request,
    parameters: &Parameters,
    signature: &str,
    app: &Registered,
    token_secret: &str,
) -> Result<(), AuthFailure> {
    let normalized = normalized(parameters.signed());
    let mut expected = None;
    for origin in origins(request) {
        let uri = format!("{origin}{}", request.path());
        let base = base_string(request.method.as_str(), &uri, &normalized);
        if is_genuine(signature, &base, &app.consumer_secret, token_secret) {
            return Ok(());
        }
        expected.get_or_insert(base);
    }
    Err(AuthFailure::Signature { base_string: expected.unwrap_or_default() })
}

/// Returns the origins that a client may sign: the requested one first.
fn origins(request: &Request) -> Vec<String> {
    let mut origins = Vec::new();
    if let Some(host) = request.host() {
        // RFC 5849 §3.4.1.2: the default port of the scheme is not included.
        for (scheme, port) in [("http", ":80"), ("https", ":443")] {
            origins.push(format!("{scheme}://{}", host.strip_suffix(port).unwrap_or(&host)));
        }
        // Some clients leave out any port, which X's own hosts do not need.
        let name = without_port(&host);
        if name != host && is_loopback(name) {
            origins.extend(["http", "https"].map(|scheme| format!("{scheme}://{name}")));
        }
    }
    origins.extend(["https://api.twitter.com", "https://api.x.com"].map(str::to_owned));
    origins
}

fn is_loopback(name: &str) -> bool {
    let address = name.strip_prefix('[').and_then(|name| name.strip_suffix(']')).unwrap_or(name);
    name == "localhost"
        || name.ends_with(".localhost")
        || address.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
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
