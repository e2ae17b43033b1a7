//! Modes of the JSON reader: what happens to a value that a codec cannot read.

use super::cause::Expected;
use super::faults::Faults;
use super::{GaveUp, Name, Reader, Start};

/// A mode of the reader.
pub(crate) trait Mode: Sized {
    /// Whether the reader continues after a value that it cannot read.
    const TOLERANT: bool;
    /// The state of an outer object, while an inner one is read.
    type Outer;

    fn member<'a>(
        reader: &mut Reader<'a, Self>,
        name: Name,
        read: impl FnOnce(&mut Reader<'a, Self>) -> Result<(), GaveUp>,
    ) -> Result<(), GaveUp>;

    fn part<'a>(
        reader: &mut Reader<'a, Self>,
        read: impl FnOnce(&mut Reader<'a, Self>) -> Result<(), GaveUp>,
    ) -> Result<(), GaveUp>;

    fn reject(reader: &mut Reader<'_, Self>, start: Start, expected: Expected) -> GaveUp;

    /// Handles elements of a list that are left out because they are empty objects: the offset of the
    /// first one, and their number.
    fn left_out(&mut self, at: usize, count: usize) -> Result<(), GaveUp>;

    /// Begins an object.
    fn enter(&mut self, start: Start) -> Self::Outer;

    /// Ends an object.
    fn leave(&mut self, outer: Self::Outer);

    /// Notes that a container was opened, which leaves `depth` further levels.
    fn opened(&mut self, depth: usize, is_object: bool);

    /// Notes the offset of a value that nests too deep.
    fn too_deep(&mut self, at: usize);

    /// Returns the number of faults that were noted and not taken.
    fn noted(&self) -> Faults;

    /// Drops the faults that were noted since there were `before`.
    fn drop_since(&mut self, before: Faults);

    /// Drops the faults of a member of the current object, because they do not count.
    fn forget(&mut self, name: Name);

    /// Returns the error for an object that lacks a required member.
    fn missing(&mut self, key: &'static str) -> GaveUp;

    /// Handles an id whose number is an inexact float, and whose text is absent.
    fn inexact(&mut self, key: &'static str, at: usize) -> Result<(), GaveUp>;

    /// Handles the absence of a member by which events are identified.
    fn unidentified(&mut self, key: &'static str);
}

/// The mode of the strict reader, which gives up on the first value that it cannot read.
pub(crate) struct Strict;

impl Mode for Strict {
    const TOLERANT: bool = false;
    type Outer = ();

    #[inline]
    fn member<'a>(
        reader: &mut Reader<'a, Self>,
        _: Name,
        read: impl FnOnce(&mut Reader<'a, Self>) -> Result<(), GaveUp>,
    ) -> Result<(), GaveUp> {
        read(reader)
    }

    #[inline]
    fn part<'a>(
        reader: &mut Reader<'a, Self>,
        read: impl FnOnce(&mut Reader<'a, Self>) -> Result<(), GaveUp>,
    ) -> Result<(), GaveUp> {
        read(reader)
    }

    fn reject(_: &mut Reader<'_, Self>, _: Start, _: Expected) -> GaveUp {
        GaveUp
    }

    fn left_out(&mut self, _: usize, _: usize) -> Result<(), GaveUp> {
        Err(GaveUp)
    }

    fn enter(&mut self, _: Start) {}

    fn leave(&mut self, (): ()) {}

    fn opened(&mut self, _: usize, _: bool) {}

    fn too_deep(&mut self, _: usize) {}

    fn noted(&self) -> Faults {
        Faults::default()
    }

    fn drop_since(&mut self, _: Faults) {}

    fn forget(&mut self, _: Name) {}

    fn missing(&mut self, _: &'static str) -> GaveUp {
        GaveUp
    }

    fn inexact(&mut self, _: &'static str, _: usize) -> Result<(), GaveUp> {
        Err(GaveUp)
    }

    fn unidentified(&mut self, _: &'static str) {}
}
