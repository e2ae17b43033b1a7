//! The credentials of an app.

use std::fmt;

use super::UserToken;

/// What the developer portal gives an app: consumer key and secret ("API key and secret"), the
/// access token of its owner, and, if one was made there, a bearer token.
///
/// `Debug` shows none of them. What is empty is refused by
/// [`ClientBuilder::build`](crate::client::ClientBuilder::build).
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
}

impl AppCredentials {
    /// The consumer key and the consumer secret.
    #[must_use]
    pub fn new(consumer_key: impl Into<String>, consumer_secret: impl Into<String>) -> Self {
        Self {
            consumer_key: consumer_key.into(),
            consumer_secret: consumer_secret.into(),
            owner: None,
            bearer_token: None,
        }
    }

    /// Adds the OAuth 1.0a access token of the app's owner: registering a webhook needs it.
    #[must_use]
    pub fn owner(mut self, token: UserToken) -> Self {
        self.owner = Some(token);
        self
    }

    /// Adds a bearer token to start with. Without one, it is fetched when first needed.
    #[must_use]
    pub fn bearer_token(mut self, token: impl Into<String>) -> Self {
        self.bearer_token = Some(token.into());
        self
    }
}

impl fmt::Debug for AppCredentials {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("AppCredentials(redacted)")
    }
}
