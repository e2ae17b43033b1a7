//! Tokens and sign-in by OAuth 2.0: the authorization code with PKCE (S256), tokens that renew
//! themselves, their revocation, and the app's bearer token.
//!
//! A sign-in has three steps. [`OAuth2::authorization`] begins it, the user decides at the
//! [`OAuth2::authorize_url`], and [`OAuth2::exchange`] returns their [`TokenPair`]. A
//! [`UserSession`] then keeps the tokens fresh. The app needs a client id:
//! [`AppCredentials::oauth2`]. With a client secret it is a confidential client, which
//! authenticates by HTTP Basic, otherwise a public one.
//!
//! ```no_run
//! use account_activity::client::oauth2::{Callback, TokenPair};
//! use account_activity::xaa::EventKind;
//! use account_activity::{AppCredentials, Client, Secret};
//!
//! # async fn example(query: &str) -> Result<(), Box<dyn std::error::Error>> {
//! let app = AppCredentials::new("key", "secret").oauth2("client id", Some(Secret::new("its secret")?));
//! let oauth2 = Client::builder(app).build()?.oauth2();
//!
//! let kinds = [EventKind::DmReceived, EventKind::LikeCreate];
//! let scopes = kinds.iter().filter_map(EventKind::scope);
//! let scopes = scopes.chain(["tweet.read", "users.read", "offline.access"]);
//! let authorization = oauth2.authorization("https://bot.example/signed-in")?;
//! // Keep `authorization`, send the user to the URL, and wait for the request to the redirect URI.
//! println!("{}", oauth2.authorize_url(&authorization, scopes)?);
//!
//! let Callback::Allowed(code) = authorization.callback(query)? else { return Ok(()) };
//! let tokens = oauth2.exchange(&code).await?;
//! # async fn store(_: TokenPair) -> std::io::Result<()> { Ok(()) }
//! store(tokens.clone()).await?;
//! let session = oauth2.session(tokens, store);
//! let user = session.user_token().await?;
//! # let _ = user;
//! # Ok(())
//! # }
//! ```
//!
//! Source: X's pages on the [authorization
//! code](https://docs.x.com/resources/fundamentals/authentication/oauth-2-0/authorization-code) and
//! on the [user's access
//! token](https://docs.x.com/resources/fundamentals/authentication/oauth-2-0/user-access-token);
//! RFC 6749, 7009 and 7636.

mod authorization;
mod callback;
mod pkce;
mod session;
mod session_error;
mod token_pair;
mod token_store;

pub use authorization::{Authorization, AuthorizeUrl};
pub use callback::{AuthorizationCode, Callback, CallbackError};
pub use session::UserSession;
pub use session_error::SessionError;
pub use token_pair::TokenPair;
pub use token_store::{StoreError, TokenStore};

use super::Client;
use super::auth::Auth;
use super::bearer::BearerToken;
use super::call::Call;
use super::endpoint::Endpoint;
use super::error::{ApiError, Error, NotSentReason, Reason};
#[cfg(doc)]
use crate::credentials::AppCredentials;

/// A handle for tokens and sign-in by OAuth 2.0, created by [`Client::oauth2`].
#[derive(Clone, Debug)]
pub struct OAuth2 {
    client: Client,
}

impl OAuth2 {
    pub(super) const fn new(client: Client) -> Self {
        Self { client }
    }

    /// Begins a sign-in: creates its `state` and its verifier, each from 32 random bytes of the
    /// operating system. X compares the redirect URI with those in the app's settings, character by
    /// character.
    ///
    /// # Errors
    ///
    /// [`NotSentReason::NoRandomness`] if the operating system has no random numbers.
    pub fn authorization(&self, redirect_uri: impl Into<String>) -> Result<Authorization, Error> {
        Authorization::random(redirect_uri.into())
    }

    /// Returns the URL at which the user authorises the app. X then sends the user to the redirect
    /// URI, with a code or with an error: [`Authorization::callback`] reads it.
    ///
    /// [`EventKind::scope`](crate::xaa::EventKind::scope) names the scope for subscriptions to a
    /// kind of event. `offline.access` grants a refresh token, without which the user must sign in
    /// again after two hours. A scope that occurs twice is sent once.
    ///
    /// The host is `x.com` if the client's base URL is that of X, otherwise that of the base URL.
    ///
    /// `GET /i/oauth2/authorize`, in the user's browser. Source: X's page on the user's access
    /// token.
    ///
    /// # Errors
    ///
    /// [`NotSentReason::ClientIdMissing`] if the app has no client id.
    pub fn authorize_url(
        &self,
        authorization: &Authorization,
        scopes: impl IntoIterator<Item = impl Into<String>>,
    ) -> Result<AuthorizeUrl, Error> {
        let Some(client_id) = &self.client.inner.app.client_id else {
            let reason = NotSentReason::ClientIdMissing;
            return Err(Error::not_sent(Endpoint::OAuth2Authorize, reason));
        };
        let mut requested: Vec<String> = Vec::new();
        for scope in scopes.into_iter().map(Into::into) {
            if !requested.contains(&scope) {
                requested.push(scope);
            }
        }
        let base = &self.client.inner.base_url;
        Ok(AuthorizeUrl::new(base, client_id, authorization, &requested))
    }

