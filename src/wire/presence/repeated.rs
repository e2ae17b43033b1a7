//! The presence of numbers that the wire repeats as text.

use std::marker::PhantomData;
use std::ops::Range;

use serde::de::MapAccess;
use serde::ser::SerializeMap;

use super::{Outcome, Presence};
use crate::wire::json::{GaveUp, Mode, Reader};
use crate::wire::shape::{Presence as Kind, Shape};
use crate::wire::{Into, Wire, Written};

/// The presence of an optional number that the wire repeats as text, such as `like_count_str`. One
/// half is enough, and the text takes precedence. Both are written.
pub(crate) struct Repeated<C>(PhantomData<C>);

/// The halves of a repeated number that have been read so far.
pub(crate) struct Halves<T> {
    number: Option<T>,
    text: Option<T>,
    /// The place of the number's digits in JSON text.
    digits: Range<usize>,
}

impl<T> Default for Halves<T> {
    fn default() -> Self {
        Self { number: None, text: None, digits: 0..0 }
    }
}

/// The codec of a number that can be written as text too.
pub(crate) trait Repeatable: Wire<Value: Copy> {
    fn to_text(value: &Self::Value) -> String;
}

impl<C: Repeatable> Presence for Repeated<C> {
    type Field = Option<C::Value>;
    type State = Halves<C::Value>;
    const KIND: Kind = Kind::Optional;
    const SHAPE: Shape = C::SHAPE;

    fn blank() -> Option<C::Value> {
        None
    }

    fn read<'de, A: MapAccess<'de>>(
        _: &mut Option<C::Value>,
        halves: &mut Halves<C::Value>,
        map: &mut A,
    ) -> Result<(), A::Error> {
        map.next_value_seed(Into::<C>(&mut halves.number))
    }

    fn read_twin<'de, A: MapAccess<'de>>(
        _: &mut Option<C::Value>,
        halves: &mut Halves<C::Value>,
        map: &mut A,
    ) -> Result<(), A::Error> {
        map.next_value_seed(Into::<C>(&mut halves.text))
    }

    fn read_json<M: Mode>(
        _: &mut Option<C::Value>,
        halves: &mut Halves<C::Value>,
        reader: &mut Reader<'_, M>,
    ) -> Result<(), GaveUp> {
        halves.digits = 0..0;
        let start = reader.start().at;
        C::read_json(&mut halves.number, reader)?;
        halves.digits = reader.digits_since(start);
        Ok(())
    }

    fn read_twin_json<M: Mode>(
        _: &mut Option<C::Value>,
        halves: &mut Halves<C::Value>,
        reader: &mut Reader<'_, M>,
    ) -> Result<(), GaveUp> {
        // The text mostly repeats the digits.
        if let Some(number) = halves.number
            && reader.take_repeated(&halves.digits)
        {
            halves.text = Some(number);
            return Ok(());
        }
        C::read_json(&mut halves.text, reader)
    }

    fn finish<O: Outcome>(
        field: &mut Option<C::Value>,
        halves: Halves<C::Value>,
        _: &'static str,
        _: &mut O,
    ) -> Result<(), O::Error> {
        *field = halves.text.or(halves.number);
        Ok(())
    }

    fn count(field: &Self::Field) -> usize {
        if field.is_some() { 2 } else { 0 }
    }

    fn write<M: SerializeMap>(
        field: &Self::Field,
        key: &'static str,
        twin: Option<&'static str>,
        map: &mut M,
    ) -> Result<(), M::Error> {
        let Some(value) = field else { return Ok(()) };
        map.serialize_entry(key, &Written::<C>(value))?;
        match twin {
            Some(twin) => map.serialize_entry(twin, &C::to_text(value)),
            None => Ok(()),
        }
    }
}
