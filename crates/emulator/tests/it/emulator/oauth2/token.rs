//! Codes, refresh tokens and the app's own token.

use std::time::Duration;

use account_activity::Tier;
use http::Method;

use super::super::raw::{Raw, Reply};
use super::super::started;
use super::{
    CALLBACK, ME, Pair, SCOPES, VERIFIER, WRONG_CODE, WRONG_TOKEN, code_for, confidential,
    exchange, post, post_alone, post_with_basic, refresh,
};

const PATH: &str = "/2/oauth2/token";

#[tokio::test]
async fn a_code_works_once() {
    let emulator = started(Tier::Premium).await;
    let raw = Raw::new(&emulator);
    let code = code_for(&emulator, &raw, "ada", &[]).await;
    let reply = exchange(&raw, &code).await;
    assert_eq!(reply.header("content-type"), Some("application/json; charset=utf-8"));
    assert_eq!(reply.header("cache-control"), Some("no-store"));
    let json = reply.json();
    assert_eq!((&json["token_type"], &json["expires_in"]), (&"bearer".into(), &7200.into()));
    assert_eq!(json["scope"], SCOPES);
    assert_eq!(Pair::of(&reply).status(&raw).await, 200);
    exchange(&raw, &code).await.is_invalid_request(WRONG_CODE);
}

#[tokio::test]
async fn a_code_works_for_30_seconds() {
    let emulator = started(Tier::Premium).await;
    let raw = Raw::new(&emulator);
    let code = code_for(&emulator, &raw, "ada", &[]).await;
    emulator.advance(Duration::from_millis(29_999)).await;
    assert_eq!(exchange(&raw, &code).await.status, 200);
    let code = code_for(&emulator, &raw, "ada", &[]).await;
    emulator.advance(Duration::from_secs(30)).await;
    exchange(&raw, &code).await.is_invalid_request(WRONG_CODE);
}

#[tokio::test]
async fn a_code_is_bound_to_its_redirect_uri_and_its_client() {
    use account_activity_emulator::App;
    let builder = super::still(Tier::Premium).app(App::default()).app(App::default());
    let emulator = builder.start().await.unwrap();
    let [raw, other] = Raw::all(&emulator);
    let code = code_for(&emulator, &raw, "ada", &[]).await;
    exchange(&other, &code).await.is_invalid_request(WRONG_CODE);
    let form = [
        ("grant_type", "authorization_code"),
        ("code", &code),
        ("redirect_uri", "http://127.0.0.1:5001/callback?keep=1"),
        ("code_verifier", VERIFIER),
    ];
    post(&raw, PATH, &form).await.is_invalid_request(
        "Value passed for the redirect uri did not match the uri of the authorization code.",
    );
    let pair = Pair::of(&exchange(&raw, &code).await);
    refresh(&other, &pair.refresh).await.is_invalid_request(WRONG_TOKEN);
    assert_eq!(refresh(&raw, &pair.refresh).await.status, 200);
}

#[tokio::test]
async fn an_access_token_works_for_two_hours() {
    let emulator = started(Tier::Premium).await;
    let raw = Raw::new(&emulator);
    let pair = Pair::for_user(&emulator, &raw, "ada").await;
    emulator.advance(Duration::from_millis(7_199_999)).await;
    assert_eq!(pair.status(&raw).await, 200);
    emulator.advance(Duration::from_millis(1)).await;
    let reply = raw.with_bearer(&pair.access, Method::GET, ME).await;
    assert_eq!((reply.status, &reply.json()["title"]), (401, &"Unauthorized".into()));
    let reason = emulator.requests().pop().unwrap().reason.unwrap();
    assert_eq!(reason, "the access token has expired: refresh it");
    let renewed = Pair::of(&refresh(&raw, &pair.refresh).await);
    assert_eq!(renewed.status(&raw).await, 200);
    // The tokens of the start have no end.
    let ada = raw.credentials().user("ada").unwrap().oauth2.clone().unwrap();
    let reply = raw.with_bearer(ada.expose_oauth2().unwrap(), Method::GET, ME).await;
    assert_eq!(reply.status, 200);
}

