//! Events, the entries of a payload.

mod holder;
mod identity;
mod key;
mod kind;
mod name;
mod relation;
mod table;
mod undecoded;
mod unknown;
mod wanted;

pub(crate) use holder::Holder;
pub(crate) use identity::{hash, hash_of};
pub(crate) use key::LONGEST_IDENTITY;
pub use key::{EventKey, ParseEventKeyError};
pub use kind::ParseEventKindError;
pub(crate) use name::name;
pub use relation::{ParseRelationError, Relation};
pub(crate) use table::{Container, EventMember, EventObject, OfKind, ReadEvents};
pub use table::{Event, EventKind};
pub use undecoded::UndecodedEvent;
pub use unknown::UnknownEvent;
pub(crate) use wanted::Wanted;

use crate::value::id::UserId;
use crate::value::timestamp::Timestamp;

impl Event {
    /// Returns the time of the event itself. For a like, this is not the time of the liked Tweet.
    ///
    /// `None` for the end of a Replay job, for unknown and undecoded events, and if a trimmed
    /// archive left the time out. The precision is milliseconds, except for `Revoke` (seconds) and
    /// for a Tweet or like that has only `created_at` (seconds).
    #[must_use]
    pub fn occurred_at(&self) -> Option<Timestamp> {
        self.occurrence().occurred_at()
    }

    /// Returns the user who acted. `None` for the end of a Replay job and for unknown and undecoded
    /// events.
    #[must_use]
    pub fn actor(&self) -> Option<UserId> {
        self.occurrence().actor()
    }

    /// Returns the user acted upon: the other party of a follow, block, mute or Direct Message, or
    /// the author of a liked Tweet. `None` for every other kind.
    #[must_use]
    pub fn target(&self) -> Option<UserId> {
        self.occurrence().target()
    }

    /// Returns the subscriber: `for_user_id`, or the user whom the event itself names, as a
    /// revocation does.
    pub(crate) fn subscriber(&self, for_user_id: Option<UserId>) -> Option<UserId> {
        for_user_id.or_else(|| self.occurrence().subscriber())
    }
}
