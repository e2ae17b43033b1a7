//! Presences, which define what the absence of a member means for its field.

mod repeated;

use std::marker::PhantomData;

use serde::de::{Error, MapAccess};
use serde::ser::SerializeMap;

use super::json::found::inexact;
use super::json::{GaveUp, Mode, Reader};
use super::{Into, Wire, Written};
use crate::wire::shape::{Presence as Kind, Property, Shape};

pub(crate) use repeated::{Repeatable, Repeated};

/// A presence, which fills a field from its member.
pub(crate) trait Presence {
    /// The field's type.
    type Field;
    /// The state of the field while members are read.
    type Slot: Default;

    const KIND: Kind;
    const SHAPE: Shape;

    fn read<'de, A: MapAccess<'de>>(slot: &mut Self::Slot, map: &mut A) -> Result<(), A::Error>;

    fn read_twin<'de, A: MapAccess<'de>>(_: &mut Self::Slot, map: &mut A) -> Result<(), A::Error> {
        super::skip(map)
    }

    /// Reads the member like [`read`](Self::read), but from JSON text.
    fn read_json<M: Mode>(slot: &mut Self::Slot, reader: &mut Reader<'_, M>) -> Result<(), GaveUp>;

    /// Reads the member like [`read_twin`](Self::read_twin), but from JSON text.
    fn read_twin_json<M: Mode>(_: &mut Self::Slot, _: &mut Reader<'_, M>) -> Result<(), GaveUp> {
        Err(GaveUp)
    }

    /// Returns `true` if an empty list has been read.
    fn is_empty(_: &Self::Slot) -> bool {
        false
    }

    fn finish<O: Outcome>(
        slot: Self::Slot,
        key: &'static str,
        outcome: &mut O,
    ) -> Result<Self::Field, O::Error>;

    /// Returns the number of members that [`write`](Self::write) writes.
    fn count(field: &Self::Field) -> usize;

    fn write<M: SerializeMap>(
        field: &Self::Field,
        key: &'static str,
        twin: Option<&'static str>,
        map: &mut M,
    ) -> Result<(), M::Error>;
}

/// What an object is read from, which is told what its fields lack.
pub(crate) trait Outcome {
    type Error;