#[tokio::test]
async fn a_refresh_token_works_once() {
    let emulator = started(Tier::Premium).await;
    let raw = Raw::new(&emulator);
    let first = Pair::for_user(&emulator, &raw, "ada").await;
    let reply = refresh(&raw, &first.refresh).await;
    let second = Pair::of(&reply);
    assert!(second.access != first.access && second.refresh != first.refresh);
    assert_eq!(
        (&reply.json()["scope"], &reply.json()["expires_in"]),
        (&SCOPES.into(), &7200.into())
    );
    refresh(&raw, &first.refresh).await.is_invalid_request(WRONG_TOKEN);
    // Neither the refresh nor the refused one ends the tokens that are there.
    assert_eq!((first.status(&raw).await, second.status(&raw).await), (200, 200));
    let third = Pair::of(&refresh(&raw, &second.refresh).await);
    assert_eq!(third.status(&raw).await, 200);
}

#[tokio::test]
async fn a_refresh_can_ask_for_fewer_scopes() {
    let emulator = started(Tier::Premium).await;
    let raw = Raw::new(&emulator);
    let first = Pair::for_user(&emulator, &raw, "ada").await;
    let ask = async |token: &str, scope: &str| {
        let form = [("grant_type", "refresh_token"), ("refresh_token", token), ("scope", scope)];
        post(&raw, PATH, &form).await
    };
    let wrong = "Value passed for the scope was invalid.";
    for scope in ["tweet.read dm.read", "tweet.read all", " "] {
        let reply = ask(&first.refresh, scope).await;
        reply.is_oauth2_error(400, "invalid_scope", wrong);
    }
    let reply = ask(&first.refresh, "users.read").await;
    assert_eq!(reply.json()["scope"], "users.read");
    let narrow = Pair::of(&reply);
    assert_eq!((first.status(&raw).await, narrow.status(&raw).await), (200, 403));
    // The refresh token has the scopes of the sign-in, and no end.
    emulator.advance(200 * super::super::DAY).await;
    let reply = refresh(&raw, &narrow.refresh).await;
    assert_eq!(reply.json()["scope"], SCOPES);
    assert_eq!(Pair::of(&reply).status(&raw).await, 200);
}

#[tokio::test]
async fn of_many_refreshes_with_one_token_one_succeeds() {
    let emulator = started(Tier::Premium).await;
    let raw = Raw::new(&emulator);
    let pair = Pair::for_user(&emulator, &raw, "ada").await;
    let refreshes = (0..20).map(|_| {
        let (raw, token) = (raw.clone(), pair.refresh.clone());
        tokio::spawn(async move { refresh(&raw, &token).await })
    });
    let mut succeeded = 0;
    for reply in refreshes.collect::<Vec<_>>() {
        let reply = reply.await.unwrap();
        match reply.status {
            200 => succeeded += 1,
            _ => reply.is_invalid_request(WRONG_TOKEN),
        }
    }
    assert_eq!(succeeded, 1);
}

#[tokio::test]
async fn a_refresh_token_needs_its_scope() {
    let emulator = started(Tier::Premium).await;
    let raw = Raw::new(&emulator);
    let scope = [("scope", "users.read tweet.read")];
    let reply = exchange(&raw, &code_for(&emulator, &raw, "ada", &scope).await).await;
    let json = reply.json();
    assert_eq!((reply.status, &json["scope"]), (200, &"tweet.read users.read".into()));
    assert_eq!(json.get("refresh_token"), None);
}

#[tokio::test]
async fn a_confidential_client_authenticates_by_http_basic() {
    let emulator = confidential().await;
    let raw = Raw::new(&emulator);
    let pair = Pair::for_user(&emulator, &raw, "ada").await;
    let refresh = [("grant_type", "refresh_token"), ("refresh_token", pair.refresh.as_str())];
    let with_id = [refresh[0], refresh[1], ("client_id", "client")];
    let with_other = [refresh[0], refresh[1], ("client_id", "another")];
    let missing = "Missing valid authorization header";
    let unauthorized = |reply: Reply| {
        reply.is_oauth2_error(401, "unauthorized_client", missing);
        assert_eq!(reply.header("www-authenticate"), Some("Basic realm=\"OAuth 2.0\""));
    };
    unauthorized(post_alone(&raw, PATH, &with_id).await);
    unauthorized(post_with_basic(&raw, PATH, &refresh, "client:wrong").await);
    unauthorized(post_with_basic(&raw, PATH, &refresh, "client").await);
    unauthorized(post_with_basic(&raw, PATH, &with_other, "client:it's secret").await);
    let unknown = "Value passed for the client id was invalid.";
    let reply = post_with_basic(&raw, PATH, &refresh, "another:it's secret").await;
    reply.is_oauth2_error(400, "invalid_client", unknown);
    post_alone(&raw, PATH, &refresh)
        .await
        .is_invalid_request("Missing required parameter [client_id].");
    // Each part is form-encoded (RFC 6749 §2.3.1).
    let reply = post_with_basic(&raw, PATH, &with_id, "client:it%27s+secret").await;
    assert_eq!(reply.status, 200, "{}", reply.body);
}

