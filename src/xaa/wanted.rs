//! The kinds of events that a decoder builds.

use super::{Event, EventKind};

/// A set of kinds. A decoder passes over the events of all others.
#[derive(Clone, Debug)]
pub(crate) struct Wanted {
    /// The known kinds. `None` for all.
    kinds: Option<Vec<EventKind>>,
    unknown: bool,
    undecoded: bool,
}

impl Wanted {
    pub(crate) const ALL: Self = Self { kinds: None, unknown: true, undecoded: true };

    /// Creates the set of the known kinds that a function accepts.
    pub(crate) fn of(
        is_wanted: impl Fn(&EventKind) -> bool,
        unknown: bool,
        undecoded: bool,
    ) -> Self {
        let kinds = EventKind::ALL.iter().filter(|kind| is_wanted(kind)).cloned().collect();
        Self { kinds: Some(kinds), unknown, undecoded }
    }

    /// Returns `true` if a decoder need not ask for the kind of an event.
    pub(crate) const fn is_all(&self) -> bool {
        self.kinds.is_none()
    }

    /// Returns `true` if an event with the kind can be wanted. It can turn out to be undecoded.
    pub(crate) fn needs(&self, kind: &EventKind) -> bool {
        match (kind, &self.kinds) {
            (_, None) => true,
            (EventKind::Unknown(_), _) => self.unknown,
            (kind, Some(kinds)) => self.undecoded || kinds.contains(kind),
        }
    }

    pub(crate) fn has(&self, event: &Event) -> bool {
        match (event, &self.kinds) {
            (_, None) => true,
            (Event::Unknown(_), _) => self.unknown,
            // It could be of the kinds.
            (Event::Undecoded(event), Some(kinds)) => {
                self.undecoded || kinds.contains(&event.kind())
            }
            (event, Some(kinds)) => kinds.contains(&event.kind()),
        }
    }
}
