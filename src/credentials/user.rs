//! The tokens of users.

use std::fmt;

/// A user's token, with which an app acts for the user.
///
/// The token of the app's owner, from the developer portal, registers webhooks. The token of a
/// subscriber, from the sign-in ([`client.oauth()`](crate::Client::oauth)), subscribes the user.
/// The app must have the permission "Read, Write and Direct Messages" when the token is created. An
/// older token does not gain the permission. `Debug` redacts the token and its secret.
///
/// ```
/// use account_activity::UserToken;
///
/// let token = UserToken::oauth1("12345-abc", "hunter2");
/// assert_eq!(format!("{token:?}"), "UserToken(OAuth1, redacted)");
/// ```
#[derive(Clone, Eq, PartialEq)]
pub struct UserToken(Kind);

#[derive(Clone, Eq, PartialEq)]
enum Kind {
    OAuth1 { token: String, secret: String },
    OAuth2 { token: String },
}

/// The protocol of a [`UserToken`].
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[non_exhaustive]
pub enum UserTokenScheme {
    /// OAuth 1.0a: a token and its secret, which sign each request. Every tier accepts it.
    OAuth1,
    /// OAuth 2.0: a token that is sent with each request. Only some endpoints of v2 accept it.
    OAuth2,
}

impl UserToken {
    /// Creates a token from an OAuth 1.0a access token and its secret.
    #[must_use]
    pub fn oauth1(token: impl Into<String>, secret: impl Into<String>) -> Self {
        Self(Kind::OAuth1 { token: token.into(), secret: secret.into() })
    }

    /// Creates a token from an OAuth 2.0 user access token with the scopes
    /// `dm.read dm.write tweet.read users.read`.
    #[must_use]
    pub fn oauth2(token: impl Into<String>) -> Self {
        Self(Kind::OAuth2 { token: token.into() })
    }

    /// Returns the protocol of the token.
    #[must_use]
    pub const fn scheme(&self) -> UserTokenScheme {
        match self.0 {
            Kind::OAuth1 { .. } => UserTokenScheme::OAuth1,
            Kind::OAuth2 { .. } => UserTokenScheme::OAuth2,
        }
    }

    /// Returns the OAuth 1.0a token and its secret, for storage. They do not expire. `None` for
    /// OAuth 2.0.
    #[must_use]
    pub fn expose_oauth1(&self) -> Option<(&str, &str)> {
        match &self.0 {
            Kind::OAuth1 { token, secret } => Some((token, secret)),
            Kind::OAuth2 { .. } => None,
        }
    }

    /// Returns the OAuth 2.0 token, for storage. `None` for OAuth 1.0a.
    #[must_use]
    pub fn expose_oauth2(&self) -> Option<&str> {
        match &self.0 {
            Kind::OAuth1 { .. } => None,
            Kind::OAuth2 { token } => Some(token),
        }
    }
}

impl fmt::Debug for UserToken {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "UserToken({:?}, redacted)", self.scheme())
    }
}