#[tokio::test]
async fn a_public_client_sends_its_id_alone() {
    let emulator = started(Tier::Premium).await;
    let raw = Raw::new(&emulator);
    let id = raw.credentials().client_id.clone();
    let pair = Pair::for_user(&emulator, &raw, "ada").await;
    let form = [("grant_type", "refresh_token"), ("refresh_token", pair.refresh.as_str())];
    let reply = post_with_basic(&raw, PATH, &form, &format!("{id}:guessed")).await;
    reply.is_oauth2_error(401, "unauthorized_client", "Missing valid authorization header");
    let unknown = [form[0], form[1], ("client_id", "another")];
    let reply = post_alone(&raw, PATH, &unknown).await;
    let text = "Value passed for the client id was invalid.";
    reply.is_oauth2_error(400, "invalid_client", text);
    let known = [form[0], form[1], ("client_id", id.as_str())];
    assert_eq!(post_alone(&raw, PATH, &known).await.status, 200);
}

#[tokio::test]
async fn what_a_request_lacks_is_named() {
    let emulator = started(Tier::Premium).await;
    let raw = Raw::new(&emulator);
    let form = [
        ("grant_type", "authorization_code"),
        ("code", "unknown"),
        ("redirect_uri", CALLBACK),
        ("code_verifier", VERIFIER),
    ];
    for (lacking, _) in form {
        let form: Vec<_> = form.into_iter().filter(|(name, _)| *name != lacking).collect();
        let reply = post(&raw, PATH, &form).await;
        reply.is_invalid_request(&format!("Missing required parameter [{lacking}]."));
        let empty: Vec<_> = form.into_iter().chain([(lacking, "")]).collect();
        assert_eq!(post(&raw, PATH, &empty).await.body, reply.body);
    }
    post(&raw, PATH, &form).await.is_invalid_request(WRONG_CODE);
    let reply = post(&raw, PATH, &[("grant_type", "refresh_token")]).await;
    reply.is_invalid_request("Missing required parameter [refresh_token].");
    refresh(&raw, "unknown").await.is_invalid_request(WRONG_TOKEN);
    let reply = post(&raw, PATH, &[("grant_type", "password")]).await;
    assert_eq!((reply.status, &reply.json()["error"]), (400, &"unsupported_grant_type".into()));
    let twice = [form[0], form[1], form[1]];
    let reply = post(&raw, PATH, &twice).await;
    reply.is_invalid_request("A parameter occurs more than once.");
    // Parameters count only in the body.
    let query = format!("{PATH}?grant_type=refresh_token");
    let reply = post(&raw, &query, &[]).await;
    reply.is_invalid_request("Missing required parameter [grant_type].");
}

#[tokio::test]
async fn an_app_gets_its_own_token() {
    let emulator = confidential().await;
    let raw = Raw::new(&emulator);
    let form = [
        ("grant_type", "client_credentials"),
        ("client_type", "third_party_app"),
        ("client_id", "client"),
        ("client_secret", "it's secret"),
    ];
    let reply = post_alone(&raw, PATH, &form).await;
    let token = reply.json()["access_token"].as_str().unwrap().to_owned();
    assert_eq!(reply.json()["token_type"], "bearer");
    // It is the token of the endpoint of v1.1 too.
    assert_eq!(token, raw.bearer_token().await);
    assert_eq!(raw.with_bearer(&token, Method::GET, "/2/users/by?usernames=ada").await.status, 200);
    for (name, _) in form {
        let form: Vec<_> = form.into_iter().filter(|(other, _)| *other != name).collect();
        let reply = post_alone(&raw, PATH, &form).await;
        reply.is_invalid_request(&format!("Missing required parameter [{name}]."));
    }
    // X does not accept HTTP Basic for this.
    let reply = post(&raw, PATH, &[form[0], form[1], form[2]]).await;
    reply.is_invalid_request("Missing required parameter [client_secret].");
    let wrong = [form[0], form[1], form[2], ("client_secret", "wrong")];
    let reply = post_alone(&raw, PATH, &wrong).await;
    reply.is_oauth2_error(401, "unauthorized_client", "Missing valid authorization header");
    let other = [form[0], ("client_type", "first_party_app"), form[2], form[3]];
    post_alone(&raw, PATH, &other)
        .await
        .is_invalid_request("Expected client_type third_party_app.");
}
