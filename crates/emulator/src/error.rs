//! The errors of the emulator's methods.

use account_activity::WebhookId;

use crate::account::StoreError;
use crate::world::{ActionError, AddUserError, Who};

/// An error of a method of the emulator.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EmulatorError {
    /// The user cannot perform the action.
    #[error(transparent)]
    Action(#[from] ActionError),
    /// The user cannot be added.
    #[error(transparent)]
    User(#[from] AddUserError),
    /// The world does not have the user.
    #[error("there is no user {0}: add the user first, or correct the name")]
    UnknownUser(Who),
    /// No pending sign-in has this request token.
    #[error("no pending sign-in has this request token: it never started, or has already ended")]
    UnknownSignIn,
    /// No webhook has this id.
    #[error("there is no webhook {0}: it was deleted or never registered")]
    UnknownWebhook(WebhookId),
    /// The emulator cannot serve a webhook.
    #[error("cannot serve the webhook: no port of this machine is free")]
    Serve(#[source] std::io::Error),
    /// The PIN is not 1 to 32 digits.
    #[error("expected a PIN of 1 to 32 digits, found {0:?}")]
    InvalidPin(String),
    /// The operation succeeded, but the state could not be saved, so a restart loses the change.
    #[error("the operation succeeded, but the state could not be saved")]
    Store(#[from] StoreError),
}
