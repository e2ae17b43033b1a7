//! A value that the wire has plain, or as the member `data` of an object.

use std::borrow::Cow;
use std::fmt;
use std::ops::{Deref, DerefMut};

use serde::de::value::{CowStrDeserializer, MapAccessDeserializer};
use serde::de::{Deserialize, DeserializeSeed, Deserializer, Error, MapAccess, Visitor};
use serde::ser::{Serialize, SerializeMap, Serializer};

use crate::wire::json::{GaveUp, Mode, Reader};
use crate::wire::shape::Shape;
use crate::wire::{Into, Wire, Written, read_by_replacing, skip};

/// A value that the wire has plain, or as the member `data` of an object: `{"data": value}`.
///
/// It dereferences to the value in both cases. An object that has members of the value beside `data`
/// is a plain value.
///
/// ```
/// use account_activity::Wrapped;
/// use account_activity::xaa::User;
///
/// let plain: Wrapped<User> = serde_json::from_str(r#"{"id": "12", "username": "jack"}"#)?;
/// let wrapped: Wrapped<User> = serde_json::from_str(r#"{"data": {"id": "12"}}"#)?;
/// assert_eq!(plain.id, wrapped.id);
/// assert!(wrapped.is_wrapped());
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Wrapped<T> {
    value: T,
    wrapped: bool,
}

impl<T> Wrapped<T> {
    /// Creates a value that is written as `{"data": value}`. [`From`] creates one that is written
    /// plain.
    #[must_use]
    pub const fn in_data(value: T) -> Self {
        Self { value, wrapped: true }
    }

    /// Returns `true` if the value is the member `data` of an object.
    #[must_use]
    pub const fn is_wrapped(&self) -> bool {
        self.wrapped
    }

    /// Returns the value.
    #[must_use]
    pub fn into_inner(self) -> T {
        self.value
    }
}

impl<T> From<T> for Wrapped<T> {
    fn from(value: T) -> Self {
        Self { value, wrapped: false }
    }
}

impl<T> Deref for Wrapped<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T> DerefMut for Wrapped<T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.value
    }
}

/// The key of the member that holds a wrapped value.
const KEY: &str = "data";

/// Returns `true` if a key is a member of the plain value, so that the value is not wrapped.
fn is_plain<C: Wire>(key: &str) -> bool {
    matches!(C::SHAPE, Shape::Object(object) if object().property(key).is_some())
}

impl<C: Wire> Wire for Wrapped<C> {
    type Value = Wrapped<C::Value>;
    const SHAPE: Shape = Shape::Wrapped(&C::SHAPE);

    fn blank() -> Self::Value {
        Wrapped::from(C::blank())
    }

    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Self::Value>, D::Error> {
        let mut slot = None;
        deserializer.deserialize_any(WrappedVisitor::<C> { slot: &mut slot, is_element: false })?;
        Ok(slot)
    }

    fn read_element<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<Self::Value>, D::Error> {
        let mut slot = None;
        deserializer.deserialize_any(WrappedVisitor::<C> { slot: &mut slot, is_element: true })?;
        Ok(slot)
    }

    fn read_json<M: Mode>(
        slot: &mut Option<Self::Value>,
        reader: &mut Reader<'_, M>,
    ) -> Result<(), GaveUp> {
        if reader.peek() == Some(b'{') {
            return read_by_replacing::<Self, M>(slot, reader);
        }
        let mut value = None;
        *slot = None;
        C::read_json(&mut value, reader)?;
        *slot = value.map(Wrapped::from);
        Ok(())
    }

    fn replace_json<M: Mode>(
        blank: &mut Self::Value,
        reader: &mut Reader<'_, M>,
    ) -> Result<bool, GaveUp> {
        let start = reader.start();
        if reader.peek() == Some(b'{') {
            let read = if M::TOLERANT { read_last_data::<C, M> } else { read_data::<C, M> };
            if let Some(is_present) = read(&mut blank.value, reader)? {
                blank.wrapped = true;
                return Ok(is_present);
            }
            reader.restart(start);
        }
        C::replace_json(&mut blank.value, reader)
    }

    fn write<S: Serializer>(value: &Self::Value, serializer: S) -> Result<S::Ok, S::Error> {
        if !value.wrapped {
            return C::write(&value.value, serializer);
        }
        let mut map = serializer.serialize_map(Some(1))?;
        map.serialize_entry(KEY, &Written::<C>(&value.value))?;
        map.end()
    }

