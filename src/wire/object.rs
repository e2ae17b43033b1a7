//! Objects: the table of a type's members, and the visitor that reads all types by their tables.

use std::fmt;

use serde::de::{
    DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Unexpected, Visitor,
};
use serde::ser::{SerializeMap, Serializer};

use super::json::{GaveUp, Reader};
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
    fn read_members_json(slots: &mut Self::Slots, reader: &mut Reader<'_>) -> Result<(), GaveUp>;

    /// Builds the value from its fields.
    fn finish<E: Error>(slots: &mut Self::Slots, value: &mut Option<Self>) -> Result<(), E>;

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
    deserializer.deserialize_any(ObjectVisitor(&mut value))?;
    Ok(value)
}

pub(crate) fn read_into<'de, T, D>(value: &mut Option<T>, deserializer: D) -> Result<(), D::Error>
where
    T: Members,
    D: Deserializer<'de>,
{
    deserializer.deserialize_any(ObjectVisitor(value))
}

pub(crate) fn read_json<T: Members>(
    value: &mut Option<T>,
    reader: &mut Reader<'_>,
) -> Result<(), GaveUp> {
    *value = None;
    if reader.null()? {
        return Ok(());
    }
    let mut slots = T::Slots::default();
    if reader.open(b'{', b'}')? {
        T::read_members_json(&mut slots, reader)?;
    } else if T::SHAPE.has_required() {
        return Ok(());
    }
    T::finish(&mut slots, value)
}

pub(crate) fn write<T: Members, S: Serializer>(
    value: &T,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(Some(value.count()))?;
    value.write_members(&mut map)?;
    map.end()
}

struct ObjectVisitor<'a, T>(&'a mut Option<T>);

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
        if is_empty && T::SHAPE.has_required() {
            return self.visit_unit();
        }
        T::finish(&mut slots, self.0)
    }

    /// Accepts an empty array, because some languages write an empty object as one.
    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        match seq.next_element::<IgnoredAny>()? {
            None => self.visit_unit(),
            Some(_) => Err(A::Error::invalid_type(Unexpected::Seq, &self)),
        }
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        *self.0 = None;
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
    E::invalid_type(Unexpected::Unit, &ObjectVisitor::<T>(&mut None))
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

/// Implements the traits of a generated struct from the table of its members.
macro_rules! object {
    (
        $name:ident = $source:literal;
        $($field:ident: $presence:ty = $key:literal $(| $alias:literal)* $(, $twin:literal)?;)*
    ) => {
        const _: () = {
        use $crate::wire::object::{Member, Search};
        use $crate::wire::skip;
        use $crate::wire::presence::Presence;

        #[derive(Default)]
        pub(crate) struct Slots {
            $($field: <$presence as Presence>::Slot,)*
        }

        #[allow(non_camel_case_types, clippy::enum_variant_names)]
        enum Index { $($field),* }

        impl $crate::wire::object::Members for $name {
            const SHAPE: &'static $crate::wire::shape::Object = &$crate::wire::shape::Object::new(
                stringify!($name),
                $source,
                &[$($crate::wire::presence::property::<$presence>(
                    $key,
                    $crate::wire::object::object!(@twin $($twin)?),
                ).or(&[$($alias),*])),*],
            );

            type Slots = Slots;

            fn read_member<'de, A: serde::de::MapAccess<'de>>(
                slots: &mut Slots,
                member: Member,
                map: &mut A,
            ) -> Result<(), A::Error> {
                match member {
                    $(Member::Property(index) if index == Index::$field as usize => {
                        <$presence>::read(&mut slots.$field, map)
                    })*
                    $(Member::Twin(index) if index == Index::$field as usize => {
                        <$presence>::read_twin(&mut slots.$field, map)
                    })*
                    _ => skip(map),
                }
            }

            fn read_members_json(
                slots: &mut Slots,
                reader: &mut $crate::wire::json::Reader<'_>,
            ) -> Result<(), $crate::wire::json::GaveUp> {
                let mut next = 0;
                loop {
                    $(if next <= Index::$field as usize {
                        if reader.take_key(concat!("\"", $key, "\""))? {
                            next = Index::$field as usize;
                            <$presence>::read_json(&mut slots.$field, reader)?;
                            if !reader.more(b'}')? {
                                return Ok(());
                            }
                        }
                        $(if reader.take_key(concat!("\"", $twin, "\""))? {
                            <$presence>::read_twin_json(&mut slots.$field, reader)?;
                            if !reader.more(b'}')? {
                                return Ok(());
                            }
                        })?
                    })*
                    let member = Search::new(<Self as $crate::wire::object::Members>::SHAPE)
                        .find(reader.key()?);
                    match member {
                        $(Member::Property(index) if index == Index::$field as usize => {
                            next = index;
                            <$presence>::read_json(&mut slots.$field, reader)?;
                        })*
                        $(Member::Twin(index) if index == Index::$field as usize => {
                            next = index;
                            <$presence>::read_twin_json(&mut slots.$field, reader)?;
                        })*
                        _ => reader.skip()?,
                    }
                    if !reader.more(b'}')? {
                        return Ok(());
                    }
                }
            }

            fn finish<E: serde::de::Error>(
                slots: &mut Slots,
                value: &mut Option<Self>,
            ) -> Result<(), E> {
                *value = Some(Self {
                    $($field: <$presence>::finish(std::mem::take(&mut slots.$field), $key)?,)*
                });
                Ok(())
            }

            fn count(&self) -> usize {
                [$(<$presence>::count(&self.$field)),*].iter().sum()
            }

            fn write_members<M: serde::ser::SerializeMap>(
                &self,
                map: &mut M,
            ) -> Result<(), M::Error> {
                $(<$presence>::write(
                    &self.$field,
                    $key,
                    $crate::wire::object::object!(@twin $($twin)?),
                    map,
                )?;)*
                Ok(())
            }
        }
        };

        impl $crate::wire::Wire for $name {
            type Value = Self;
            const SHAPE: $crate::wire::shape::Shape =
                $crate::wire::shape::Shape::Object($crate::wire::object::shape::<Self>);

            fn read<'de, D: serde::Deserializer<'de>>(
                deserializer: D,
            ) -> Result<Option<Self>, D::Error> {
                $crate::wire::object::read(deserializer)
            }

            fn read_into<'de, D: serde::Deserializer<'de>>(
                slot: &mut Option<Self>,
                deserializer: D,
            ) -> Result<(), D::Error> {
                $crate::wire::object::read_into(slot, deserializer)
            }

            fn read_json(
                slot: &mut Option<Self>,
                reader: &mut $crate::wire::json::Reader<'_>,
            ) -> Result<(), $crate::wire::json::GaveUp> {
                $crate::wire::object::read_json(slot, reader)
            }

            fn write<S: serde::Serializer>(
                value: &Self,
                serializer: S,
            ) -> Result<S::Ok, S::Error> {
                $crate::wire::object::write(value, serializer)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                $crate::wire::object::read(deserializer)?
                    .ok_or_else($crate::wire::object::missing::<Self, D::Error>)
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                $crate::wire::object::write(self, serializer)
            }
        }
    };
    (@twin) => { None };
    (@twin $twin:literal) => { Some($twin) };
}
pub(crate) use object;

