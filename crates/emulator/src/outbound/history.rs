//! What is kept for Replay, and for the stored events of the stream.

use std::collections::VecDeque;
use std::time::Duration;

use account_activity::Timestamp;

use bytes::Bytes;

use super::content::Content;
use crate::clock::earlier;

/// The deliveries to a webhook that were attempted and are still kept, or the events of an app's stream.
pub(crate) struct History<T> {
    kept: VecDeque<Kept<T>>,
    bytes: usize,
    /// The time of the latest one that was dropped for lack of room.
    missing_until: Option<Timestamp>,
}

/// A delivery and the time of its first attempt, or an event and its time.
#[derive(Clone)]
pub(crate) struct Kept<T> {
    pub(crate) at: Timestamp,
    /// The number, which orders those of one instant.
    pub(crate) number: u64,
    pub(crate) content: T,
}

/// Something that takes memory.
pub(crate) trait Size {
    fn bytes(&self) -> usize;
}

impl Size for Bytes {
    fn bytes(&self) -> usize {
        self.len()
    }
}

impl Size for Content {
    fn bytes(&self) -> usize {
        size_of_val(&*self.kinds) + self.body.len()
    }
}

impl<T: Size> Kept<T> {
    fn bytes(&self) -> usize {
        size_of::<Self>() + self.content.bytes()
    }
}

impl<T> Default for History<T> {
    fn default() -> Self {
        Self { kept: VecDeque::new(), bytes: 0, missing_until: None }
    }
}

impl<T: Size + Clone> History<T> {
    /// Keeps one more. Drops those that are out of reach or exceed the room.
    pub(crate) fn keep(&mut self, new: Kept<T>, reach: Duration, room: usize) {
        let beginning = earlier(new.at, reach);
        self.bytes += new.bytes();
        self.kept.push_back(new);
        while let Some(oldest) = self.kept.front() {
            let is_in_reach = oldest.at >= beginning;
            if is_in_reach && self.bytes <= room {
                break;
            }
            if is_in_reach {
                self.missing_until = self.missing_until.max(Some(oldest.at));
            }
            self.bytes -= oldest.bytes();
            self.kept.pop_front();
        }
    }

    /// Returns those at or after `from` and before `to`, oldest first.
    pub(crate) fn window(&self, from: Timestamp, to: Timestamp) -> Vec<Kept<T>> {
        let inside = |it: &&Kept<T>| from <= it.at && it.at < to;
        let mut window: Vec<Kept<T>> = self.kept.iter().filter(inside).cloned().collect();
        window.sort_by_key(|it| (it.at, it.number));
        window
    }

    /// Returns whether nothing since an instant was dropped for lack of room.
    pub(super) fn reaches(&self, from: Timestamp) -> bool {
        self.missing_until.is_none_or(|missing| missing < from)
    }
}
