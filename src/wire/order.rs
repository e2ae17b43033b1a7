//! The order in which the members of an object mostly come.

use std::cell::Cell;

/// The order in which the keys of a type were found, where it is not that of the schema.
///
/// X sends members to webhooks in one order and elsewhere in others, and programs write them in theirs. Each
/// of them writes all objects of a type in one order. It is only a guess of the next key: the reader compares
/// the key. Each thread has its own, because members without an order make it write all the time.
#[derive(Clone, Copy)]
pub(crate) struct Order<'a>(&'a [Cell<u8>]);

/// Returns the memory of an order about which nothing is known yet. It has a place more than the type has keys. Each place
/// has the distance of a key from the one that the schema has there.
pub(crate) const fn unknown<const COUNT: usize>() -> [Cell<u8>; COUNT] {
    [const { Cell::new(0) }; COUNT]
}

impl<'a> Order<'a> {
    pub(crate) const fn new(memory: &'a [Cell<u8>]) -> Self {
        Self(memory)
    }

    /// Returns the index of the key that came last where the schema has the one at an index.
    #[inline]
    pub(crate) fn expected(self, schema: u8) -> u8 {
        self.0.get(usize::from(schema)).map_or(schema, |place| schema.wrapping_add(place.get()))
    }

    /// Notes the index of the key that came where the schema has the one at an index.
    pub(crate) fn learn(self, schema: u8, index: u8) {
        if let Some(place) = self.0.get(usize::from(schema)) {
            place.set(index.wrapping_sub(schema));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_is_that_of_the_schema_until_another_is_learned() {
        let memory: [Cell<u8>; 3] = unknown();
        let order = Order::new(&memory);
        assert_eq!([0, 1, 2, 3].map(|schema| order.expected(schema)), [0, 1, 2, 3]);
        order.learn(0, 7);
        order.learn(0, 2);
        order.learn(1, 254);
        order.learn(2, 0);
        order.learn(3, 1);
        assert_eq!([0, 1, 2, 3].map(|schema| order.expected(schema)), [2, 254, 0, 3]);
    }
}
