//! The records of requests: what was served, and why a request was refused.

use account_activity::{Event, Tier, UserToken};
use account_activity_emulator::{Account, Action, Emulator, Fault, FaultRule, Message, Permission};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::Method;
use http::header::AUTHORIZATION;

use super::raw::{Raw, Signing, encode, send};
use super::{started, still};

const VERIFY: &str = "/1.1/account/verify_credentials.json";
const WEBHOOKS: &str = "/1.1/account_activity/all/prod/webhooks.json";

/// The reason of the last request.
fn reason(emulator: &Emulator) -> String {
    let record = emulator.requests().pop().unwrap();
    record.reason.unwrap_or_else(|| panic!("{} {} was served", record.method, record.path))
}

#[tokio::test]
async fn a_refusal_says_what_x_does_not() {
    let emulator = started(Tier::Premium).await;
    let raw = Raw::new(&emulator);
    let ada = raw.token("ada");
    let signing = || raw.signing(Some(&ada));
    let secret = signing().consumer.1;

    let unknown = Signing { consumer: ("unknown".to_owned(), secret), ..signing() };
    assert_eq!(raw.signed(&unknown, Method::GET, VERIFY, &[]).await.status, 401);
    assert_eq!(reason(&emulator), r#"no app has the consumer key "unknown""#);

    let used = Signing { nonce: "once".to_owned(), ..signing() };
    assert_eq!(raw.signed(&used, Method::GET, VERIFY, &[]).await.status, 200);
    assert_eq!(raw.signed(&used, Method::GET, VERIFY, &[]).await.status, 401);
    assert!(reason(&emulator).starts_with(r#"the nonce "once" was used before"#));

    let old = Signing { timestamp: "1000000000".to_owned(), ..signing() };
    assert_eq!(raw.signed(&old, Method::GET, VERIFY, &[]).await.status, 401);
    assert!(reason(&emulator).starts_with("the timestamp 1000000000 is more than five minutes"));

    let method = Signing { method: "PLAINTEXT", ..signing() };
    assert_eq!(raw.signed(&method, Method::GET, VERIFY, &[]).await.status, 401);
    let expected = r#"expected HMAC-SHA1 as `oauth_signature_method`, found "PLAINTEXT""#;
    assert_eq!(reason(&emulator), expected);

    let gone = UserToken::oauth1("gone", "secret");
    assert_eq!(raw.user(&gone, Method::GET, VERIFY).await.status, 401);
    assert!(reason(&emulator).contains(r#""gone""#));

    assert_eq!(raw.with_bearer("wrong", Method::GET, WEBHOOKS).await.status, 401);
    assert!(reason(&emulator).contains("bearer token") && !reason(&emulator).contains("wrong"));

    let path = "/1.1/account_activity/all/Prod/webhooks.json";
    assert_eq!(raw.owner(Method::GET, path).await.status, 403);
    assert!(reason(&emulator).contains(r#"no environment "Prod""#));

    let nobody = format!("{WEBHOOKS}?url=http%3A%2F%2F127.0.0.1%3A1%2F");
    assert_eq!(raw.owner(Method::POST, &nobody).await.status, 400);
    assert!(reason(&emulator).starts_with("cannot connect: "), "{}", reason(&emulator));
    // Without a reason of its own, the record has the message.
    assert_eq!(raw.owner(Method::POST, &format!("{WEBHOOKS}?url=x")).await.status, 400);
    assert_eq!(reason(&emulator), "Webhook URL does not meet the requirements.");

    emulator.faults().add(FaultRule::next(Fault::ServerError(503), 1));
    assert_eq!(raw.owner(Method::GET, WEBHOOKS).await.status, 503);
    assert_eq!(reason(&emulator), "a requested fault");
}

/// A client that sends a secret in place of a key, of a token or of a parameter.
#[tokio::test]
async fn no_secret_is_recorded() {
    let emulator = started(Tier::Premium).await;
    let raw = Raw::new(&emulator);
    let ada = raw.token("ada");
    let signing = || raw.signing(Some(&ada));
    let (key, secret) = signing().consumer;
    let (token, token_secret) = signing().token.unwrap();
    let bearer = raw.bearer_token().await;
    let plaintext = format!("{secret}&{token_secret}");
    for wrong in [&secret, &token_secret, &bearer, &plaintext] {
        let as_key = Signing { consumer: (wrong.clone(), key.clone()), ..signing() };
        assert_eq!(raw.signed(&as_key, Method::GET, VERIFY, &[]).await.status, 401);
        assert!(reason(&emulator).contains("swapped"), "{}", reason(&emulator));
        let as_token = Signing { token: Some((wrong.clone(), token.clone())), ..signing() };
        assert_eq!(raw.signed(&as_token, Method::GET, VERIFY, &[]).await.status, 401);
        assert!(reason(&emulator).contains("swapped"), "{}", reason(&emulator));
        let extra = vec![("oauth_token_secret", wrong.clone())];
        let consumer = (key.clone(), "another".to_owned());
        let as_parameter = Signing { consumer, extra, ..signing() };
        assert_eq!(raw.signed(&as_parameter, Method::GET, VERIFY, &[]).await.status, 401);
        let base_string = emulator.requests().pop().unwrap().base_string.unwrap();
        assert!(base_string.contains("oauth_token_secret%3DSECRET"), "{base_string}");
    }
    let records = serde_json::to_string(&emulator.requests()).unwrap();
    for secret in [secret, token_secret, encode(&bearer), encode(&encode(&bearer)), bearer] {
        assert!(!records.contains(&secret), "{secret}: {records}");
    }
}

/// The responses of X to these refusals say less, or nothing.
#[tokio::test]
async fn endpoints_of_tokens_sign_ins_bots_and_photos_say_why() {
    let reader = Account::from("reader").with_permission(Permission::Read);
    let emulator = still(Tier::Premium).user("ada").user("bob").user("cleo").user(reader);
    let emulator = emulator.start().await.unwrap();
    let raw = Raw::new(&emulator);
    let tweet = emulator.perform(Action::post("ada", "Tea")).await.unwrap().tweet().unwrap();
    emulator.perform(Action::block("ada", "bob")).await.unwrap();
    let message = Message::new("ada", "cleo", "Tea").with_photo();
    let sent = emulator.perform(message).await.unwrap();
    let [Event::DirectMessage(message)] = sent.notices[0].payload.events() else { panic!() };
    let photo = message.media()[0].media_url_https.strip_prefix(emulator.base_url()).unwrap();
    let begun = raw.signing(None);
    let begun = raw.signed(&begun, Method::POST, "/oauth/request_token", &[]).await.body;
    let begun: Vec<_> = begun.split(['=', '&']).collect();
    let end = |token: &str| format!("/oauth/access_token?oauth_token={token}&oauth_verifier=1");

    let like = format!("/1.1/favorites/create.json?id={tweet}");
    let update = "/1.1/statuses/update.json?status=Tea";
    let subscribed = "/2/account_activity/webhooks/1/subscriptions/all";
    for (user, method, path, status, expected) in [
        ("bob", Method::POST, &*like, 403, "blocks the actor"),
        ("reader", Method::POST, update, 403, "has the permission read, and read-write is"),
        ("reader", Method::POST, "/2/tweets", 403, "has the permission read, and read-write is"),
        ("reader", Method::GET, photo, 403, "read-write-directmessages is required"),
        ("bob", Method::GET, photo, 403, "neither the sender nor the recipient"),
        ("bob", Method::GET, subscribed, 403, "has no access to this endpoint"),
        ("bob", Method::POST, WEBHOOKS, 403, "not the app owner's"),
        ("bob", Method::POST, "/oauth2/invalidate_token", 403, "not signed with the token of"),
    ] {
        let reply = raw.user(&raw.token(user), method, path).await;
        assert_eq!(reply.status, status, "{user} {path}: {}", reply.body);
        let reason = reason(&emulator);
        assert!(reason.contains(expected), "{user} {path}: {reason}");
    }
    let callback = Signing {
        extra: vec![("oauth_callback", "http://elsewhere.example/".to_owned())],
        ..raw.signing(None)
    };
    raw.signed(&callback, Method::POST, "/oauth/request_token", &[]).await;
    assert!(reason(&emulator).starts_with("Callback URL not approved"), "{}", reason(&emulator));
    raw.bearer(Method::POST, update).await;
    let expected = "the endpoint does not accept OAuth 2.0 Application-Only";
    assert_eq!(reason(&emulator), expected);

    let credentials = |text: &str| format!("Basic {}", STANDARD.encode(text));
    let key = &raw.credentials().consumer_key;
    for (method, path, credentials, status, expected) in [
        (Method::POST, "/oauth2/token", credentials("no:one"), 403, "consumer key \"no\""),
        (
            Method::POST,
            "/oauth2/token",
            credentials(&format!("{key}:x")),
            403,
            "the consumer secret is not",
        ),
        (Method::POST, "/oauth2/token", String::new(), 403, "has no credentials"),
        (Method::GET, "/oauth/authorize?oauth_token=x", String::new(), 403, "no such sign-in"),
        (Method::POST, &end("x"), String::new(), 401, "no sign-in with this request token"),
        (Method::POST, &end(begun[1]), String::new(), 401, "no user has allowed"),
    ] {
        let mut request = raw.request(method, path);
        if !credentials.is_empty() {
            request = request.header(AUTHORIZATION, credentials);
        }
        let reply = send(request).await;
        assert_eq!(reply.status, status, "{path}: {}", reply.body);
        assert!(reason(&emulator).contains(expected), "{path}: {}", reason(&emulator));
    }
    let long = raw.request(Method::POST, update).body(vec![b'a'; 1024 * 1024 + 1]);
    assert_eq!(send(long).await.status, 413);
    assert_eq!(reason(&emulator), "Payload Too Large");
}

/// The base string is the one that the client has to sign: signed over it, a request is accepted.
#[tokio::test]
async fn a_wrong_signature_is_recorded_with_the_base_string() {
    let emulator = started(Tier::Premium).await;
    let raw = Raw::new(&emulator);
    let ada = raw.token("ada");
    let wrong = raw.signing(Some(&ada));
    let consumer = (wrong.consumer.0.clone(), "another".to_owned());
    let wrong = Signing { consumer, ..wrong };
    let path = format!("{VERIFY}?skip_status=true");
    assert_eq!(raw.signed(&wrong, Method::GET, &path, &[]).await.status, 401);
    let record = emulator.requests().pop().unwrap();
    assert_eq!((record.method.as_str(), record.path.as_str(), record.status), ("GET", VERIFY, 401));
    assert!(record.reason.unwrap().starts_with("the signature does not match the base string"));
    let base_string = record.base_string.unwrap();
    let uri = format!("http%3A%2F%2F127.0.0.1%3A{}%2F1.1%2Faccount%2F", emulator.port());
    assert!(base_string.starts_with(&format!("GET&{uri}")), "{base_string}");
    assert!(base_string.ends_with("%26skip_status%3Dtrue"), "{base_string}");
    assert!(base_string.contains(&wrong.nonce), "{base_string}");
    let (_, secret) = ada.expose_oauth1().unwrap();
    assert!(!base_string.contains(secret) && !base_string.contains("another"));

    let right = Signing { consumer: raw.signing(Some(&ada)).consumer, ..wrong };
    assert_eq!(raw.signed(&right, Method::GET, &path, &[]).await.status, 200);
    let served = emulator.requests().pop().unwrap();
    assert_eq!((served.number, served.status), (2, 200));
    assert_eq!((served.reason, served.base_string), (None, None));
}

#[tokio::test]
async fn what_is_not_emulated_says_so() {
    let emulator = started(Tier::Premium).await;
    let raw = Raw::new(&emulator);
    for (method, path) in [
        (Method::GET, "/1.1/statuses/home_timeline.json"),
        (Method::PATCH, WEBHOOKS),
        (Method::GET, "/2/spaces/search"),
        (Method::POST, "/oauth/nothing"),
        (Method::POST, "/oauth2/nothing"),
        (Method::GET, "/2"),
        (Method::GET, "/1.1"),
    ] {
        let reply = send(raw.request(method.clone(), path)).await;
        let note = format!("not emulated: the emulator does not serve {method} {path}");
        assert_eq!((reply.status, &reply.json()["emulator"]), (404, &note.as_str().into()));
        assert_eq!(reason(&emulator), note);
    }
    for path in ["/elsewhere", "/20/tweets"] {
        let reply = send(raw.request(Method::GET, path)).await;
        reply.is_error(404, 34, "Sorry, that page does not exist.");
        assert_eq!(reply.json().get("emulator"), None);
    }
}

#[tokio::test]
async fn the_newest_are_kept() {
    let emulator = still(Tier::Premium).log_capacity(3).start().await.unwrap();
    let raw = Raw::new(&emulator);
    for _ in 0..5 {
        send(raw.request(Method::GET, VERIFY)).await;
    }
    let numbers: Vec<_> = emulator.requests().iter().map(|record| record.number).collect();
    assert_eq!(numbers, [3, 4, 5]);
}
