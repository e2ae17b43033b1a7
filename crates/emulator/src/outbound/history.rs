//! What is kept for Replay.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use account_activity::{EventKind, Timestamp, UserId};
use bytes::Bytes;

use crate::clock::earlier;

/// The deliveries that were attempted to a webhook, as far as they are kept.
#[derive(Default)]
pub(super) struct History {
    attempted: VecDeque<Attempted>,
    bytes: usize,
    /// The latest that is missing because the room was too small.
    missing_until: Option<Timestamp>,
}

/// A delivery and when it was first attempted.
#[derive(Clone)]
pub(super) struct Attempted {
    pub(super) at: Timestamp,
    /// Counts the deliveries: deliveries of one instant keep their order.
    pub(super) number: u64,
    pub(super) for_user: Option<UserId>,
    pub(super) kinds: Arc<[EventKind]>,
    pub(super) body: Bytes,
}

impl Attempted {
    fn bytes(&self) -> usize {
        size_of::<Self>() + self.kinds.len() + self.body.len()
    }
}

impl History {
    /// Keeps a delivery, and drops what is out of reach or has no room beside it.
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

    /// The deliveries from an instant on and before another, oldest first.
    pub(super) fn window(&self, from: Timestamp, to: Timestamp) -> Vec<Attempted> {
        let inside = |it: &&Attempted| from <= it.at && it.at < to;
        let mut window: Vec<Attempted> = self.attempted.iter().filter(inside).cloned().collect();
        window.sort_by_key(|it| (it.at, it.number));
        window
    }

    /// Whether nothing is missing from an instant on.
    pub(super) fn reaches(&self, from: Timestamp) -> bool {
        self.missing_until.is_none_or(|missing| missing < from)
    }
}
