//! The tokens and the address of a sign-in.

use std::borrow::Cow;
use std::fmt;

use url::Url;

use super::super::endpoint::Endpoint;
use crate::credentials::UserToken;
use crate::value::id::UserId;

/// The token that starts a sign-in. It is needed again when the user returns: store it by its
/// [`token`](Self::token).
///
/// `Debug` redacts it.
#[derive(Clone, Eq, PartialEq)]
pub struct RequestToken {
    token: String,
    secret: String,
}

impl RequestToken {
    /// Creates a request token from its stored parts.
    #[must_use]
    pub fn new(token: impl Into<String>, secret: impl Into<String>) -> Self {
        Self { token: token.into(), secret: secret.into() }
    }

    /// Returns the token. The request to the callback contains it.
    #[must_use]
    pub fn token(&self) -> &str {
        &self.token
    }

    /// Returns the secret, to store it.
    #[must_use]
    pub fn secret(&self) -> &str {
        &self.secret
    }

    pub(super) fn from_form(body: &[u8]) -> Result<Self, &'static str> {
        let form = Form(body);
        // RFC 5849 §2.1: without this parameter, the server has not understood the callback.
        if form.get("oauth_callback_confirmed").as_deref() != Some("true") {
            return Err("a form with `oauth_callback_confirmed=true`");
        }
        Ok(Self { token: form.text("oauth_token")?, secret: form.text("oauth_token_secret")? })
    }
}

impl fmt::Debug for RequestToken {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("RequestToken(redacted)")
    }
}

/// The result of a sign-in. The token does not expire: store it.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct AccessToken {
    /// The user's token.
    pub token: UserToken,
    /// The user's id.
    pub user_id: UserId,
    /// The user's screen name, which the user can change.
    pub screen_name: String,
}

impl AccessToken {
    pub(super) fn from_form(body: &[u8]) -> Result<Self, &'static str> {
        let form = Form(body);
        let user_id = form.text("user_id")?.parse();
        Ok(Self {
            token: UserToken::oauth1(form.text("oauth_token")?, form.text("oauth_token_secret")?),
            user_id: user_id.map_err(|_| "a form whose `user_id` is an id")?,
            screen_name: form.get("screen_name").unwrap_or_default().into_owned(),
        })
    }
}

/// A form-encoded response.
struct Form<'a>(&'a [u8]);

impl<'a> Form<'a> {
    fn get(&self, name: &str) -> Option<Cow<'a, str>> {
        url::form_urlencoded::parse(self.0).find(|(key, _)| key == name).map(|(_, value)| value)
    }

    fn text(&self, name: &'static str) -> Result<String, &'static str> {
        let text = self.get(name).filter(|text| !text.is_empty()).map(Cow::into_owned);
        text.ok_or(match name {
            "oauth_token" => "a form with `oauth_token`",
            "oauth_token_secret" => "a form with `oauth_token_secret`",
            _ => "a form with `user_id`",
        })
    }
}

/// An address to send the user to. `Display` writes it. It contains the request token, so show it
/// to this user only.
#[derive(Clone, Eq, PartialEq)]
pub struct AuthorizeUrl(Url);

impl AuthorizeUrl {
    pub(super) fn new(base: &Url, endpoint: Endpoint, token: &RequestToken) -> Self {
        let mut url = base.clone();
        url.set_path(&format!("{}{}", base.path().trim_end_matches('/'), endpoint.path()));
        url.query_pairs_mut().append_pair("oauth_token", token.token());
        Self(url)
    }

    /// Makes X ask for the user's password, even if the user is signed in.
    #[must_use]
    pub fn force_login(mut self) -> Self {
        self.0.query_pairs_mut().append_pair("force_login", "true");
        self
    }

    /// Suggests a screen name to sign in with.
    #[must_use]
    pub fn screen_name(mut self, name: &str) -> Self {
        self.0.query_pairs_mut().append_pair("screen_name", name);
        self
    }

    /// Returns the address.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
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
