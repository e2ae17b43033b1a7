//! Serialization and deserialization of the generated types.
//!
//! A codec ([`Wire`]) reads a value or its absence. A presence ([`presence`]) defines what absence
//! means for a field. The table of an object (`object!`) lists the key, presence and codec of each
//! field. The tables are generated from `schemas/`.

mod boxed;
mod free_form;
pub(crate) mod json;
pub(crate) mod key_list;
pub(crate) mod keys;
pub(crate) mod number;
pub(crate) mod object;
pub(crate) mod order;
pub(crate) mod presence;
pub(crate) mod raw;
pub(crate) mod scalar;
pub(crate) mod sequence;
pub(crate) mod shape;
pub(crate) mod spelled;
pub(crate) mod table;

pub(crate) use boxed::Boxed;
pub(crate) use free_form::Json;

use std::marker::PhantomData;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess};
use serde::ser::{Serialize, Serializer};

use self::json::{GaveUp, Mode, Reader};
use self::shape::Shape;

/// A codec, which reads and writes a value.
pub(crate) trait Wire {
    type Value;

    /// The shape of the value, for code that inspects JSON without a Rust type.
    const SHAPE: Shape;

    /// Returns a value that a value which is read replaces.
    fn blank() -> Self::Value;

    /// Reads a value. Returns `None` for null and for every other form of absence.
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Self::Value>, D::Error>;

    /// Returns `true` for an empty list.
    fn is_empty(_: &Self::Value) -> bool {
        false
    }

    /// Reads an element of a list.
    fn read_element<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<Self::Value>, D::Error> {
        Self::read(deserializer)
    }

    /// Reads a value into its place.
    ///
    /// Large values must not pass through the stack frames between, because that takes time, and deep
    /// nesting creates frames for every level.
    fn read_into<'de, D: Deserializer<'de>>(
        slot: &mut Option<Self::Value>,
        deserializer: D,
    ) -> Result<(), D::Error> {
        *slot = Self::read(deserializer)?;
        Ok(())
    }

    /// Replaces a blank value. Returns `false` for absence. The value can be anything then, and after an error.
    fn replace<'de, D: Deserializer<'de>>(
        blank: &mut Self::Value,
        deserializer: D,
    ) -> Result<bool, D::Error> {
        let value = Self::read(deserializer)?;
        Ok(value.is_some_and(|value| {
            *blank = value;
            true
        }))
    }

    /// Reads the same value from JSON text into its place, or leaves the place empty and returns
    /// [`GaveUp`].
    fn read_json<M: Mode>(
        slot: &mut Option<Self::Value>,
        reader: &mut Reader<'_, M>,
    ) -> Result<(), GaveUp>;

    /// Replaces a blank value like [`replace`](Self::replace), but from JSON text.
    #[inline]
    fn replace_json<M: Mode>(
        blank: &mut Self::Value,
        reader: &mut Reader<'_, M>,
    ) -> Result<bool, GaveUp> {
        let mut slot = None;
        Self::read_json(&mut slot, reader)?;
        Ok(slot.is_some_and(|value| {
            *blank = value;
            true
        }))
    }

    fn write<S: Serializer>(value: &Self::Value, serializer: S) -> Result<S::Ok, S::Error>;

    /// Writes an element of a list.
    fn write_element<S: Serializer>(value: &Self::Value, serializer: S) -> Result<S::Ok, S::Error> {
        Self::write(value, serializer)
    }
}

/// A seed that reads with a codec.
pub(crate) struct Seed<C>(PhantomData<C>);

impl<C> Seed<C> {
    pub(crate) const fn new() -> Self {
        Self(PhantomData)
    }
}

impl<'de, C: Wire> DeserializeSeed<'de> for Seed<C> {
    type Value = Option<C::Value>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        C::read(deserializer)
    }
}

/// A seed that reads an element of a list with a codec.
pub(crate) struct ElementSeed<C>(pub(crate) PhantomData<C>);

impl<'de, C: Wire> DeserializeSeed<'de> for ElementSeed<C> {
    type Value = Option<C::Value>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        C::read_element(deserializer)
    }
}

/// Skips the value of an unknown member.
pub(crate) fn skip<'de, A: MapAccess<'de>>(map: &mut A) -> Result<(), A::Error> {
    map.next_value::<IgnoredAny>().map(drop)
}

/// A seed that replaces a blank value with a codec.
pub(crate) struct Replace<'a, C: Wire>(pub(crate) &'a mut C::Value);

impl<'de, C: Wire> DeserializeSeed<'de> for Replace<'_, C> {
    type Value = bool;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<bool, D::Error> {
        C::replace(self.0, deserializer)
    }
}

/// A seed that reads with a codec into the place of the value.
pub(crate) struct Into<'a, C: Wire>(pub(crate) &'a mut Option<C::Value>);

impl<'de, C: Wire> DeserializeSeed<'de> for Into<'_, C> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        C::read_into(self.0, deserializer)
    }
}

/// A value that serializes with a codec.
pub(crate) struct Written<'a, C: Wire>(pub(crate) &'a C::Value);

impl<C: Wire> Serialize for Written<'_, C> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        C::write(self.0, serializer)
    }
}

/// An element of a list that serializes with a codec.
pub(crate) struct WrittenElement<'a, C: Wire>(pub(crate) &'a C::Value);

impl<C: Wire> Serialize for WrittenElement<'_, C> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        C::write_element(self.0, serializer)
    }
}

/// Reads an object into its slot by way of a blank value.
pub(crate) fn read_by_replacing<C: Wire, M: Mode>(
    slot: &mut Option<C::Value>,
    reader: &mut Reader<'_, M>,
) -> Result<(), GaveUp> {
    let read = C::replace_json(put_blank::<C>(slot), reader);
    if !matches!(read, Ok(true)) {
        *slot = None;
    }
    read.map(drop)
}

/// Puts a blank value into a slot. It is not inlined, so that a copy of the value is not on the stack while
/// nested values are read.
#[inline(never)]
fn put_blank<C: Wire>(slot: &mut Option<C::Value>) -> &mut C::Value {
    slot.insert(C::blank())
}
