//! Lists, pairs and maps.

use std::borrow::Borrow;
use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use serde::de::value::StrDeserializer;
use serde::de::{DeserializeOwned, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde::ser::{Serialize, SerializeMap, SerializeSeq, SerializeTuple, Serializer};

use super::json::member::{Member, last_of_each};
use super::json::{GaveUp, Listed, Mode, Reader};
use super::{ElementSeed, Seed, Wire, Written};
use crate::wire::shape::{Object, Shape};

/// Implements the visitor methods that read null as absence.
macro_rules! null_is_absence {
    ($lifetime:lifetime) => {
        fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
            Ok(None)
        }

        fn visit_none<E: Error>(self) -> Result<Self::Value, E> {
            Ok(None)
        }

        fn visit_some<D: Deserializer<$lifetime>>(
            self,
            deserializer: D,
        ) -> Result<Self::Value, D::Error> {
            deserializer.deserialize_any(self)
        }
    };
}
pub(crate) use null_is_absence;

/// The codec of an array. Null elements are left out. The tolerant reader also leaves out objects
/// without members, unless the schema has optional members only.
pub(crate) struct List<C>(PhantomData<C>);

/// The maximum number of elements reserved for an announced length.
const RESERVED: usize = 64;

impl<C: Wire> Wire for List<C> {
    type Value = Vec<C::Value>;
    const SHAPE: Shape = Shape::List(&C::SHAPE);

    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Self::Value>, D::Error> {
        deserializer.deserialize_any(ListVisitor::<C>(PhantomData))
    }

    fn read_json<M: Mode>(
        slot: &mut Option<Self::Value>,
        reader: &mut Reader<'_, M>,
    ) -> Result<(), GaveUp> {
        *slot = None;
        match reader.peek() {
            Some(b'[') => {
                let (elements, mut empty) = (slot.insert(Vec::new()), Empty::default());
                reader.elements(|reader| Self::push(elements, &mut empty, reader))?;
                Self::note(&empty, reader)
            }
            Some(b'n') => reader.literal("null"),
            _ => Self::read_other(slot, reader),
        }
    }

    fn write<S: Serializer>(value: &Self::Value, serializer: S) -> Result<S::Ok, S::Error> {
        let mut seq = serializer.serialize_seq(Some(value.len()))?;
        for element in value {
            seq.serialize_element(&Written::<C>(element))?;
        }
        seq.end()
    }
}

impl<C: Wire> List<C> {
    /// Reads an element and appends it.
    fn push<M: Mode>(
        elements: &mut Vec<C::Value>,
        empty: &mut Empty,
        reader: &mut Reader<'_, M>,
    ) -> Result<(), GaveUp> {
        let mut may_be_left_out = false;
        if let Shape::Object(object) = C::SHAPE {
            if empty.take(object, reader) {
                // Only the tolerant reader can note the elements that are left out.
                return if M::TOLERANT { Ok(()) } else { Err(GaveUp) };
            }
        } else if M::TOLERANT {
            let start = reader.here();
            may_be_left_out = reader.take_empty(b'{');
            if may_be_left_out && empty.count > 0 {
                empty.add(start.at);
                return Ok(());
            }
            reader.restart(start);
        }
        let (mut element, at) = (None, reader.here().at);
        reader.part(|reader| C::read_json(&mut element, reader))?;
        if may_be_left_out && element.is_none() {
            empty.add(at);
        }
        // Most lists have at most one element.
        elements.reserve_exact(usize::from(elements.is_empty()));
        elements.extend(element);
        Ok(())
    }

    /// Notes the empty objects that are left out. The first one of a list of other values than objects
    /// already has a fault, with what was expected.
    fn note<M: Mode>(empty: &Empty, reader: &mut Reader<'_, M>) -> Result<(), GaveUp> {
        match (empty.count, C::SHAPE) {
            (0, _) => Ok(()),
            (count, Shape::Object(_)) => reader.mode.left_out(empty.first, count),
            (count, _) => {
                reader.mode.stands_for(empty.first, count);
                Ok(())
            }
        }
    }

    /// Reads the other forms that storage gives a list, if the reader is tolerant: a text with
    /// commas, an object whose keys are the indices, and a single object without an array.
    fn read_other<M: Mode>(
        slot: &mut Option<Vec<C::Value>>,
        reader: &mut Reader<'_, M>,
    ) -> Result<(), GaveUp> {
        let start = reader.start();
        match reader.peek() {
            Some(b'"') if M::TOLERANT && C::SHAPE.is_scalar() => {
                *slot = separated::<C>(reader.string()?);
                if slot.is_some() {
                    return Ok(());
                }
            }
            Some(b'{') if M::TOLERANT => {
                if let Some(listed) = reader.list_in_object(&C::SHAPE)? {
                    let (elements, mut empty) = (slot.insert(Vec::new()), Empty::default());
                    for start in listed.elements {
                        reader.restart(start);
                        Self::push(elements, &mut empty, reader)?;
                    }
                    reader.restart(listed.end);
                    return Self::note(&empty, reader);
                }
            }
            _ => {}
        }
        reader.reject(start, EXPECTED)
    }
}

