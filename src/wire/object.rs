//! Objects: the table of a type's members, and the visitor that reads all types by their tables.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{
    DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Unexpected, Visitor,
};
use serde::ser::{SerializeMap, Serializer};

use super::json::cause::{EMPTY, Expected};
use super::json::{GaveUp, Mode, Reader};
use super::presence::{BySerde, Outcome};
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

    /// Reads all members from JSON text. There must be at least one.
    fn read_members_json<M: Mode>(
        slots: &mut Self::Slots,
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
        T::read_members_json(&mut slots, reader)?;
        T::finish(&mut slots, value, reader)?;
    } else if !T::SHAPE.has_required() {
        T::finish(&mut slots, value, reader)?;
    }
    reader.mode.leave(outer);
    Ok(())
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
        let mut search = Search::new(T::SHAPE);
        let mut is_empty = true;
        while let Some(member) = map.next_key_seed(&mut search)? {
            T::read_member(&mut slots, member, &mut map)?;
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

/// A member found in an object.
#[derive(Clone, Copy)]
pub(crate) enum Member {
    /// The property at this index of the shape.
    Property(usize),
    /// The twin of the property at this index.
    Twin(usize),
    Unknown,
}

/// A search for members by key.
///
/// The wire mostly keeps the order of the schema. The search therefore starts after the member
/// found last, and the first comparison mostly succeeds.
pub(crate) struct Search {
    shape: &'static Object,
    next: usize,
}

impl Search {
    pub(crate) fn new(shape: &'static Object) -> Self {
        Self { shape, next: 0 }
    }

    pub(crate) fn find(&mut self, key: &str) -> Member {
        let properties = self.shape.properties();
        let (before, after) = properties.split_at(self.next.min(properties.len()));
        for (index, property) in (self.next..).zip(after).chain((0..).zip(before)) {
            if property.name() == key {
                // The text half of a twin follows the number, so the search starts at the same
                // property.
                self.next = if property.twin().is_some() { index } else { index + 1 };
                return Member::Property(index);
            }
            if property.twin() == Some(key) {
                self.next = index + 1;
                return Member::Twin(index);
            }
        }
        self.shape.alias(key).map_or(Member::Unknown, Member::Property)
    }
}

impl<'de> DeserializeSeed<'de> for &mut Search {
    type Value = Member;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Member, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl Visitor<'_> for &mut Search {
    type Value = Member;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a key")
    }

    fn visit_str<E: Error>(self, key: &str) -> Result<Member, E> {
        Ok(self.find(key))
    }
}