    /// Exchanges an authorization code for the tokens of the user. A code works once, and for 30
    /// seconds.
    ///
    /// `POST /2/oauth2/token`, HTTP Basic with client id and client secret; a public client sends
    /// its id in the form. No rate limit is documented. Source: X's page on the user's access
    /// token.
    ///
    /// # Errors
    ///
    /// [`Reason::GrantInvalid`] if the code is wrong, used or expired, or if the redirect URI is
    /// another one; [`Reason::CredentialsWrong`] if the client id or the client secret is wrong;
    /// [`NotSentReason::ClientIdMissing`] if the app has no client id.
    pub async fn exchange(&self, code: &AuthorizationCode) -> Result<TokenPair, Error> {
        let call = self
            .call(Endpoint::OAuth2Token)
            .form("grant_type", "authorization_code")
            .form("code", &code.code)
            .form("redirect_uri", &code.redirect_uri)
            .form("code_verifier", &code.verifier);
        self.fetch(call, None).await
    }

    /// Returns new tokens of a user. X does not accept the old refresh token any more, so store the
    /// new one before anything else. A [`UserSession`] does all this.
    ///
    /// `POST /2/oauth2/token`, with the authentication of [`exchange`](Self::exchange). The client
    /// does not repeat the request: if the response is lost, X may have replaced the refresh token.
    /// Source: X's page on the user's access token.
    ///
    /// # Errors
    ///
    /// [`Reason::GrantInvalid`] if the refresh token is wrong, used, expired or revoked: the user
    /// must sign in again. [`NotSentReason::RefreshTokenMissing`] if the pair has none. The others
    /// are those of [`exchange`](Self::exchange).
    pub async fn refresh(&self, tokens: &TokenPair) -> Result<TokenPair, Error> {
        let call = self.call(Endpoint::OAuth2Token).form("grant_type", "refresh_token");
        let Some(refresh_token) = tokens.expose_refresh_token() else {
            return Err(self.client.not_sent(&call, NotSentReason::RefreshTokenMissing));
        };
        self.fetch(call.form("refresh_token", refresh_token), Some(tokens)).await
    }

    /// Returns a session that refreshes the tokens of a user when they expire, and stores each new
    /// pair. `tokens` are those that the store has.
    #[must_use]
    pub fn session(&self, tokens: TokenPair, store: impl TokenStore + 'static) -> UserSession {
        UserSession::new(self.clone(), tokens, Box::new(store))
    }

    /// Revokes the tokens of a user: the refresh token, if there is one, then the access token. To
    /// revoke tokens that do not work any more is not an error (RFC 7009, section 2.2), so a
    /// revocation that failed can be repeated.
    ///
    /// `POST /2/oauth2/revoke` for each token, HTTP Basic with client id and client secret; a
    /// public client sends its id in the form. No rate limit is documented. Source: X's page on the
    /// user's access token.
    ///
    /// # Errors
    ///
    /// [`Reason::CredentialsWrong`] if the client id or the client secret is wrong;
    /// [`NotSentReason::ClientIdMissing`] if the app has no client id.
    pub async fn revoke(&self, tokens: &TokenPair) -> Result<(), Error> {
        if let Some(token) = tokens.expose_refresh_token() {
            self.revoke_token(token, "refresh_token").await?;
        }
        self.revoke_token(tokens.expose_access_token(), "access_token").await
    }

    async fn revoke_token(&self, token: &str, kind: &str) -> Result<(), Error> {
        let call = self.call(Endpoint::OAuth2Revoke);
        let call = call.form("token", token).form("token_type_hint", kind);
        match self.client.send(call).await {
            // RFC 7009, section 2.2: the status is the whole response.
            Ok(response) if response.body.trim_ascii().is_empty() => Ok(()),
            Ok(response) => response.done(),
            Err(error) if is_of_invalid_token(&error) => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// Fetches the app's bearer token with the credentials of OAuth 2.0, and uses it from then on
    /// for all calls of the client, as [`OAuth::bearer_token`](super::OAuth::bearer_token) does.
    ///
    /// `POST /2/oauth2/token`, with client id and client secret in the form: X does not document
    /// the request, and rejects HTTP Basic there, as other clients report.
    ///
    /// # Errors
    ///
    /// [`NotSentReason::ClientIdMissing`] or [`NotSentReason::ClientSecretMissing`] if the app
    /// lacks either; [`Reason::CredentialsWrong`] if one of them is wrong.
    pub async fn app_token(&self) -> Result<BearerToken, Error> {
        let app = &self.client.inner.app;
        let call = Call::new(Endpoint::OAuth2Token, Auth::ClientForm)
            .form("grant_type", "client_credentials")
            .form("client_type", "third_party_app");
        let (Some(id), Some(secret)) = (&app.client_id, &app.client_secret) else {
            let has_id = app.client_id.is_some();
            let missing = if has_id {
                NotSentReason::ClientSecretMissing
            } else {
                NotSentReason::ClientIdMissing
            };
            return Err(self.client.not_sent(&call, missing));
        };
        let call = call.form("client_id", id).form("client_secret", secret);
        let token = self.client.send(call).await?.bearer_token()?;
        self.client.inner.bearer.put(token.clone()).await;
        Ok(token)
    }

    /// Returns a call that authenticates the client. A public client has its id in the form.
    fn call(&self, endpoint: Endpoint) -> Call<'static> {
        let app = &self.client.inner.app;
        let call = Call::new(endpoint, Auth::Client);
        match &app.client_id {
            Some(id) if app.client_secret.is_none() => call.form("client_id", id),
            _ => call,
        }
    }

    async fn fetch(&self, call: Call<'_>, before: Option<&TokenPair>) -> Result<TokenPair, Error> {
        let sent_at = self.client.now();
        let response = self.client.send(call).await?;
        TokenPair::read(&response, sent_at, before)
    }
}

/// Returns whether X rejects the token itself, as it does in a refresh with a token that does not
/// work any more.
fn is_of_invalid_token(error: &Error) -> bool {
    let message = error.as_api().and_then(ApiError::message).unwrap_or_default();
    error.reason() == Some(&Reason::GrantInvalid)
        && message.to_ascii_lowercase().contains("value passed for the token was")
}
