//! The meaning of events: time, actor, target and identity.

use std::fmt;

use crate::value::id::UserId;
use crate::value::timestamp::Timestamp;

/// The meaning of an event, implemented by its type.
pub(crate) trait Occurrence {
    /// Returns the time of the event itself, if the JSON has it.
    fn occurred_at(&self) -> Option<Timestamp> {
        None
    }

    /// Returns the user who acted.
    fn actor(&self) -> Option<UserId> {
        None
    }

    /// Returns the user acted upon.
    fn target(&self) -> Option<UserId> {
        None
    }

    /// Returns the last part of the event's key: actor, target and time, unless the event has an
    /// id.
    ///
    /// It consists of ids and the event's own time, because a retry and a Replay repeat these. It
    /// never contains counts or profiles, because these change.
    fn identity(&self) -> String {
        self.parties(&part(self.target()))
    }

    /// Returns `true` if the event has no identity without a member. The member is one by which the
    /// schema says that events are identified (`x-identity`).
    fn needs(&self, _key: &str) -> bool {
        true
    }

    /// Returns the subscriber, if the event itself names them.
    fn subscriber(&self) -> Option<UserId> {
        None
    }

    /// Returns `<actor>-<other>-<milliseconds>`, in which `_` stands for an absent part.
    fn parties(&self, other: &dyn fmt::Display) -> String {
        let at = part(self.occurred_at().map(Timestamp::as_millis));
        format!("{}-{other}-{at}", part(self.actor()))
    }
}

/// Returns a part of an identity, or `_` for a value that a trimmed archive left out.
pub(crate) fn part(value: Option<impl fmt::Display>) -> String {
    value.map_or_else(|| "_".to_owned(), |value| value.to_string())
}

/// Implements [`Occurrence`] for an act of one user upon another: a follow, a block or a mute.
macro_rules! act_upon_user {
    ($name:ident) => {
        impl $crate::model::Occurrence for $name {
            fn occurred_at(&self) -> Option<Timestamp> {
                self.created_timestamp
            }

            fn actor(&self) -> Option<UserId> {
                Some(self.source.id)
            }

            fn target(&self) -> Option<UserId> {
                Some(self.target.id)
            }
        }
    };
}
pub(super) use act_upon_user;
