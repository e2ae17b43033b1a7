//! The credentials of a call.

use super::endpoint::{AuthScheme, Endpoint};
use super::error::{Error, NotSentReason};
use crate::credentials::{AppCredentials, UserToken, UserTokenScheme};

/// The app's credentials to use, where an endpoint accepts more than one kind.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum AppAuth {
    /// OAuth 1.0a with the access token of the app's owner.
    Owner,
    /// The app's bearer token.
    Bearer,
}

impl AppAuth {
    const fn scheme(self) -> AuthScheme {
        match self {
            Self::Owner => AuthScheme::Owner,
            Self::Bearer => AuthScheme::Bearer,
        }
    }
}

/// The credentials of a call.
#[derive(Clone, Copy)]
pub(super) enum Auth<'a> {
    /// The app's: the selected ones, or those that the endpoint prefers.
    App(Option<AppAuth>),
    /// A subscriber's.
    User(&'a UserToken),
    /// The consumer key alone, with the callback, to start a sign-in.
    Consumer { callback: &'a str },
    /// A request token, with the verifier of the user who has signed in.
    RequestToken { token: &'a str, secret: &'a str, verifier: &'a str },
    /// The app's key and secret as HTTP Basic.
    Basic,
    /// The app's client of OAuth 2.0: with its secret as HTTP Basic, or its id in the form.
    Client,
    /// The client id and the client secret of OAuth 2.0, which the form of the request contains.
    ClientForm,
}

impl Auth<'_> {
    /// Returns the scheme to call an endpoint with.
    ///
    /// # Errors
    ///
    /// [`Error::NotSent`] if the endpoint does not accept the scheme, or if the scheme needs the
    /// owner's token or the client id and the client has none.
    pub(super) fn scheme(
        &self,
        endpoint: Endpoint,
        app: &AppCredentials,
    ) -> Result<AuthScheme, Error> {
        let accepted = endpoint.auth();
        let owner = app.owner.as_ref();
        let scheme = match self {
            Self::App(Some(asked)) => asked.scheme(),
            Self::App(None) => {
                let possible =
                    |scheme: &&AuthScheme| **scheme == AuthScheme::Bearer || owner.is_some();
                let first = accepted.first().copied().unwrap_or(AuthScheme::Bearer);
                accepted.iter().find(possible).copied().unwrap_or(first)
            }
            Self::User(token) => match token.scheme() {
                UserTokenScheme::OAuth1 => AuthScheme::User,
                UserTokenScheme::OAuth2 => AuthScheme::UserOAuth2,
            },
            Self::Consumer { .. } => AuthScheme::Consumer,
            Self::RequestToken { .. } => AuthScheme::RequestToken,
            Self::Basic => AuthScheme::Basic,
            Self::Client if app.client_secret.is_some() => AuthScheme::ClientBasic,
            Self::Client | Self::ClientForm => AuthScheme::ClientId,
        };
        if !accepted.contains(&scheme) {
            Err(Error::not_sent(endpoint, NotSentReason::SchemeNotAccepted { given: scheme }))
        } else if scheme == AuthScheme::Owner && owner.is_none() {
            Err(Error::not_sent(endpoint, NotSentReason::OwnerTokenMissing))
        } else if matches!(self, Self::Client) && app.client_id.is_none() {
            Err(Error::not_sent(endpoint, NotSentReason::ClientIdMissing))
        } else {
            Ok(scheme)
        }
    }
}
