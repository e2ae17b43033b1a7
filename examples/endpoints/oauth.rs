//! Tokens and sign-in: the sign-in at the start, and the invalidations at the end.

use std::io::{self, IsTerminal, Write};

use account_activity::client::{Callback, Endpoint, RequestToken};

use crate::walk::Walk;

/// Not a PIN of X, but in the form of one.
const MADE_UP: &str = "0000000";

pub(crate) async fn sign_in(walk: &mut Walk) {
    let oauth = walk.client.oauth();
    if let Some(token) = walk.call(Endpoint::OAuthBearerToken, oauth.bearer_token()).await {
        walk.bearer = token;
    }

    let request = walk.call(Endpoint::OAuthRequestToken, oauth.request_token(Callback::Pin)).await;
    let begun = request.is_some();
    let request = request.unwrap_or_else(|| RequestToken::new("none", "none"));
    walk.report.browser(Endpoint::OAuthAuthorize, &oauth.authorize_url(&request));
    walk.report.browser(Endpoint::OAuthAuthenticate, &oauth.authenticate_url(&request));

    let verifier = match walk.verifier.clone() {
        Some(verifier) => verifier,
        None if begun && io::stdin().is_terminal() => {
            ask("PIN: ").unwrap_or_else(|| MADE_UP.to_owned())
        }
        None => MADE_UP.to_owned(),
    };
    let call = oauth.access_token(&request, &verifier);
    let access = walk.call(Endpoint::OAuthAccessToken, call).await;
    walk.signed_in = access.map(|access| access.token);
}

/// Asks for what the browser shows after a sign-in: a PIN, at the first of the two addresses, or a
/// URL.
pub(crate) fn ask(prompt: &str) -> Option<String> {
    eprint!("{prompt}");
    let mut line = String::new();
    match io::stderr().flush().and_then(|()| io::stdin().read_line(&mut line)) {
        Ok(_) => Some(line),
        Err(error) => {
            eprintln!("{error}");
            None
        }
    }
}

/// Invalidates the bearer token first, because that requires the owner's token, which may be
/// invalidated next.
pub(crate) async fn invalidate(walk: &mut Walk) {
    let oauth = walk.client.oauth();
    let bearer = walk.bearer.clone();
    let call = oauth.invalidate_bearer_token(&bearer);
    walk.call(Endpoint::OAuthInvalidateBearerToken, call).await;
    let user = walk.signed_in.take().unwrap_or_else(|| walk.user.clone());
    let call = oauth.invalidate_user_token(&user);
    walk.call(Endpoint::OAuthInvalidateUserToken, call).await;
}
