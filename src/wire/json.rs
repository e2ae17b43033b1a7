//! The JSON reader, from which codecs read several times faster than through serde.
//!
//! The reader expects members in the order of the schema, which is mostly the order on the wire. Its
//! [`Mode`] defines what happens to a value that a codec cannot read: the strict reader gives up on
//! the whole text, and the tolerant reader continues after the value. If the strict reader returns a
//! value, that value equals the value of `serde_json`. The reader uses `serde_json` for values that
//! are rare in deliveries: fractions and free-form JSON.

pub(crate) mod cause;
mod container;
mod faults;
pub(crate) mod found;
mod key;
mod list;
pub(crate) mod member;
mod mode;
mod name;
pub(crate) mod number;
#[cfg(test)]
pub(crate) mod passed;
pub(crate) mod place;
mod scan;
mod skip;
mod string;
pub(crate) mod surrogate;
mod tolerant;
mod utf8;

use std::fmt;
use std::ops::Range;

use serde::de::{Deserialize, Deserializer, Error};

use self::cause::Expected;
use super::Wire;
pub(crate) use list::Listed;
pub(crate) use mode::{Mode, Strict};
pub(crate) use name::Name;
pub(crate) use scan::Scan;
pub(crate) use tolerant::{Failure, Noted, Tolerant};

/// A JSON text and the position in it.
pub(crate) struct Reader<'a, M = Strict> {
    text: &'a str,
    /// The number of bytes that have been read.
    at: usize,
    /// The number of further arrays and objects that may be open.
    depth: usize,
    /// The last string, if it had escapes.
    unescaped: String,
    /// Whether a member or a value was not in the schemas.
    met_unknown: bool,
    pub(crate) mode: M,
}

/// The start of a value.
#[derive(Clone, Copy)]
pub(crate) struct Start {
    pub(crate) at: usize,
    depth: usize,
}

/// An error without a reason. The strict reader's caller falls back to the tolerant reader. The
/// reason of the tolerant reader is in its mode.
#[derive(Debug)]
pub(crate) struct GaveUp;

/// The number of levels that `serde_json` reads.
const DEPTH: usize = 127;

impl<'a> Reader<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        Self::with_mode(text, Strict)
    }
}

impl<'a, M: Mode> Reader<'a, M> {
    pub(crate) fn with_mode(text: &'a str, mode: M) -> Self {
        Self { text, at: 0, depth: DEPTH, unescaped: String::new(), met_unknown: false, mode }
    }

    /// Uses the memory of an earlier reader.
    pub(crate) fn with_buffer(self, unescaped: String) -> Self {
        Self { unescaped, ..self }
    }

    /// Returns the memory, for a later reader.
    pub(crate) fn into_buffer(self) -> String {
        self.unescaped
    }

    /// Notes a member or a value that is not in the schemas.
    pub(crate) fn note_unknown(&mut self) {
        self.met_unknown = true;
    }

    /// Returns `true` if a member or a value may not be in the schemas, of all that were read and not skipped.
    pub(crate) fn has_met_unknown(&self) -> bool {
        self.met_unknown
    }

    /// Moves to a value, which may nest as deep as a whole text.
    pub(crate) fn seek(&mut self, at: usize) {
        self.restart(Start { at, depth: DEPTH });
    }

    /// Returns the offset of the value after an offset and white space.
    pub(crate) fn value_after(&self, at: usize) -> usize {
        let rest = self.text.get(at..).unwrap_or_default();
        at + rest.len() - rest.trim_ascii_start().len()
    }

    /// Returns to the start of a value.
    pub(crate) fn restart(&mut self, start: Start) {
        #[cfg(test)]
        passed::back(self.at, start.at);
        (self.at, self.depth) = (start.at, start.depth);
    }

    /// Returns to the level of a value, after the value was passed.
    pub(crate) fn rise(&mut self, start: Start) {
        self.depth = start.depth;
    }

    /// Returns the number of bytes that have been read.
    pub(crate) fn position(&self) -> usize {
        self.at
    }

    /// Skips white space and returns the start of the next value.
    pub(crate) fn start(&mut self) -> Start {
        self.peek();
        self.here()
    }

    /// Returns the start of the next value. The reader must already have skipped white space.
    #[inline]
    pub(crate) fn here(&self) -> Start {
        Start { at: self.at, depth: self.depth }
    }

    /// Checks that only white space is left.
    pub(crate) fn end(&mut self) -> Result<(), GaveUp> {
        match self.peek() {
            None => {
                #[cfg(test)]
                passed::end();
                Ok(())
            }
            Some(_) => Err(GaveUp),
        }
    }

