//! The permission levels of apps and tokens.

use serde::{Deserialize, Serialize};

/// The permission level of an app, or of a token that was created while the app had this level.
///
/// A token keeps the level of its creation: an app whose level is raised needs new tokens.
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
    /// "Read, write and Direct Messages", which a subscription requires.
    #[default]
    #[serde(rename = "read-write-directmessages")]
    ReadWriteDirectMessages,
}

impl Permission {
    /// Returns the value of `x-access-level`, such as `read-write-directmessages`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::ReadWrite => "read-write",
            Self::ReadWriteDirectMessages => "read-write-directmessages",
        }
    }
}
