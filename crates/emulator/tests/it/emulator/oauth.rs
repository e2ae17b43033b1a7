//! The emulator's checks of OAuth 1.0a, bearer tokens, and HTTP Basic.

use std::time::Duration;

use account_activity::{Tier, Timestamp, UserToken};
use account_activity_emulator::{App, Clock, Emulator};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::Method;
use http::header::AUTHORIZATION;

use super::raw::{Place, Raw, Signing, encode, send};
use super::{START, started, still};

const VERIFY: &str = "/1.1/account/verify_credentials.json";
const WEBHOOKS: &str = "/1.1/account_activity/all/prod/webhooks.json";
const UNVERIFIED: &str = r#"{"errors":[{"code":99,"label":"authenticity_token_error","message":"Unable to verify your credentials"}]}"#;

fn ada(raw: &Raw) -> Signing {
    raw.signing(Some(&raw.token("ada")))
}

#[tokio::test]
async fn a_genuine_signature_is_accepted_wherever_its_parameters_stand() {
    let emulator = started(Tier::Premium).await;
    let raw = Raw::new(&emulator);
    for place in [Place::Header, Place::Query] {
        for path in [VERIFY.to_owned(), format!("{VERIFY}?skip_status=true&a%20b=%3D%26%2B")] {
            let signing = Signing { place, ..ada(&raw) };
            let reply = raw.signed(&signing, Method::GET, &path, &[]).await;
            assert_eq!(reply.status, 200, "{place:?} {path} {}", reply.body);
            assert_eq!(reply.header("x-access-level"), Some("read-write-directmessages"));
            assert_eq!(reply.json()["screen_name"], "ada");
            assert_eq!(reply.json()["id_str"], raw.credentials().users[1].id.to_string());
            // The same request again has the same nonce.
            let reply = raw.signed(&signing, Method::GET, &path, &[]).await;
            reply.is_error(401, 32, "Could not authenticate you.");
        }
    }
    let signing = Signing { place: Place::Form, ..ada(&raw) };
    let form = [("x", "1 +&=ü"), ("x", "0")];
    let path = "/1.1/oauth/invalidate_token.json";
    assert_eq!(raw.signed(&signing, Method::POST, path, &form).await.status, 200);
}

/// X's SDKs send a parameter twice and sign it once. Two values are still refused.
#[tokio::test]
async fn a_parameter_in_header_and_query_or_form_is_signed_once() {
    let emulator = started(Tier::Premium).await;
    let raw = Raw::new(&emulator);
    let token = ada(&raw).token.unwrap().0;
    let path = "/1.1/oauth/invalidate_token.json";
    let sent = |query: String, form: String| {
        let signed = raw.signed_request(&ada(&raw), Method::POST, path, &[]).build().unwrap();
        let media_type = "application/x-www-form-urlencoded";
        let request = raw.request(Method::POST, &format!("{path}?{query}"));
        request.headers(signed.headers().clone()).header("content-type", media_type).body(form)
    };
    let equal = format!("oauth_token={token}");
    for (query, form) in [
        (String::new(), "oauth_token=other".to_owned()),
        ("oauth_token=other".to_owned(), String::new()),
        (format!("{equal}&{equal}&oauth_nonce=other"), String::new()),
    ] {
        send(sent(query, form)).await.is_error(400, 215, "Bad Authentication data.");
    }
    // A parameter that is not of OAuth counts each time.
    let signed = raw.signed_request(&ada(&raw), Method::POST, path, &[("a", "b")]);
    let signed = signed.build().unwrap();
    let twice = raw.request(Method::POST, &format!("{path}?a=b"));
    let twice = twice.headers(signed.headers().clone()).body("a=b");
    send(twice).await.is_error(401, 32, "Could not authenticate you.");
    let reply = send(sent(equal.clone(), equal)).await;
    assert_eq!(reply.status, 200, "{}", reply.body);
}

