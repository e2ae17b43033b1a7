//! Lines of a stream, whose parts can end anywhere.

use bytes::{Buf, Bytes};

/// A line, without its line break and without white space around it.
#[derive(Debug, Eq, PartialEq)]
pub(super) enum Line {
    Whole(Bytes),
    /// A line over the limit. Only its length was kept.
    TooLong(u64),
}

/// Splits parts into lines. Holds at most one part, and one line of at most the limit.
pub(super) struct Lines {
    largest: usize,
    /// What is left of the last part.
    part: Bytes,
    /// The beginning of the line that continues in `part`. Empty if it exceeds the limit.
    begun: Vec<u8>,
    /// The length of that beginning, whether or not it is kept.
    length: usize,
    /// Whether it ends in a carriage return, which is part of a line break.
    ends_in_return: bool,
}

impl Lines {
    pub(super) const fn new(largest: usize) -> Self {
        Self { largest, part: Bytes::new(), begun: Vec::new(), length: 0, ends_in_return: false }
    }

    /// Takes the next part. The lines of the last one must have been taken.
    pub(super) fn push(&mut self, part: Bytes) {
        self.part = part;
    }

    /// Returns the next line that has ended.
    pub(super) fn pop(&mut self) -> Option<Line> {
        let Some(end) = self.part.iter().position(|byte| *byte == b'\n') else {
            let part = std::mem::take(&mut self.part);
            self.keep(&part);
            return None;
        };
        let rest = self.part.split_to(end);
        self.part.advance(1);
        self.keep(&rest);
        Some(self.take())
    }

    /// Returns the line that the end of the stream cut off, and forgets it.
    pub(super) fn end(&mut self) -> Option<Line> {
        (self.length > 0).then(|| self.take())
    }

    fn keep(&mut self, part: &[u8]) {
        let Some(last) = part.last() else { return };
        self.ends_in_return = *last == b'\r';
        self.length = self.length.saturating_add(part.len());
        if self.length > self.largest.saturating_add(1) {
            self.begun = Vec::new();
        } else {
            self.begun.extend_from_slice(part);
        }
    }

    fn take(&mut self) -> Line {
        let is_complete = self.length == self.begun.len();
        let length = self.length - usize::from(std::mem::take(&mut self.ends_in_return));
        self.length = 0;
        let line = if is_complete && length <= self.largest {
            // A copy, because the part can be much longer than a line that is kept for long.
            Line::Whole(Bytes::copy_from_slice(self.begun.trim_ascii()))
        } else {
            Line::TooLong(u64::try_from(length).unwrap_or(u64::MAX))
        };
        self.begun.clear();
        line
    }
}