    /// Returns the error for an object that lacks a required member.
    fn missing(&mut self, key: &'static str) -> Self::Error;

    /// Handles an id whose number, after an offset of the text, is an inexact float, and whose text is
    /// absent.
    fn inexact(&mut self, key: &'static str, at: usize) -> Result<(), Self::Error>;

    /// Handles the absence of a member by which an event is identified.
    fn unidentified(&mut self, key: &'static str);
}

/// The outcome of reading through serde.
pub(crate) struct BySerde<E>(pub(crate) PhantomData<E>);

impl<E: Error> Outcome for BySerde<E> {
    type Error = E;

    fn missing(&mut self, key: &'static str) -> E {
        E::missing_field(key)
    }

    fn inexact(&mut self, key: &'static str, _: usize) -> Result<(), E> {
        Err(E::custom(inexact(key)))
    }

    fn unidentified(&mut self, _: &'static str) {}
}

impl<M: Mode> Outcome for Reader<'_, M> {
    type Error = GaveUp;

    fn missing(&mut self, key: &'static str) -> GaveUp {
        self.mode.missing(key)
    }

    fn inexact(&mut self, key: &'static str, at: usize) -> Result<(), GaveUp> {
        let at = self.value_after(at);
        self.mode.inexact(key, at)
    }

    fn unidentified(&mut self, key: &'static str) {
        self.mode.unidentified(key);
    }
}

/// Returns the description of a member in the shape of its object.
pub(crate) const fn property<P: Presence>(
    name: &'static str,
    twin: Option<&'static str>,
) -> Property {
    Property::new(name, twin, P::KIND, P::SHAPE)
}

/// The presence of a required member. Without it, the object cannot be decoded.
pub(crate) struct Required<C>(PhantomData<C>);

impl<C: Wire> Presence for Required<C> {
    type Field = C::Value;
    type Slot = Option<C::Value>;
    const KIND: Kind = Kind::Required;
    const SHAPE: Shape = C::SHAPE;

    fn is_empty(slot: &Self::Slot) -> bool {
        slot.as_ref().is_some_and(C::is_empty)
    }

    fn read<'de, A: MapAccess<'de>>(slot: &mut Self::Slot, map: &mut A) -> Result<(), A::Error> {
        map.next_value_seed(Into::<C>(slot))
    }

    fn read_json<M: Mode>(slot: &mut Self::Slot, reader: &mut Reader<'_, M>) -> Result<(), GaveUp> {
        C::read_json(slot, reader)
    }

    fn finish<O: Outcome>(
        slot: Self::Slot,
        key: &'static str,
        outcome: &mut O,
    ) -> Result<Self::Field, O::Error> {
        slot.ok_or_else(|| outcome.missing(key))
    }

    fn count(_: &Self::Field) -> usize {
        1
    }

    fn write<M: SerializeMap>(
        field: &Self::Field,
        key: &'static str,
        _: Option<&'static str>,
        map: &mut M,
    ) -> Result<(), M::Error> {
        map.serialize_entry(key, &Written::<C>(field))
    }
}

/// The presence of a member that the API itself leaves out or sends as null.
pub(crate) struct Optional<C, const IDENTIFIES: bool = false>(PhantomData<C>);

/// The presence of an optional member by which an event is identified. If the member is present but
/// cannot be read, the event cannot be identified.
pub(crate) type Identifying<C> = Optional<C, true>;

impl<C: Wire, const IDENTIFIES: bool> Presence for Optional<C, IDENTIFIES> {
    type Field = Option<C::Value>;
    type Slot = Option<C::Value>;
    const KIND: Kind = Kind::Optional;
    const SHAPE: Shape = C::SHAPE;

    fn is_empty(slot: &Self::Slot) -> bool {
        slot.as_ref().is_some_and(C::is_empty)
    }

    fn read<'de, A: MapAccess<'de>>(slot: &mut Self::Slot, map: &mut A) -> Result<(), A::Error> {
        map.next_value_seed(Into::<C>(slot))
    }

    fn read_json<M: Mode>(slot: &mut Self::Slot, reader: &mut Reader<'_, M>) -> Result<(), GaveUp> {
        C::read_json(slot, reader)
    }

    fn finish<O: Outcome>(
        slot: Self::Slot,
        key: &'static str,
        outcome: &mut O,
    ) -> Result<Self::Field, O::Error> {
        if IDENTIFIES && slot.is_none() {
            outcome.unidentified(key);
        }
        Ok(slot)
    }

    fn count(field: &Self::Field) -> usize {
        usize::from(field.is_some())
    }

    fn write<M: SerializeMap>(
        field: &Self::Field,
        key: &'static str,
        _: Option<&'static str>,
        map: &mut M,
    ) -> Result<(), M::Error> {
        match field {
            Some(value) => map.serialize_entry(key, &Written::<C>(value)),
            None => Ok(()),
        }
    }
}

/// The presence of a member that only trimmed archives drop. Its default replaces it.
pub(crate) struct Defaulted<C>(PhantomData<C>);

impl<C: Wire<Value: Default>> Presence for Defaulted<C> {
    type Field = C::Value;
    type Slot = Option<C::Value>;
    const KIND: Kind = Kind::Defaulted;
    const SHAPE: Shape = C::SHAPE;

    fn is_empty(slot: &Self::Slot) -> bool {
        slot.as_ref().is_some_and(C::is_empty)
    }

    fn read<'de, A: MapAccess<'de>>(slot: &mut Self::Slot, map: &mut A) -> Result<(), A::Error> {
        map.next_value_seed(Into::<C>(slot))
    }

    fn read_json<M: Mode>(slot: &mut Self::Slot, reader: &mut Reader<'_, M>) -> Result<(), GaveUp> {
        C::read_json(slot, reader)
    }

    fn finish<O: Outcome>(
        slot: Self::Slot,
        _: &'static str,
        _: &mut O,
    ) -> Result<Self::Field, O::Error> {
        Ok(slot.unwrap_or_default())
    }

    fn count(_: &Self::Field) -> usize {
        1
    }

    fn write<M: SerializeMap>(
        field: &Self::Field,
        key: &'static str,
        _: Option<&'static str>,
        map: &mut M,
    ) -> Result<(), M::Error> {
        map.serialize_entry(key, &Written::<C>(field))
    }
}
