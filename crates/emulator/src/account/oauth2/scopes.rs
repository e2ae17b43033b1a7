//! Scopes: what a token of OAuth 2.0 may be used for.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The scopes that [X lists](https://docs.x.com/resources/fundamentals/authentication/oauth-2-0/authorization-code)
/// and those that only its OpenAPI document has. The file stores their names, so the order may change.
const NAMES: [&str; 24] = [
    "tweet.read",
    "tweet.write",
    "tweet.moderate.write",
    "users.read",
    "follows.read",
    "follows.write",
    "offline.access",
    "space.read",
    "mute.read",
    "mute.write",
    "like.read",
    "like.write",
    "list.read",
    "list.write",
    "block.read",
    "block.write",
    "bookmark.read",
    "bookmark.write",
    "dm.read",
    "dm.write",
    "media.write",
    "broadcast.read",
    "broadcast.write",
    "timeline.read",
];

/// A set of scopes. Its text is their names, separated by blanks (RFC 6749 §3.3).
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub(crate) struct Scopes(u32);

impl Scopes {
    /// Returns whether the set has a scope with this name.
    pub(crate) fn has(self, name: &str) -> bool {
        bit(name).is_some_and(|bit| self.0 & bit != 0)
    }

    /// Returns whether all of the set are in another one.
    pub(crate) const fn are_among(self, others: Self) -> bool {
        self.0 & !others.0 == 0
    }

    pub(crate) const fn is_empty(self) -> bool {
        self.0 == 0
    }

    pub(crate) fn names(self) -> impl Iterator<Item = &'static str> {
        NAMES.into_iter().filter(move |name| self.has(name))
    }
}

fn bit(name: &str) -> Option<u32> {
    let position = NAMES.iter().position(|known| *known == name)?;
    Some(1 << position)
}

impl TryFrom<String> for Scopes {
    type Error = String;

    /// Reads scopes, or returns the first text that is none.
    fn try_from(text: String) -> Result<Self, String> {
        let mut names = text.split_ascii_whitespace();
        names.try_fold(Self::default(), |Self(scopes), name| {
            bit(name).map(|bit| Self(scopes | bit)).ok_or_else(|| name.to_owned())
        })
    }
}

impl From<Scopes> for String {
    fn from(scopes: Scopes) -> Self {
        scopes.to_string()
    }
}

impl fmt::Display for Scopes {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.names().collect::<Vec<_>>().join(" "))
    }
}

#[cfg(test)]
mod tests {
    use account_activity::xaa::EventKind;

    use super::*;

    #[test]
    fn a_set_is_its_names() {
        let scopes = Scopes::try_from("users.read  tweet.read users.read".to_owned()).unwrap();
        assert_eq!(scopes.to_string(), "tweet.read users.read");
        assert!(scopes.has("users.read") && !scopes.has("tweet.write") && !scopes.has("users"));
        assert_eq!(Scopes::try_from("tweet.read all".to_owned()), Err("all".to_owned()));
        assert!(Scopes::try_from(" ".to_owned()).unwrap().is_empty());
        let users = Scopes::try_from("users.read".to_owned()).unwrap();
        assert!(users.are_among(scopes) && !scopes.are_among(users));
        let all = Scopes::try_from(NAMES.join(" ")).unwrap();
        assert_eq!(all.names().count(), NAMES.len());
    }

    #[test]
    fn every_scope_of_an_event_can_be_granted() {
        for scope in EventKind::ALL.iter().filter_map(EventKind::scope) {
            assert!(bit(scope).is_some(), "{scope}");
        }
    }
}
