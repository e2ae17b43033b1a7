//! Presences, which define what the absence of a member means for its field.

use std::marker::PhantomData;

use serde::de::{Error, MapAccess};
use serde::ser::SerializeMap;

use super::json::{GaveUp, Reader};
use super::{Into, Seed, Wire, Written};
use crate::wire::shape::{Presence as Kind, Property, Shape};

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
    fn read_json(slot: &mut Self::Slot, reader: &mut Reader<'_>) -> Result<(), GaveUp>;

    /// Reads the member like [`read_twin`](Self::read_twin), but from JSON text.
    fn read_twin_json(_: &mut Self::Slot, _: &mut Reader<'_>) -> Result<(), GaveUp> {
        Err(GaveUp)
    }

    fn finish<E: Error>(slot: Self::Slot, key: &'static str) -> Result<Self::Field, E>;

    /// Returns the number of members that [`write`](Self::write) writes.
    fn count(field: &Self::Field) -> usize;

    fn write<M: SerializeMap>(
        field: &Self::Field,
        key: &'static str,
        twin: Option<&'static str>,
        map: &mut M,
    ) -> Result<(), M::Error>;
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

    fn read<'de, A: MapAccess<'de>>(slot: &mut Self::Slot, map: &mut A) -> Result<(), A::Error> {
        map.next_value_seed(Into::<C>(slot))
    }

    fn read_json(slot: &mut Self::Slot, reader: &mut Reader<'_>) -> Result<(), GaveUp> {
        C::read_json(slot, reader)
    }

    fn finish<E: Error>(slot: Self::Slot, key: &'static str) -> Result<Self::Field, E> {
        slot.ok_or_else(|| E::missing_field(key))
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
pub(crate) struct Optional<C>(PhantomData<C>);

impl<C: Wire> Presence for Optional<C> {
    type Field = Option<C::Value>;
    type Slot = Option<C::Value>;
    const KIND: Kind = Kind::Optional;
    const SHAPE: Shape = C::SHAPE;

    fn read<'de, A: MapAccess<'de>>(slot: &mut Self::Slot, map: &mut A) -> Result<(), A::Error> {
        map.next_value_seed(Into::<C>(slot))
    }

    fn read_json(slot: &mut Self::Slot, reader: &mut Reader<'_>) -> Result<(), GaveUp> {
        C::read_json(slot, reader)
    }

    fn finish<E: Error>(slot: Self::Slot, _: &'static str) -> Result<Self::Field, E> {
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
    type Slot = C::Value;
    const KIND: Kind = Kind::Defaulted;
    const SHAPE: Shape = C::SHAPE;

    fn read<'de, A: MapAccess<'de>>(slot: &mut Self::Slot, map: &mut A) -> Result<(), A::Error> {
        *slot = map.next_value_seed(Seed::<C>::new())?.unwrap_or_default();
        Ok(())
    }

    fn read_json(slot: &mut Self::Slot, reader: &mut Reader<'_>) -> Result<(), GaveUp> {
        let mut value = None;
        C::read_json(&mut value, reader)?;
        *slot = value.unwrap_or_default();
        Ok(())
    }

    fn finish<E: Error>(slot: Self::Slot, _: &'static str) -> Result<Self::Field, E> {
        Ok(slot)
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
