//! The users sign in by OAuth 2.0.

use account_activity::UserToken;
use account_activity::client::oauth2::{Callback, OAuth2};
use account_activity_emulator::Emulator;
use reqwest::redirect::Policy;

use super::Result;

/// Signs a user in and returns the token. Instead of a browser, the emulator allows the sign-in.
pub(crate) async fn sign_in(
    emulator: &Emulator,
    oauth2: &OAuth2,
    user: &str,
    scopes: &[&str],
) -> Result<UserToken> {
    let authorization = oauth2.authorization("http://127.0.0.1/callback")?;
    let page = oauth2.authorize_url(&authorization, scopes.iter().copied())?;
    emulator.allow_next(user, "1234567").await?;
    let browser = reqwest::Client::builder().redirect(Policy::none()).build()?;
    let response = browser.get(page.as_str()).send().await?;
    let location = response.headers().get("location").ok_or("the page did not redirect")?;
    let Callback::Allowed(code) = authorization.callback(location.to_str()?)? else {
        return Err("the user denied the access".into());
    };
    Ok(oauth2.exchange(&code).await?.user_token())
}
