//! The position of an entity in a text.

use serde::de::Deserializer;
use serde::ser::{SerializeTuple, Serializer};

use crate::wire::Wire;
use crate::wire::json::{GaveUp, Mode, Reader};
use crate::wire::scalar::Integer;
use crate::wire::sequence::Pair;
use crate::wire::shape::Shape;

/// A range of Unicode code points in an HTML-escaped text. The end is not included.
///
/// The wire counts code points, but Rust slices by bytes. [`slice`](Self::slice) converts.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[non_exhaustive]
pub struct Indices {
    /// The index of the first code point.
    pub start: i64,
    /// The index after the last code point.
    pub end: i64,
}

impl Indices {
    /// Creates the range from `start` up to, but not including, `end`.
    #[must_use]
    pub const fn new(start: i64, end: i64) -> Self {
        Self { start, end }
    }

    /// Returns the part of the text in the range, or `None` if the range is not within the text.
    ///
    /// ```
    /// use account_activity::Indices;
    ///
    /// let text = "👋 https://t.co/a";
    /// assert_eq!(Indices::new(2, 16).slice(text), Some("https://t.co/a"));
    /// assert_eq!(Indices::new(2, 17).slice(text), None);
    /// ```
    #[must_use]
    pub fn slice<'a>(&self, text: &'a str) -> Option<&'a str> {
        let (_, rest) = split_at(text, self.start)?;
        split_at(rest, self.end.checked_sub(self.start)?).map(|(slice, _)| slice)
    }

    /// Returns the part of the text that the range covers. The range can reach beyond the text, as
    /// ranges in the examples of X's documentation do.
    #[must_use]
    pub fn covered<'a>(&self, text: &'a str) -> &'a str {
        let rest = split_at(text, self.start.max(0)).map_or("", |(_, rest)| rest);
        let length = self.end.saturating_sub(self.start.max(0)).max(0);
        split_at(rest, length).map_or(rest, |(slice, _)| slice)
    }
}

/// A text with the byte offsets of its code points, for many slices of one text.
pub(crate) struct CodePoints<'a> {
    text: &'a str,
    offsets: Vec<usize>,
}

impl<'a> CodePoints<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        let offsets = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
        Self { text, offsets }
    }

    /// Returns the byte offset of a code point.
    pub(crate) fn offset(&self, index: i64) -> Option<usize> {
        self.offsets.get(usize::try_from(index).ok()?).copied()
    }

    /// Returns the same as [`Indices::slice`].
    pub(crate) fn slice(&self, indices: Indices) -> Option<&'a str> {
        self.text.get(self.offset(indices.start)?..self.offset(indices.end)?)
    }
}

/// Splits after a number of code points.
fn split_at(text: &str, code_points: i64) -> Option<(&str, &str)> {
    let code_points = usize::try_from(code_points).ok()?;
    let mut boundaries = text.char_indices().map(|(at, _)| at).chain([text.len()]);
    text.split_at_checked(boundaries.nth(code_points)?)
}

impl Wire for Indices {
    type Value = Self;
    const SHAPE: Shape = Shape::Pair(&Shape::Integer);

    fn blank() -> Self {
        Self { start: 0, end: 0 }
    }

    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Self>, D::Error> {
        let pair = Pair::<Integer>::read(deserializer)?;
        Ok(pair.map(|[start, end]| Self { start, end }))
    }

    fn read_json<M: Mode>(
        slot: &mut Option<Self>,
        reader: &mut Reader<'_, M>,
    ) -> Result<(), GaveUp> {
        *slot = None;
        let mut pair = None;
        Pair::<Integer>::read_json(&mut pair, reader)?;
        *slot = pair.map(|[start, end]| Self { start, end });
        Ok(())
    }

    fn write<S: Serializer>(value: &Self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut tuple = serializer.serialize_tuple(2)?;
        tuple.serialize_element(&value.start)?;
        tuple.serialize_element(&value.end)?;
        tuple.end()
    }
}

impl<'de> serde::Deserialize<'de> for Indices {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::read(deserializer)?.ok_or_else(|| {
            serde::de::Error::custom("expected two integers, found null or an empty array")
        })
    }
}

impl serde::Serialize for Indices {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Self::write(self, serializer)
    }
}
