//! What an app may do for a user.

use serde::{Deserialize, Serialize};

/// The permission level of an app, and of a token that was made while the app had it.
///
/// A token keeps the level of the day it was made: an app whose level is raised needs new ones.
#[derive(
    Clone, Copy, Debug, Default, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize, Deserialize,
)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Permission {
    /// "Read".
    Read,
    /// "Read and write".
    ReadWrite,
    /// "Read, write and Direct Messages", without which nobody can be subscribed.
    #[default]
    #[serde(rename = "read-write-directmessages")]
    ReadWriteDirectMessages,
}

impl Permission {
    /// As `x-access-level` has it, such as `read-write-directmessages`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::ReadWrite => "read-write",
            Self::ReadWriteDirectMessages => "read-write-directmessages",
        }
    }
}
