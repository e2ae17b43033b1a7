//! The errors of a session.

use std::sync::Arc;

use super::token_store::StoreError;
use crate::client::error::{Error, NotSentReason, Reason, TransportErrorKind};

/// An error of a [`UserSession`](super::UserSession).
///
/// All calls that waited for one refresh get the same error. `Display` does not repeat `source()`.
/// Neither shows a token.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SessionError {
    /// The user must sign in again. X rejected the refresh token, because it was used already, has
    /// expired or was revoked; or the session has none, because the scope `offline.access` was not
    /// granted. Every later call fails too, without a request: create a new session.
    #[error(
        "the tokens cannot be refreshed: let the user sign in again, with the scope `offline.access`"
    )]
    SignInAgain(#[source] Error),
    /// X may have replaced the refresh token, but its response was lost: the connection broke, the
    /// time limit passed, or a server failed. The next call tries the same refresh token again. If
    /// X had replaced it, that call fails with [`SignInAgain`](Self::SignInAgain).
    #[error(
        "the response to the refresh was lost: call again; if X has already replaced the refresh token, \
         the user must sign in again"
    )]
    ResponseLost(#[source] Error),
    /// X did not refresh the tokens, and they are as they were. The next call tries again.
    #[error("X did not refresh the tokens, which are unchanged: see the cause, then call again")]
    NotRefreshed(#[source] Error),
    /// The store failed. The session keeps the new tokens, and the next call stores them before it
    /// returns one. [`tokens`](super::UserSession::tokens) returns them meanwhile.
    #[error(
        "the new tokens were not stored: mend the store and call again before the program ends, \
         because the stored refresh token does not work any more"
    )]
    NotStored(#[source] Arc<dyn std::error::Error + Send + Sync>),
    /// The task that refreshes and stores ended early: the store panicked, or the runtime shuts
    /// down. The session keeps what it has.
    #[error(
        "the task that refreshes the tokens ended early: check the store for a panic, then call again"
    )]
    Interrupted,
}

impl SessionError {
    /// Returns whether only the user can help, by signing in again.
    #[must_use]
    pub const fn needs_sign_in(&self) -> bool {
        matches!(self, Self::SignInAgain(_))
    }

    /// Returns the error of the request. `None` if the request succeeded or was not reached.
    #[must_use]
    pub const fn client_error(&self) -> Option<&Error> {
        match self {
            Self::SignInAgain(error) | Self::ResponseLost(error) | Self::NotRefreshed(error) => {
                Some(error)
            }
            Self::NotStored(_) | Self::Interrupted => None,
        }
    }

    pub(super) fn of_refresh(error: Error) -> Self {
        if is_final(&error) {
            Self::SignInAgain(error)
        } else if may_have_succeeded(&error) {
            Self::ResponseLost(error)
        } else {
            Self::NotRefreshed(error)
        }
    }

    pub(super) fn of_store(error: StoreError) -> Self {
        Self::NotStored(error.into())
    }
}

fn is_final(error: &Error) -> bool {
    match error {
        Error::NotSent(error) => *error.reason() == NotSentReason::RefreshTokenMissing,
        _ => error.reason() == Some(&Reason::GrantInvalid),
    }
}

/// Returns whether X may have carried the refresh out although there is an error.
fn may_have_succeeded(error: &Error) -> bool {
    use TransportErrorKind as Kind;
    match error {
        Error::NotSent(_) => false,
        Error::Transport(error) => !matches!(error.kind(), Kind::Connect | Kind::Tls),
        Error::Api(error) => error.status().is_server_error(),
        Error::Response(error) => error.reason() != Some(&Reason::NotTheApi),
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use http::StatusCode;

    use super::*;
    use crate::client::endpoint::{AuthScheme, Endpoint};
    use crate::client::error::{ApiError, ResponseError, TransportError};

    fn transport(kind: TransportErrorKind) -> Error {
        Error::Transport(TransportError::new(Endpoint::OAuth2Token, kind, "it failed"))
    }

    fn api(status: u16, body: &'static str) -> Error {
        let mut response = http::Response::new(Bytes::from_static(body.as_bytes()));
        *response.status_mut() = StatusCode::from_u16(status).unwrap();
        let error =
            ApiError::from_response(Endpoint::OAuth2Token, AuthScheme::ClientBasic, response);
        Error::Api(Box::new(error))
    }

    fn response(body: &'static str) -> Error {
        let body = Bytes::from_static(body.as_bytes());
        let error = ResponseError::new(Endpoint::OAuth2Token, StatusCode::OK, body, "JSON");
        Error::Response(Box::new(error))
    }

    /// A request that did not reach X has no effect. Whether another one without a readable response
    /// had an effect is unknown.
    #[test]
    fn lost_is_what_x_may_have_carried_out() {
        use TransportErrorKind as Kind;
        for error in [
            transport(Kind::Timeout),
            transport(Kind::Interrupted),
            transport(Kind::BodyTooLarge),
            transport(Kind::Other),
            api(500, ""),
            api(502, "<html>"),
            api(504, ""),
            response("{"),
        ] {
            let error = SessionError::of_refresh(error);
            assert!(matches!(error, SessionError::ResponseLost(_)), "{error:?}");
        }
        for error in [
            transport(Kind::Connect),
            transport(Kind::Tls),
            Error::not_sent(Endpoint::OAuth2Token, NotSentReason::DryRun),
            api(302, ""),
            api(400, ""),
            api(429, ""),
            response("<html>Sign in to the network</html>"),
        ] {
            let error = SessionError::of_refresh(error);
            assert!(matches!(error, SessionError::NotRefreshed(_)), "{error:?}");
        }
    }
}
