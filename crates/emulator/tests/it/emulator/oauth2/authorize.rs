//! The authorization page, and what takes its place in programs.

use account_activity::Tier;
use account_activity_emulator::{App, Emulator, EmulatorError};
use http::Method;
use serde_json::json;

use super::super::raw::{Raw, Reply, send};
use super::super::{started, still};
use super::{
    CALLBACK, CHALLENGE, ME, SCOPES, VERIFIER, code_for, encoded, exchange, location, open, page,
    parameter, post,
};

/// Submits the form of the page.
async fn press(raw: &Raw, decision: &str, token: &str, user: &str) -> Reply {
    let form = [("oauth_token", token), ("user_id", user), ("decision", decision)];
    let request = raw.request(Method::POST, "/i/oauth2/authorize").body(encoded(&form));
    send(request.header("content-type", "application/x-www-form-urlencoded")).await
}

#[tokio::test]
async fn a_user_allows_on_the_page() {
    let emulator = super::confidential().await;
    let raw = Raw::new(&emulator);
    let reply = open(&raw, &page(&raw, &[])).await;
    assert_eq!(
        (reply.status, reply.header("content-type")),
        (200, Some("text/html;charset=utf-8"))
    );
    let pending = emulator.sign_ins().remove(0);
    assert_eq!((pending.app, pending.callback.as_deref()), (emulator.apps()[0], Some(CALLBACK)));
    let scopes: Vec<&str> = SCOPES.split(' ').collect();
    assert_eq!(pending.scopes.unwrap(), scopes);
    assert_eq!((pending.user, pending.verifier), (None, None));
    assert!(reply.body.contains("<form method=\"post\" action=\"/i/oauth2/authorize\">"));
    assert!(reply.body.contains(&format!("value=\"{}\"", pending.request_token)));
    assert!(reply.body.contains("<code>offline.access</code>"), "{}", reply.body);

    let ada = raw.credentials().user("ada").unwrap().id.to_string();
    let allowed = press(&raw, "allow", &pending.request_token, &ada).await;
    let address = location(&allowed);
    assert!(address.as_str().starts_with(CALLBACK), "{address}");
    assert_eq!(parameter(&address, "state").as_deref(), Some("a state & more"));
    let code = parameter(&address, "code").unwrap();
    assert!(emulator.sign_ins().is_empty());
    let reply = exchange(&raw, &code).await;
    let token = reply.json()["access_token"].as_str().unwrap().to_owned();
    let me = raw.with_bearer(&token, Method::GET, ME).await;
    assert_eq!(me.json()["data"]["username"], "ada");

    // The browser remembers the user, and the form works once.
    let cookie = allowed.header("set-cookie").unwrap().split(';').next().unwrap().to_owned();
    let request = raw.request(Method::GET, &page(&raw, &[])).header("cookie", cookie);
    assert!(send(request).await.body.contains(&format!("value=\"{ada}\" selected")));
    assert_eq!(press(&raw, "allow", &pending.request_token, &ada).await.status, 403);
}

#[tokio::test]
async fn a_user_denies() {
    let emulator = started(Tier::Premium).await;
    let raw = Raw::new(&emulator);
    for on_page in [true, false] {
        open(&raw, &page(&raw, &[])).await;
        let token = emulator.sign_ins()[0].request_token.clone();
        let address = if on_page {
            location(&press(&raw, "deny", &token, "").await)
        } else {
            emulator.deny(&token).await.unwrap().unwrap().parse().unwrap()
        };
        assert!(address.as_str().starts_with(CALLBACK), "{address}");
        assert_eq!(parameter(&address, "error").as_deref(), Some("access_denied"));
        assert_eq!(parameter(&address, "state").as_deref(), Some("a state & more"));
        assert_eq!(parameter(&address, "code"), None);
        assert!(matches!(emulator.deny(&token).await, Err(EmulatorError::UnknownSignIn)));
        assert!(matches!(emulator.allow(&token, "ada").await, Err(EmulatorError::UnknownSignIn)));
    }
}

