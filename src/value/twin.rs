//! Twins: ids that occur both as a number, which JavaScript rounds, and as text.

use std::fmt;
use std::marker::PhantomData;
use std::ops::Range;

use serde::de::MapAccess;
use serde::ser::{SerializeMap, Serializer};

use super::id::{IdNumber, IdText, NumberId};
use crate::wire::json::{GaveUp, Mode, Reader};
use crate::wire::number::whole;
use crate::wire::presence::{Outcome, Presence};
use crate::wire::scalar::Scalar;
use crate::wire::shape::{Presence as Kind, Shape};
use crate::wire::{Seed, Wire, Written};

/// The halves of a twin that have been read so far.
pub(crate) struct Twin<I> {
    number: Option<Loose<I>>,
    text: Option<I>,
    /// The place of the number's digits in the JSON text.
    digits: Range<usize>,
}

impl<I> Default for Twin<I> {
    fn default() -> Self {
        Self { number: None, text: None, digits: 0..0 }
    }
}

impl<I: NumberId> Twin<I> {
    pub(crate) fn read_number<'de, A: MapAccess<'de>>(
        &mut self,
        map: &mut A,
    ) -> Result<(), A::Error> {
        self.number = map.next_value_seed(Seed::<LooseId<I>>::new())?;
        Ok(())
    }

    pub(crate) fn read_text<'de, A: MapAccess<'de>>(
        &mut self,
        map: &mut A,
    ) -> Result<(), A::Error> {
        self.text = map.next_value_seed(Seed::<IdText<I>>::new())?;
        Ok(())
    }

    pub(crate) fn read_number_json<M: Mode>(
        &mut self,
        reader: &mut Reader<'_, M>,
    ) -> Result<(), GaveUp> {
        let start = reader.start().at;
        if !M::TOLERANT && reader.peek() == Some(b'n') {
            (self.number, self.digits) = (None, 0..0);
            return reader.literal(b"null");
        }
        if let Some(id) = reader.unsigned() {
            self.number = Some(Loose::Exact(I::from_u64(id)));
            self.digits = start..reader.position();
            return Ok(());
        }
        self.digits = 0..0;
        LooseId::<I>::read_json(&mut self.number, reader)?;
        if M::TOLERANT
            && let Some(Loose::Inexact(at)) = &mut self.number
        {
            *at = start;
        }
        Ok(())
    }

    pub(crate) fn read_text_json<M: Mode>(
        &mut self,
        reader: &mut Reader<'_, M>,
    ) -> Result<(), GaveUp> {
        // The text mostly repeats the digits.
        if let Some(Loose::Exact(id)) = self.number
            && reader.take_repeated(&self.digits)
        {
            self.text = Some(id);
            return Ok(());
        }
        IdText::<I>::read_json(&mut self.text, reader)
    }

    /// Returns the id. The text takes precedence over the number.
    pub(crate) fn finish<O: Outcome>(
        self,
        key: &'static str,
        outcome: &mut O,
    ) -> Result<Option<I>, O::Error> {
        match (self.text, self.number) {
            (Some(id), _) | (None, Some(Loose::Exact(id))) => Ok(Some(id)),
            (None, None) => Ok(None),
            (None, Some(Loose::Inexact(at))) => outcome.inexact(key, at).map(|()| None),
        }
    }
}

fn write<I: NumberId, M: SerializeMap>(
    id: I,
    key: &'static str,
    twin: Option<&'static str>,
    map: &mut M,
) -> Result<(), M::Error> {
    map.serialize_entry(key, &Written::<IdNumber<I>>(&id))?;
    match twin {
        Some(twin) => map.serialize_entry(twin, &Written::<IdText<I>>(&id)),
        None => Ok(()),
    }
}

/// The numeric half of a twin.
#[derive(Clone, Copy)]
enum Loose<I> {
    Exact(I),
    /// A float beyond 2^53, which is not exact. Only the text has all digits.
    /// The number is the offset in the JSON text, or 0 if serde reads.
    Inexact(usize),
}

struct LooseId<I>(PhantomData<I>);

impl<I: NumberId> Scalar for LooseId<I> {
    type Value = Loose<I>;
    const EXPECTED: &'static str = <IdNumber<I> as Scalar>::EXPECTED;
    const SHAPE: Shape = Shape::Id;
    const IS_DIGITS: bool = true;

    fn blank() -> Loose<I> {
        Loose::Inexact(0)
    }

