//! The callback of a sign-in.

use std::fmt;
use std::str::FromStr;

/// The place to which X sends the user after a sign-in.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Callback<'a> {
    /// This address, which must be in the app's settings.
    Url(&'a str),
    /// No address: X shows a PIN of about seven digits, which the user types into the app.
    #[doc(alias = "oob")]
    Pin,
}

impl Callback<'_> {
    pub(super) const fn as_str(&self) -> &str {
        match self {
            Self::Url(url) => url,
            Self::Pin => "oob",
        }
    }
}

/// The query of a request to the callback.
///
/// ```
/// use account_activity::client::CallbackQuery;
///
/// let query: CallbackQuery = "oauth_token=abc&oauth_verifier=xyz".parse()?;
/// let CallbackQuery::Allowed { token, verifier } = query else { unreachable!() };
/// assert_eq!((token.as_str(), verifier.as_str()), ("abc", "xyz"));
/// # Ok::<(), account_activity::client::CallbackQueryError>(())
/// ```
#[doc(alias = "oauth_verifier")]
#[derive(Clone, Eq, PartialEq)]
#[non_exhaustive]
pub enum CallbackQuery {
    /// The user authorised the app.
    Allowed {
        /// The request token. Check that it is the one of this sign-in.
        token: String,
        /// The verifier, to exchange for the access token.
        verifier: String,
    },
    /// The user declined.
    Denied {
        /// The request token.
        token: String,
    },
}

/// An error parsing a [`CallbackQuery`].
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("expected a query with `oauth_token` and `oauth_verifier`, or with `denied`")]
pub struct CallbackQueryError(());

/// Parses the raw query of a request to the callback.
impl FromStr for CallbackQuery {
    type Err = CallbackQueryError;

    fn from_str(query: &str) -> Result<Self, CallbackQueryError> {
        let query = query.strip_prefix('?').unwrap_or(query);
        let value = |name: &str| {
            let mut pairs = url::form_urlencoded::parse(query.as_bytes());
            pairs.find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
        };
        match (value("oauth_token"), value("oauth_verifier"), value("denied")) {
            (Some(token), Some(verifier), _) => Ok(Self::Allowed { token, verifier }),
            (_, None, Some(token)) => Ok(Self::Denied { token }),
            _ => Err(CallbackQueryError(())),
        }
    }
}

impl fmt::Debug for CallbackQuery {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Allowed { .. } => "Allowed(redacted)",
            Self::Denied { .. } => "Denied(redacted)",
        })
    }
}
