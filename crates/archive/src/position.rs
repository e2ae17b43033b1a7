//! Positions, from which reading can resume.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use crate::item::Item;

/// The position of an item in the sources of an archive.
///
/// [`Archive::start_at`](crate::Archive::start_at) begins with the item at a position. To go on behind the last
/// item that was processed, store the text of [`after`](Self::after) its position:
///
/// ```
/// use account_activity_archive::{Archive, Position};
///
/// let archive = || Archive::new().reader("lines", "{\"a_event\":{\"id\":1}}\n{\"a_event\":{\"id\":2}}\n".as_bytes());
/// let first = archive().items().next().ok_or("no item")?;
/// let stored = first.position().after().to_string();
///
/// let position: Position = stored.parse()?;
/// let rest: Vec<_> = archive().start_at(position).items().collect();
/// assert_eq!(rest.len(), 1);
/// assert_eq!(rest[0].line, 2);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct Position {
    source: Arc<str>,
    occurrence: u32,
    offset: u64,
    line: u64,
    nth: u32,
}

impl Position {
    /// Returns the name of the source.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.source
    }

    /// Returns the byte at which the record begins.
    #[must_use]
    pub const fn offset(&self) -> u64 {
        self.offset
    }

    /// Returns the line on which the record begins, counted from 1.
    #[must_use]
    pub const fn line(&self) -> u64 {
        self.line
    }

    /// Returns the position behind the item.
    #[must_use]
    pub fn after(mut self) -> Self {
        self.nth = self.nth.saturating_add(1);
        self
    }

    /// Returns the number of earlier sources of the same name.
    pub(crate) const fn occurrence(&self) -> u32 {
        self.occurrence
    }

    /// Returns the offset of the record, and the number of the item in it.
    pub(crate) const fn in_source(&self) -> (u64, u32) {
        (self.offset, self.nth)
    }
}

impl Item {
    /// Returns the position of the item, from which reading can resume.
    #[must_use]
    pub fn position(&self) -> Position {
        let Self { offset, line, nth, occurrence, .. } = *self;
        Position { source: Arc::clone(&self.source), occurrence, offset, line, nth }
    }
}

/// Writes `offset:line:item:source`, and `offset:line:item#2:source` for the second source of this name.
impl fmt::Display for Position {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { source, occurrence, offset, line, nth } = self;
        write!(formatter, "{offset}:{line}:{nth}")?;
        if let Some(nth @ 2..) = occurrence.checked_add(1) {
            write!(formatter, "#{nth}")?;
        }
        write!(formatter, ":{source}")
    }
}

/// An error parsing a [`Position`].
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("expected a position such as `4096:12:0:archive.ndjson`; found `{found}`")]
pub struct ParsePositionError {
    found: String,
}

impl FromStr for Position {
    type Err = ParsePositionError;

    fn from_str(text: &str) -> Result<Self, ParsePositionError> {
        parse(text).ok_or_else(|| ParsePositionError { found: text.to_owned() })
    }
}

fn parse(text: &str) -> Option<Position> {
    let mut parts = text.splitn(4, ':');
    let (offset, line) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    let item = parts.next()?;
    let (nth, occurrence) = match item.split_once('#') {
        Some((nth, source)) => (nth, source.parse::<u32>().ok()?.checked_sub(1)?),
        None => (item, 0),
    };
    Some(Position {
        source: parts.next()?.into(),
        occurrence,
        offset,
        line,
        nth: nth.parse().ok()?,
    })
}
