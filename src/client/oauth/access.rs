//! Whose a token is, and what it permits.

use crate::model::User;
use crate::value::open_enum::{UnknownValue, open_enum};

/// Whose a token is, and what it permits.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct VerifiedCredentials {
    /// The user.
    pub user: User,
    /// What the token permits. Absent if the answer did not say.
    pub access_level: Option<AccessLevel>,
}

impl VerifiedCredentials {
    /// Whether the token permits Direct Messages, without which it subscribes nobody. A change of
    /// the app's permission does not reach tokens that exist: the user must sign in again.
    #[must_use]
    pub fn permits_direct_messages(&self) -> bool {
        self.access_level == Some(AccessLevel::ReadWriteDirectMessages)
    }
}

/// What a token permits: the header `x-access-level`.
///
/// To check for a value that is no variant here, use its text, obtained by `as_str()`.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[non_exhaustive]
pub enum AccessLevel {
    /// Reading.
    Read,
    /// Reading and writing.
    ReadWrite,
    /// Reading, writing and Direct Messages.
    ReadWriteDirectMessages,
    /// Another.
    Unknown(UnknownValue),
}

open_enum! {
    AccessLevel = "x-access-level";
    Read = "read";
    ReadWrite = "read-write";
    ReadWriteDirectMessages = "read-write-directmessages";
}
