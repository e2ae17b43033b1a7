//! Members that have more than one spelling.

use std::marker::PhantomData;

use serde::de::MapAccess;

use super::json::{GaveUp, Mode, Reader};
use super::keys::Spelling;
use super::presence::{Coded, Outcome};
use super::{Into, Wire};

/// What has been read of a member, and under which spelling.
pub(crate) struct Slot<V> {
    value: Option<V>,
    spelling: Spelling,
}

impl<V> Default for Slot<V> {
    fn default() -> Self {
        Self { value: None, spelling: Spelling::NAME }
    }
}

impl<V> Slot<V> {
    /// Keeps the value of the newest spelling that has one. An empty list counts only if no spelling has
    /// another value.
    fn replace(&mut self, spelling: Spelling, value: Option<V>, is_empty: impl Fn(&V) -> bool) {
        let rank = |value: &Option<V>| {
            (value.is_some(), value.as_ref().is_some_and(|value| !is_empty(value)))
        };
        let order = rank(&value).cmp(&rank(&self.value));
        if spelling == self.spelling || order.then(spelling.cmp(&self.spelling)).is_gt() {
            *self = Self { value, spelling };
        }
    }
}

/// The value of a presence.
type Value<P> = <<P as Coded>::Codec as Wire>::Value;

/// The presence of a member that has more than one spelling.
pub(crate) struct Spelled<P>(PhantomData<P>);

impl<P: Coded> Spelled<P> {
    pub(crate) fn read<'de, A: MapAccess<'de>>(
        slot: &mut Slot<Value<P>>,
        spelling: Spelling,
        map: &mut A,
    ) -> Result<(), A::Error> {
        let mut value = None;
        map.next_value_seed(Into::<P::Codec>(&mut value))?;
        slot.replace(spelling, value, P::Codec::is_empty);
        Ok(())
    }

    /// Reads the member like [`read`](Self::read), but from JSON text.
    pub(crate) fn read_json<M: Mode>(
        slot: &mut Slot<Value<P>>,
        spelling: Spelling,
        reader: &mut Reader<'_, M>,
    ) -> Result<(), GaveUp> {
        let mut value = None;
        let read = P::Codec::read_json(&mut value, reader);
        // A value that cannot be read replaces an earlier one of the same spelling.
        slot.replace(spelling, value, P::Codec::is_empty);
        read
    }

    pub(crate) fn finish<O: Outcome>(
        field: &mut P::Field,
        slot: Slot<Value<P>>,
        key: &'static str,
        outcome: &mut O,
    ) -> Result<(), O::Error> {
        *field = P::field(slot.value, key, outcome)?;
        Ok(())
    }
}
