//! The token of a user.

use std::fmt;

/// A user's token, by which an app acts for them.
///
/// The app owner's own, from the developer portal, registers webhooks; a subscriber's, from the
/// sign-in ([`client.oauth()`](crate::Client::oauth)), subscribes them. The app's permission must
/// be "Read, Write and Direct Messages" when the token is made: one that was made before does not
/// gain it. `Debug` shows neither token nor secret.
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

/// By which protocol a [`UserToken`] works.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[non_exhaustive]
pub enum UserTokenScheme {
    /// OAuth 1.0a: a token and its secret, which sign each request. Every tier takes it.
    OAuth1,
    /// OAuth 2.0: a token that is sent along. Only some endpoints of v2 take it.
    OAuth2,
}

impl UserToken {
    /// An OAuth 1.0a access token and its secret.
    #[must_use]
    pub fn oauth1(token: impl Into<String>, secret: impl Into<String>) -> Self {
        Self(Kind::OAuth1 { token: token.into(), secret: secret.into() })
    }

    /// An OAuth 2.0 user access token, with the scopes `dm.read dm.write tweet.read users.read`.
    #[must_use]
    pub fn oauth2(token: impl Into<String>) -> Self {
        Self(Kind::OAuth2 { token: token.into() })
    }

    /// By which protocol it works.
    #[must_use]
    pub const fn scheme(&self) -> UserTokenScheme {
        match self.0 {
            Kind::OAuth1 { .. } => UserTokenScheme::OAuth1,
            Kind::OAuth2 { .. } => UserTokenScheme::OAuth2,
        }
    }

    /// The OAuth 1.0a token and its secret, to store them: they do not expire. `None` for OAuth 2.0.
    #[must_use]
    pub fn expose_oauth1(&self) -> Option<(&str, &str)> {
        match &self.0 {
            Kind::OAuth1 { token, secret } => Some((token, secret)),
            Kind::OAuth2 { .. } => None,
        }
    }

    /// The OAuth 2.0 token, to store it. `None` for OAuth 1.0a.
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
