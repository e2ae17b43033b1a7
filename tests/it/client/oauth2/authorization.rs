//! The first half of a sign-in: the URL and the request to the redirect URI.

use account_activity::client::oauth2::CallbackError;
use account_activity::client::{Error, NotSentReason};
use account_activity::xaa::EventKind;
use url::Url;

use super::*;

fn authorize_url(base_url: &str, scopes: &[&str]) -> String {
    let oauth2 = client(base_url).oauth2();
    oauth2.authorize_url(&authorization(), scopes.iter().copied()).unwrap().to_string()
}

#[test]
fn the_url_has_every_parameter_once() {
    let begun = Authorization::from_parts(
        "a state",
        // RFC 7636, appendix B.
        "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk",
        "https://bot.example/signed-in?from=x",
    );
    let kinds = [EventKind::DmReceived, EventKind::DmSent, EventKind::LikeCreate];
    let scopes = kinds.iter().filter_map(EventKind::scope).chain(["offline.access"]);
    let url = client("http://127.0.0.1:9").oauth2().authorize_url(&begun, scopes).unwrap();
    assert_eq!(
        url.as_str(),
        "http://127.0.0.1:9/i/oauth2/authorize?response_type=code&client_id=clientID11\
         &redirect_uri=https%3A%2F%2Fbot.example%2Fsigned-in%3Ffrom%3Dx\
         &scope=dm.read%20like.read%20offline.access&state=a%20state\
         &code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256"
    );
}

/// X has the page on a host of its own.
#[test]
fn the_page_is_on_the_host_of_the_base_url_but_for_x() {
    for (base_url, page) in [
        ("http://api.twitter.com", "http://x.com/i/oauth2/authorize?"),
        ("http://api.x.com/", "http://x.com/i/oauth2/authorize?"),
        ("http://127.0.0.1:9/gateway/", "http://127.0.0.1:9/gateway/i/oauth2/authorize?"),
        ("http://x.example", "http://x.example/i/oauth2/authorize?"),
    ] {
        let url = authorize_url(base_url, &["tweet.read"]);
        assert!(url.starts_with(page), "{url}");
    }
}

#[test]
fn state_and_verifier_are_random() {
    let oauth2 = client("http://127.0.0.1:9").oauth2();
    let mut seen = std::collections::BTreeSet::new();
    for _ in 0..20 {
        let begun = oauth2.authorization(CALLBACK).unwrap();
        assert_eq!(begun.redirect_uri(), CALLBACK);
        for text in [begun.expose_state(), begun.expose_verifier()] {
            // 32 bytes, as base64url without padding.
            assert_eq!(text.len(), 43);
            let is_base64url = |next: char| next.is_ascii_alphanumeric() || "-_".contains(next);
            assert!(text.chars().all(is_base64url), "{text}");
            assert!(seen.insert(text.to_owned()), "{text}");
        }
        let stored = (begun.expose_state(), begun.expose_verifier(), begun.redirect_uri());
        assert_eq!(Authorization::from_parts(stored.0, stored.1, stored.2), begun);
        let url = oauth2.authorize_url(&begun, ["tweet.read"]).unwrap().to_string();
        assert!(!url.contains(begun.expose_verifier()), "{url}");
        let url = Url::parse(&url).unwrap();
        assert_eq!(Authorization::state_in(url.as_str()).as_deref(), Some(begun.expose_state()));
    }
}

#[test]
fn without_a_client_id_there_is_no_url() {
    let app = AppCredentials::new(CONSUMER_KEY, CONSUMER_SECRET);
    let oauth2 = builder_of(app, "http://127.0.0.1:9").build().unwrap().oauth2();
    let error = oauth2.authorize_url(&authorization(), ["tweet.read"]).unwrap_err();
    let Error::NotSent(error) = error else { panic!("{error:?}") };
    assert_eq!(
        (error.endpoint(), error.reason()),
        (Endpoint::OAuth2Authorize, &NotSentReason::ClientIdMissing)
    );
}

#[test]
fn the_user_decides() {
    for query in [
        "state=stateOF13&code=authorizationCODE15",
        "?code=authorizationCODE15&state=stateOF13&new=1",
        "https://bot.example/signed-in?from=x&code=authorizationCODE15&state=stateOF13#_\n",
    ] {
        assert_eq!(authorization().callback(query), Ok(Callback::Allowed(code())), "{query}");
    }
    for query in ["error=access_denied&state=stateOF13", "state=stateOF13&error=access_denied&x=1"]
    {
        assert_eq!(authorization().callback(query), Ok(Callback::Denied), "{query}");
    }
}

#[test]
fn a_request_of_another_sign_in_is_rejected() {
    for query in [
        "",
        "code=authorizationCODE15",
        "state=&code=authorizationCODE15",
        "state=stateOF1&code=authorizationCODE15",
        "state=stateOF133&code=authorizationCODE15",
        "state=STATEof13&code=authorizationCODE15",
        "state=other&error=access_denied",
        // Repeated, even if one of them is right.
        "state=stateOF13&state=stateOF13&code=authorizationCODE15",
    ] {
        let result = authorization().callback(query);
        assert_eq!(result, Err(CallbackError::StateMismatch), "{query}");
    }
    let empty = Authorization::from_parts("", CODE_VERIFIER, CALLBACK);
    assert_eq!(empty.callback("state=&code=x"), Err(CallbackError::StateMismatch));
    assert_eq!(empty.callback("code=x"), Err(CallbackError::StateMismatch));
}

#[test]
fn other_requests_to_the_redirect_uri() {
    let read = |query: &str| authorization().callback(&format!("state=stateOF13&{query}"));
    for query in ["", "code=", "code=a&code=b", "code=a&error=server_error", "codes=a"] {
        assert_eq!(read(query), Err(CallbackError::Malformed), "{query}");
    }
    let failed = |error: &str| Err(CallbackError::Failed { error: error.to_owned() });
    assert_eq!(read("error=invalid_scope&error_description=No"), failed("invalid_scope"));
    // It comes from the browser, so it may contain anything.
    assert_eq!(read("error=%1B%5B2J%0Ax_1%C3%A4"), failed("2Jx_1"));
    assert_eq!(read(&format!("error={}", "a".repeat(100))), failed(&"a".repeat(64)));
}
