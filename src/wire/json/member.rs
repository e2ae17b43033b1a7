//! The members of an object, found before they are read.

use std::borrow::Cow;
use std::collections::HashSet;

use super::{GaveUp, Mode, Reader, Start};

/// A member: its key and the place of its value.
pub(crate) struct Member<'a> {
    pub(crate) key: Cow<'a, str>,
    pub(crate) start: Start,
}

impl<'a, M: Mode> Reader<'a, M> {
    /// Returns the members of the next value, an object, and skips it.
    pub(crate) fn find_members(&mut self) -> Result<Vec<Member<'a>>, GaveUp> {
        let mut members = Vec::new();
        let mut has_next = self.open(b'{')?;
        while has_next {
            let key = self.key()?;
            let start = self.start();
            self.skip()?;
            members.push(Member { key, start });
            has_next = self.more(b'}')?;
        }
        Ok(members)
    }
}

/// Keeps the last of the members that have the same key.
pub(crate) fn last_of_each(members: Vec<Member<'_>>) -> Vec<Member<'_>> {
    let mut seen = HashSet::new();
    let mut last: Vec<Member<'_>> =
        members.into_iter().rev().filter(|member| seen.insert(member.key.clone())).collect();
    last.reverse();
    last
}