/// The key, nonce, time and signature of X's "Implementing Sign in with Twitter".
#[tokio::test]
async fn the_example_of_x() {
    let app = App::new("cChZNFj6T5R0TigYB9yd1w", "L8qq9PZyRg6ieKGEKhZolGC0vJWLw8iEJ88DRdyOg")
        .with_callbacks(["http://localhost/sign-in-with-twitter/"]);
    let clock = Clock::manual(Timestamp::from_millis(1_318_467_427_000));
    let emulator = Emulator::builder().app(app).clock(clock).start().await.unwrap();
    let header = r#"OAuth oauth_callback="http%3A%2F%2Flocalhost%2Fsign-in-with-twitter%2F",
        oauth_consumer_key="cChZNFj6T5R0TigYB9yd1w",
        oauth_nonce="ea9ec8429b68d6b77cd5600adbbb0456",
        oauth_signature="F1Li3tvehgcraF8DMJ7OyxO4w9Y%3D",
        oauth_signature_method="HMAC-SHA1",
        oauth_timestamp="1318467427",
        oauth_version="1.0""#
        .replace("\n        ", " ");
    let raw = Raw::new(&emulator);
    let path = "/oauth/request_token";
    for wrong in ["1318467427", "F1Li3", "1.0", "localhost"] {
        let header = header.replace(wrong, &format!("{wrong}1"));
        let reply = send(raw.request(Method::POST, path).header(AUTHORIZATION, header)).await;
        reply.is_error(401, 32, "Could not authenticate you.");
    }
    let reply = send(raw.request(Method::POST, path).header(AUTHORIZATION, header)).await;
    assert_eq!(reply.status, 200, "{}", reply.body);
}

#[tokio::test]
async fn a_signature_counts_over_the_origin_asked_for_and_over_those_of_x() {
    let emulator = still(Tier::Premium).allow_host("bot.example").start().await.unwrap();
    let raw = Raw::new(&emulator);
    for origin in ["https://api.twitter.com", "https://api.x.com"] {
        let signing = Signing { origin: Some(origin.to_owned()), ..ada(&raw) };
        assert_eq!(raw.signed(&signing, Method::GET, VERIFY, &[]).await.status, 200, "{origin}");
    }
    // The request of a client that is redirected to a TLS proxy in front of the emulator.
    for (origin, host) in [
        ("https://bot.example", "bot.example"),
        ("https://bot.example", "Bot.Example:443"),
        ("http://bot.example", "bot.example:80"),
        ("http://bot.example:81", "bot.example:81"),
    ] {
        let signing = Signing { origin: Some(origin.to_owned()), ..ada(&raw) };
        let request = raw.signed_request(&signing, Method::GET, VERIFY, &[]).header("host", host);
        assert_eq!(send(request).await.status, 200, "{origin} {host}");
    }
    // A client that leaves out the port. On other hosts the port belongs to the origin.
    let port = format!(":{}", emulator.port());
    for (host, origin, status) in [
        ("127.0.0.1", "http://127.0.0.1", 200),
        ("localhost", "http://localhost", 200),
        ("[::1]", "http://[::1]", 200),
        ("localhost", "http://127.0.0.1", 401),
        ("bot.example", "http://bot.example", 401),
    ] {
        let signing = Signing { origin: Some(origin.to_owned()), ..ada(&raw) };
        let request = raw.signed_request(&signing, Method::GET, VERIFY, &[]);
        let request = request.header("host", format!("{host}{port}"));
        assert_eq!(send(request).await.status, status, "{host} {origin}");
    }
    for origin in ["https://api.example.com", "http://api.twitter.com"] {
        let signing = Signing { origin: Some(origin.to_owned()), ..ada(&raw) };
        let reply = raw.signed(&signing, Method::GET, VERIFY, &[]).await;
        reply.is_error(401, 32, "Could not authenticate you.");
    }
}