    #[inline]
    fn rest(&self) -> Option<&'a [u8]> {
        self.text.as_bytes().get(self.at..)
    }

    /// Skips white space and returns the next byte, without consuming that byte.
    #[inline]
    pub(crate) fn peek(&mut self) -> Option<u8> {
        loop {
            match self.text.as_bytes().get(self.at) {
                Some(b' ' | b'\n' | b'\r' | b'\t') => self.at += 1,
                byte => return byte.copied(),
            }
        }
    }

    /// Consumes a byte if it is the next one.
    #[inline]
    fn take(&mut self, byte: u8) -> bool {
        let is_next = self.peek() == Some(byte);
        self.at += usize::from(is_next);
        is_next
    }

    /// Consumes a byte, which must be the next one.
    #[inline]
    fn require(&mut self, byte: u8) -> Result<(), GaveUp> {
        if self.take(byte) { Ok(()) } else { Err(GaveUp) }
    }

    /// Consumes a literal: `null`, `true` or `false`.
    #[inline]
    pub(crate) fn literal<const LENGTH: usize>(
        &mut self,
        literal: &[u8; LENGTH],
    ) -> Result<(), GaveUp> {
        // Arrays of a fixed length are compared without a call.
        if self.rest().and_then(<[u8]>::first_chunk) != Some(literal) {
            return Err(GaveUp);
        }
        self.at += LENGTH;
        Ok(())
    }

    /// Consumes `null` if it is the next value.
    pub(crate) fn null(&mut self) -> Result<bool, GaveUp> {
        match self.peek() {
            Some(b'n') => self.literal(b"null").map(|()| true),
            _ => Ok(false),
        }
    }

    #[inline]
    pub(crate) fn string(&mut self) -> Result<&str, GaveUp> {
        self.require(b'"')?;
        self.string_at(self.at)
    }

    /// Consumes a string whose opening quote is the next byte.
    #[inline]
    pub(crate) fn quoted(&mut self) -> Result<&str, GaveUp> {
        self.string_at(self.at + 1)
    }

    /// Consumes a string whose first byte is at `start`. It is not inlined, so that codecs stay short.
    #[inline(never)]
    fn string_at(&mut self, start: usize) -> Result<&str, GaveUp> {
        let (end, plain) = string::read(self.text, start, &mut self.unescaped).ok_or(GaveUp)?;
        self.at = end;
        Ok(plain.unwrap_or(&self.unescaped))
    }

    /// Consumes a string without escapes, if it is the next value and repeats a part of the text that
    /// is not empty.
    #[inline]
    pub(crate) fn take_repeated(&mut self, part: &Range<usize>) -> bool {
        self.peek();
        let bytes = self.text.as_bytes();
        let end = self.at + 1 + part.len();
        let is_repeated = !part.is_empty()
            && bytes.get(self.at) == Some(&b'"')
            && bytes.get(end) == Some(&b'"')
            && bytes.get(self.at + 1..end) == bytes.get(part.clone());
        if is_repeated {
            self.at = end + 1;
        }
        is_repeated
    }

    /// Reads a member of an object. The tolerant reader notes a value that cannot be read, and
    /// leaves the member absent.
    #[inline]
    pub(crate) fn member(
        &mut self,
        name: Name,
        read: impl FnOnce(&mut Self) -> Result<(), GaveUp>,
    ) -> Result<(), GaveUp> {
        M::member(self, name, read)
    }

    /// Reads an element of an array or an entry of a map, as [`member`](Self::member) reads a
    /// member.
    #[inline]
    pub(crate) fn part(
        &mut self,
        read: impl FnOnce(&mut Self) -> Result<(), GaveUp>,
    ) -> Result<(), GaveUp> {
        M::part(self, read)
    }

    /// Rejects a value whose type or content differs from the expected one.
    pub(crate) fn reject<T>(
        &mut self,
        start: Start,
        expected: impl Into<Expected>,
    ) -> Result<T, GaveUp> {
        Err(M::reject(self, start, expected.into()))
    }

    /// Reads a value through serde. It is not inlined, because this is rare.
    #[inline(never)]
    pub(crate) fn through_serde<C: Wire>(&mut self) -> Result<Option<C::Value>, GaveUp> {
        let start = self.at;
        self.skip_within(self.depth)?;
        let json = self.text.get(start..self.at).ok_or(GaveUp)?;
        serde_json::from_str(json).map(|BySerde::<C>(value)| value).map_err(|_| GaveUp)
    }
}

/// A value that a codec deserializes through serde.
struct BySerde<C: Wire>(Option<C::Value>);

impl<'de, C: Wire> Deserialize<'de> for BySerde<C> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        C::read(deserializer).map(Self)
    }
}

impl fmt::Display for GaveUp {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("the JSON reader cannot read the text")
    }
}

impl std::error::Error for GaveUp {}

impl Error for GaveUp {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self
    }
}