#[tokio::test]
async fn a_sign_in_that_is_allowed_beforehand_needs_no_page() {
    let emulator = started(Tier::Premium).await;
    let raw = Raw::new(&emulator);
    emulator.allow_next("bob", "1234567").await.unwrap();
    let address = location(&open(&raw, &page(&raw, &[])).await);
    assert_eq!(parameter(&address, "state").as_deref(), Some("a state & more"));
    let reply = exchange(&raw, &parameter(&address, "code").unwrap()).await;
    let token = reply.json()["access_token"].as_str().unwrap().to_owned();
    let me = raw.with_bearer(&token, Method::GET, ME).await;
    assert_eq!(me.json()["data"]["username"], "bob");
    assert_eq!(open(&raw, &page(&raw, &[])).await.status, 200);
}

#[tokio::test]
async fn the_control_api_allows_and_denies() {
    let emulator = still(Tier::Premium).control(true).start().await.unwrap();
    let raw = Raw::new(&emulator);
    open(&raw, &page(&raw, &[])).await;
    open(&raw, &page(&raw, &[("scope", "dm.read")])).await;
    let list = open(&raw, "/emulator/sign-ins").await.json();
    let [one, other] = list["sign_ins"].as_array().unwrap().as_slice() else { panic!("{list}") };
    let scopes = [one["scopes"].clone(), other["scopes"].clone()];
    let asked = json!(SCOPES.split(' ').collect::<Vec<_>>());
    assert!(scopes.contains(&asked) && scopes.contains(&json!(["dm.read"])), "{list}");
    let path = |sign_in: &serde_json::Value, decision: &str| {
        format!("/emulator/sign-ins/{}/{decision}", sign_in["request_token"].as_str().unwrap())
    };
    let request = raw.request(Method::POST, &path(one, "allow")).body(r#"{"user": "ada"}"#);
    let allowed = send(request).await.json();
    assert!(allowed["callback"].as_str().unwrap().contains("&code="), "{allowed}");
    let denied = send(raw.request(Method::POST, &path(other, "deny"))).await.json();
    assert!(denied["callback"].as_str().unwrap().contains("error=access_denied"), "{denied}");
    let credentials = open(&raw, "/emulator/credentials").await.json();
    assert_eq!(credentials["apps"][0]["client_id"], raw.credentials().client_id);
}

#[tokio::test]
async fn requests_without_a_client_and_a_redirect_uri_stay_on_a_page() {
    let emulator = started(Tier::Premium).await;
    let raw = Raw::new(&emulator);
    for (name, value, told) in [
        ("client_id", "", "no app has the client id"),
        ("client_id", "<unknown>", "no app has the client id &quot;&lt;unknown&gt;&quot;"),
        ("redirect_uri", "", "is not an approved callback URL"),
        ("redirect_uri", "https://evil.example/callback", "is not an approved callback URL"),
    ] {
        let reply = open(&raw, &page(&raw, &[(name, value)])).await;
        assert_eq!((reply.status, reply.header("location")), (400, None));
        assert!(reply.body.contains("Something went wrong"), "{}", reply.body);
        assert!(reply.body.contains(told), "{}", reply.body);
    }
    assert!(emulator.sign_ins().is_empty());
}

#[tokio::test]
async fn other_errors_are_told_to_the_app() {
    let emulator = started(Tier::Premium).await;
    let raw = Raw::new(&emulator);
    let long = "x".repeat(501);
    for (name, value, error, description) in [
        ("response_type", "", "invalid_request", "Missing required parameter [response_type]."),
        ("response_type", "token", "unsupported_response_type", "expected `response_type` code"),
        ("scope", "", "invalid_request", "Missing required parameter [scope]."),
        ("scope", " ", "invalid_scope", "expected at least one scope"),
        ("scope", "tweet.read all", "invalid_scope", "there is no scope all"),
        ("state", "", "invalid_request", "Missing required parameter [state]."),
        ("state", &long, "invalid_request", "expected at most 500 characters as `state`"),
        ("code_challenge", "", "invalid_request", "Missing required parameter [code_challenge]."),
        // RFC 7636 §4.4.1.
        ("code_challenge_method", "S512", "invalid_request", "transform algorithm not supported"),
    ] {
        let address = location(&open(&raw, &page(&raw, &[(name, value)])).await);
        assert!(address.as_str().starts_with(CALLBACK), "{address}");
        assert_eq!(parameter(&address, "error").as_deref(), Some(error), "{name}");
        assert_eq!(parameter(&address, "error_description").as_deref(), Some(description));
        if name != "state" {
            assert_eq!(parameter(&address, "state").as_deref(), Some("a state & more"));
        }
    }
    assert!(emulator.sign_ins().is_empty());
}

#[tokio::test]
async fn a_verifier_must_meet_the_challenge() {
    let emulator = started(Tier::Premium).await;
    let raw = Raw::new(&emulator);
    let s256 = [("code_challenge", CHALLENGE), ("code_challenge_method", "S256")];
    let plain = [("code_challenge", VERIFIER), ("code_challenge_method", "plain")];
    // Without a method, it is `plain` (RFC 7636 §4.3).
    let default = [("code_challenge", VERIFIER), ("code_challenge_method", "")];
    for challenge in [s256, plain, default] {
        let code = code_for(&emulator, &raw, "ada", &challenge).await;
        let form = |verifier| {
            [
                ("grant_type", "authorization_code"),
                ("code", code.as_str()),
                ("redirect_uri", CALLBACK),
                ("code_verifier", verifier),
            ]
        };
        let wrong = post(&raw, "/2/oauth2/token", &form(CHALLENGE)).await;
        let text = "Value passed for the code verifier did not match the code challenge.";
        wrong.is_invalid_request(text);
        let right = post(&raw, "/2/oauth2/token", &form(VERIFIER)).await;
        assert_eq!(right.status, 200, "{}", right.body);
    }
}

#[tokio::test]
async fn a_sign_in_ends_after_an_hour() {
    let emulator = started(Tier::Premium).await;
    let raw = Raw::new(&emulator);
    open(&raw, &page(&raw, &[])).await;
    let token = emulator.sign_ins()[0].request_token.clone();
    emulator.advance(std::time::Duration::from_secs(3600)).await;
    assert!(emulator.sign_ins().is_empty());
    assert!(matches!(emulator.allow(&token, "ada").await, Err(EmulatorError::UnknownSignIn)));
}

/// Like X's, a client id tells the kind of client.
#[tokio::test]
async fn a_client_id_follows_from_the_seed() {
    use base64::Engine;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    let id = |emulator: &Emulator| emulator.credentials().client_id;
    let decoded = |id: &str| String::from_utf8(URL_SAFE_NO_PAD.decode(id).unwrap()).unwrap();
    let public = started(Tier::Premium).await;
    assert!(decoded(&id(&public)).ends_with(":1:na"));
    assert_eq!(id(&public), id(&started(Tier::Premium).await));
    let app = || App::default().with_client_secret("client secret");
    let confidential = still(Tier::Premium).app(app()).app(app()).start().await.unwrap();
    let [one, other] = Raw::all(&confidential);
    assert!(decoded(&one.credentials().client_id).ends_with(":1:ci"));
    assert_ne!(one.credentials().client_id, other.credentials().client_id);
    let apps = [app().with_client_id("same"), App::default().with_client_id("same")];
    let [one, other] = apps;
    let error = still(Tier::Premium).app(one).app(other).start().await.unwrap_err();
    assert!(error.to_string().contains("client id"), "{error}");
}