/// Defines a struct with the fields of a table of wire forms, and implements what `object!` does.
#[cfg(feature = "client")]
macro_rules! record {
    (
        $visibility:vis $name:ident = $source:literal;
        $($field:ident: $presence:ty = $key:literal;)*
    ) => {
        #[derive(Clone, Debug, PartialEq)]
        $visibility struct $name {
            $($field: <$presence as $crate::wire::presence::Presence>::Field,)*
        }

        $crate::wire::object::object! {
            $name = $source;
            $($field: $presence = $key;)*
        }
    };
}
#[cfg(feature = "client")]
pub(crate) use record;

#[cfg(test)]
mod tests {
    use crate::wire::json::Reader;
    use crate::wire::presence::Optional;
    use crate::wire::scalar::Integer;
    use crate::wire::{Wire, shape};

    #[derive(Debug, Default, PartialEq)]
    struct Pair {
        old: Option<i64>,
        count: Option<i64>,
    }

    object! {
        Pair = "schemas/pair.json";
        old: Optional<Integer> = "old" | "new" | "newer";
        count: Optional<Integer> = "count";
    }

    /// Reads through serde and from text, and checks that the results are equal.
    fn read(json: &str) -> Pair {
        let by_serde = serde_json::from_str(json).unwrap();
        let mut from_text = None;
        Pair::read_json(&mut from_text, &mut Reader::new(json)).unwrap();
        assert_eq!(from_text.as_ref(), Some(&by_serde), "{json}");
        by_serde
    }

    #[test]
    fn a_member_is_read_under_every_spelling_and_written_under_the_first() {
        for key in ["old", "new", "newer"] {
            for json in [
                format!(r#"{{"{key}":2,"count":1}}"#),
                format!(r#"{{"count":1,"other":{{"{key}":3}},"{key}":2}}"#),
            ] {
                let pair = read(&json);
                assert_eq!(pair, Pair { old: Some(2), count: Some(1) });
                assert_eq!(serde_json::to_string(&pair).unwrap(), r#"{"old":2,"count":1}"#);
            }
        }
        assert_eq!(read(r#"{"newest":2}"#), Pair::default());
    }

    #[test]
    fn the_shape_names_every_spelling() {
        let shape::Shape::Object(pair) = <Pair as Wire>::SHAPE else { panic!("an object") };
        let property = pair().property("newer").unwrap();
        assert_eq!((property.name(), property.aliases()), ("old", ["new", "newer"].as_slice()));
    }
}