    fn write_element<S: Serializer>(value: &Self::Value, serializer: S) -> Result<S::Ok, S::Error> {
        if value.wrapped {
            Self::write(value, serializer)
        } else {
            C::write_element(&value.value, serializer)
        }
    }
}

/// Reads the value of a wrapper, and returns whether it is present. Returns `None` for a plain value, or an
/// object that is neither. Of two members `data`, the tolerant reader finds the last.
fn read_data<C: Wire, M: Mode>(
    blank: &mut C::Value,
    reader: &mut Reader<'_, M>,
) -> Result<Option<bool>, GaveUp> {
    let mut is_present = None;
    let mut has_next = reader.open(b'{')?;
    while has_next {
        let key = reader.key()?;
        match (key == KEY, is_plain::<C>(&key)) {
            (true, _) | (_, true) if is_present.is_some() => return Err(GaveUp),
            (true, _) => is_present = Some(C::replace_json(blank, reader)?),
            (_, true) => return Ok(None),
            (false, false) => {
                reader.note_unknown();
                reader.skip()?;
            }
        }
        has_next = reader.more(b'}')?;
    }
    Ok(is_present)
}

/// Does the same with the last member `data`, and passes over the object first.
fn read_last_data<C: Wire, M: Mode>(
    blank: &mut C::Value,
    reader: &mut Reader<'_, M>,
) -> Result<Option<bool>, GaveUp> {
    let members = reader.find_members()?;
    let end = reader.here();
    let data = members.iter().rev().find(|member| member.key == KEY);
    let Some(data) = data.filter(|_| !members.iter().any(|member| is_plain::<C>(&member.key)))
    else {
        return Ok(None);
    };
    reader.restart(data.start);
    let is_present = C::replace_json(blank, reader)?;
    reader.restart(end);
    Ok(Some(is_present))
}

struct WrappedVisitor<'a, C: Wire> {
    slot: &'a mut Option<Wrapped<C::Value>>,
    is_element: bool,
}

impl<C: Wire> WrappedVisitor<'_, C> {
    fn plain<'de, D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        let value =
            if self.is_element { C::read_element(deserializer)? } else { C::read(deserializer)? };
        *self.slot = value.map(Wrapped::from);
        Ok(())
    }
}

impl<'de, C: Wire> Visitor<'de> for WrappedVisitor<'_, C> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object, or an object with the member `data`")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let mut data = None;
        while let Some(key) = map.next_key::<Cow<'de, str>>()? {
            if is_plain::<C>(&key) {
                let map = FromKey { key: Some(key), map };
                return self.plain(MapAccessDeserializer::new(map));
            }
            if key == KEY {
                map.next_value_seed(Into::<C>(data.insert(None)))?;
            } else {
                skip(&mut map)?;
            }
        }
        if let Some(value) = data {
            *self.slot = value.map(Wrapped::in_data);
            return Ok(());
        }
        self.plain(MapAccessDeserializer::new(FromKey { key: None, map }))
    }

    fn visit_seq<A: serde::de::SeqAccess<'de>>(self, seq: A) -> Result<(), A::Error> {
        self.plain(serde::de::value::SeqAccessDeserializer::new(seq))
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        *self.slot = None;
        Ok(())
    }

    fn visit_none<E: Error>(self) -> Result<(), E> {
        self.visit_unit()
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

/// The members of an object, from a key that was already read.
struct FromKey<'de, A> {
    key: Option<Cow<'de, str>>,
    map: A,
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for FromKey<'de, A> {
    type Error = A::Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, A::Error> {
        match self.key.take() {
            Some(key) => seed.deserialize(CowStrDeserializer::new(key)).map(Some),
            None => self.map.next_key_seed(seed),
        }
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, A::Error> {
        self.map.next_value_seed(seed)
    }
}

impl<'de, T: Wire<Value = T>> Deserialize<'de> for Wrapped<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        <Self as Wire>::read(deserializer)?
            .ok_or_else(|| D::Error::custom("expected an object, found null or an empty object"))
    }
}

impl<T: Wire<Value = T>> Serialize for Wrapped<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        <Self as Wire>::write(self, serializer)
    }
}
