//! Authenticates requests: OAuth 1.0a signatures, bearer tokens, HTTP Basic.

mod exchange;
mod failure;
mod parameters;
mod signature;

use std::time::SystemTime;

use account_activity::{AppId, Timestamp};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use percent_encoding::percent_decode_str;

use super::core::{Core, lock};
use super::host::{OF_X, is_loopback, without_port};
use super::request::{Pair, Request};
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
        let access = state.tokens.oauth2(token).ok_or(AuthFailure::Bearer)?;
        if access.is_expired(core.now()) {
            return Err(AuthFailure::Expired);
        }
        return Ok(Caller::UserOAuth2(access.delegate(access.app)));
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
        check_signature(core, request, parameters, signature, (app, token_secret))
    })
}

/// Verifies the parameters of a signed request. `check` checks the signature with the app and the
/// secret of the token.
fn verified(
    core: &Core,
    parameters: Parameters,
    check: impl Fn(&Parameters, &str, &Registered, &str) -> Result<(), AuthFailure>,
) -> Result<Signed, AuthFailure> {
    let get = |name| parameters.get(name).ok_or(AuthFailure::MissingParameter(name));
    let wrong = |name, expected, found: &str| {
        Err(AuthFailure::Parameter { name, expected, found: found.to_owned() })
    };
    let key = get("oauth_consumer_key")?;
    let app = core.app_with_key(key).ok_or_else(|| unknown_key(core, key))?;
    // The method is checked first: a request with the method PLAINTEXT may have no other parameter.
    let method = get("oauth_signature_method")?;
    if method != "HMAC-SHA1" {
        return wrong("oauth_signature_method", "HMAC-SHA1", method);
    }
    if let Some(version) = parameters.get("oauth_version").filter(|version| *version != "1.0") {
        return wrong("oauth_version", "1.0", version);
    }
    let text = get("oauth_timestamp")?;
    let Ok(timestamp) = text.parse::<i64>() else {
        return wrong("oauth_timestamp", "seconds since 1970", text);
    };
    let nonce = get("oauth_nonce")?;
    if !nonce.is_ascii() {
        return wrong("oauth_nonce", "ASCII", nonce);
    }
    let name = parameters.get("oauth_token").unwrap_or_default();
    let (token, secret) = token(core, app.id, name).ok_or_else(|| unknown_token(core, name))?;
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
    if core.has_secret(key) {
        AuthFailure::SwappedKey
    } else {
        AuthFailure::UnknownKey(key.to_owned())
    }
}

fn unknown_token(core: &Core, token: &str) -> AuthFailure {
    if core.has_secret(token) {
        AuthFailure::SwappedToken
    } else {
        AuthFailure::UnknownToken(token.to_owned())
    }
}

/// Returns the token with a name, and its secret. The name may be empty: the request then has no token.
fn token(core: &Core, app: AppId, name: &str) -> Option<(SignedToken, String)> {
    if name.is_empty() {
        return Some((SignedToken::None, String::new()));
    }
    let state = core.state();
    if let Some((access, secret)) = state.tokens.oauth1(name) {
        let token = SignedToken::Access { token: name.to_owned(), delegate: access.delegate(app) };
        return Some((token, secret.to_owned()));
    }
    let sign_in = state.sign_ins.get(name, core.now()).filter(|sign_in| sign_in.app == app)?;
    Some((SignedToken::Request(name.to_owned()), sign_in.secret.clone()))
}

/// Checks that a signature is valid for the requested origin or for one of X's. A client whose host
/// is redirected to the emulator signs the latter.
fn check_signature(
    core: &Core,
    request: &Request,
    parameters: &Parameters,
    signature: &str,
    (app, token_secret): (&Registered, &str),
) -> Result<(), AuthFailure> {
    let origins = origins(request);
    let base_string = |origin: &str, parameters: &str| {
        let uri = format!("{origin}{}", request.path());
        base_string(request.method.as_str(), &uri, parameters)
    };
    let signed = normalized(parameters.signed());
    let mut attempts = origins.iter().map(|origin| base_string(origin, &signed));
    if attempts.any(|base| is_genuine(signature, &base, &app.consumer_secret, token_secret)) {
        return Ok(());
    }
    let shown: Vec<_> = parameters.signed().map(|pair| without_secrets(core, pair)).collect();
    let origin = origins.first().map_or("", String::as_str);
    Err(AuthFailure::Signature { base_string: base_string(origin, &normalized(shown.iter())) })
}

/// Returns a parameter as it is logged: without a secret, which some clients send by mistake.
fn without_secrets(core: &Core, (name, value): &Pair) -> Pair {
    let shown = |text: &String| match core.has_secret(text) {
        true => "SECRET".to_owned(),
        false => text.clone(),
    };
    (shown(name), shown(value))
}

/// Returns the origins that a client may sign: the requested one first.
fn origins(request: &Request) -> Vec<String> {
    let mut origins = Vec::new();
    if let Some(host) = request.host() {
        let name = without_port(&host);
        let mut schemes = [("http", ":80"), ("https", ":443")];
        if request.is_https || OF_X.contains(&name) {
            schemes.reverse();
        }
        // RFC 5849 §3.4.1.2: the default port of the scheme is not included.
        for (scheme, port) in schemes {
            origins.push(format!("{scheme}://{}", host.strip_suffix(port).unwrap_or(&host)));
        }
        // Some clients leave out any port, which X's own hosts do not need.
        if name != host && is_loopback(name) {
            origins.extend(["http", "https"].map(|scheme| format!("{scheme}://{name}")));
        }
    }
    origins.extend(["https://api.twitter.com", "https://api.x.com"].map(str::to_owned));
    origins
}

/// Returns the app whose consumer key and secret are those of `Authorization: Basic`.
pub(super) fn basic(core: &Core, request: &Request) -> Result<AppId, AuthFailure> {
    let (key, secret) = basic_credentials(request).ok_or(AuthFailure::Missing)?;
    let app = core.app_with_key(&key).ok_or_else(|| unknown_key(core, &key))?;
    if constant_time_eq(&secret, &app.consumer_secret) {
        Ok(app.id)
    } else {
        Err(AuthFailure::ConsumerSecret)
    }
}

/// Returns the two parts of `Authorization: Basic`: each form-encoded (RFC 6749 §2.3.1), joined by a
/// colon, in Base64.
pub(super) fn basic_credentials(request: &Request) -> Option<(String, String)> {
    let decoded = STANDARD.decode(request.authorization("Basic")?).ok()?;
    let text = String::from_utf8(decoded).ok()?;
    let (name, secret) = text.split_once(':')?;
    Some((form_decoded(name), form_decoded(secret)))
}

fn form_decoded(text: &str) -> String {
    percent_decode_str(&text.replace('+', " ")).decode_utf8_lossy().into_owned()
}

pub(super) fn constant_time_eq(one: &str, other: &str) -> bool {
    let difference =
        one.bytes().zip(other.bytes()).fold(0, |sum, (one, other)| sum | (one ^ other));
    one.len() == other.len() && difference == 0
}

fn seconds(instant: Timestamp) -> i64 {
    instant.as_millis().div_euclid(1000)
}
