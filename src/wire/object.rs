//! Objects: the table of a type's members, and the visitor that reads all types by their tables.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{
    DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Unexpected, Visitor,
};
use serde::ser::{SerializeMap, Serializer};

use super::json::cause::{EMPTY, Expected};
use super::json::{GaveUp, Mode, Name, Reader};
use super::keys::Member;
use super::presence::{BySerde, Outcome};
use super::skip;
use crate::wire::shape::Object;

/// A type that is a JSON object.
pub(crate) trait Members: Sized {
    const SHAPE: &'static Object;

    /// The state of the fields while members are read.
    type Slots: Default;

    fn read_member<'de, A: MapAccess<'de>>(
        slots: &mut Self::Slots,
        member: Member,
        map: &mut A,
    ) -> Result<(), A::Error>;

    /// Reads the value of a member like [`read_member`](Self::read_member), but from JSON text.
    fn read_member_json<M: Mode>(
        slots: &mut Self::Slots,
        member: Member,
        reader: &mut Reader<'_, M>,
    ) -> Result<(), GaveUp>;

    /// Builds the value from its fields.
    fn finish<O: Outcome>(
        slots: &mut Self::Slots,
        value: &mut Option<Self>,
        outcome: &mut O,
    ) -> Result<(), O::Error>;

    /// Returns the number of members that [`write_members`](Self::write_members) writes.
    fn count(&self) -> usize;

    fn write_members<M: SerializeMap>(&self, map: &mut M) -> Result<(), M::Error>;
}

/// Returns the shape of a type. This is a function so that shapes can refer to each other in
/// cycles.
pub(crate) fn shape<T: Members>() -> &'static Object {
    T::SHAPE
}

pub(crate) fn read<'de, T, D>(deserializer: D) -> Result<Option<T>, D::Error>
where
    T: Members,
    D: Deserializer<'de>,
{
    let mut value = None;
    deserializer.deserialize_any(ObjectVisitor { value: &mut value, is_element: false })?;
    Ok(value)
}

/// Reads an element of a list. An empty object is an error there.
pub(crate) fn read_element<'de, T, D>(deserializer: D) -> Result<Option<T>, D::Error>
where
    T: Members,
    D: Deserializer<'de>,
{
    let mut value = None;
    deserializer.deserialize_any(ObjectVisitor { value: &mut value, is_element: true })?;
    Ok(value)
}

pub(crate) fn read_into<'de, T, D>(value: &mut Option<T>, deserializer: D) -> Result<(), D::Error>
where
    T: Members,
    D: Deserializer<'de>,
{
    deserializer.deserialize_any(ObjectVisitor { value, is_element: false })
}

pub(crate) fn read_json<T: Members, M: Mode>(
    value: &mut Option<T>,
    reader: &mut Reader<'_, M>,
) -> Result<(), GaveUp> {
    *value = None;
    let byte = reader.peek();
    let start = reader.here();
    match byte {
        Some(b'{') => {}
        Some(b'n') => return reader.literal("null"),
        // Some languages write an empty object as an empty array.
        Some(b'[') if M::TOLERANT && reader.take_empty(b'[') => return Ok(()),
        _ => return reader.reject(start, Expected::Object(T::SHAPE)),
    }
    let mut slots = T::Slots::default();
    let outer = reader.mode.enter(start);
    if reader.open(b'{')? {
        read_members_json::<T, M>(&mut slots, reader)?;
        T::finish(&mut slots, value, reader)?;
    } else if !T::SHAPE.has_required() {
        T::finish(&mut slots, value, reader)?;
    }
    reader.mode.leave(outer);
    Ok(())
}

/// Reads all members from JSON text. There must be at least one.
fn read_members_json<T: Members, M: Mode>(
    slots: &mut T::Slots,
    reader: &mut Reader<'_, M>,
) -> Result<(), GaveUp> {
    let mut expected = 0;
    loop {
        match reader.member_key(T::SHAPE.keys(), &mut expected)? {
            Some(key) => reader.member(Name::new(T::SHAPE, key.member), |reader| {
                T::read_member_json(slots, key.member, reader)
            })?,
            None => reader.skip()?,
        }
        if !reader.more(b'}')? {
            return Ok(());
        }
    }
}

pub(crate) fn write<T: Members, S: Serializer>(
    value: &T,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(Some(value.count()))?;
    value.write_members(&mut map)?;
    map.end()
}

struct ObjectVisitor<'a, T> {
    value: &'a mut Option<T>,
    is_element: bool,
}

impl<T: Members> ObjectVisitor<'_, T> {
    /// Returns `true` for an element of a list whose schema has members that are always written.
    fn may_not_be_empty(&self) -> bool {
        self.is_element && !T::SHAPE.can_be_empty()
    }
}

impl<'de, T: Members> Visitor<'de> for ObjectVisitor<'_, T> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} ({})", T::SHAPE.name(), T::SHAPE.source())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let mut slots = T::Slots::default();
        let mut is_empty = true;
        while let Some(member) = map.next_key_seed(Search(T::SHAPE))? {
            match member {
                Some(member) => T::read_member(&mut slots, member, &mut map)?,
                None => skip(&mut map)?,
            }
            is_empty = false;
        }
        // An empty object is absent too, if the type has required members.
        if is_empty && self.may_not_be_empty() {
            return Err(A::Error::custom(EMPTY));
        }
        if is_empty && T::SHAPE.has_required() {
            return self.visit_unit();
        }
        T::finish(&mut slots, self.value, &mut BySerde(PhantomData))
    }

    /// Accepts an empty array, because some languages write an empty object as one.
    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        match seq.next_element::<IgnoredAny>()? {
            None if self.may_not_be_empty() => Err(A::Error::custom(EMPTY)),
            None => self.visit_unit(),
            Some(_) => Err(A::Error::invalid_type(Unexpected::Seq, &self)),
        }
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        *self.value = None;
        Ok(())
    }

    fn visit_none<E: Error>(self) -> Result<(), E> {
        self.visit_unit()
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

/// Returns the error for an absent value where an object was expected.
pub(crate) fn missing<T: Members, E: Error>() -> E {
    E::invalid_type(Unexpected::Unit, &ObjectVisitor::<T> { value: &mut None, is_element: false })
}

/// A search for the member of an object by its key.
struct Search(&'static Object);

impl<'de> DeserializeSeed<'de> for Search {
    type Value = Option<Member>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl Visitor<'_> for Search {
    type Value = Option<Member>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a key")
    }

    fn visit_str<E: Error>(self, key: &str) -> Result<Self::Value, E> {
        Ok(self.0.keys().find(key).map(|key| key.member))
    }
}
