//! What generated types are made of: how each value is read from and written to the wire.
//!
//! A codec ([`Wire`]) reads a value or its absence; a presence ([`presence`]) says what absence
//! means for a field; an object's table (`object!`) names key, presence and codec of each field.
//! The three together are the meaning of a type, generated from `schemas/`.

pub(crate) mod json;
pub(crate) mod number;
pub(crate) mod object;
pub(crate) mod presence;
pub(crate) mod raw;
pub(crate) mod scalar;
pub(crate) mod sequence;
pub(crate) mod shape;

use std::marker::PhantomData;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess};
use serde::ser::{Serialize, Serializer};

use self::json::GaveUp;
use self::shape::Shape;

/// A way to read and write a value.
pub(crate) trait Wire {
    type Value;

    /// The value's form, for walks over JSON that need no Rust type.
    const SHAPE: Shape;

    /// Reads a value; `None` stands for null and whatever else means absence.
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Self::Value>, D::Error>;

    /// Reads a value to where it belongs. What is large must not pass through the frames between:
    /// deep nesting makes as many of them as it has levels.
    fn read_into<'de, D: Deserializer<'de>>(
        slot: &mut Option<Self::Value>,
        deserializer: D,
    ) -> Result<(), D::Error> {
        *slot = Self::read(deserializer)?;
        Ok(())
    }

    /// Reads the same from JSON text to where it belongs, or gives up.
    fn read_json(
        slot: &mut Option<Self::Value>,
        reader: &mut json::Reader<'_>,
    ) -> Result<(), GaveUp>;

    fn write<S: Serializer>(value: &Self::Value, serializer: S) -> Result<S::Ok, S::Error>;
}

/// Reads with a codec wherever serde asks for a seed.
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

/// Passes over the value of a member that the schema does not know.
pub(crate) fn skip<'de, A: MapAccess<'de>>(map: &mut A) -> Result<(), A::Error> {
    map.next_value::<IgnoredAny>().map(drop)
}

/// Reads with a codec to where the value belongs.
pub(crate) struct Into<'a, C: Wire>(pub(crate) &'a mut Option<C::Value>);

impl<'de, C: Wire> DeserializeSeed<'de> for Into<'_, C> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        C::read_into(self.0, deserializer)
    }
}

/// Writes with a codec wherever serde asks for a `Serialize`.
pub(crate) struct Written<'a, C: Wire>(pub(crate) &'a C::Value);

impl<C: Wire> Serialize for Written<'_, C> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        C::write(self.0, serializer)
    }
}

/// A value that may contain its own type.
pub(crate) struct Boxed<C>(PhantomData<C>);

impl<C: Wire> Wire for Boxed<C> {
    type Value = Box<C::Value>;
    const SHAPE: Shape = C::SHAPE;

    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Self::Value>, D::Error> {
        let mut slot = None;
        Self::read_into(&mut slot, deserializer)?;
        Ok(slot)
    }

    fn read_into<'de, D: Deserializer<'de>>(
        slot: &mut Option<Self::Value>,
        deserializer: D,
    ) -> Result<(), D::Error> {
        let mut value = None;
        C::read_into(&mut value, deserializer)?;
        move_into_box(&mut value, slot);
        Ok(())
    }

    fn read_json(
        slot: &mut Option<Self::Value>,
        reader: &mut json::Reader<'_>,
    ) -> Result<(), GaveUp> {
        let mut value = None;
        C::read_json(&mut value, reader)?;
        move_into_box(&mut value, slot);
        Ok(())
    }

    fn write<S: Serializer>(value: &Self::Value, serializer: S) -> Result<S::Ok, S::Error> {
        C::write(value, serializer)
    }
}

/// A function of its own, so that the copies it makes are not on the stack while nested values
/// are read.
#[inline(never)]
fn move_into_box<T>(value: &mut Option<T>, slot: &mut Option<Box<T>>) {
    *slot = value.take().map(Box::new);
}

/// Free-form JSON.
pub(crate) struct Json;

impl Wire for Json {
    type Value = serde_json::Value;
    const SHAPE: Shape = Shape::Any;

    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Self::Value>, D::Error> {
        let value: serde_json::Value = serde::Deserialize::deserialize(deserializer)?;
        Ok(if value.is_null() { None } else { Some(value) })
    }

    fn read_json(
        slot: &mut Option<Self::Value>,
        reader: &mut json::Reader<'_>,
    ) -> Result<(), GaveUp> {
        *slot = reader.through_serde::<Self>()?;
        Ok(())
    }

    fn write<S: Serializer>(value: &Self::Value, serializer: S) -> Result<S::Ok, S::Error> {
        value.serialize(serializer)
    }
}
