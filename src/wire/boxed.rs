//! Values in a box.

use std::marker::PhantomData;

use serde::de::Deserializer;
use serde::ser::Serializer;

use super::Wire;
use super::json::{GaveUp, Mode, Reader};
use super::shape::Shape;

/// The codec of a boxed value, which can contain its own type.
pub(crate) struct Boxed<C>(PhantomData<C>);

impl<C: Wire> Wire for Boxed<C> {
    type Value = Box<C::Value>;
    const SHAPE: Shape = C::SHAPE;

    fn blank() -> Self::Value {
        blank_box::<C>()
    }

    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Self::Value>, D::Error> {
        let mut slot = None;
        Self::read_into(&mut slot, deserializer)?;
        Ok(slot)
    }

    fn read_element<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<Self::Value>, D::Error> {
        Ok(C::read_element(deserializer)?.map(Box::new))
    }

    fn read_into<'de, D: Deserializer<'de>>(
        slot: &mut Option<Self::Value>,
        deserializer: D,
    ) -> Result<(), D::Error> {
        *slot = None;
        let mut value = blank_box::<C>();
        if C::replace(&mut value, deserializer)? {
            *slot = Some(value);
        }
        Ok(())
    }

    fn read_json<M: Mode>(
        slot: &mut Option<Self::Value>,
        reader: &mut Reader<'_, M>,
    ) -> Result<(), GaveUp> {
        *slot = None;
        if reader.peek() != Some(b'{') {
            return read_unlikely::<C, M>(slot, reader);
        }
        let mut value = blank_box::<C>();
        if C::replace_json(&mut value, reader)? {
            *slot = Some(value);
        }
        Ok(())
    }

    fn write<S: Serializer>(value: &Self::Value, serializer: S) -> Result<S::Ok, S::Error> {
        C::write(value, serializer)
    }

    fn write_element<S: Serializer>(value: &Self::Value, serializer: S) -> Result<S::Ok, S::Error> {
        C::write_element(value, serializer)
    }
}

/// Creates a box with a blank value. It is not inlined, so that a copy of the value is not on the stack
/// while nested values are read.
#[inline(never)]
fn blank_box<C: Wire>() -> Box<C::Value> {
    Box::new(C::blank())
}

/// Reads what is mostly not an object, so that it needs no box. It is not inlined for the same reason.
#[inline(never)]
fn read_unlikely<C: Wire, M: Mode>(
    slot: &mut Option<Box<C::Value>>,
    reader: &mut Reader<'_, M>,
) -> Result<(), GaveUp> {
    let mut value = None;
    C::read_json(&mut value, reader)?;
    *slot = value.map(Box::new);
    Ok(())
}
