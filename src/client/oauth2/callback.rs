//! The request to the redirect URI, by which a sign-in ends.

use std::fmt;

use super::pkce;

/// The decision of the user, which the request to the redirect URI brings.
/// [`Authorization::callback`](super::Authorization::callback) reads it.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Callback {
    /// The user authorised the app. [`OAuth2::exchange`](super::OAuth2::exchange) exchanges the
    /// code.
    Allowed(AuthorizationCode),
    /// The user declined (`access_denied`).
    Denied,
}

/// An authorization code, with the verifier and the redirect URI of its sign-in. It works once, and
/// for 30 seconds.
///
/// Only [`Authorization::callback`](super::Authorization::callback) creates it, so the `state` has been checked. `Debug` redacts
/// it.
#[derive(Clone, Eq, PartialEq)]
pub struct AuthorizationCode {
    pub(super) code: String,
    pub(super) verifier: String,
    pub(super) redirect_uri: String,
}

/// An error reading the request to the redirect URI.
///
/// `Display` does not show the `state` and the code.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum CallbackError {
    /// The `state` is absent, repeated or another one, so the request does not belong to this
    /// sign-in. It can be an attack, or an old page: let the user begin again.
    #[error(
        "expected the `state` of this sign-in, found none or another one; begin the sign-in anew"
    )]
    StateMismatch,
    /// X reports an error other than that the user declined. RFC 6749, section 4.1.2.1, lists them.
    #[error(
        "X ended the sign-in with the error `{error}`; check the app's settings and the scopes"
    )]
    Failed {
        /// The error, such as `invalid_scope`. At most 64 characters, letters, digits and `_` only.
        error: String,
    },
    /// The query has neither one code nor one error.
    #[error("expected a query with one `code` or one `error`; begin the sign-in anew")]
    Malformed,
}

impl Callback {
    /// Reads a query that must have this `state`. `with_code` makes the authorization code from the
    /// text of the query.
    pub(super) fn read(
        query: &str,
        state: &str,
        with_code: impl FnOnce(String) -> AuthorizationCode,
    ) -> Result<Self, CallbackError> {
        let found = parameter(query, "state").unwrap_or_default();
        // Of an empty `state`, nothing is known.
        if state.is_empty() || !pkce::is_equal(state, &found) {
            return Err(CallbackError::StateMismatch);
        }
        match (parameter(query, "code"), parameter(query, "error")) {
            (Some(code), None) if !code.is_empty() => Ok(Self::Allowed(with_code(code))),
            (None, Some(error)) if error == "access_denied" => Ok(Self::Denied),
            (None, Some(error)) => {
                let is_name = |next: &char| next.is_ascii_alphanumeric() || *next == '_';
                let error = error.chars().filter(is_name).take(64).collect();
                Err(CallbackError::Failed { error })
            }
            _ => Err(CallbackError::Malformed),
        }
    }
}

/// Returns a parameter of a query, or of the query of a URL. `None` if it is absent or repeated,
/// which RFC 6749, section 3.1, forbids.
pub(super) fn parameter(query: &str, name: &str) -> Option<String> {
    let query = query.split_once('?').map_or(query, |(_, query)| query);
    let query = query.split('#').next().unwrap_or_default();
    let mut pairs = url::form_urlencoded::parse(query.trim().as_bytes());
    let mut values = pairs.by_ref().filter(|(key, _)| key == name).map(|(_, value)| value);
    let value = values.next()?.into_owned();
    values.next().is_none().then_some(value)
}

impl fmt::Debug for AuthorizationCode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("AuthorizationCode(redacted)")
    }
}
