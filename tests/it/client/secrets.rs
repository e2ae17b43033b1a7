//! Secrets are never shown: not by `Debug` or `Display`, not in a log, not in a dry run, and not if
//! a server repeats the request in its response.

use std::collections::BTreeSet;
use std::fmt::{Debug, Write};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use account_activity::client::xaa::{DeliverTo, NewSubscription, SubscriptionFilter, Wanted};
use account_activity::client::{
    BearerToken, CallbackQuery, Error, Exchange, PreparedRequest, Signer,
};
use account_activity::xaa::EventKind;
use http::header::AUTHORIZATION;
use wiremock::matchers::{any, method};
use wiremock::{Mock, MockServer, Request, Respond, ResponseTemplate};

use super::log::Log;
use super::*;

/// The secrets, in the forms in which the client holds and sends them.
const SECRETS: [&str; 20] = [
    CONSUMER_KEY,
    CONSUMER_SECRET,
    OWNER_TOKEN,
    OWNER_SECRET,
    USER_TOKEN,
    USER_SECRET,
    USER_OAUTH2,
    BEARER,
    "bearerTOKEN7/x=",
    REQUEST_TOKEN,
    REQUEST_SECRET,
    VERIFIER,
    CLIENT_SECRET,
    STATE,
    CODE_VERIFIER,
    CODE,
    ACCESS_TOKEN,
    REFRESH_TOKEN,
    // The client id and the client secret, as HTTP Basic has them.
    "Y2xpZW50SUQxMTpjbGllbnRTRUNSRVQxMg==",
    // The consumer key and the consumer secret, as HTTP Basic has them.
    "Y29uc3VtZXJLRVkwOmNvbnN1bWVyU0VDUkVUMQ==",
];

/// Everything that the client has shown.
#[derive(Clone, Default)]
struct Shown(Arc<Mutex<String>>);

impl Shown {
    fn add(&self, value: &dyn Debug) {
        writeln!(self.0.lock().unwrap(), "{value:?} {value:#?}").unwrap();
    }

    fn say(&self, text: &str) {
        writeln!(self.0.lock().unwrap(), "{text}").unwrap();
    }

