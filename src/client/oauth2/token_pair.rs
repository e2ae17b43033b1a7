//! The tokens of one user.

use std::fmt;
use std::time::Duration;

use crate::client::error::Error;
use crate::client::json::Json;
use crate::client::response::Response;
use crate::credentials::UserToken;
use crate::value::timestamp::Timestamp;

/// The access token of a user and, if the scope `offline.access` was granted, the refresh token
/// that renews it.
///
/// X's access tokens are valid for two hours. A refresh token works once: each refresh returns
/// another one. `Debug` shows neither. To store a pair, use its parts, and [`new`](Self::new) to
/// create it again.
///
/// ```
/// use account_activity::Timestamp;
/// use account_activity::client::oauth2::TokenPair;
///
/// let tokens = TokenPair::new("an access token")
///     .with_refresh_token("a refresh token")
///     .with_expires_at(Timestamp::from_millis(1_767_225_600_000))
///     .with_scopes(["tweet.read", "users.read", "offline.access"]);
/// assert_eq!(tokens.expose_refresh_token(), Some("a refresh token"));
/// assert!(!format!("{tokens:?}").contains("a refresh token"));
/// ```
#[derive(Clone, Eq, PartialEq)]
#[must_use]
pub struct TokenPair {
    access_token: String,
    refresh_token: Option<String>,
    expires_at: Option<Timestamp>,
    scopes: Vec<String>,
}

impl TokenPair {
    /// Creates a pair from a stored access token.
    pub fn new(access_token: impl Into<String>) -> Self {
        Self {
            access_token: access_token.into(),
            refresh_token: None,
            expires_at: None,
            scopes: Vec::new(),
        }
    }

    /// Adds the refresh token.
    pub fn with_refresh_token(mut self, token: impl Into<String>) -> Self {
        self.refresh_token = Some(token.into());
        self
    }

    /// Adds the time at which the access token expires.
    pub fn with_expires_at(mut self, time: Timestamp) -> Self {
        self.expires_at = Some(time);
        self
    }

    /// Adds the granted scopes.
    pub fn with_scopes<S: Into<String>>(mut self, scopes: impl IntoIterator<Item = S>) -> Self {
        self.scopes = scopes.into_iter().map(Into::into).collect();
        self
    }

    /// Returns the access token, to store it.
    #[must_use]
    pub fn expose_access_token(&self) -> &str {
        &self.access_token
    }

    /// Returns the refresh token, to store it. Absent if the scope `offline.access` was not
    /// granted.
    #[must_use]
    pub fn expose_refresh_token(&self) -> Option<&str> {
        self.refresh_token.as_deref()
    }

    /// Returns the time at which the access token expires, by the client's clock. Absent if X did
    /// not say it.
    #[must_use]
    pub const fn expires_at(&self) -> Option<Timestamp> {
        self.expires_at
    }

    /// Returns the granted scopes. Empty if X did not list them.
    #[must_use]
    pub fn scopes(&self) -> &[String] {
        &self.scopes
    }

    /// Returns the access token as the argument of calls that act for the user.
    #[must_use]
    pub fn user_token(&self) -> UserToken {
        UserToken::oauth2(self.access_token.as_str())
    }

    /// Returns whether the access token expires at this time or earlier. A token whose expiry is
    /// not known does not.
    pub(super) fn is_expired_at(&self, time: Timestamp) -> bool {
        self.expires_at.is_some_and(|expires_at| expires_at <= time)
    }

    /// Reads the pair of a response to a request that was sent at this time. What a refresh leaves
    /// out stays as it was before: RFC 6749, sections 5.1 and 6.
    pub(super) fn read(
        response: &Response,
        sent_at: Timestamp,
        before: Option<&Self>,
    ) -> Result<Self, Error> {
        let access_token = response.bearer_token()?.expose().to_owned();
        let json = response.json()?;
        let present = |text: &String| !text.is_empty();
        let scopes = json.text("scope").filter(present);
        let scopes = scopes.map(|it| it.split_whitespace().map(str::to_owned).collect());
        Ok(Self {
            access_token,
            refresh_token: json
                .text("refresh_token")
                .filter(present)
                .or_else(|| before?.refresh_token.clone()),
            expires_at: lifetime(json).map(|lifetime| sent_at + lifetime),
            scopes: scopes.or_else(|| Some(before?.scopes.clone())).unwrap_or_default(),
        })
    }
}

/// Returns the lifetime of the access token, `expires_in`, which is a number of seconds.
fn lifetime(json: Json<'_>) -> Option<Duration> {
    let number = json.member("expires_in")?.read().ok();
    let seconds = number.or_else(|| json.text("expires_in")?.parse().ok())?;
    Some(Duration::from_secs(seconds))
}

impl fmt::Debug for TokenPair {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("TokenPair")
            .field("has_refresh_token", &self.refresh_token.is_some())
            .field("expires_at", &self.expires_at)
            .field("scopes", &self.scopes)
            .finish_non_exhaustive()
    }
}
