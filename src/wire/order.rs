//! The order in which the members of an object mostly come.

use std::cell::Cell;

/// The order in which the keys of a type were found, where it is not that of the schema.
///
/// X sends members to webhooks in one order and elsewhere in others, and programs write them in theirs. Each
/// of them writes all objects of a type in one order. It is only a guess of the next key: the reader compares
/// the key. Each thread has its own, because members without an order make it write all the time.
#[derive(Clone, Copy)]
pub(crate) struct Order<'a>(&'a [Cell<u8>]);

/// Returns the memory of an order about which nothing is known yet. It has a place more than the type has keys.
pub(crate) const fn unknown<const COUNT: usize>() -> [Cell<u8>; COUNT] {
    [const { Cell::new(0) }; COUNT]
}

impl<'a> Order<'a> {
    pub(crate) const fn new(memory: &'a [Cell<u8>]) -> Self {
        Self(memory)
    }

    /// Returns the index of the key that came instead of the one that the schema has at an index.
    #[inline]
    pub(crate) fn instead_of(self, expected: usize) -> Option<usize> {
        // The place has 0 if it has no index.
        usize::from(self.0.get(expected)?.get()).checked_sub(1)
    }

    /// Notes the index of the key that came instead of the one that the schema has at an index.
    pub(crate) fn learn(self, expected: usize, index: usize) {
        if let (Some(place), Ok(index)) = (self.0.get(expected), u8::try_from(index + 1)) {
            place.set(index);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_key_counts_and_others_are_ignored() {
        let memory: [Cell<u8>; 3] = unknown();
        let order = Order::new(&memory);
        assert_eq!([0, 1, 2, 3].map(|expected| order.instead_of(expected)), [None; 4]);
        order.learn(1, 7);
        order.learn(1, 0);
        order.learn(2, 254);
        order.learn(2, 255);
        order.learn(3, 1);
        let read = [0, 1, 2, 3].map(|expected| order.instead_of(expected));
        assert_eq!(read, [None, Some(0), Some(254), None]);
    }
}
