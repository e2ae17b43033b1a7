//! Arrays of any length.

use std::fmt;
use std::marker::PhantomData;

use serde::de::value::StrDeserializer;
use serde::de::{Deserializer, Error, SeqAccess, Visitor};
use serde::ser::{SerializeSeq, Serializer};

use crate::wire::json::{GaveUp, Mode, Reader};
use crate::wire::shape::Shape;
use crate::wire::{ElementSeed, Wire, WrittenElement};

/// The codec of an array. Null elements are left out. The tolerant reader also leaves out objects
/// without members.
pub(crate) struct List<C>(PhantomData<C>);

/// The maximum number of elements reserved for an announced length.
const RESERVED: usize = 64;

impl<C: Wire> Wire for List<C> {
    type Value = Vec<C::Value>;
    const SHAPE: Shape = Shape::List(&C::SHAPE);

    fn blank() -> Self::Value {
        Vec::new()
    }

    fn is_empty(list: &Self::Value) -> bool {
        list.is_empty()
    }

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
            Some(b'n') => reader.literal(b"null"),
            _ => Self::read_other(slot, reader),
        }
    }

    fn write<S: Serializer>(value: &Self::Value, serializer: S) -> Result<S::Ok, S::Error> {
        let mut seq = serializer.serialize_seq(Some(value.len()))?;
        for element in value {
            seq.serialize_element(&WrittenElement::<C>(element))?;
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
        if empty.take(C::SHAPE, reader) {
            // Only the tolerant reader can note the elements that are left out.
            return if M::TOLERANT { Ok(()) } else { Err(GaveUp) };
        }
        let mut element = None;
        reader.part(|reader| C::read_json(&mut element, reader))?;
        // Most lists have at most one element.
        elements.reserve_exact(usize::from(elements.is_empty()));
        elements.extend(element);
        Ok(())
    }

    /// Notes the empty objects that are left out, as one fault.
    fn note<M: Mode>(empty: &Empty, reader: &mut Reader<'_, M>) -> Result<(), GaveUp> {
        if empty.count == 0 { Ok(()) } else { reader.mode.left_out(empty.first, empty.count) }
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
    /// Consumes an empty object if it is the next value, unless it can be an element. Some languages write it as
    /// an empty array.
    fn take<M: Mode>(&mut self, element: Shape, reader: &mut Reader<'_, M>) -> bool {
        let is_object = element.object().is_some();
        // The strict reader rejects an object as any other element.
        if element.has_any_members() || !(is_object || M::TOLERANT) {
            return false;
        }
        let at = reader.here().at;
        let is_empty =
            reader.take_empty(b'{') || is_object && M::TOLERANT && reader.take_empty(b'[');
        if is_empty {
            if self.count == 0 {
                self.first = at;
            }
            self.count += 1;
        }
        is_empty
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
