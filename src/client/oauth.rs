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

/// Tokens and sign-in: the app's bearer token, and the three steps by which a user lets the app act
/// for them (OAuth 1.0a, by a callback or by a PIN).
///
/// ```no_run
/// use account_activity::client::{Callback, CallbackQuery};
/// use account_activity::{AppCredentials, Client};
///
/// # async fn example(query: &str) -> Result<(), Box<dyn std::error::Error>> {
/// let oauth = Client::builder(AppCredentials::new("key", "secret")).build()?.oauth();
/// let request = oauth.request_token(Callback::Url("https://bot.example/signed-in")).await?;
/// // Keep `request`, send the user to the address, and wait for them at the callback.
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

    /// The bearer token of the app. X gives the same one until it is invalidated. The client fetches
    /// it by itself when a call needs it; this gives it away.
    ///
    /// `POST /oauth2/token`, HTTP Basic with consumer key and secret. No rate limit is documented,
    /// but too many calls fail with code 99. X's authentication guide.
    ///
    /// # Errors
    ///
    /// Code 99 if key or secret is wrong.
    pub async fn bearer_token(&self) -> Result<BearerToken, Error> {
        let token = self.client.clone().fetch_bearer_token().await?;
        self.client.inner.bearer.put(token.clone()).await;
        Ok(token)
    }

    /// Invalidates the bearer token of the app, for every program that uses it. The client fetches
    /// a new one when it next needs one.
    ///
    /// `POST /oauth2/invalidate_token`, OAuth 1.0a of the app's owner. No rate limit is documented.
    /// X's authentication reference; its guide has HTTP Basic instead.
    ///
    /// # Errors
    ///
    /// Code 99 if the credentials are wrong, 89 if the token is not the app's, or no more.
    pub async fn invalidate_bearer_token(&self, token: &BearerToken) -> Result<(), Error> {
        // A token is percent-encoded already, and sent as it is.
        let decoded = percent_decode_str(token.expose()).decode_utf8_lossy();
        let call = Call::new(Endpoint::OAuthInvalidateBearerToken, Auth::App(None));
        self.client.send(call.query("access_token", decoded)).await?.done()?;
        self.client.inner.bearer.forget(token).await;
        Ok(())
    }

    /// Begins a sign-in: a token to send the user to X with.
    ///
    /// `POST /oauth/request_token`, OAuth 1.0a with the consumer key alone. No rate limit is
    /// documented. X's authentication reference.
    ///
    /// # Errors
    ///
    /// Code 415 if the callback is not among those of the app's settings, 417 if the settings have
    /// none and only [`Callback::Pin`] will do, 32 if key or secret is wrong.
    pub async fn request_token(&self, callback: Callback<'_>) -> Result<RequestToken, Error> {
        let auth = Auth::Consumer { callback: callback.as_str() };
        let response = self.client.send(Call::new(Endpoint::OAuthRequestToken, auth)).await?;
        RequestToken::from_form(&response.body).map_err(|expected| response.unexpected(expected))
    }

    /// Where the user allows the app to act for them. X asks each time; with [`Callback::Pin`] it
    /// then shows a PIN, otherwise it sends the user to the callback.
    ///
    /// `GET /oauth/authorize`, in the user's browser. X's authentication reference.
    #[must_use]
    pub fn authorize_url(&self, token: &RequestToken) -> AuthorizeUrl {
        AuthorizeUrl::new(&self.client.inner.base_url, Endpoint::OAuthAuthorize, token)
    }

    /// Where the user signs in. X asks only the first time, and sends the user to the callback.
    ///
    /// `GET /oauth/authenticate`, in the user's browser. X's authentication reference.
    #[must_use]
    pub fn authenticate_url(&self, token: &RequestToken) -> AuthorizeUrl {
        AuthorizeUrl::new(&self.client.inner.base_url, Endpoint::OAuthAuthenticate, token)
    }

    /// Ends a sign-in: the access token of the user, for the verifier that the callback got or the
    /// PIN that the user read. A verifier works once.
    ///
    /// `POST /oauth/access_token`, OAuth 1.0a with the request token. No rate limit is documented.
    /// X's authentication reference.
    ///
    /// # Errors
    ///
    /// 401, as plain text, if the verifier is wrong, used or too old.
    #[doc(alias = "verifier")]
    #[doc(alias = "PIN")]
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

    /// Invalidates the access token of a user, which ends their subscriptions.
    ///
    /// `POST /1.1/oauth/invalidate_token.json`, OAuth 1.0a of the user. No rate limit is documented.
    /// X's authentication reference.
    ///
    /// # Errors
    ///
    /// Code 89 if the token is invalid already.
    pub async fn invalidate_user_token(&self, user: &UserToken) -> Result<(), Error> {
        let call = Call::new(Endpoint::OAuthInvalidateUserToken, Auth::User(user));
        self.client.send(call).await?.done()
    }

    /// Tells whose a token is, and whether it permits Direct Messages, without which it subscribes
    /// nobody.
    ///
    /// `GET /1.1/account/verify_credentials.json`, OAuth 1.0a of the user, 75 requests in 15
    /// minutes. X's authentication reference.
    ///
    /// # Errors
    ///
    /// 401 (code 32 or 89) if the token is wrong or withdrawn.
    #[doc(alias = "permissions")]
    #[doc(alias = "x-access-level")]
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