    /// An error and its causes.
    fn causes(&self, error: &(dyn std::error::Error + 'static)) {
        for error in std::iter::successors(Some(error), |&error| error.source()) {
            self.say(&format!("{error} {error:#} {error:?} {error:#?}"));
        }
    }

    fn fail(&self, error: &Error) {
        self.causes(error);
        if let Some(error) = error.as_api() {
            self.say(error.message().unwrap_or_default());
            self.say(&String::from_utf8_lossy(error.body()));
        }
    }

    fn check(&self, signatures: &BTreeSet<String>) {
        let text = self.0.lock().unwrap();
        let secrets = SECRETS.into_iter().chain(signatures.iter().map(String::as_str));
        for secret in secrets {
            let found = text.find(secret).map(|at| &text[at.saturating_sub(300)..at + 40]);
            assert_eq!(found, None, "{secret} is shown");
        }
    }

    fn clients(&self, base_url: &str) -> Clients {
        Clients::build(|app| {
            let (shown, builder) = (self.clone(), builder_of(app, base_url).retries(1));
            self.add(&builder);
            let builder = builder.longest_wait(Duration::from_millis(2));
            builder.observer(move |exchange: &Exchange| shown.add(exchange))
        })
    }
}

/// Repeats the request in one of the forms of failure.
enum Echo {
    Json(u16),
    Problem,
    /// JSON whose text has each character that can be one as an escape.
    Escaped,
    Xml,
    /// XML with a reference for each character.
    References,
    Text,
    Html,
    /// 2xx with an unexpected body.
    Success,
}

impl Respond for Echo {
    fn respond(&self, request: &Request) -> ResponseTemplate {
        let header = header_of(request);
        let body = String::from_utf8_lossy(&request.body);
        let mut echo = format!("cannot take {} with {header} and {body}", request.url);
        // Forms into which a server may convert them.
        let decoded = percent_encoding::percent_decode_str(&echo).decode_utf8_lossy().into_owned();
        write!(echo, " or {decoded}").unwrap();
        if header.starts_with("Basic") && request.url.path().starts_with("/2/") {
            write!(echo, " or {CLIENT_ID}:{CLIENT_SECRET}").unwrap();
        } else if header.starts_with("Basic") {
            write!(echo, " or {CONSUMER_KEY}:{CONSUMER_SECRET}").unwrap();
        }
        let json = |value: serde_json::Value| value.to_string();
        match self {
            Self::Json(status) => ResponseTemplate::new(*status).set_body_string(json(
                serde_json::json!({ "errors": [{ "code": 215, "message": echo }] }),
            )),
            Self::Problem => ResponseTemplate::new(400).set_body_string(json(serde_json::json!({
                "title": echo, "detail": echo, "type": "about:blank",
                "errors": [{ "message": echo, "parameters": { "x": [echo] } }],
            }))),
            Self::Escaped => {
                let escaped = |next: char| match next {
                    '/' => "\\/".to_owned(),
                    next => format!("\\u{:04x}", u32::from(next)),
                };
                let echo: String = echo.chars().map(escaped).collect();
                ResponseTemplate::new(400)
                    .set_body_string(format!(r#"{{"errors":[{{"message":"{echo}"}}]}}"#))
            }
            Self::References => {
                let echo: String = echo.chars().map(|it| format!("&#{};", u32::from(it))).collect();
                ResponseTemplate::new(401)
                    .set_body_string(format!("<hash><error>{echo}</error></hash>"))
            }
            Self::Xml => ResponseTemplate::new(401).set_body_string(format!(
                "<hash><error>{}</error></hash>",
                echo.replace('&', "&amp;").replace('<', "&lt;")
            )),
            Self::Text => ResponseTemplate::new(401).set_body_string(echo.replace('=', ": ")),
            Self::Html => {
                ResponseTemplate::new(502).set_body_string(format!("<html>{echo}</html>"))
            }
            Self::Success => ResponseTemplate::new(200).set_body_string(json(serde_json::json!({
                "id": echo, "valid": echo, "deleted": echo, "subscribed": echo, "job_id": echo,
                "subscriptions": echo, "subscriptions_count": echo, "environments": echo,
                "webhooks": echo, "token_type": echo, "screen_name": 1, "access_token": echo,
            }))),
        }
    }
}

/// The header of a request, empty for a scheme without one.
fn header_of(request: &Request) -> &str {
    request.headers.get(AUTHORIZATION).map_or("", |header| header.to_str().unwrap())
}

/// The signatures of the requests that a server received.
async fn signatures(server: &MockServer) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for request in server.received_requests().await.unwrap() {
        if let Some((_, signature)) = header_of(&request).split_once("oauth_signature=\"") {
            let signature = signature.split('"').next().unwrap();
            found.insert(signature.to_owned());
            let decoded = percent_encoding::percent_decode_str(signature).decode_utf8_lossy();
            found.insert(decoded.into_owned());
        }
    }
    found
}

/// Direct Messages, which only the user can subscribe to.
fn wanted() -> Wanted {
    let filter = SubscriptionFilter::user(USER);
    let messages = NewSubscription::new(EventKind::DmReceived, filter, DeliverTo::Webhook(WEBHOOK));
    Wanted::new(messages.tag("bot")).user(user_oauth2())
}

async fn ensure(client: &Client, shown: &Shown) {
    match client.xaa().ensure_subscriptions(&[wanted()]).await {
        Ok(ensured) => {
            shown.add(&ensured);
            shown.say(&ensured.to_string());
            ensured.rows.iter().for_each(|row| shown.say(&row.to_string()));
        }
        Err(error) => shown.fail(&error),
    }
}

/// The rate limit of every first request, which repeats the request.
fn rate_limit(request: &Request) -> ResponseTemplate {
    let body = String::from_utf8_lossy(&request.body);
    let message = format!("Rate limit exceeded: {} {body}", header_of(request));
    let body = serde_json::json!({ "errors": [{ "code": 88, "message": message }] });
    let reset = (now() + Duration::from_secs(900)).as_millis() / 1000;
    let response =
        ResponseTemplate::new(429).insert_header("x-rate-limit-reset", reset.to_string());
    response.set_body_string(body.to_string())
}

async fn call_all(clients: &Clients, shown: &Shown) {
    for row in rows() {
        match (row.call)(clients.of(row)).await {
            Ok(value) => shown.say(&value),
            Err(error) => shown.fail(&error),
        }
    }
    let [client, _] = &clients.0;
    let oauth2 = client.oauth2();
    match oauth2.refresh(&tokens()).await {
        Ok(tokens) => shown.add(&tokens),
        Err(error) => shown.fail(&error),
    }
    match oauth2.app_token().await {
        Ok(token) => shown.add(&token),
        Err(error) => shown.fail(&error),
    }
    let session = oauth2.session(tokens().with_expires_at(now()), |_: TokenPair| async {
        Err::<(), _>(std::io::Error::other("the disk is full"))
    });
    shown.causes(&session.user_token().await.unwrap_err());
    shown.add(&session);
    ensure(client, shown).await;
}

#[tokio::test]
async fn nothing_secret_is_shown() {
    let shown = Shown::default();
    let (log, guard) = Log::capture();
    let mut sent = BTreeSet::new();

    let server = MockServer::start().await;
    let clients = shown.clients(&server.uri());
    for row in rows() {
        let (status, body, _) = row.successes[0];
        let response = ResponseTemplate::new(status).set_body_string(body);
        row.given(&server.uri()).respond_with(response).mount(&server).await;
    }
    call_all(&clients, &shown).await;
    sent.extend(signatures(&server).await);

    let echoes = [
        Echo::Json(400),
        Echo::Json(503),
        Echo::Json(200),
        Echo::Problem,
        Echo::Escaped,
        Echo::Xml,
        Echo::References,
        Echo::Text,
        Echo::Html,
        Echo::Success,
    ];
    for echo in echoes {
        let server = MockServer::start().await;
        Mock::given(any()).respond_with(echo).mount(&server).await;
        // A new client for each response, because a client may keep a text of the response as its
        // bearer token.
        call_all(&shown.clients(&server.uri()), &shown).await;
        sent.extend(signatures(&server).await);
    }
    let server = MockServer::start().await;
    let tokens = ResponseTemplate::new(200).set_body_string(oauth2::TOKENS);
    Mock::given(any()).respond_with(tokens).mount(&server).await;
    call_all(&shown.clients(&server.uri()), &shown).await;

    let server = MockServer::start().await;
    for verb in ["GET", "POST"] {
        let first = Mock::given(method(verb)).respond_with(rate_limit).up_to_n_times(1).expect(1);
        first.mount(&server).await;
    }
    let empty = ResponseTemplate::new(200).set_body_string("{}");
    Mock::given(method("GET")).respond_with(empty).mount(&server).await;
    Mock::given(any()).respond_with(Echo::Success).mount(&server).await;
    let clock = clock::JumpingClock::new(now());
    ensure(&builder(server.uri()).clock(clock).build().unwrap(), &shown).await;

    let broken = faults::serve(|stream| async move { drop(stream) }).await;
    let (_socket, nobody) = faults::nobody();
    call_all(&shown.clients(&broken), &shown).await;
    for scheme in SCHEMES {
        call_all(&shown.clients(&nobody.replace("http", scheme)), &shown).await;
    }

    let all = shown.clone();
    let show = move |request: &PreparedRequest| {
        all.add(request);
        all.say(&request.to_string());
        all.say(&request.redacted_url());
    };
    let dry =
        Clients::build(|app| builder_of(app, "https://api.twitter.com").dry_run(show.clone()));
    call_all(&dry, &shown).await;

    drop(guard);
    for line in ["request finished", "retrying", "waiting for the rate limit"] {
        assert!(log.text().contains(line), "{line}");
    }
    shown.say(&log.text());
    // Requests with a bearer token have none.
    assert!(sent.len() > rows().count(), "{sent:?}");
    shown.check(&sent);
}

/// A proxy's password is a secret too.
#[tokio::test]
async fn nothing_of_a_proxy_is_shown() {
    let shown = Shown::default();
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    for scheme in SCHEMES {
        let base_url = format!("{scheme}://api.example.invalid");
        let proxy = format!("http://{USER_TOKEN}:{USER_SECRET}@{nobody}");
        let builder = builder(base_url).proxy(proxy);
        shown.add(&builder);
        let client = builder.build().unwrap();
        shown.add(&client);
        shown.fail(&client.enterprise().webhooks().await.unwrap_err());
    }
    shown.check(&BTreeSet::new());
}

#[test]
fn values_that_hold_secrets_do_not_show_them() {
    let shown = Shown::default();
    let (app, user) = (app(), user());
    shown.add(&app);
    shown.add(&user);
    shown.add(&user_oauth2());
    shown.add(&request_token());
    shown.add(&BearerToken::new(BEARER));
    let url = "https://api.twitter.com/".parse().unwrap();
    let signer = Signer::new(&app).token(&user).verifier(VERIFIER);
    shown.add(&signer);
    shown.add(&signer.authorization(&http::Method::GET, &url, &[]));
    let query = format!("oauth_token={REQUEST_TOKEN}&oauth_verifier={VERIFIER}");
    shown.add(&query.parse::<CallbackQuery>().unwrap());
    shown.add(&format!("denied={REQUEST_TOKEN}").parse::<CallbackQuery>().unwrap());
    let begun = authorization();
    shown.add(&begun);
    shown.add(&begun.callback(&format!("state={STATE}&code={CODE}")).unwrap());
    for query in
        [format!("state={STATE}&error=server_error"), format!("state={STATE}2&code={CODE}")]
    {
        shown.causes(&begun.callback(&query).unwrap_err());
    }
    shown.add(&tokens());
    let client = client("http://api.twitter.com");
    let oauth2 = client.oauth2();
    shown.add(&oauth2);
    shown.add(&oauth2.authorize_url(&begun, ["tweet.read"]).unwrap());
    shown.add(&oauth2.session(tokens(), |_: TokenPair| async { Ok::<(), std::io::Error>(()) }));
    let oauth = client.oauth();
    shown.add(&oauth.authorize_url(&request_token()));
    shown.add(&oauth.authenticate_url(&request_token()).force_login());
    shown.add(&client);
    shown.add(&oauth);
    shown.add(&client.premium("prod"));
    shown.add(&client.premium_account());
    shown.add(&client.enterprise());
    shown.add(&client.v2());
    shown.add(&client.xaa());
    shown.add(&wanted());
    shown.add(&wanted().user(user));
    shown.check(&BTreeSet::new());
}
