//! What the emulator cannot do.

use crate::account::StoreError;
use crate::world::{ActionError, AddUserError, Who};

/// Why the emulator could not do something.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EmulatorError {
    /// The user cannot do that.
    #[error(transparent)]
    Action(#[from] ActionError),
    /// The user cannot be added.
    #[error(transparent)]
    User(#[from] AddUserError),
    /// The world has no such user.
    #[error("there is no user {0}: add them first, or look for a typing error")]
    UnknownUser(Who),
    /// No sign-in with this request token is pending.
    #[error("no sign-in with this request token is pending: it was never begun, or has ended")]
    UnknownSignIn,
    /// It cannot be a PIN.
    #[error("{0:?} is no PIN: 1 to 32 digits")]
    InvalidPin(String),
    /// It is done, but could not be saved, so a restart would not know of it.
    #[error("it is done, but not saved")]
    Store(#[from] StoreError),
}