#[tokio::test]
async fn what_is_not_as_it_was_signed_is_refused() {
    let emulator = started(Tier::Premium).await;
    let raw = Raw::new(&emulator);
    let signed = raw.signed_request(&ada(&raw), Method::GET, VERIFY, &[]).build().unwrap();
    let changed = raw.request(Method::GET, &format!("{VERIFY}?a=b"));
    let reply = send(changed.headers(signed.headers().clone())).await;
    reply.is_error(401, 32, "Could not authenticate you.");
    let scheme = reply.header("www-authenticate").unwrap();
    assert_eq!(scheme, r#"OAuth realm="https://api.twitter.com", api_error_code=32"#);

    let good = ada(&raw);
    let (token, secret) = good.token.clone().unwrap();
    let (key, key_secret) = good.consumer.clone();
    let other = |text: &str| format!("{text}x");
    for (signing, code) in [
        (Signing { consumer: (key.clone(), other(&key_secret)), ..ada(&raw) }, 32),
        (Signing { consumer: (other(&key), key_secret), ..ada(&raw) }, 32),
        (Signing { token: Some((token.clone(), other(&secret))), ..ada(&raw) }, 32),
        (Signing { token: Some((other(&token), secret)), ..ada(&raw) }, 89),
        (Signing { token: None, ..ada(&raw) }, 32),
        (Signing { method: "PLAINTEXT", ..ada(&raw) }, 32),
        (Signing { nonce: "ü".to_owned(), ..ada(&raw) }, 32),
        (Signing { timestamp: "now".to_owned(), ..ada(&raw) }, 32),
    ] {
        let message = match code {
            89 => "Invalid or expired token.",
            _ => "Could not authenticate you.",
        };
        raw.signed(&signing, Method::GET, VERIFY, &[]).await.is_error(401, code, message);
    }
}

#[tokio::test]
async fn the_timestamp_is_near_the_machines_clock_or_the_emulated_one() {
    let emulator = started(Tier::Premium).await;
    let raw = Raw::new(&emulator);
    let at = |offset: i64| (START.as_millis() / 1000 + offset).to_string();
    for (offset, good) in [(0, true), (-299, true), (301, false), (-301, false)] {
        let signing = Signing { timestamp: at(offset), ..ada(&raw) };
        let reply = raw.signed(&signing, Method::GET, VERIFY, &[]).await;
        if good {
            assert_eq!(reply.status, 200, "{}", reply.body);
        } else {
            reply.is_error(401, 135, "Timestamp out of bounds.");
        }
    }
    emulator.advance(Duration::from_secs(600)).await;
    let signing = Signing { timestamp: at(600), ..ada(&raw) };
    assert_eq!(raw.signed(&signing, Method::GET, VERIFY, &[]).await.status, 200);
}

#[tokio::test]
async fn malformed_authorization_is_bad_authentication_data() {
    let emulator = started(Tier::Premium).await;
    let raw = Raw::new(&emulator);
    let good = raw.signed_request(&ada(&raw), Method::GET, VERIFY, &[]).build().unwrap();
    let good = good.headers()[AUTHORIZATION].to_str().unwrap().to_owned();
    let repeated = format!(r#"{good}, oauth_nonce="again""#);
    let unquoted = good.replace('"', "");
    let unsigned = good.replace("oauth_signature=", "other=");
    for header in ["", "OAuth", "OAuth ", "Digest x", &repeated, &unquoted, &unsigned] {
        let mut request = raw.request(Method::GET, VERIFY);
        if !header.is_empty() {
            request = request.header(AUTHORIZATION, header);
        }
        send(request).await.is_error(400, 215, "Bad Authentication data.");
    }
    for header in ["Bearer wrong", "bearer wrong"] {
        let reply = send(raw.request(Method::GET, WEBHOOKS).header(AUTHORIZATION, header)).await;
        let literal = r#"{"errors":[{"message":"Invalid or expired token","code":89}]}"#;
        assert_eq!((reply.status, reply.body.as_str()), (401, literal));
    }
}

#[tokio::test]
async fn the_bearer_token_is_one_until_it_is_invalidated() {
    let emulator = started(Tier::Premium).await;
    let raw = Raw::new(&emulator);
    let token = raw.bearer_token().await;
    assert!(token.contains("%2F") && token.contains("%3D"), "{token}");
    assert_eq!(raw.bearer_token().await, token);
    assert_eq!(raw.with_bearer(&token, Method::GET, WEBHOOKS).await.json(), serde_json::json!([]));

    // The form of the guide: HTTP Basic and a form, with the token as it is.
    let form = format!("access_token={token}");
    let reply = raw.basic("/oauth2/invalidate_token", &form).await;
    assert_eq!((reply.status, &reply.json()["access_token"]), (200, &token.as_str().into()));
    let reply = raw.with_bearer(&token, Method::GET, WEBHOOKS).await;
    reply.is_error(401, 89, "Invalid or expired token");
    let reply = raw.basic("/oauth2/invalidate_token", &form).await;
    assert_eq!((reply.status, reply.body.as_str()), (403, UNVERIFIED));
    assert_ne!(raw.bearer_token().await, token);

    // The form of the reference: OAuth 1.0a of the owner and a query, with the token as it is or
    // encoded once more.
    for is_encoded in [false, true] {
        let token = raw.bearer_token().await;
        let sent = if is_encoded { encode(&token) } else { token.clone() };
        let path = format!("/oauth2/invalidate_token?access_token={sent}");
        let reply = raw.user(&raw.token("bob"), Method::POST, &path).await;
        assert_eq!((reply.status, reply.body.as_str()), (403, UNVERIFIED));
        let reply = raw.owner(Method::POST, &path).await;
        assert_eq!((reply.status, &reply.json()["access_token"]), (200, &token.as_str().into()));
    }
}

#[tokio::test]
async fn a_bearer_token_is_given_for_key_and_secret_alone() {
    let app = App::new("key with:colon", "secret & more");
    let emulator = still(Tier::Premium).app(app).start().await.unwrap();
    let raw = Raw::new(&emulator);
    raw.bearer_token().await;
    for form in ["grant_type=password", "grant_type="] {
        let reply = raw.basic("/oauth2/token", form).await;
        assert_eq!((reply.status, reply.body.as_str()), (403, UNVERIFIED));
    }
    // Some clients send it in the query.
    let reply = raw.basic("/oauth2/token?grant_type=client_credentials", "").await;
    assert_eq!((reply.status, &reply.json()["token_type"]), (200, &"bearer".into()));
    let reply = raw.basic("/oauth2/token", "").await;
    reply.is_error(403, 170, "Missing required parameter: grant_type");
    let longer = format!("Basic {}", STANDARD.encode("key+with%3Acolon:secret+%26+more&x"));
    for wrong in ["Basic AAAA", "Basic !", &longer, "Basic a2V5OnNlY3JldA==", "Bearer x"] {
        let request = raw.request(Method::POST, "/oauth2/token").header(AUTHORIZATION, wrong);
        assert_eq!(send(request).await.body, UNVERIFIED);
    }
}

#[tokio::test]
async fn a_token_of_another_app_is_none_of_this_one() {
    let emulator = Emulator::builder()
        .clock(Clock::manual(START))
        .app(App::new("one", "secret one"))
        .app(App::new("two", "secret two"))
        .start()
        .await
        .unwrap();
    let [one, two] = Raw::all(&emulator);
    let theirs = two.token("ada");
    one.user(&theirs, Method::GET, VERIFY).await.is_error(401, 89, "Invalid or expired token.");
    let path = "/1.1/account_activity/all/prod/subscriptions.json";
    for method in [Method::POST, Method::GET, Method::DELETE] {
        one.user(&theirs, method, path).await.is_error(
            401,
            348,
            "Client application is not permitted to access this user's webhook subscriptions.",
        );
    }
    assert_eq!(two.user(&theirs, Method::GET, VERIFY).await.status, 200);
}

#[tokio::test]
async fn an_invalidated_token_is_expired() {
    let emulator = started(Tier::Premium).await;
    let raw = Raw::new(&emulator);
    let token = raw.token("ada");
    let reply = raw.user(&token, Method::POST, "/1.1/oauth/invalidate_token.json").await;
    let (name, _) = token.expose_oauth1().unwrap();
    assert_eq!((reply.status, &reply.json()["access_token"]), (200, &name.into()));
    raw.user(&token, Method::GET, VERIFY).await.is_error(401, 89, "Invalid or expired token.");
    assert!(emulator.credentials().token("ada").is_none());
    let unknown = UserToken::oauth1("1-unknown", "secret");
    raw.user(&unknown, Method::GET, VERIFY).await.is_error(401, 89, "Invalid or expired token.");
    let reply = raw.bearer(Method::GET, VERIFY).await;
    reply.is_error(403, 220, "Your credentials do not allow access to this resource");
    let reply = raw.signed(&raw.signing(None), Method::GET, VERIFY, &[]).await;
    reply.is_error(401, 32, "Could not authenticate you.");
}