const EXPECTED: &str = "an array";

/// The elements of a list that are left out because they are empty objects.
#[derive(Default)]
struct Empty {
    first: usize,
    count: usize,
}

impl Empty {
    /// Consumes an empty object if it is the next value. Some languages write it as an empty array.
    fn take<M: Mode>(
        &mut self,
        object: fn() -> &'static Object,
        reader: &mut Reader<'_, M>,
    ) -> bool {
        let start = reader.here();
        if !(reader.take_empty(b'{') || M::TOLERANT && reader.take_empty(b'[')) {
            return false;
        }
        if object().can_be_empty() {
            reader.restart(start);
            return false;
        }
        self.add(start.at);
        true
    }

    fn add(&mut self, at: usize) {
        if self.count == 0 {
            self.first = at;
        }
        self.count += 1;
    }
}

/// Returns the elements of a text with commas, if all of them can be read.
fn separated<C: Wire>(text: &str) -> Option<Vec<C::Value>> {
    let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
    parts.map(|part| C::read(StrDeserializer::<GaveUp>::new(part)).ok().flatten()).collect()
}

struct ListVisitor<C>(PhantomData<C>);

impl<'de, C: Wire> Visitor<'de> for ListVisitor<C> {
    type Value = Option<Vec<C::Value>>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(EXPECTED)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        let mut elements = Vec::with_capacity(seq.size_hint().unwrap_or(0).min(RESERVED));
        while let Some(element) = seq.next_element_seed(ElementSeed::<C>(PhantomData))? {
            elements.extend(element);
        }
        Ok(Some(elements))
    }

    null_is_absence!('de);
}

/// The codec of an array of two elements. An empty array is absent.
pub(crate) struct Pair<C>(PhantomData<C>);

impl<C: Wire> Wire for Pair<C> {
    type Value = [C::Value; 2];
    const SHAPE: Shape = Shape::Pair(&C::SHAPE);

    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Self::Value>, D::Error> {
        deserializer.deserialize_any(PairVisitor::<C>(PhantomData))
    }

    fn read_json<M: Mode>(
        slot: &mut Option<Self::Value>,
        reader: &mut Reader<'_, M>,
    ) -> Result<(), GaveUp> {
        *slot = None;
        let start = reader.start();
        match reader.peek() {
            Some(b'[') => {}
            Some(b'n') => return reader.literal("null"),
            Some(b'{') if M::TOLERANT => return Self::read_indexed(slot, reader),
            _ => return reader.reject(start, PAIR),
        }
        if !reader.open(b'[')? {
            return Ok(());
        }
        let (mut first, mut second) = (None, None);
        C::read_json(&mut first, reader)?;
        let is_pair = reader.more(b']')? && {
            C::read_json(&mut second, reader)?;
            !reader.more(b']')?
        };
        match (first, second) {
            (Some(first), Some(second)) if is_pair => {
                *slot = Some([first, second]);
                Ok(())
            }
            _ => reader.reject(start, PAIR),
        }
    }

    fn write<S: Serializer>(value: &Self::Value, serializer: S) -> Result<S::Ok, S::Error> {
        let [first, second] = value;
        let mut tuple = serializer.serialize_tuple(2)?;
        tuple.serialize_element(&Written::<C>(first))?;
        tuple.serialize_element(&Written::<C>(second))?;
        tuple.end()
    }
}

impl<C: Wire> Pair<C> {
    /// Reads an object whose keys are the indices.
    fn read_indexed<M: Mode>(
        slot: &mut Option<[C::Value; 2]>,
        reader: &mut Reader<'_, M>,
    ) -> Result<(), GaveUp> {
        let start = reader.start();
        let listed = reader.list_in_object(&C::SHAPE)?;
        let (mut first, mut second) = (None, None);
        if let Some(Listed { elements, end }) = listed
            && let [first_at, second_at] = elements[..]
        {
            reader.restart(first_at);
            C::read_json(&mut first, reader)?;
            reader.restart(second_at);
            C::read_json(&mut second, reader)?;
            reader.restart(end);
        }
        *slot = first.zip(second).map(|(first, second)| [first, second]);
        if slot.is_some() { Ok(()) } else { reader.reject(start, PAIR) }
    }
}

const PAIR: &str = "an array of two elements";

struct PairVisitor<C>(PhantomData<C>);

impl<'de, C: Wire> Visitor<'de> for PairVisitor<C> {
    type Value = Option<[C::Value; 2]>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(PAIR)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        let Some(first) = seq.next_element_seed(Seed::<C>::new())? else {
            return Ok(None);
        };
        let second = seq.next_element_seed(Seed::<C>::new())?.flatten();
        match (first, second, seq.next_element::<serde::de::IgnoredAny>()?) {
            (Some(first), Some(second), None) => Ok(Some([first, second])),
            _ => Err(A::Error::custom(
                "expected an array of two elements, found null or another length",
            )),
        }
    }

    null_is_absence!('de);
}

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
            Some(b'n') => return reader.literal("null"),
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
