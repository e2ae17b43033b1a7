//! The sign-in by OAuth 2.0: the authorization page, codes with PKCE, tokens, their revocation.

mod authorize;
mod client;
mod kept;
mod revoke;
mod scopes;
mod secrets;
mod token;

use account_activity::Tier;
use account_activity_emulator::{App, Emulator, SignedIn};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::Method;
use http::header::AUTHORIZATION;
use serde_json::Value;
use url::{Url, form_urlencoded};

use super::raw::{Raw, Reply, send};
use super::still;

/// The verifier of RFC 7636, appendix B, and its challenge.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

const CALLBACK: &str = "http://127.0.0.1:5000/callback?keep=1";
const SCOPES: &str = "tweet.read users.read offline.access";
const ME: &str = "/2/users/me";

/// An emulator with a confidential client.
async fn confidential() -> Emulator {
    let app = App::new("key", "secret").with_client_id("client").with_client_secret("it's secret");
    still(Tier::Premium).app(app).start().await.unwrap()
}

/// Returns the path of the authorization page. Parameters replace the usual ones, and an empty one is
/// left out.
fn page(raw: &Raw, replaced: &[(&str, &str)]) -> String {
    let client_id = raw.credentials().client_id.as_str();
    let mut parameters = vec![
        ("response_type", "code"),
        ("client_id", client_id),
        ("redirect_uri", CALLBACK),
        ("scope", SCOPES),
        ("state", "a state & more"),
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "S256"),
    ];
    for (name, value) in replaced {
        parameters.retain(|(known, _)| known != name);
        parameters.push((name, value));
    }
    parameters.retain(|(_, value)| !value.is_empty());
    format!("/i/oauth2/authorize?{}", encoded(&parameters))
}

fn encoded(pairs: &[(&str, &str)]) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
}

async fn open(raw: &Raw, path: &str) -> Reply {
    send(raw.request(Method::GET, path)).await
}

/// Returns the address of a redirect.
#[track_caller]
fn location(reply: &Reply) -> Url {
    assert_eq!(reply.status, 302, "{}", reply.body);
    reply.header("location").unwrap().parse().unwrap()
}

/// Returns a parameter of an address.
fn parameter(address: &Url, name: &str) -> Option<String> {
    let mut pairs = address.query_pairs();
    pairs.find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
}

/// Returns the code of a sign-in that a user has allowed.
async fn code_for(emulator: &Emulator, raw: &Raw, user: &str, replaced: &[(&str, &str)]) -> String {
    let reply = open(raw, &page(raw, replaced)).await;
    assert_eq!(reply.status, 200, "{}", reply.body);
    let pending = emulator.sign_ins();
    let [pending] = pending.as_slice() else { panic!("{pending:?}") };
    let signed_in = emulator.allow(&pending.request_token, user).await.unwrap();
    let SignedIn::Callback(address) = signed_in else { panic!("{signed_in:?}") };
    parameter(&address.parse().unwrap(), "code").unwrap()
}

/// Sends a form as the app: with HTTP Basic, or as a public client.
async fn post(raw: &Raw, path: &str, form: &[(&str, &str)]) -> Reply {
    let (id, secret) = (&raw.credentials().client_id, &raw.credentials().client_secret);
    if let Some(secret) = secret {
        return post_with_basic(raw, path, form, &format!("{id}:{secret}")).await;
    }
    let mut form = form.to_vec();
    form.push(("client_id", id));
    post_alone(raw, path, &form).await
}

async fn post_with_basic(raw: &Raw, path: &str, form: &[(&str, &str)], basic: &str) -> Reply {
    let header = format!("Basic {}", STANDARD.encode(basic));
    send(request(raw, path, form).header(AUTHORIZATION, header)).await
}

/// Sends a form without other credentials than those in it.
async fn post_alone(raw: &Raw, path: &str, form: &[(&str, &str)]) -> Reply {
    send(request(raw, path, form)).await
}

fn request(raw: &Raw, path: &str, form: &[(&str, &str)]) -> reqwest::RequestBuilder {
    let media_type = "application/x-www-form-urlencoded;charset=UTF-8";
    raw.request(Method::POST, path).header("content-type", media_type).body(encoded(form))
}

/// Exchanges a code.
async fn exchange(raw: &Raw, code: &str) -> Reply {
    let form = [
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", CALLBACK),
        ("code_verifier", VERIFIER),
    ];
    post(raw, "/2/oauth2/token", &form).await
}

/// Signs a user in and returns the access token.
pub(super) async fn token_with_scopes(
    emulator: &Emulator,
    raw: &Raw,
    user: &str,
    scopes: &str,
) -> String {
    let code = code_for(emulator, raw, user, &[("scope", scopes)]).await;
    exchange(raw, &code).await.json()["access_token"].as_str().unwrap().to_owned()
}

async fn refresh(raw: &Raw, token: &str) -> Reply {
    let form = [("grant_type", "refresh_token"), ("refresh_token", token)];
    post(raw, "/2/oauth2/token", &form).await
}

pub(super) async fn revoke(raw: &Raw, token: &str) -> Reply {
    post(raw, "/2/oauth2/revoke", &[("token", token)]).await
}

/// The access token and the refresh token of a user.
#[derive(Clone, Debug, Eq, PartialEq)]
struct Pair {
    access: String,
    refresh: String,
}

impl Pair {
    #[track_caller]
    fn of(reply: &Reply) -> Self {
        assert_eq!(reply.status, 200, "{}", reply.body);
        let json = reply.json();
        let text = |name: &str| json[name].as_str().expect(name).to_owned();
        Self { access: text("access_token"), refresh: text("refresh_token") }
    }

    /// Signs a user in.
    async fn for_user(emulator: &Emulator, raw: &Raw, user: &str) -> Self {
        Self::of(&exchange(raw, &code_for(emulator, raw, user, &[]).await).await)
    }

    /// Returns the status of a request with the access token.
    async fn status(&self, raw: &Raw) -> u16 {
        raw.with_bearer(&self.access, Method::GET, ME).await.status
    }
}

impl Reply {
    /// Expects an error of OAuth 2.0.
    #[track_caller]
    fn is_oauth2_error(&self, status: u16, error: &str, description: &str) {
        let json = self.json();
        let found = (self.status, &json["error"], &json["error_description"]);
        let (error, description) = (Value::from(error), Value::from(description));
        assert_eq!(found, (status, &error, &description));
        assert_eq!(self.header("cache-control"), Some("no-store"));
    }

    #[track_caller]
    fn is_invalid_request(&self, description: &str) {
        self.is_oauth2_error(400, "invalid_request", description);
    }
}

const WRONG_TOKEN: &str = "Value passed for the token was invalid.";
const WRONG_CODE: &str = "Value passed for the authorization code was invalid.";
