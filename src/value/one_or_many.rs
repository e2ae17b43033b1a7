//! A value that is either an object or an array of objects.

use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;

use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde::ser::{Serialize, Serializer};

use crate::wire::json::{GaveUp, Mode, Reader};
use crate::wire::sequence::{List, null_is_absence};
use crate::wire::shape::Shape;
use crate::wire::{Boxed, Wire};

/// One object, or an array of objects. It dereferences to a slice in both cases.
///
/// ```
/// use account_activity::OneOrMany;
///
/// assert_eq!(OneOrMany::One(Box::new(7)).len(), 1);
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum OneOrMany<T> {
    /// One object, as in deliveries.
    One(Box<T>),
    /// An array of objects.
    Many(Vec<T>),
}

impl<T> Deref for OneOrMany<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        match self {
            Self::One(one) => std::slice::from_ref(one),
            Self::Many(many) => many,
        }
    }
}

impl<C: Wire> Wire for OneOrMany<C> {
    type Value = OneOrMany<C::Value>;
    const SHAPE: Shape = Shape::OneOrMany(&C::SHAPE);

    fn blank() -> Self::Value {
        OneOrMany::Many(Vec::new())
    }

    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Self::Value>, D::Error> {
        deserializer.deserialize_any(OneOrManyVisitor::<C>(PhantomData))
    }

    fn read_json<M: Mode>(
        slot: &mut Option<Self::Value>,
        reader: &mut Reader<'_, M>,
    ) -> Result<(), GaveUp> {
        *slot = None;
        let start = reader.start();
        match reader.peek() {
            Some(b'{') if !reader.has_indices() => {
                let mut one = None;
                Boxed::<C>::read_json(&mut one, reader)?;
                *slot = one.map(OneOrMany::One);
            }
            Some(b'[' | b'{' | b'n') => {
                let mut many = None;
                List::<C>::read_json(&mut many, reader)?;
                *slot = many.map(OneOrMany::Many);
            }
            _ => return reader.reject(start, EXPECTED),
        }
        Ok(())
    }

    fn write<S: Serializer>(value: &Self::Value, serializer: S) -> Result<S::Ok, S::Error> {
        match value {
            OneOrMany::One(one) => C::write(one, serializer),
            OneOrMany::Many(many) => List::<C>::write(many, serializer),
        }
    }
}

const EXPECTED: &str = "an object or an array of objects";

struct OneOrManyVisitor<C>(PhantomData<C>);

impl<'de, C: Wire> Visitor<'de> for OneOrManyVisitor<C> {
    type Value = Option<OneOrMany<C::Value>>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(EXPECTED)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
        let one = C::read(MapAccessDeserializer::new(map))?;
        Ok(one.map(|one| OneOrMany::One(Box::new(one))))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<Self::Value, A::Error> {
        let many = List::<C>::read(SeqAccessDeserializer::new(seq))?;
        Ok(many.map(OneOrMany::Many))
    }

    null_is_absence!('de);
}

impl<'de, T: Wire<Value = T>> Deserialize<'de> for OneOrMany<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        <Self as Wire>::read(deserializer)?.ok_or_else(|| {
            D::Error::custom(
                "expected an object or an array of objects, found null or an empty object",
            )
        })
    }
}

impl<T: Wire<Value = T>> Serialize for OneOrMany<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        <Self as Wire>::write(self, serializer)
    }
}
