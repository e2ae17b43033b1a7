//! The JSON reader, from which codecs read several times faster than through serde.
//!
//! The reader expects members in the order of the schema, which is mostly the order on the wire. Its
//! [`Mode`] defines what happens to a value that a codec cannot read: the strict reader gives up on
//! the whole text, and the tolerant reader continues after the value. If the strict reader returns a
//! value, that value equals the value of `serde_json`. The reader uses `serde_json` for values that
//! are rare in deliveries: fractions and free-form JSON.

pub(crate) mod cause;
mod faults;
pub(crate) mod found;
mod key;
mod list;
pub(crate) mod member;
mod mode;
mod name;
pub(crate) mod number;
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

/// Returns the byte that closes an array or object. In ASCII, it is two after the opening byte.
const fn closing(open: u8) -> u8 {
    open + 2
}

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

    /// Returns the place of what was read since an offset, if it consists of digits, and otherwise an
    /// empty one.
    pub(crate) fn digits_since(&self, start: usize) -> Range<usize> {
        let read = self.text.as_bytes().get(start..self.at).unwrap_or_default();
        if read.iter().all(u8::is_ascii_digit) { start..self.at } else { 0..0 }
    }

    /// Consumes an integer without sign, fraction and exponent, if it fits `u64`.
    #[inline]
    pub(crate) fn unsigned(&mut self) -> Option<u64> {
        let (value, length) = number::unsigned(self.rest()?)?;
        self.at += length;
        Some(value)
    }

    /// Consumes a string that contains such an integer and nothing else. Its opening quote must be the next byte.
    #[inline]
    pub(crate) fn quoted_unsigned(&mut self) -> Option<u64> {
        let digits = self.rest()?.get(1..)?;
        let (value, length) = number::unsigned(digits)?;
        if digits.get(length) != Some(&b'"') {
            return None;
        }
        self.at += length + 2;
        Some(value)
    }

    /// Consumes a negative integer, if it fits `i64`.
    #[inline]
    pub(crate) fn negative(&mut self) -> Option<i64> {
        let (value, length) = number::unsigned(self.rest()?.strip_prefix(b"-")?)?;
        let value = i64::try_from(value).ok().filter(|value| *value > 0)?;
        self.at += 1 + length;
        Some(-value)
    }

    /// Moves into an array or object that is not empty, to one of its elements or members. The
    /// current level is that of the array or object.
    pub(crate) fn reopen(&mut self, open: u8, at: usize) {
        #[cfg(test)]
        passed::back(self.at, at);
        self.at = at;
        self.depth = self.depth.saturating_sub(1);
        self.mode.opened(self.depth, open == b'{');
    }

    /// Opens an array or object. Returns `true` if it is not empty.
    pub(crate) fn open(&mut self, open: u8) -> Result<bool, GaveUp> {
        self.require(open)?;
        // An empty one counts too, as it does for `serde_json`.
        let Some(depth) = self.depth.checked_sub(1) else {
            self.mode.too_deep(self.at - 1);
            return Err(GaveUp);
        };
        if self.take(closing(open)) {
            return Ok(false);
        }
        self.depth = depth;
        self.mode.opened(depth, open == b'{');
        Ok(true)
    }

    /// Consumes an empty array or object if it is the next value.
    pub(crate) fn take_empty(&mut self, open: u8) -> bool {
        let start = self.at;
        let is_empty = self.take(open) && self.take(closing(open));
        if !is_empty {
            self.at = start;
        }
        is_empty
    }

    /// Consumes the comma or closing byte after an element or member. Returns `true` after a comma.
    #[inline]
    pub(crate) fn more(&mut self, close: u8) -> Result<bool, GaveUp> {
        if self.rest().is_some_and(|rest| rest.starts_with(b",\"")) {
            self.at += 1;
            return Ok(true);
        }
        let byte = self.peek();
        if byte == Some(b',') {
            self.at += 1;
            self.peek();
            return Ok(true);
        }
        if byte != Some(close) {
            return Err(GaveUp);
        }
        self.at += 1;
        self.depth += 1;
        Ok(false)
    }

    /// Reads each element of an array.
    pub(crate) fn elements(
        &mut self,
        mut read: impl FnMut(&mut Self) -> Result<(), GaveUp>,
    ) -> Result<(), GaveUp> {
        let mut has_next = self.open(b'[')?;
        while has_next {
            read(self)?;
            has_next = self.more(b']')?;
        }
        Ok(())
    }

    /// Reads the value of each member of an object.
    pub(crate) fn members(
        &mut self,
        mut read: impl FnMut(&mut Self, &str) -> Result<(), GaveUp>,
    ) -> Result<(), GaveUp> {
        let mut has_next = self.open(b'{')?;
        while has_next {
            let key = self.key()?;
            read(self, &key)?;
            has_next = self.more(b'}')?;
        }
        Ok(())
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

/// The bytes that readers pass more than once, and the texts that they pass, counted for tests.
#[cfg(test)]
pub(crate) mod passed {
    use std::cell::Cell;

    thread_local! {
        static AGAIN: Cell<usize> = const { Cell::new(0) };
        static TEXTS: Cell<usize> = const { Cell::new(0) };
    }

    pub(super) fn back(from: usize, to: usize) {
        AGAIN.set(AGAIN.get() + from.saturating_sub(to));
    }

    pub(super) fn end() {
        TEXTS.set(TEXTS.get() + 1);
    }

    /// Returns the number of texts that the readers of this thread passed to the end meanwhile.
    pub(crate) fn texts(read: impl FnOnce()) -> usize {
        TEXTS.set(0);
        read();
        TEXTS.get()
    }

    /// Returns the number of bytes that the readers of this thread passed again meanwhile.
    pub(crate) fn again(read: impl FnOnce()) -> usize {
        AGAIN.set(0);
        read();
        AGAIN.get()
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_and_elements_are_read_in_order() {
        let mut reader =
            Reader::new(" { \"a\" : [ 1 , -2,3 ] , \"b\":[],\"c\":{} , \"d\" : null } ");
        let mut read = Vec::new();
        reader
            .members(|reader, key| match key {
                "a" | "b" => reader.elements(|reader| {
                    let number = match reader.peek() {
                        Some(b'-') => reader.negative(),
                        _ => reader.unsigned().map(u64::cast_signed),
                    };
                    read.push(format!("{key}{}", number.ok_or(GaveUp)?));
                    Ok(())
                }),
                "c" => reader.members(|_, _| Err(GaveUp)),
                _ => reader.null().map(drop),
            })
            .unwrap();
        reader.end().unwrap();
        assert_eq!(read, ["a1", "a-2", "a3"]);
    }

    #[test]
    fn malformed_containers_are_left_to_serde_json() {
        for text in ["[1 2]", "[1,]", "[,1]", "[1", "[1}", "[1]]"] {
            let mut reader = Reader::new(text);
            let read = reader.elements(|reader| reader.unsigned().map(drop).ok_or(GaveUp));
            assert!(read.and_then(|()| reader.end()).is_err(), "{text}");
        }
        for text in ["{\"a\" 1}", "{\"a\":1,}", "{a:1}", "{\"a\":1", "{\"\\u0061\":1}", "{1:1}"] {
            let read = Reader::new(text).members(|reader, _| reader.skip());
            assert!(read.is_err(), "{text}");
        }
    }

    #[test]
    fn nesting_ends_where_that_of_serde_json_does() {
        fn read(reader: &mut Reader<'_>) -> Result<(), GaveUp> {
            reader.elements(read)
        }
        for levels in [1, 126, 127, 128, 129] {
            let text = "[".repeat(levels) + &"]".repeat(levels);
            let by_serde = serde_json::from_str::<serde_json::Value>(&text).is_ok();
            assert_eq!(read(&mut Reader::new(&text)).is_ok(), by_serde, "{levels}");
        }
    }
}
