//! What a stream has received.

use super::item::{StreamItem, StreamNotice};
use crate::value::timestamp::Timestamp;

/// What an [`ActivityStream`](super::ActivityStream) has received since it was created.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
#[non_exhaustive]
pub struct StreamStats {
    /// The connections that were made: responses of success.
    pub connections: u64,
    /// The gaps between connections.
    pub gaps: u64,
    /// The lines with events.
    pub envelopes: u64,
    /// The blank lines that keep the connection alive. X sends one at least every 20 seconds.
    pub keep_alives: u64,
    /// The errors in place of events.
    pub problems: u64,
    /// The lines that exceeded the limit.
    pub long_lines: u64,
    /// The lines that are not JSON objects.
    pub unreadable: u64,
    /// The lines that the end of a connection cut off.
    pub half_lines: u64,
    /// The bytes of all lines.
    pub bytes: u64,
    /// When the last byte was read, by the client's clock. Absent before the first response.
    pub last_byte_at: Option<Timestamp>,
}

impl StreamStats {
    /// Counts the item of a line.
    pub(super) fn count(&mut self, item: &StreamItem) {
        let StreamItem::Notice(notice) = item else {
            self.envelopes += 1;
            return;
        };
        match notice {
            StreamNotice::Problem(_) => self.problems += 1,
            StreamNotice::LineTooLong { .. } => self.long_lines += 1,
            StreamNotice::Unreadable { .. } => self.unreadable += 1,
            StreamNotice::HalfLine { .. } => self.half_lines += 1,
            _ => {}
        }
    }
}
