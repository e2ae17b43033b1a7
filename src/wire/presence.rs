//! Presences, which define what the absence of a member means for its field.

mod repeated;

use std::marker::PhantomData;

use serde::de::{Error, MapAccess};
use serde::ser::SerializeMap;

use super::json::found::inexact;
use super::json::{GaveUp, Mode, Reader};
use super::{Into, Replace, Wire, Written};
use crate::wire::shape::{Presence as Kind, Property, Shape};

pub(crate) use repeated::{Repeatable, Repeated};

/// A presence, which fills a field from its member.
pub(crate) trait Presence {
    /// The field's type.
    type Field;
    /// What is known of the field while members are read, beside its value.
    type State: Default;

    const KIND: Kind;
    const SHAPE: Shape;

    /// Returns the value of the field before its member is read.
    fn blank() -> Self::Field;

    fn read<'de, A: MapAccess<'de>>(
        field: &mut Self::Field,
        state: &mut Self::State,
        map: &mut A,
    ) -> Result<(), A::Error>;

    fn read_twin<'de, A: MapAccess<'de>>(
        _: &mut Self::Field,
        _: &mut Self::State,
        map: &mut A,
    ) -> Result<(), A::Error> {
        super::skip(map)
    }

    /// Reads the member like [`read`](Self::read), but from JSON text. After an error, the member is absent.
    fn read_json<M: Mode>(
        field: &mut Self::Field,
        state: &mut Self::State,
        reader: &mut Reader<'_, M>,
    ) -> Result<(), GaveUp>;

    /// Reads the member like [`read_twin`](Self::read_twin), but from JSON text.
    fn read_twin_json<M: Mode>(
        _: &mut Self::Field,
        _: &mut Self::State,
        _: &mut Reader<'_, M>,
    ) -> Result<(), GaveUp> {
        Err(GaveUp)
    }

    /// Completes the field after all members have been read.
    fn finish<O: Outcome>(
        field: &mut Self::Field,
        state: Self::State,
        key: &'static str,
        outcome: &mut O,
    ) -> Result<(), O::Error>;

    /// Returns the number of members that [`write`](Self::write) writes.
    fn count(field: &Self::Field) -> usize;

    fn write<M: SerializeMap>(
        field: &Self::Field,
        key: &'static str,
        twin: Option<&'static str>,
        map: &mut M,
    ) -> Result<(), M::Error>;
}

/// The presence of a member with one value, which a codec reads.
pub(crate) trait Coded: Presence {
    type Codec: Wire;

    /// Returns the field of a value or its absence.
    fn field<O: Outcome>(
        value: Option<<Self::Codec as Wire>::Value>,
        key: &'static str,
        outcome: &mut O,
    ) -> Result<Self::Field, O::Error>;
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

/// Replaces a field, which is blank unless a value is present. Of a repeated member, the last value counts.
#[inline]
fn replace<T, E>(
    field: &mut T,
    is_present: &mut bool,
    blank: impl Fn() -> T,
    read: impl FnOnce(&mut T) -> Result<bool, E>,
) -> Result<(), E> {
    if *is_present {
        *field = blank();
    }
    let read = read(field);
    *is_present = matches!(read, Ok(true));
    if !*is_present {
        *field = blank();
    }
    read.map(drop)
}

/// The presence of a required member. Without it, the object cannot be decoded.
pub(crate) struct Required<C>(PhantomData<C>);

impl<C: Wire> Presence for Required<C> {
    type Field = C::Value;
    type State = bool;
    const KIND: Kind = Kind::Required;
    const SHAPE: Shape = C::SHAPE;

    fn blank() -> C::Value {
        C::blank()
    }

    fn read<'de, A: MapAccess<'de>>(
        field: &mut C::Value,
        is_present: &mut bool,
        map: &mut A,
    ) -> Result<(), A::Error> {
        replace(field, is_present, Self::blank, |field| map.next_value_seed(Replace::<C>(field)))
    }

    #[inline]
    fn read_json<M: Mode>(
        field: &mut C::Value,
        is_present: &mut bool,
        reader: &mut Reader<'_, M>,
    ) -> Result<(), GaveUp> {
        replace(field, is_present, Self::blank, |field| C::replace_json(field, reader))
    }

