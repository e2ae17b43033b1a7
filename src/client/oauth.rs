//! Tokens and sign-in.

mod access;
mod callback;
mod sign_in;

pub use access::{AccessLevel, VerifiedCredentials};
pub use callback::{Callback, CallbackQuery, CallbackQueryError};
pub use sign_in::{AccessToken, AuthorizeUrl, RequestToken};

use percent_encoding::percent_decode_str;

use super::Client;
use super::auth::Auth;
use super::bearer::BearerToken;
use super::call::Call;
use super::endpoint::Endpoint;
use super::error::Error;
use crate::credentials::UserToken;

/// A handle for tokens and sign-in: the app's bearer token, and the three steps by which a user
/// authorises the app (OAuth 1.0a, with a callback or a PIN).
///
/// ```no_run
/// use account_activity::client::{Callback, CallbackQuery};
/// use account_activity::{AppCredentials, Client};
///
/// # async fn example(query: &str) -> Result<(), Box<dyn std::error::Error>> {
/// let oauth = Client::builder(AppCredentials::new("key", "secret")).build()?.oauth();
/// let request = oauth.request_token(Callback::Url("https://bot.example/signed-in")).await?;
/// // Keep `request`, send the user to the address, and wait for the callback.
/// println!("{}", oauth.authorize_url(&request));
///
/// let CallbackQuery::Allowed { verifier, .. } = query.parse()? else { return Ok(()) };
/// let access = oauth.access_token(&request, &verifier).await?;
/// println!("@{} signed in", access.screen_name);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct OAuth {
    client: Client,
}

impl OAuth {
    pub(super) const fn new(client: Client) -> Self {
        Self { client }
    }

    /// Fetches the app's bearer token. X returns the same token until it is invalidated. The client
    /// fetches it by itself when a request needs it; this method also returns it.
    ///
    /// `POST /oauth2/token`, HTTP Basic with consumer key and secret. No rate limit is documented,
    /// but too many requests fail with code 99. Source: X's authentication guide.
    ///
    /// # Errors
    ///
    /// Code 99 if key or secret is wrong.
    pub async fn bearer_token(&self) -> Result<BearerToken, Error> {
        let token = self.client.clone().fetch_bearer_token().await?;
        self.client.inner.bearer.put(token.clone()).await;
        Ok(token)
    }

    /// Invalidates the app's bearer token, for every program that uses it. The client fetches a new
    /// one when it next needs one.
    ///
    /// `POST /oauth2/invalidate_token`, OAuth 1.0a of the app's owner. No rate limit is documented.
    /// Source: X's authentication reference. X's guide documents HTTP Basic instead.
    ///
    /// # Errors
    ///
    /// Code 99 if the credentials are wrong; code 89 if the token does not belong to the app or is
    /// no longer valid.
    pub async fn invalidate_bearer_token(&self, token: &BearerToken) -> Result<(), Error> {
        // X's tokens are percent-encoded. The query encodes them again, so the token is decoded
        // first.
        let decoded = percent_decode_str(token.expose()).decode_utf8_lossy();
        let call = Call::new(Endpoint::OAuthInvalidateBearerToken, Auth::App(None));
        self.client.send(call.query("access_token", decoded)).await?.done()?;
        self.client.inner.bearer.forget(token).await;
        Ok(())
    }

    /// Starts a sign-in: fetches the request token with which to send the user to X.
    ///
    /// `POST /oauth/request_token`, OAuth 1.0a with the consumer key alone. No rate limit is
    /// documented. Source: X's authentication reference.
    ///
    /// # Errors
    ///
    /// Code 415 if the callback is not in the app's settings; code 417 if the settings have no
    /// callback, so only [`Callback::Pin`] is accepted; code 32 if key or secret is wrong.
    pub async fn request_token(&self, callback: Callback<'_>) -> Result<RequestToken, Error> {
        let auth = Auth::Consumer { callback: callback.as_str() };
        let response = self.client.send(Call::new(Endpoint::OAuthRequestToken, auth)).await?;
        RequestToken::from_form(&response.body).map_err(|expected| response.unexpected(expected))
    }

    /// Returns the address at which the user authorises the app. X asks the user each time. With
    /// [`Callback::Pin`] it then shows a PIN; otherwise it sends the user to the callback.
    ///
    /// `GET /oauth/authorize`, in the user's browser. Source: X's authentication reference.
    #[must_use]
    pub fn authorize_url(&self, token: &RequestToken) -> AuthorizeUrl {
        AuthorizeUrl::new(&self.client.inner.base_url, Endpoint::OAuthAuthorize, token)
    }

    /// Returns the address at which the user signs in. X asks the user only the first time, and
    /// sends the user to the callback.
    ///
    /// `GET /oauth/authenticate`, in the user's browser. Source: X's authentication reference.
    #[must_use]
    pub fn authenticate_url(&self, token: &RequestToken) -> AuthorizeUrl {
        AuthorizeUrl::new(&self.client.inner.base_url, Endpoint::OAuthAuthenticate, token)
    }

    /// Exchanges a verifier for the user's access token. The callback receives the verifier; with
    /// [`Callback::Pin`] the user's PIN is the verifier. A verifier works once.
    ///
    /// `POST /oauth/access_token`, OAuth 1.0a with the request token. No rate limit is documented.
    /// Source: X's authentication reference.
    ///
    /// # Errors
    ///
    /// 401, as plain text, if the verifier is wrong, already used or expired.
    #[doc(alias("verifier", "PIN"))]
    pub async fn access_token(
        &self,
        token: &RequestToken,
        verifier: &str,
    ) -> Result<AccessToken, Error> {
        let auth = Auth::RequestToken {
            token: token.token(),
            secret: token.secret(),
            verifier: verifier.trim(),
        };
        let response = self.client.send(Call::new(Endpoint::OAuthAccessToken, auth)).await?;
        AccessToken::from_form(&response.body).map_err(|expected| response.unexpected(expected))
    }

    /// Invalidates a user's access token, which ends the user's subscriptions.
    ///
    /// `POST /1.1/oauth/invalidate_token.json`, OAuth 1.0a of the user. No rate limit is
    /// documented. Source: X's authentication reference.
    ///
    /// # Errors
    ///
    /// Code 89 if the token is invalid already.
    pub async fn invalidate_user_token(&self, user: &UserToken) -> Result<(), Error> {
        let call = Call::new(Endpoint::OAuthInvalidateUserToken, Auth::User(user));
        self.client.send(call).await?.done()
    }

    /// Returns the user of a token, and whether the token permits Direct Messages. A token without
    /// that permission cannot subscribe the user.
    ///
    /// `GET /1.1/account/verify_credentials.json`, OAuth 1.0a of the user, 75 requests in 15
    /// minutes. Source: X's authentication reference.
    ///
    /// # Errors
    ///
    /// 401 (code 32 or 89) if the token is wrong or revoked.
    #[doc(alias("permissions", "x-access-level"))]
    pub async fn verify_credentials(&self, user: &UserToken) -> Result<VerifiedCredentials, Error> {
        let call = Call::new(Endpoint::OAuthVerifyCredentials, Auth::User(user));
        let response = self.client.send(call.query("skip_status", true)).await?;
        let level = response.headers.get("x-access-level").and_then(|value| value.to_str().ok());
        Ok(VerifiedCredentials {
            access_level: level.map(AccessLevel::from),
            user: response.object("a user")?,
        })
    }
}
