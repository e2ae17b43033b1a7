//! Sign-in by OAuth 2.0: the tokens of a user, which are revoked at once.

use std::io::{self, IsTerminal};

use account_activity::client::oauth2::{AuthorizationCode, Callback, TokenPair};
use account_activity::client::{Endpoint, Error};

use crate::oauth::ask;
use crate::walk::Walk;

/// Not a code of X.
const MADE_UP: &str = "none";

pub(crate) async fn walk(walk: &mut Walk) {
    let code = match code(walk) {
        Ok(code) => code,
        Err(error) => {
            walk.report.line(Endpoint::OAuth2Authorize, Some(&error));
            return;
        }
    };
    let oauth2 = walk.client.oauth2();
    let tokens = match code {
        Some(code) => walk.call(Endpoint::OAuth2Token, oauth2.exchange(&code)).await,
        None => None,
    };
    let tokens = tokens.unwrap_or_else(|| TokenPair::new(MADE_UP));
    walk.call(Endpoint::OAuth2Revoke, oauth2.revoke(&tokens)).await;
}

/// Returns the code that the user brings back, a made-up one where nobody can be asked, and none if
/// the user declined.
fn code(walk: &mut Walk) -> Result<Option<AuthorizationCode>, Error> {
    let oauth2 = walk.client.oauth2();
    let begun = oauth2.authorization(&walk.redirect_uri)?;
    let url = oauth2.authorize_url(&begun, ["tweet.read", "users.read", "offline.access"])?;
    walk.report.browser(Endpoint::OAuth2Authorize, &url);
    let made_up = format!("state={}&code={MADE_UP}", begun.expose_state());
    let query = if walk.is_dry_run || !io::stdin().is_terminal() {
        made_up
    } else {
        ask("URL to which the browser was sent: ").unwrap_or(made_up)
    };
    match begun.callback(&query) {
        Ok(Callback::Allowed(code)) => return Ok(Some(code)),
        Ok(_) => eprintln!("The user declined."),
        Err(error) => eprintln!("{error}"),
    }
    Ok(None)
}
