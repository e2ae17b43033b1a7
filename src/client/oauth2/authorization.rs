//! A sign-in that has begun, and the URL to send the user to.

use std::fmt;

use url::Url;

use super::callback::{Callback, CallbackError};
use super::pkce;
use crate::client::call::encode;
use crate::client::endpoint::Endpoint;
use crate::client::error::Error;

/// The sign-in of one user that has begun: its `state`, the verifier of PKCE and the redirect URI.
/// [`OAuth2::authorization`](super::OAuth2::authorization) creates it.
///
/// The sign-in needs it again when the user returns. To store it meanwhile, use its parts and
/// [`from_parts`](Self::from_parts). Bind it to the user's browser, for example in the session of
/// your application: an attacker could otherwise sign the user in as somebody else.
///
/// `Debug` redacts it.
///
/// ```
/// use account_activity::client::oauth2::{Authorization, Callback};
///
/// let stored = Authorization::from_parts("a state", "a verifier", "https://bot.example/signed-in");
/// match stored.callback("state=a+state&code=xyz")? {
///     Callback::Allowed(code) => println!("exchange {code:?}"),
///     Callback::Denied => println!("The user declined."),
///     _ => {}
/// }
/// # Ok::<(), account_activity::client::oauth2::CallbackError>(())
/// ```
#[derive(Clone, Eq, PartialEq)]
pub struct Authorization {
    pub(super) state: String,
    pub(super) verifier: String,
    pub(super) redirect_uri: String,
}

impl Authorization {
    pub(super) fn random(redirect_uri: String) -> Result<Self, Error> {
        Ok(Self { state: pkce::random()?, verifier: pkce::random()?, redirect_uri })
    }

    /// Creates an authorization from its stored parts: the `state`, the verifier and the redirect
    /// URI.
    #[must_use]
    pub fn from_parts(
        state: impl Into<String>,
        verifier: impl Into<String>,
        redirect_uri: impl Into<String>,
    ) -> Self {
        Self { state: state.into(), verifier: verifier.into(), redirect_uri: redirect_uri.into() }
    }

    /// Returns the `state`, to store it: 43 characters of base64url. The request to the redirect
    /// URI repeats it.
    #[must_use]
    pub fn expose_state(&self) -> &str {
        &self.state
    }

    /// Returns the verifier of PKCE, to store it: 43 characters of base64url. Only the server may
    /// see it.
    #[must_use]
    pub fn expose_verifier(&self) -> &str {
        &self.verifier
    }

    /// Returns the redirect URI.
    #[must_use]
    pub fn redirect_uri(&self) -> &str {
        &self.redirect_uri
    }

    /// Reads the query of the request to the redirect URI, and compares its `state` in constant
    /// time. A whole URL is accepted too, such as the one that a user copies from the browser.
    ///
    /// # Errors
    ///
    /// [`CallbackError`] if the query does not belong to this sign-in, if it has neither a code nor
    /// an error, or if X reports an error other than that the user declined.
    pub fn callback(&self, query: &str) -> Result<Callback, CallbackError> {
        Callback::read(self, query)
    }

    /// Returns the `state` in the query of a request to the redirect URI, to find the stored
    /// authorization. `None` if the query has no `state`, or more than one.
    #[must_use]
    pub fn state_in(query: &str) -> Option<String> {
        super::callback::parameter(query, "state")
    }
}

impl fmt::Debug for Authorization {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Authorization")
            .field("redirect_uri", &self.redirect_uri)
            .finish_non_exhaustive()
    }
}

/// A URL to send the user to. `Display` writes it. It contains the `state` of the sign-in, so show
/// it to this user only.
///
/// `Debug` redacts it.
#[derive(Clone, Eq, PartialEq)]
pub struct AuthorizeUrl(Url);

impl AuthorizeUrl {
    pub(super) fn new(
        base: &Url,
        client_id: &str,
        authorization: &Authorization,
        scopes: &[String],
    ) -> Self {
        let parameters = [
            ("response_type", "code".to_owned()),
            ("client_id", client_id.to_owned()),
            ("redirect_uri", authorization.redirect_uri.clone()),
            ("scope", scopes.join(" ")),
            ("state", authorization.state.clone()),
            ("code_challenge", pkce::challenge(&authorization.verifier)),
            ("code_challenge_method", "S256".to_owned()),
        ];
        let mut url = page(base);
        url.set_query(Some(&encode(&parameters)));
        Self(url)
    }

    /// Returns the URL.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

/// Returns the page at which users sign in. X has it on another host than the API; other servers,
/// such as the emulator, have it on their own.
fn page(base: &Url) -> Url {
    let mut url = base.clone();
    let mut prefix = base.path().trim_end_matches('/');
    if matches!(base.host_str(), Some("api.twitter.com" | "api.x.com"))
        && url.set_host(Some("x.com")).is_ok()
    {
        prefix = "";
    }
    url.set_path(&format!("{prefix}{}", Endpoint::OAuth2Authorize.path()));
    url
}

impl fmt::Display for AuthorizeUrl {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl fmt::Debug for AuthorizeUrl {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("AuthorizeUrl(redacted)")
    }
}
