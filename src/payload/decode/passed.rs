//! The parts of a body that a decoder passed over, because they hold no wanted event.

use std::ops::Range;

/// Places in a text, none of which overlaps another one.
#[derive(Default)]
pub(crate) struct Passed(Vec<Range<usize>>);

impl Passed {
    pub(crate) fn add(&mut self, part: Range<usize>) {
        self.0.push(part);
    }

    /// Returns those of the offsets that are outside the parts.
    pub(crate) fn outside(&mut self, mut offsets: Vec<usize>) -> Vec<usize> {
        self.0.sort_unstable_by_key(|part| part.start);
        offsets.retain(|at| {
            let before = self.0.partition_point(|part| part.start <= *at);
            let part = before.checked_sub(1).and_then(|index| self.0.get(index));
            part.is_none_or(|part| !part.contains(at))
        });
        offsets
    }
}
