//! The records of requests: what was served, and why a request was refused.

use account_activity::{Tier, UserToken};
use account_activity_emulator::{Emulator, Fault, FaultRule};
use http::Method;

use super::raw::{Raw, Signing, send};
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
    let (key, secret) = signing().consumer;
    let (token, token_secret) = signing().token.unwrap();

    let unknown = Signing { consumer: ("unknown".to_owned(), secret.clone()), ..signing() };
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
    assert!(reason(&emulator).contains("`oauth_signature_method`"));

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

    // A key that is a secret by mistake is not shown.
    let swapped = Signing { consumer: (secret.clone(), key.clone()), ..signing() };
    assert_eq!(raw.signed(&swapped, Method::GET, VERIFY, &[]).await.status, 401);
    assert!(reason(&emulator).contains("swapped"));
    let swapped = Signing { token: Some((token_secret.clone(), token)), ..signing() };
    assert_eq!(raw.signed(&swapped, Method::GET, VERIFY, &[]).await.status, 401);
    assert!(reason(&emulator).contains("swapped"));
    let records = serde_json::to_string(&emulator.requests()).unwrap();
    assert!(!records.contains(&secret) && !records.contains(&token_secret), "{records}");

    emulator.faults().add(FaultRule::next(Fault::ServerError(503), 1));
    assert_eq!(raw.owner(Method::GET, WEBHOOKS).await.status, 503);
    assert_eq!(reason(&emulator), "a requested fault");
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
    ] {
        let reply = send(raw.request(method.clone(), path)).await;
        let note = format!("not emulated: the emulator does not serve {method} {path}");
        assert_eq!((reply.status, &reply.json()["emulator"]), (404, &note.as_str().into()));
        assert_eq!(reason(&emulator), note);
    }
    let reply = send(raw.request(Method::GET, "/elsewhere")).await;
    reply.is_error(404, 34, "Sorry, that page does not exist.");
    assert_eq!(reply.json().get("emulator"), None);
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
