//! The kinds of events that a decoder builds.

use super::{EventKind, EventMember};

/// A set of kinds. A decoder passes over the events of all others.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Wanted(u64);

impl Wanted {
    pub(crate) const ALL: Self = Self(u64::MAX);

    /// Creates the set of the kinds that a function accepts.
    pub(crate) fn of(is_wanted: impl Fn(EventKind) -> bool) -> Self {
        let kinds = EventKind::ALL.iter().filter(|kind| is_wanted(**kind));
        Self(kinds.fold(0, |set, kind| set | bit(*kind)))
    }

    /// Returns `true` if a decoder need not ask for the kind of an event.
    pub(crate) const fn is_all(self) -> bool {
        self.0 == u64::MAX
    }

    pub(crate) const fn has(self, kind: EventKind) -> bool {
        self.0 & bit(kind) != 0
    }

    /// Returns `true` if a member can hold events of the kinds. Each event can turn out to be unknown.
    pub(crate) fn needs(self, member: EventMember) -> bool {
        self.has(EventKind::Unknown) || self.has_undecoded(member)
    }

    /// Returns `true` if events of a member that cannot be decoded are wanted: they could be of the kinds.
    pub(crate) fn has_undecoded(self, member: EventMember) -> bool {
        let kinds = member.kinds().iter().chain([&EventKind::Undecoded]);
        kinds.copied().any(|kind| self.has(kind))
    }
}

const fn bit(kind: EventKind) -> u64 {
    const { assert!(EventKind::ALL.len() < 64, "a set of kinds is one number") };
    1 << kind as u8
}
