//! Recognizes a follow, mute or block that both APIs deliver.
//!
//! Their key has their time in the Account Activity API. The X Activity API does not tell the time, so
//! the keys differ.

use std::collections::{HashMap, VecDeque};
use std::time::Duration;

use account_activity::{Activity, ActivityKind, Family, Timestamp, UserId};

/// The time within which both APIs deliver an event.
const WINDOW: Duration = Duration::from_secs(10 * 60);

/// Who did what to whom, and whose subscription it is.
type Tie = (Option<UserId>, ActivityKind, Option<UserId>, Option<UserId>);

/// The follows, mutes and blocks that one API has delivered and the other has not, with the time of
/// their arrival.
#[derive(Default)]
pub(crate) struct Ties(HashMap<Tie, VecDeque<(Family, Timestamp)>>);

impl Ties {
    /// Returns whether an activity is new. It is not if the other API delivered a follow, mute or block
    /// of the same users within the window. Each is paired once, the oldest first, so a user who follows,
    /// unfollows and follows again has done three things, whatever the order of the deliveries.
    ///
    /// If one API loses a follow and the same user follows again within the window, the second follow is
    /// taken for the first one.
    pub(crate) fn is_new(&mut self, activity: Activity<'_>, now: Timestamp) -> bool {
        if !is_tie(activity.kind()) {
            return true;
        }
        self.0.retain(|_, unpaired| {
            unpaired.retain(|(_, at)| now.duration_since(*at) <= Some(WINDOW));
            !unpaired.is_empty()
        });
        let parties = (activity.actor(), activity.target());
        let tie = (activity.subscriber(), activity.kind(), parties.0, parties.1);
        let unpaired = self.0.entry(tie).or_default();
        if unpaired.front().is_some_and(|(family, _)| *family != activity.family()) {
            unpaired.pop_front();
            return false;
        }
        unpaired.push_back((activity.family(), now));
        true
    }
}

const fn is_tie(kind: ActivityKind) -> bool {
    matches!(
        kind,
        ActivityKind::Follow
            | ActivityKind::Unfollow
            | ActivityKind::Mute
            | ActivityKind::Unmute
            | ActivityKind::Block
            | ActivityKind::Unblock
    )
}
