//! The deliveries kept for Replay.

use std::collections::VecDeque;
use std::time::Duration;

use account_activity::Timestamp;

use super::content::Content;
use crate::clock::earlier;

/// The deliveries to a webhook that were attempted and are still kept.
#[derive(Default)]
pub(super) struct History {
    attempted: VecDeque<Attempted>,
    bytes: usize,
    /// The time of the latest delivery that was dropped for lack of room.
    missing_until: Option<Timestamp>,
}

/// A delivery and the time of its first attempt.
#[derive(Clone)]
pub(super) struct Attempted {
    pub(super) at: Timestamp,
    /// The number of the delivery, which orders deliveries of one instant.
    pub(super) number: u64,
    pub(super) content: Content,
}

impl Attempted {
    fn bytes(&self) -> usize {
        size_of::<Self>() + self.content.bytes()
    }
}

impl History {
    /// Keeps a delivery. Drops deliveries that are out of reach or exceed the room.
    pub(super) fn keep(&mut self, attempted: Attempted, reach: Duration, room: usize) {
        let beginning = earlier(attempted.at, reach);
        self.bytes += attempted.bytes();
        self.attempted.push_back(attempted);
        while let Some(oldest) = self.attempted.front() {
            let is_in_reach = oldest.at >= beginning;
            if is_in_reach && self.bytes <= room {
                break;
            }
            if is_in_reach {
                self.missing_until = self.missing_until.max(Some(oldest.at));
            }
            self.bytes -= oldest.bytes();
            self.attempted.pop_front();
        }
    }

    /// Returns the deliveries at or after `from` and before `to`, oldest first.
    pub(super) fn window(&self, from: Timestamp, to: Timestamp) -> Vec<Attempted> {
        let inside = |it: &&Attempted| from <= it.at && it.at < to;
        let mut window: Vec<Attempted> = self.attempted.iter().filter(inside).cloned().collect();
        window.sort_by_key(|it| (it.at, it.number));
        window
    }

    /// Returns whether no delivery since an instant was dropped for lack of room.
    pub(super) fn reaches(&self, from: Timestamp) -> bool {
        self.missing_until.is_none_or(|missing| missing < from)
    }
}