    fn from_text(text: &str) -> Option<Loose<I>> {
        IdNumber::<I>::from_text(text).map(Loose::Exact)
    }

    fn from_number(_: &dyn fmt::Display) -> Option<Loose<I>> {
        None
    }

    fn from_unsigned(value: u64) -> Option<Loose<I>> {
        Some(Loose::Exact(I::from_u64(value)))
    }

    fn from_signed(value: i64) -> Option<Loose<I>> {
        IdNumber::<I>::from_signed(value).map(Loose::Exact)
    }

    fn from_float(value: f64) -> Option<Loose<I>> {
        /// 2^64, the first number beyond all ids.
        const END: f64 = 18_446_744_073_709_551_616.0;
        match whole(value) {
            Some(whole) => Self::from_signed(whole),
            None if value.fract() == 0.0 && (0.0..END).contains(&value) => Some(Loose::Inexact(0)),
            None => None,
        }
    }

    fn write<S: Serializer>(value: &Loose<I>, serializer: S) -> Result<S::Ok, S::Error> {
        match value {
            Loose::Exact(id) => <IdNumber<I> as Scalar>::write(id, serializer),
            Loose::Inexact(_) => serializer.serialize_unit(),
        }
    }
}

/// The presence of a twin of which at least one half is required.
pub(crate) struct RequiredTwin<I>(PhantomData<I>);

/// The presence of a twin that is optional.
pub(crate) struct OptionalTwin<I>(PhantomData<I>);

/// The methods of a twin's presence that read a half into its state.
macro_rules! read_halves {
    () => {
        fn read<'de, A: MapAccess<'de>>(
            _: &mut Self::Field,
            twin: &mut Twin<I>,
            map: &mut A,
        ) -> Result<(), A::Error> {
            twin.read_number(map)
        }

        fn read_twin<'de, A: MapAccess<'de>>(
            _: &mut Self::Field,
            twin: &mut Twin<I>,
            map: &mut A,
        ) -> Result<(), A::Error> {
            twin.read_text(map)
        }

        fn read_json<M: Mode>(
            _: &mut Self::Field,
            twin: &mut Twin<I>,
            reader: &mut Reader<'_, M>,
        ) -> Result<(), GaveUp> {
            twin.read_number_json(reader)
        }

        fn read_twin_json<M: Mode>(
            _: &mut Self::Field,
            twin: &mut Twin<I>,
            reader: &mut Reader<'_, M>,
        ) -> Result<(), GaveUp> {
            twin.read_text_json(reader)
        }
    };
}

impl<I: NumberId> Presence for RequiredTwin<I> {
    type Field = I;
    type State = Twin<I>;
    const KIND: Kind = Kind::Required;
    const SHAPE: Shape = Shape::Id;

    read_halves!();

    fn blank() -> I {
        I::from_u64(0)
    }

    fn finish<O: Outcome>(
        field: &mut I,
        twin: Twin<I>,
        key: &'static str,
        outcome: &mut O,
    ) -> Result<(), O::Error> {
        *field = twin.finish(key, outcome)?.ok_or_else(|| outcome.missing(key))?;
        Ok(())
    }

    fn count(_: &I) -> usize {
        2
    }

    fn write<M: SerializeMap>(
        field: &I,
        key: &'static str,
        twin: Option<&'static str>,
        map: &mut M,
    ) -> Result<(), M::Error> {
        write(*field, key, twin, map)
    }
}

impl<I: NumberId> Presence for OptionalTwin<I> {
    type Field = Option<I>;
    type State = Twin<I>;
    const KIND: Kind = Kind::Optional;
    const SHAPE: Shape = Shape::Id;

    read_halves!();

    fn blank() -> Option<I> {
        None
    }

    fn finish<O: Outcome>(
        field: &mut Option<I>,
        twin: Twin<I>,
        key: &'static str,
        outcome: &mut O,
    ) -> Result<(), O::Error> {
        *field = twin.finish(key, outcome)?;
        Ok(())
    }

    fn count(field: &Option<I>) -> usize {
        if field.is_some() { 2 } else { 0 }
    }

    fn write<M: SerializeMap>(
        field: &Option<I>,
        key: &'static str,
        twin: Option<&'static str>,
        map: &mut M,
    ) -> Result<(), M::Error> {
        match field {
            Some(id) => write(*id, key, twin, map),
            None => Ok(()),
        }
    }
}