    fn finish<O: Outcome>(
        _: &mut C::Value,
        is_present: bool,
        key: &'static str,
        outcome: &mut O,
    ) -> Result<(), O::Error> {
        if is_present { Ok(()) } else { Err(outcome.missing(key)) }
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

impl<C: Wire> Coded for Required<C> {
    type Codec = C;

    fn field<O: Outcome>(
        value: Option<C::Value>,
        key: &'static str,
        outcome: &mut O,
    ) -> Result<C::Value, O::Error> {
        value.ok_or_else(|| outcome.missing(key))
    }
}

/// The presence of a member that the API itself leaves out or sends as null.
pub(crate) struct Optional<C, const IDENTIFIES: bool = false>(PhantomData<C>);

/// The presence of an optional member by which an event is identified. If the member is present but
/// cannot be read, the event cannot be identified.
pub(crate) type Identifying<C> = Optional<C, true>;

impl<C: Wire, const IDENTIFIES: bool> Presence for Optional<C, IDENTIFIES> {
    type Field = Option<C::Value>;
    type State = ();
    const KIND: Kind = Kind::Optional;
    const SHAPE: Shape = C::SHAPE;

    fn blank() -> Option<C::Value> {
        None
    }

    fn read<'de, A: MapAccess<'de>>(
        field: &mut Option<C::Value>,
        (): &mut (),
        map: &mut A,
    ) -> Result<(), A::Error> {
        map.next_value_seed(Into::<C>(field))
    }

    #[inline]
    fn read_json<M: Mode>(
        field: &mut Option<C::Value>,
        (): &mut (),
        reader: &mut Reader<'_, M>,
    ) -> Result<(), GaveUp> {
        C::read_json(field, reader)
    }

    fn finish<O: Outcome>(
        field: &mut Option<C::Value>,
        (): (),
        key: &'static str,
        outcome: &mut O,
    ) -> Result<(), O::Error> {
        if IDENTIFIES && field.is_none() {
            outcome.unidentified(key);
        }
        Ok(())
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

impl<C: Wire, const IDENTIFIES: bool> Coded for Optional<C, IDENTIFIES> {
    type Codec = C;

    fn field<O: Outcome>(
        mut value: Option<C::Value>,
        key: &'static str,
        outcome: &mut O,
    ) -> Result<Option<C::Value>, O::Error> {
        Self::finish(&mut value, (), key, outcome).map(|()| value)
    }
}

/// The presence of a member that only trimmed archives drop. Its default replaces it.
pub(crate) struct Defaulted<C>(PhantomData<C>);

impl<C: Wire<Value: Default>> Presence for Defaulted<C> {
    type Field = C::Value;
    type State = bool;
    const KIND: Kind = Kind::Defaulted;
    const SHAPE: Shape = C::SHAPE;

    fn blank() -> C::Value {
        C::Value::default()
    }

    fn read<'de, A: MapAccess<'de>>(
        field: &mut C::Value,
        is_present: &mut bool,
        map: &mut A,
    ) -> Result<(), A::Error> {
        replace(field, is_present, Self::blank, |field| map.next_value_seed(Replace::<C>(field)))
    }

    #[inline]
    fn read_json<M: Mode>(
        field: &mut C::Value,
        is_present: &mut bool,
        reader: &mut Reader<'_, M>,
    ) -> Result<(), GaveUp> {
        replace(field, is_present, Self::blank, |field| C::replace_json(field, reader))
    }

    fn finish<O: Outcome>(
        _: &mut C::Value,
        _: bool,
        _: &'static str,
        _: &mut O,
    ) -> Result<(), O::Error> {
        Ok(())
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

impl<C: Wire<Value: Default>> Coded for Defaulted<C> {
    type Codec = C;

    fn field<O: Outcome>(
        value: Option<C::Value>,
        _: &'static str,
        _: &mut O,
    ) -> Result<C::Value, O::Error> {
        Ok(value.unwrap_or_default())
    }
}
