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
use super::order::Order;
use super::presence::{BySerde, Outcome};
use super::skip;
use crate::wire::shape::Object;

/// A type that is a JSON object.
pub(crate) trait Members: Sized {
    const SHAPE: &'static Object;

    /// Calls a function with the order in which members came to this thread.
    fn with_order<R>(use_order: impl FnOnce(Order<'_>) -> R) -> R;

    /// What is known of the fields while members are read, beside their values.
    type States: Default;

    /// Returns a value whose fields are those without members. Required ones are placeholders.
    fn blank() -> Self;

    fn read_member<'de, A: MapAccess<'de>>(
        &mut self,
        states: &mut Self::States,
        member: Member,
        map: &mut A,
    ) -> Result<(), A::Error>;

    /// Reads the value of a member like [`read_member`](Self::read_member), but from JSON text.
    fn read_member_json<M: Mode>(
        &mut self,
        states: &mut Self::States,
        member: Member,
        reader: &mut Reader<'_, M>,
    ) -> Result<(), GaveUp>;

    /// Completes the value after all members have been read.
    fn finish<O: Outcome>(&mut self, states: Self::States, outcome: &mut O)
    -> Result<(), O::Error>;

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
    let mut value = T::blank();
    let is_present = replace(&mut value, deserializer)?;
    Ok(is_present.then_some(value))
}

/// Reads an element of a list. An empty object is an error there.
pub(crate) fn read_element<'de, T, D>(deserializer: D) -> Result<Option<T>, D::Error>
where
    T: Members,
    D: Deserializer<'de>,
{
    let mut value = T::blank();
    let visitor = ObjectVisitor { blank: &mut value, is_element: true };
    let is_present = deserializer.deserialize_any(visitor)?;
    Ok(is_present.then_some(value))
}

pub(crate) fn read_into<'de, T, D>(slot: &mut Option<T>, deserializer: D) -> Result<(), D::Error>
where
    T: Members,
    D: Deserializer<'de>,
{
    if !replace(put_blank(slot), deserializer)? {
        *slot = None;
    }
    Ok(())
}

/// Puts a blank value into a slot. It is not inlined, so that a copy of the value is not on the stack while
/// nested values are read.
#[inline(never)]
fn put_blank<T: Members>(slot: &mut Option<T>) -> &mut T {
    slot.insert(T::blank())
}

/// Replaces a blank value. Returns `false` for absence.
pub(crate) fn replace<'de, T, D>(blank: &mut T, deserializer: D) -> Result<bool, D::Error>
where
    T: Members,
    D: Deserializer<'de>,
{
    deserializer.deserialize_any(ObjectVisitor { blank, is_element: false })
}

pub(crate) fn read_json<T: Members, M: Mode>(
    slot: &mut Option<T>,
    reader: &mut Reader<'_, M>,
) -> Result<(), GaveUp> {
    *slot = None;
    if reader.peek() != Some(b'{') {
        return not_an_object::<T, M>(reader);
    }
    let read = replace_json(put_blank(slot), reader);
    if !matches!(read, Ok(true)) {
        *slot = None;
    }
    read.map(drop)
}

/// Replaces a blank value from JSON text. Returns `false` for absence.
pub(crate) fn replace_json<T: Members, M: Mode>(
    blank: &mut T,
    reader: &mut Reader<'_, M>,
) -> Result<bool, GaveUp> {
    if reader.peek() != Some(b'{') {
        return not_an_object::<T, M>(reader).map(|()| false);
    }
    let start = reader.here();
    let outer = reader.mode.enter(start);
    let mut states = T::States::default();
    let mut is_present = true;
    if reader.open(b'{')? {
        read_members_json::<T, M>(blank, &mut states, reader)?;
        blank.finish(states, reader)?;
    } else if !T::SHAPE.has_required() {
        blank.finish(states, reader)?;
    } else {
        is_present = false;
    }
    reader.mode.leave(outer);
    Ok(is_present)
}

/// Reads the forms of absence, and rejects every other value.
fn not_an_object<T: Members, M: Mode>(reader: &mut Reader<'_, M>) -> Result<(), GaveUp> {
    let start = reader.here();
    match reader.peek() {
        Some(b'n') => reader.literal(b"null"),
        // Some languages write an empty object as an empty array.
        Some(b'[') if M::TOLERANT && reader.take_empty(b'[') => Ok(()),
        _ => reader.reject(start, Expected::Object(T::SHAPE)),
    }
}

/// Reads all members from JSON text. There must be at least one.
fn read_members_json<T: Members, M: Mode>(
    value: &mut T,
    states: &mut T::States,
    reader: &mut Reader<'_, M>,
) -> Result<(), GaveUp> {
    let (keys, mut schema) = (T::SHAPE.keys(), 0);
    T::with_order(|order| {
        loop {
            let key = match reader.expected_key(keys, order, &mut schema) {
                Some(key) => Some(key),
                None => reader.other_key(keys, order, &mut schema)?,
            };
            match key {
                // Only the tolerant reader needs the name.
                Some(key) if M::TOLERANT => reader
                    .member(Name::new(T::SHAPE, key.member), |reader| {
                        value.read_member_json(states, key.member, reader)
                    })?,
                Some(key) => value.read_member_json(states, key.member, reader)?,
                None => {
                    reader.note_unknown();
                    reader.skip()?;
                }
            }
            if !reader.more(b'}')? {
                return Ok(());
            }
        }
    })
}

pub(crate) fn write<T: Members, S: Serializer>(
    value: &T,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(Some(value.count()))?;
    value.write_members(&mut map)?;
    map.end()
}

/// Writes an element of a list. One without members has a null, because an empty object in a list is not
/// read as an element.
pub(crate) fn write_element<T: Members, S: Serializer>(
    value: &T,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    match T::SHAPE.properties().first() {
        Some(first) if value.count() == 0 => {
            let mut map = serializer.serialize_map(Some(1))?;
            map.serialize_entry(first.name(), &())?;
            map.end()
        }
        _ => write(value, serializer),
    }
}

struct ObjectVisitor<'a, T> {
    blank: &'a mut T,
    is_element: bool,
}

impl<'de, T: Members> Visitor<'de> for ObjectVisitor<'_, T> {
    /// Whether the value is present.
    type Value = bool;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} ({})", T::SHAPE.name(), T::SHAPE.source())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<bool, A::Error> {
        let mut states = T::States::default();
        let mut is_empty = true;
        while let Some(member) = map.next_key_seed(Search(T::SHAPE))? {
            match member {
                Some(member) => self.blank.read_member(&mut states, member, &mut map)?,
                None => skip(&mut map)?,
            }
            is_empty = false;
        }
        if is_empty && self.is_element {
            return Err(A::Error::custom(EMPTY));
        }
        // An empty object is absent too, if the type has required members.
        if is_empty && T::SHAPE.has_required() {
            return self.visit_unit();
        }
        self.blank.finish(states, &mut BySerde(PhantomData))?;
        Ok(true)
    }

    /// Accepts an empty array, because some languages write an empty object as one.
    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<bool, A::Error> {
        match seq.next_element::<IgnoredAny>()? {
            None if self.is_element => Err(A::Error::custom(EMPTY)),
            None => self.visit_unit(),
            Some(_) => Err(A::Error::invalid_type(Unexpected::Seq, &self)),
        }
    }

    fn visit_unit<E: Error>(self) -> Result<bool, E> {
        Ok(false)
    }

    fn visit_none<E: Error>(self) -> Result<bool, E> {
        self.visit_unit()
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<bool, D::Error> {
        deserializer.deserialize_any(self)
    }
}

/// Returns the error for an absent value where an object was expected.
pub(crate) fn missing<T: Members, E: Error>() -> E {
    E::invalid_type(Unexpected::Unit, &ObjectVisitor { blank: &mut T::blank(), is_element: false })
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
