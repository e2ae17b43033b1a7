//! Members that have more than one spelling.

use std::marker::PhantomData;

use serde::de::MapAccess;

use super::json::{GaveUp, Mode, Reader};
use super::keys::Spelling;
use super::presence::{Outcome, Presence};

/// What has been read of a member, and under which spelling.
#[derive(Default)]
pub(crate) struct Slot<S> {
    value: S,
    spelling: Spelling,
}

impl<V> Slot<Option<V>> {
    /// Keeps the value of the newest spelling that has one. An empty list counts only if no spelling has
    /// another value.
    fn replace(
        &mut self,
        spelling: Spelling,
        value: Option<V>,
        is_empty: impl Fn(&Option<V>) -> bool,
    ) {
        let rank = |value: &Option<V>| (value.is_some(), !is_empty(value));
        let order = rank(&value).cmp(&rank(&self.value));
        if spelling == self.spelling || order.then(spelling.cmp(&self.spelling)).is_gt() {
            *self = Self { value, spelling };
        }
    }
}

/// The presence of a member that has more than one spelling.
pub(crate) struct Spelled<P>(PhantomData<P>);

impl<V, P: Presence<Slot = Option<V>>> Spelled<P> {
    pub(crate) fn read<'de, A: MapAccess<'de>>(
        slot: &mut Slot<P::Slot>,
        spelling: Spelling,
        map: &mut A,
    ) -> Result<(), A::Error> {
        let mut value = None;
        P::read(&mut value, map)?;
        slot.replace(spelling, value, P::is_empty);
        Ok(())
    }

    /// Reads the member like [`read`](Self::read), but from JSON text.
    pub(crate) fn read_json<M: Mode>(
        slot: &mut Slot<P::Slot>,
        spelling: Spelling,
        reader: &mut Reader<'_, M>,
    ) -> Result<(), GaveUp> {
        let mut value = None;
        let read = P::read_json(&mut value, reader);
        // A value that cannot be read replaces an earlier one of the same spelling.
        slot.replace(spelling, value, P::is_empty);
        read
    }

    pub(crate) fn finish<O: Outcome>(
        slot: Slot<P::Slot>,
        key: &'static str,
        outcome: &mut O,
    ) -> Result<P::Field, O::Error> {
        P::finish(slot.value, key, outcome)
    }
}
