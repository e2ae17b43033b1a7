//! Where a sign-in comes back to.

use std::fmt;
use std::str::FromStr;

/// Where X sends the user after a sign-in.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Callback<'a> {
    /// To this address, which must be among those of the app's settings.
    Url(&'a str),
    /// Nowhere: X shows a PIN of about seven digits, which the user types into the app.
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

/// What a callback is called with.
///
/// ```
/// use account_activity::client::CallbackQuery;
///
/// let answer: CallbackQuery = "oauth_token=abc&oauth_verifier=xyz".parse()?;
/// let CallbackQuery::Allowed { token, verifier } = answer else { unreachable!() };
/// assert_eq!((token.as_str(), verifier.as_str()), ("abc", "xyz"));
/// # Ok::<(), account_activity::client::CallbackQueryError>(())
/// ```
#[doc(alias = "oauth_verifier")]
#[derive(Clone, Eq, PartialEq)]
#[non_exhaustive]
pub enum CallbackQuery {
    /// The user allowed it.
    Allowed {
        /// The request token: check that it is the one that was asked for.
        token: String,
        /// The verifier, to get the access token for.
        verifier: String,
    },
    /// The user refused.
    Denied {
        /// The request token.
        token: String,
    },
}

/// The query is that of no callback.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("the query has neither `oauth_token` and `oauth_verifier`, nor `denied`")]
pub struct CallbackQueryError(());

/// Reads the raw query of a callback.
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
