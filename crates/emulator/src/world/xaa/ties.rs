//! Follows, blocks and mutes.

use account_activity::xaa::{Direction, EventKind};
use serde_json::json;

use super::notice::ActivityNotice;
use crate::world::{Pair, World};

impl World {
    /// Returns the notices of a follow or its end, to both users.
    pub(in crate::world) fn activities_of_follow(
        &self,
        kind: EventKind,
        (source, target): Pair,
    ) -> [ActivityNotice; 2] {
        let notice = self.activity_of_tie(kind, (source, target));
        let received = ActivityNotice::of_user(notice.kind.clone(), target, notice.payload.clone());
        [notice.directed(Direction::Outbound), received.directed(Direction::Inbound)]
    }

    /// Returns the notice of an act of one user upon another, to the actor. X tells nobody that they
    /// are blocked or muted. It published no example of a block or a mute, but says that their
    /// payloads are like those of follows.
    pub(in crate::world) fn activity_of_tie(
        &self,
        kind: EventKind,
        (source, target): Pair,
    ) -> ActivityNotice {
        let (acting, other) = (self.wrapped_user(source), self.wrapped_user(target));
        ActivityNotice::of_user(kind, source, json!({"source": acting, "target": other}))
    }
}
