//! The client, against servers that expect each request: every endpoint with one table of
//! [rows](row::Row), and the behaviour that the endpoints share.

mod bearer;
mod credentials;
mod each;
pub(crate) mod endpoints;
mod endpoints_example;
mod ensure;
mod enterprise;
mod faults;
mod log;
mod media;
mod names;
mod not_sent;
mod oauth;
mod oauth1;
mod oauth2;
mod path;
mod premium;
mod rate_limit;
mod replace;
mod replay;
mod retries;
mod row;
mod secrets;
mod sending;
mod serial;
mod shapes;
mod sign_in;
mod v2;
mod xaa;

use account_activity::client::oauth2::{Authorization, AuthorizationCode, Callback, TokenPair};
use account_activity::client::{AuthScheme, Client, ClientBuilder, RequestToken, WebhookUrl};
use account_activity::{AppCredentials, Secret, Timestamp, UserId, UserToken, WebhookId};
use row::Row;
use xaa::cases::clock;

// Each text occurs nowhere else, so that a test can detect whether it has been shown.
const CONSUMER_KEY: &str = "consumerKEY0";
const CONSUMER_SECRET: &str = "consumerSECRET1";
const OWNER_TOKEN: &str = "ownerTOKEN2";
const OWNER_SECRET: &str = "ownerSECRET3";
const USER_TOKEN: &str = "userTOKEN4";
const USER_SECRET: &str = "userSECRET5";
const USER_OAUTH2: &str = "oauth2TOKEN6";
/// Percent-encoded, as X sends it.
const BEARER: &str = "bearerTOKEN7%2Fx%3D";
const REQUEST_TOKEN: &str = "requestTOKEN8";
const REQUEST_SECRET: &str = "requestSECRET9";
const VERIFIER: &str = "verifierPIN10";
const CLIENT_ID: &str = "clientID11";
const CLIENT_SECRET: &str = "clientSECRET12";
const STATE: &str = "stateOF13";
const CODE_VERIFIER: &str = "codeVERIFIER14";
const CODE: &str = "authorizationCODE15";
const ACCESS_TOKEN: &str = "accessTOKEN16";
const REFRESH_TOKEN: &str = "refreshTOKEN17";

const CALLBACK: &str = "https://bot.example/signed-in?from=x";
const WEBHOOK: WebhookId = WebhookId::new(1_241_980_494_134_145_024);
const USER: UserId = UserId::new(2_244_994_945);

fn app() -> AppCredentials {
    public_app().oauth2(CLIENT_ID, Some(Secret::new(CLIENT_SECRET).unwrap()))
}

/// An app that is a public client of OAuth 2.0.
fn public_app() -> AppCredentials {
    let app = AppCredentials::new(CONSUMER_KEY, CONSUMER_SECRET);
    app.owner(owner()).bearer_token(BEARER).oauth2(CLIENT_ID, None)
}

fn owner() -> UserToken {
    UserToken::oauth1(OWNER_TOKEN, OWNER_SECRET)
}

fn user() -> UserToken {
    UserToken::oauth1(USER_TOKEN, USER_SECRET)
}

fn user_oauth2() -> UserToken {
    UserToken::oauth2(USER_OAUTH2)
}

fn request_token() -> RequestToken {
    RequestToken::new(REQUEST_TOKEN, REQUEST_SECRET)
}

/// A sign-in by OAuth 2.0 that has begun.
fn authorization() -> Authorization {
    Authorization::from_parts(STATE, CODE_VERIFIER, CALLBACK)
}

fn code() -> AuthorizationCode {
    match authorization().callback(&format!("state={STATE}&code={CODE}")) {
        Ok(Callback::Allowed(code)) => code,
        other => panic!("{other:?}"),
    }
}

fn tokens() -> TokenPair {
    TokenPair::new(ACCESS_TOKEN).with_refresh_token(REFRESH_TOKEN)
}

fn webhook_url() -> WebhookUrl {
    "https://bot.example/webhooks/twitter".parse().unwrap()
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// The time of the client's clock.
fn now() -> Timestamp {
    at("2026-03-01T13:00:00Z")
}

/// The schemes of base URLs with which a client can be built.
const SCHEMES: &[&str] = if cfg!(any(feature = "rustls", feature = "native-tls")) {
    &["http", "https"]
} else {
    &["http"]
};

const NONCE: &str = "kYjzVBB8Y0ZFabxSWbWovY3uYSQ2pTgmZeNu2VS4cg";

/// A client of a server, with constant signatures and without retries.
fn builder(base_url: impl Into<String>) -> ClientBuilder {
    builder_of(app(), base_url)
}

fn builder_of(app: AppCredentials, base_url: impl Into<String>) -> ClientBuilder {
    let builder = Client::builder(app).base_url(base_url).retries(0);
    builder.clock(now).nonce(|| NONCE.to_owned())
}

fn client(base_url: impl Into<String>) -> Client {
    builder(base_url).build().unwrap()
}

/// A client of a confidential app, and one of a public app.
#[derive(Clone)]
struct Clients([Client; 2]);

impl Clients {
    fn new(base_url: &str) -> Self {
        Self::build(|app| builder_of(app, base_url))
    }

    fn build(builder: impl Fn(AppCredentials) -> ClientBuilder) -> Self {
        Self([app(), public_app()].map(|app| builder(app).build().unwrap()))
    }

    /// The client that uses the scheme of a row.
    fn of(&self, row: &Row) -> Client {
        let [confidential, public] = &self.0;
        if row.scheme == AuthScheme::ClientId { public.clone() } else { confidential.clone() }
    }
}

/// Every row of the table.
fn rows() -> impl Iterator<Item = &'static Row> {
    let tables = [
        premium::ROWS,
        enterprise::ROWS,
        v2::ROWS,
        xaa::ROWS,
        xaa::stream_row::ROWS,
        oauth::ROWS,
        oauth2::ROWS,
    ];
    tables.into_iter().flatten()
}
