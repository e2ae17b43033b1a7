//! Members of the envelope that cannot be decoded and are kept as received.

use crate::value::text::Text;
use crate::wire::raw::RawJson;

/// The members of the envelope, and of its `users` and `apps`, that cannot be decoded, by key.
#[derive(Clone, Debug, Default)]
pub(super) struct Kept {
    pub(super) members: Vec<(Text, RawJson)>,
    pub(super) users: Vec<(Text, RawJson)>,
    pub(super) apps: Vec<(Text, RawJson)>,
}

impl Kept {
    /// Adds a member of the envelope, or of the map that `map` names.
    pub(super) fn add(&mut self, map: Option<&str>, key: Text, json: RawJson) {
        let members = match map {
            Some("users") => &mut self.users,
            Some(_) => &mut self.apps,
            None => &mut self.members,
        };
        members.push((key, json));
    }

    /// Forgets a member of the envelope, because its last value counts.
    pub(super) fn forget(&mut self, key: &str) {
        self.members.retain(|(member, _)| member != key);
        match key {
            "users" => self.users.clear(),
            "apps" => self.apps.clear(),
            _ => {}
        }
    }
}
