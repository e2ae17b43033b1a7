//! References to users.

use std::fmt;

use account_activity::{Text, UserId};
use serde::de::{Deserialize, Deserializer};
use serde::ser::{Serialize, Serializer};

/// A reference to a user, by screen name (with or without `@`, in any case) or by id.
///
/// Digits mean an id, because a screen name of a world is never digits alone. In JSON it is
/// `"ada"`, `"@ada"`, `"2975699229"` or `2975699229`.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Who {
    /// By id.
    Id(UserId),
    /// By screen name, without `@`.
    ScreenName(Text),
}

impl From<&str> for Who {
    fn from(text: &str) -> Self {
        match text.parse() {
            Ok(id) => Self::Id(id),
            Err(_) => Self::ScreenName(text.strip_prefix('@').unwrap_or(text).into()),
        }
    }
}

impl From<UserId> for Who {
    fn from(id: UserId) -> Self {
        Self::Id(id)
    }
}

impl fmt::Display for Who {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Id(id) => id.fmt(formatter),
            Self::ScreenName(name) => write!(formatter, "@{name}"),
        }
    }
}

impl Serialize for Who {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Who {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Text::deserialize(deserializer).map(|text| Self::from(text.as_str()))
    }
}
