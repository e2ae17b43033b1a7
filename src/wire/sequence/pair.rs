//! Arrays of two elements.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserializer, Error, SeqAccess, Visitor};
use serde::ser::{SerializeTuple, Serializer};

use crate::wire::json::{GaveUp, Listed, Mode, Reader};
use crate::wire::shape::Shape;
use crate::wire::{Seed, Wire, Written};

/// The codec of an array of two elements. An empty array is absent.
pub(crate) struct Pair<C>(PhantomData<C>);

impl<C: Wire> Wire for Pair<C> {
    type Value = [C::Value; 2];
    const SHAPE: Shape = Shape::Pair(&C::SHAPE);

    fn blank() -> Self::Value {
        [C::blank(), C::blank()]
    }

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
            Some(b'n') => return reader.literal(b"null"),
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
