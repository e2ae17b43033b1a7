//! Objects with free keys.

use std::borrow::Borrow;
use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{DeserializeOwned, Deserializer, Error, MapAccess, Visitor};
use serde::ser::{Serialize, SerializeMap, Serializer};

use crate::wire::json::member::{Member, last_of_each};
use crate::wire::json::{GaveUp, Mode, Reader};
use crate::wire::shape::Shape;
use crate::wire::{Seed, Wire, Written};

/// The key of a map.
pub(crate) trait Key:
    Borrow<str> + DeserializeOwned + for<'a> From<&'a str> + Ord + Serialize
{
}

impl<K: Borrow<str> + DeserializeOwned + for<'a> From<&'a str> + Ord + Serialize> Key for K {}

/// The codec of an object with free keys.
pub(crate) struct Map<K, C>(PhantomData<(K, C)>);

impl<K: Key, C: Wire> Wire for Map<K, C> {
    type Value = BTreeMap<K, C::Value>;
    const SHAPE: Shape = Shape::Map(&C::SHAPE);

    fn blank() -> Self::Value {
        BTreeMap::new()
    }

    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Self::Value>, D::Error> {
        deserializer.deserialize_any(MapVisitor::<K, C>(PhantomData))
    }

    fn read_json<M: Mode>(
        slot: &mut Option<Self::Value>,
        reader: &mut Reader<'_, M>,
    ) -> Result<(), GaveUp> {
        *slot = None;
        let start = reader.start();
        match reader.peek() {
            Some(b'{') => {}
            Some(b'n') => return reader.literal(b"null"),
            Some(b'[') if M::TOLERANT && reader.take_empty(b'[') => return Ok(()),
            _ => return reader.reject(start, "an object"),
        }
        let elements = slot.insert(BTreeMap::new());
        if M::TOLERANT {
            return Self::read_last_of_each(elements, reader);
        }
        reader.members(|reader, key| {
            let mut element = None;
            C::read_json(&mut element, reader)?;
            match element {
                Some(element) => elements.insert(key.into(), element),
                None => elements.remove(key),
            };
            Ok(())
        })
    }

    fn write<S: Serializer>(value: &Self::Value, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(value.len()))?;
        for (key, element) in value {
            map.serialize_entry(key, &Written::<C>(element))?;
        }
        map.end()
    }
}

impl<K: Key, C: Wire> Map<K, C> {
    /// Reads the last entry of each key, so that the others have no faults.
    fn read_last_of_each<M: Mode>(
        elements: &mut BTreeMap<K, C::Value>,
        reader: &mut Reader<'_, M>,
    ) -> Result<(), GaveUp> {
        let entries = last_of_each(reader.find_members()?);
        let end = reader.start();
        for Member { key, start, .. } in entries {
            let mut element = None;
            reader.restart(start);
            reader.part(|reader| C::read_json(&mut element, reader))?;
            elements.extend(element.map(|element| (K::from(key.as_ref()), element)));
        }
        reader.restart(end);
        Ok(())
    }
}

struct MapVisitor<K, C>(PhantomData<(K, C)>);

impl<'de, K: Key, C: Wire> Visitor<'de> for MapVisitor<K, C> {
    type Value = Option<BTreeMap<K, C::Value>>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut elements = BTreeMap::new();
        while let Some(key) = map.next_key::<K>()? {
            match map.next_value_seed(Seed::<C>::new())? {
                Some(element) => elements.insert(key, element),
                None => elements.remove(key.borrow()),
            };
        }
        Ok(Some(elements))
    }

    null_is_absence!('de);
}
