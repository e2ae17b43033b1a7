//! Schemes of authentication.

use std::fmt;

/// The authentication of a request.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[non_exhaustive]
pub enum AuthScheme {
    /// OAuth 1.0a with the access token of the app's owner.
    Owner,
    /// OAuth 1.0a with the access token of a subscriber.
    User,
    /// OAuth 2.0 with the access token of a subscriber.
    UserOAuth2,
    /// OAuth 2.0 with the app's bearer token ("app-only").
    Bearer,
    /// OAuth 1.0a with the consumer key alone.
    Consumer,
    /// OAuth 1.0a with a request token, during a sign-in.
    RequestToken,
    /// HTTP Basic with consumer key and secret.
    Basic,
    /// HTTP Basic with the client id and the client secret of OAuth 2.0.
    ClientBasic,
    /// The client id of OAuth 2.0 in the form of the request, without a header: a public client has
    /// no secret. To fetch the app's bearer token, the form also contains the client secret.
    ClientId,
    /// None: a person opens the address in a browser.
    Browser,
}

impl fmt::Display for AuthScheme {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Owner => "OAuth 1.0a, app owner",
            Self::User => "OAuth 1.0a, user",
            Self::UserOAuth2 => "OAuth 2.0, user",
            Self::Bearer => "bearer token",
            Self::Consumer => "OAuth 1.0a, consumer key alone",
            Self::RequestToken => "OAuth 1.0a, request token",
            Self::Basic => "HTTP Basic",
            Self::ClientBasic => "HTTP Basic, client",
            Self::ClientId => "client id in the form",
            Self::Browser => "none (browser)",
        })
    }
}

/// Writes schemes of authentication as alternatives.
pub(in crate::client) fn either(schemes: impl Iterator<Item = AuthScheme>) -> String {
    schemes.map(|scheme| format!("“{scheme}”")).collect::<Vec<_>>().join(" or ")
}
