//! Events: what a delivery tells.

mod identity;
mod key;
mod kind;
mod relation;
mod table;
mod undecoded;
mod unknown;

pub use key::{EventKey, ParseEventKeyError};
pub use kind::ParseEventKindError;
pub use relation::Relation;
pub(crate) use table::{Container, EventMember, EventObject, ReadEvents};
pub use table::{Event, EventKind};
pub use undecoded::UndecodedEvent;
pub use unknown::UnknownEvent;

use crate::value::id::UserId;
use crate::value::timestamp::Timestamp;

impl Event {
    /// When it happened: the event's own time, so of a like not the time of the liked Tweet.
    ///
    /// `None` for the end of a Replay job, for unknown and undecoded events, and where a trimmed
    /// archive left the time out. Milliseconds, except for `Revoke` (seconds) and for a Tweet or
    /// like that has only `created_at` (seconds).
    #[must_use]
    pub fn occurred_at(&self) -> Option<Timestamp> {
        self.occurrence().occurred_at()
    }

    /// Who did it. `None` for the end of a Replay job and for unknown and undecoded events.
    #[must_use]
    pub fn actor(&self) -> Option<UserId> {
        self.occurrence().actor()
    }

    /// Whom it was done to: the other party of a follow, block, mute or Direct Message, the author
    /// of a liked Tweet. `None` for every other kind.
    #[must_use]
    pub fn target(&self) -> Option<UserId> {
        self.occurrence().target()
    }

    /// Returns the subscriber of a delivery, which a revocation tells by itself.
    pub(crate) fn subscriber(&self, for_user_id: Option<UserId>) -> Option<UserId> {
        for_user_id.or_else(|| self.occurrence().subscriber())
    }
}
