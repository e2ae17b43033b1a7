//! Error responses of the control API: a status and a message.

use axum::response::{IntoResponse, Response};
use serde_json::json;

use super::response::ControlResponse;
use crate::error::EmulatorError;
use crate::world::{ActionError, AddUserError};

/// An error response: `{"error": "…"}`.
#[derive(Debug)]
pub(super) struct Rejection {
    status: u16,
    message: String,
}

impl Rejection {
    fn new(status: u16, message: impl Into<String>) -> Self {
        Self { status, message: message.into() }
    }

    pub(super) fn bad_request(message: impl Into<String>) -> Self {
        Self::new(400, message)
    }

    pub(super) fn forbidden(message: impl Into<String>) -> Self {
        Self::new(403, message)
    }

    pub(super) fn not_found(message: impl Into<String>) -> Self {
        Self::new(404, message)
    }

    pub(super) fn method_not_allowed(message: impl Into<String>) -> Self {
        Self::new(405, message)
    }
}

/// Selects the status: 404 for an object that does not exist, 409 for a conflict with the state.
impl From<EmulatorError> for Rejection {
    fn from(error: EmulatorError) -> Self {
        use ActionError::{
            NoSubject, NotBase64, NotLive, UnknownApp, UnknownTweet, UnknownUser, UnnamedApp,
        };
        let status = match &error {
            EmulatorError::Action(NotLive | UnknownApp(_) | UnknownTweet(_) | UnknownUser(_))
            | EmulatorError::UnknownUser(_)
            | EmulatorError::UnknownSignIn
            | EmulatorError::UnknownWebhook(_) => 404,
            EmulatorError::Action(
                NoSubject
                | NotBase64
                | UnnamedApp
                | ActionError::ScreenName(AddUserError::InvalidScreenName(_)),
            )
            | EmulatorError::User(AddUserError::InvalidScreenName(_))
            | EmulatorError::InvalidPin(_) => 400,
            EmulatorError::Action(_) | EmulatorError::User(_) => 409,
            EmulatorError::Serve(_) => 500,
            EmulatorError::Store(error) => {
                let message = "the operation succeeded, but the state could not be saved";
                return Self::new(500, format!("{message}: {error}"));
            }
        };
        Self::new(status, error.to_string())
    }
}

impl IntoResponse for Rejection {
    fn into_response(self) -> Response {
        ControlResponse::of(self.status, &json!({"error": self.message})).into_response()
    }
}
