//! Where an entity stands in a text.

use serde::de::Deserializer;
use serde::ser::{SerializeTuple, Serializer};

use crate::schema::Shape;
use crate::wire::Wire;
use crate::wire::json::{GaveUp, Reader};
use crate::wire::scalar::Integer;
use crate::wire::sequence::Pair;

/// A range of Unicode code points in an HTML-escaped text, the end not included.
///
/// The wire counts code points, Rust slices by bytes: [`slice`](Self::slice) translates.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[non_exhaustive]
pub struct Indices {
    /// The first code point.
    pub start: i64,
    /// The code point behind the last.
    pub end: i64,
}

impl Indices {
    /// The range from `start` up to, not including, `end`.
    #[must_use]
    pub const fn new(start: i64, end: i64) -> Self {
        Self { start, end }
    }

    /// The part of the text, or `None` if the range is not within it.
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

    /// The part of the text that the range covers, which may reach beyond it: ranges of the
    /// documentation's own examples do.
    #[must_use]
    pub fn covered<'a>(&self, text: &'a str) -> &'a str {
        let rest = split_at(text, self.start.max(0)).map_or("", |(_, rest)| rest);
        let length = self.end.saturating_sub(self.start.max(0)).max(0);
        split_at(rest, length).map_or(rest, |(slice, _)| slice)
    }
}

/// Splits behind a number of code points.
fn split_at(text: &str, code_points: i64) -> Option<(&str, &str)> {
    let code_points = usize::try_from(code_points).ok()?;
    let mut boundaries = text.char_indices().map(|(at, _)| at).chain([text.len()]);
    text.split_at_checked(boundaries.nth(code_points)?)
}

impl Wire for Indices {
    type Value = Self;
    const SHAPE: Shape = Shape::Pair(&Shape::Integer);

    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Self>, D::Error> {
        let pair = Pair::<Integer>::read(deserializer)?;
        Ok(pair.map(|[start, end]| Self { start, end }))
    }

    fn read_json(slot: &mut Option<Self>, reader: &mut Reader<'_>) -> Result<(), GaveUp> {
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
        Self::read(deserializer)?.ok_or_else(|| serde::de::Error::custom("expected two integers"))
    }
}

impl serde::Serialize for Indices {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Self::write(self, serializer)
    }
}
