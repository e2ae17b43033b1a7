//! The user and the permissions of a token.

use crate::model::User;
use crate::value::open_enum::{UnknownValue, open_enum};

/// The user and the permissions of a token.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct VerifiedCredentials {
    /// The user.
    pub user: User,
    /// The permissions of the token. Absent if the response does not have them.
    pub access_level: Option<AccessLevel>,
}

impl VerifiedCredentials {
    /// Returns whether the token permits Direct Messages. A token without that permission cannot
    /// subscribe the user. A change of the app's permission does not affect existing tokens: the
    /// user must sign in again.
    #[must_use]
    pub fn permits_direct_messages(&self) -> bool {
        self.access_level == Some(AccessLevel::ReadWriteDirectMessages)
    }
}

/// The permissions of a token, from the header `x-access-level`.
///
/// To check for a value that has no variant here, use its text, returned by `as_str()`.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[non_exhaustive]
pub enum AccessLevel {
    /// Reading.
    Read,
    /// Reading and writing.
    ReadWrite,
    /// Reading, writing and Direct Messages.
    ReadWriteDirectMessages,
    /// Any other value.
    Unknown(UnknownValue),
}

open_enum! {
    AccessLevel = "x-access-level";
    Read = "read";
    ReadWrite = "read-write";
    ReadWriteDirectMessages = "read-write-directmessages";
}
