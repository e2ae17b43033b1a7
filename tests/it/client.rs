//! The client, against servers that expect each request: every endpoint with one table of
//! [rows](row::Row), and the behaviour that the endpoints share.

mod bearer;
mod clock;
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

use account_activity::client::{Client, ClientBuilder, RequestToken, WebhookUrl};
use account_activity::{AppCredentials, Timestamp, UserId, UserToken, WebhookId};
use row::Row;

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

const CALLBACK: &str = "https://bot.example/signed-in?from=x";
const WEBHOOK: WebhookId = WebhookId::new(1_241_980_494_134_145_024);
const USER: UserId = UserId::new(2_244_994_945);

fn app() -> AppCredentials {
    AppCredentials::new(CONSUMER_KEY, CONSUMER_SECRET).owner(owner()).bearer_token(BEARER)
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

/// Every row of the table.
fn rows() -> impl Iterator<Item = &'static Row> {
    [premium::ROWS, enterprise::ROWS, v2::ROWS, xaa::stream_row::ROWS, oauth::ROWS]
        .into_iter()
        .flatten()
}
