//! The credentials of an app.

use std::fmt;

use super::{Secret, UserToken};

/// An app's credentials from the developer portal: the consumer key and secret ("API key and
/// secret"), the access token of the app's owner, and optionally a bearer token and the credentials of
/// OAuth 2.0.
/// [`from_env`](Self::from_env) reads them from environment variables.
///
/// `Debug` redacts them. [`ClientBuilder::build`](crate::client::ClientBuilder::build) returns an
/// error if one of them is empty.
///
/// ```
/// use account_activity::{AppCredentials, UserToken};
///
/// let app = AppCredentials::new("key", "secret").owner(UserToken::oauth1("token", "token secret"));
/// assert_eq!(format!("{app:?}"), "AppCredentials(redacted)");
/// ```
#[derive(Clone)]
pub struct AppCredentials {
    pub(crate) consumer_key: String,
    pub(crate) consumer_secret: String,
    pub(crate) owner: Option<UserToken>,
    pub(crate) bearer_token: Option<String>,
    pub(crate) client_id: Option<String>,
    pub(crate) client_secret: Option<String>,
}

impl AppCredentials {
    /// Creates credentials from the consumer key and the consumer secret.
    #[must_use]
    pub fn new(consumer_key: impl Into<String>, consumer_secret: impl Into<String>) -> Self {
        Self {
            consumer_key: consumer_key.into(),
            consumer_secret: consumer_secret.into(),
            owner: None,
            bearer_token: None,
            client_id: None,
            client_secret: None,
        }
    }

    /// Adds the OAuth 1.0a access token of the app's owner. Registering a webhook requires it.
    #[must_use]
    pub fn owner(mut self, token: UserToken) -> Self {
        self.owner = Some(token);
        self
    }

    /// Adds a bearer token. Without one, the client requests it when it first needs it.
    #[must_use]
    pub fn bearer_token(mut self, token: impl Into<String>) -> Self {
        self.bearer_token = Some(token.into());
        self
    }

    /// Adds the credentials of OAuth 2.0: the client id and, for a confidential client, the client
    /// secret. A public client, such as a mobile app, has no secret. The sign-in of users by
    /// [`client.oauth2()`](crate::Client::oauth2) requires the client id.
    ///
    /// The secret is also the [client secret](Self::client_secret) of the webhook.
    #[must_use]
    pub fn oauth2(mut self, client_id: impl Into<String>, secret: Option<Secret>) -> Self {
        self.client_id = Some(client_id.into());
        match secret {
            Some(secret) => self.client_secret(secret.expose()),
            None => self,
        }
    }

    /// Adds the OAuth 2.0 client secret, with which X may sign its requests to the webhook.
    #[must_use]
    pub fn client_secret(mut self, secret: impl Into<String>) -> Self {
        self.client_secret = Some(secret.into());
        self
    }

    /// Returns the access token of the app's owner.
    #[must_use]
    pub const fn owner_token(&self) -> Option<&UserToken> {
        self.owner.as_ref()
    }
}

impl fmt::Debug for AppCredentials {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("AppCredentials(redacted)")
    }
}
