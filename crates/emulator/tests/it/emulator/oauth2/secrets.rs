//! No secret is recorded, in whatever place a client sends it.

use account_activity_emulator::Emulator;
use http::Method;
use http::header::AUTHORIZATION;

use super::super::raw::{Raw, Signing, send};
use super::{
    CALLBACK, Pair, VERIFIER, code_for, confidential, exchange, open, page, post, post_alone,
    post_with_basic, refresh, revoke,
};

/// Returns all that the emulator records about requests, as text.
fn recorded(emulator: &Emulator) -> String {
    format!("{:?}", emulator.requests())
}

#[tokio::test]
async fn no_secret_is_recorded() {
    let emulator = confidential().await;
    let raw = Raw::new(&emulator);
    let pair = Pair::for_user(&emulator, &raw, "ada").await;
    let plain = [("code_challenge", VERIFIER), ("code_challenge_method", "plain")];
    let code = code_for(&emulator, &raw, "ada", &plain).await;
    let secrets = ["it's secret", &pair.access, &pair.refresh, &code, VERIFIER];
    for secret in secrets {
        // In place of the client id, of the consumer key, of a token, and of a parameter.
        post_with_basic(&raw, "/2/oauth2/token", &[("grant_type", "refresh_token")], secret).await;
        let form = [("grant_type", "refresh_token"), ("client_id", secret)];
        post_alone(&raw, "/2/oauth2/token", &form).await;
        let form = [("grant_type", secret), (secret, "1"), (secret, "2")];
        post(&raw, "/2/oauth2/token", &form).await;
        post(&raw, "/2/oauth2/token", &[("grant_type", secret)]).await;
        open(&raw, &page(&raw, &[("client_id", secret)])).await;
        open(&raw, &page(&raw, &[("scope", secret)])).await;
        raw.with_bearer(&format!("{secret}x"), Method::GET, "/2/users/me").await;
        let mut signing = raw.signing(None);
        signing.consumer.0 = secret.to_owned();
        raw.signed(&signing, Method::GET, "/2/users/me", &[]).await;
        let token = Some((secret.to_owned(), "x".to_owned()));
        let signing = Signing { token, ..raw.signing(None) };
        raw.signed(&signing, Method::GET, "/2/users/me", &[]).await;
        let mut signing = raw.signing(Some(&raw.token("ada")));
        signing.consumer.1.push('x');
        raw.signed(&signing, Method::POST, "/2/users/me", &[("token", secret)]).await;
        let request = raw.request(Method::GET, "/2/users/me").header(AUTHORIZATION, secret);
        send(request).await;
    }
    let wrong = [
        ("grant_type", "authorization_code"),
        ("code", &code),
        ("redirect_uri", CALLBACK),
        ("code_verifier", "wrong"),
    ];
    assert_eq!(post(&raw, "/2/oauth2/token", &wrong).await.status, 400);
    assert_eq!(exchange(&raw, &code).await.status, 200);
    assert_eq!(exchange(&raw, &code).await.status, 400);
    assert_eq!(refresh(&raw, &pair.refresh).await.status, 200);
    assert_eq!(refresh(&raw, &pair.refresh).await.status, 400);
    assert_eq!(revoke(&raw, &pair.access).await.status, 200);
    let recorded = recorded(&emulator);
    for secret in secrets {
        assert!(!recorded.contains(secret), "{secret} is in {recorded}");
    }
    assert!(recorded.contains("a secret stands in place of the client id"), "{recorded}");
}
