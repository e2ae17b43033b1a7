//! The name of a Premium environment.

use std::fmt;

use serde::de::{Deserialize, Deserializer};
use serde::ser::{Serialize, Serializer};

/// The name ("dev environment label") of a Premium environment, as the developer portal shows it.
/// It is the API's `:env_name`. Case matters.
///
/// ```
/// use account_activity::client::EnvironmentName;
///
/// let name: EnvironmentName = "prod".into();
/// assert_eq!(name.as_str(), "prod");
/// assert_ne!(name, "Prod".into());
/// ```
#[doc(alias("env_name", "dev_environment"))]
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct EnvironmentName(String);

impl EnvironmentName {
    /// Returns the name as it was given.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns whether the name can be a segment of a path. `.` and `..` would change the path
    /// instead.
    pub(super) fn is_usable(&self) -> bool {
        !matches!(self.0.trim(), "" | "." | "..")
    }
}

impl From<&str> for EnvironmentName {
    fn from(name: &str) -> Self {
        Self(name.to_owned())
    }
}

impl From<String> for EnvironmentName {
    fn from(name: String) -> Self {
        Self(name)
    }
}

impl From<&Self> for EnvironmentName {
    fn from(name: &Self) -> Self {
        name.clone()
    }
}

impl fmt::Display for EnvironmentName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl Serialize for EnvironmentName {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for EnvironmentName {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self)
    }
}
