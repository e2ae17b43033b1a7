//! Skipping of values.

mod string;

pub(super) use self::string::{Text, plain, string_end};
use super::container::closing;
use super::{GaveUp, Mode, Reader, number};

impl<M: Mode> Reader<'_, M> {
    /// Skips a value of any type, at any depth.
    ///
    /// Half a surrogate pair in a string is an error, because the tolerant decoder notes it.
    pub(crate) fn skip(&mut self) -> Result<(), GaveUp> {
        self.skip_within(usize::MAX)
    }

    /// Skips a value of any type and returns its JSON. Empty if that is not JSON.
    pub(crate) fn skipped(&mut self) -> &str {
        let start = self.start().at;
        let end = self.skip().map_or(start, |()| self.at);
        self.text.get(start..end).unwrap_or_default()
    }

    /// Skips a value of any type that has up to `depth` levels.
    pub(super) fn skip_within(&mut self, depth: usize) -> Result<(), GaveUp> {
        match end(self.text, self.at, depth) {
            Ok(end) => {
                self.at = end;
                Ok(())
            }
            Err(NoEnd::TooDeep) => {
                self.mode.too_deep(self.at);
                Err(GaveUp)
            }
            Err(NoEnd::Syntax) => Err(GaveUp),
        }
    }
}

/// Why a value has no end.
pub(super) enum NoEnd {
    Syntax,
    TooDeep,
}

/// Returns the position after the value at an offset, which has up to `depth` levels.
///
/// This is a loop because unknown members can nest deeper than the stack allows.
pub(super) fn end<T: Text + ?Sized>(text: &T, mut at: usize, depth: usize) -> Result<usize, NoEnd> {
    let bytes = text.bytes();
    let mut outer = Vec::new();
    let mut open = Open::default();
    loop {
        if open.is_object() {
            at = after_key(text, at).ok_or(NoEnd::Syntax)?;
        }
        match token(bytes, &mut at).ok_or(NoEnd::Syntax)? {
            b'"' => at = string_end(text, at + 1).ok_or(NoEnd::Syntax)?,
            byte @ (b'{' | b'[') => {
                if open.levels >= depth {
                    return Err(NoEnd::TooDeep);
                }
                at += 1;
                if token(bytes, &mut at) != Some(closing(byte)) {
                    open.push(byte == b'{', &mut outer);
                    continue;
                }
                at += 1;
            }
            b't' => at = after_literal(bytes, at, b"true").ok_or(NoEnd::Syntax)?,
            b'f' => at = after_literal(bytes, at, b"false").ok_or(NoEnd::Syntax)?,
            b'n' => at = after_literal(bytes, at, b"null").ok_or(NoEnd::Syntax)?,
            _ => {
                let number = bytes.get(at..).and_then(number::length);
                at += number.ok_or(NoEnd::Syntax)?;
            }
        }
        // The value has ended, and perhaps those around it.
        loop {
            if open.levels == 0 {
                return Ok(at);
            }
            let byte = token(bytes, &mut at).ok_or(NoEnd::Syntax)?;
            at += 1;
            match byte {
                b',' => break,
                b'}' if open.is_object() => {}
                b']' if !open.is_object() => {}
                _ => return Err(NoEnd::Syntax),
            }
            open.pop(&mut outer);
        }
    }
}

/// Skips white space and returns the next byte, without skipping it.
#[inline(always)]
pub(super) fn token(bytes: &[u8], at: &mut usize) -> Option<u8> {
    let byte = *bytes.get(*at)?;
    // X writes no white space.
    if byte > b' ' { Some(byte) } else { token_after_blanks(bytes, at) }
}

#[inline(never)]
fn token_after_blanks(bytes: &[u8], at: &mut usize) -> Option<u8> {
    while let Some(b' ' | b'\n' | b'\r' | b'\t') = bytes.get(*at) {
        *at += 1;
    }
    bytes.get(*at).copied()
}

/// Returns the position after a key, and the colon behind it.
#[inline]
fn after_key<T: Text + ?Sized>(text: &T, mut at: usize) -> Option<usize> {
    let bytes = text.bytes();
    if token(bytes, &mut at)? != b'"' {
        return None;
    }
    at = string_end(text, at + 1)?;
    (token(bytes, &mut at)? == b':').then_some(at + 1)
}

/// Returns the position after a literal.
#[inline]
fn after_literal<const LENGTH: usize>(
    bytes: &[u8],
    at: usize,
    literal: &[u8; LENGTH],
) -> Option<usize> {
    (bytes.get(at..)?.first_chunk() == Some(literal)).then_some(at + LENGTH)
}

/// The arrays and objects that are open. Up to 64 of them need no memory. The bits of more are in `outer`, 64 in each,
/// which is apart so that the rest stays in registers.
#[derive(Default)]
struct Open {
    levels: usize,
    /// A bit for each of the innermost levels, of which the lowest is that of the innermost one: whether it is
    /// an object.
    objects: u64,
}

impl Open {
    #[inline(always)]
    fn push(&mut self, is_object: bool, outer: &mut Vec<u64>) {
        if self.levels > 0 && self.levels.is_multiple_of(64) {
            outer.push(self.objects);
        }
        self.objects = self.objects << 1 | u64::from(is_object);
        self.levels += 1;
    }

    /// Returns `true` if the innermost level is an object.
    #[inline(always)]
    fn is_object(&self) -> bool {
        self.objects & 1 == 1
    }

    #[inline(always)]
    fn pop(&mut self, outer: &mut Vec<u64>) {
        self.levels -= 1;
        self.objects >>= 1;
        if self.levels > 0 && self.levels.is_multiple_of(64) {
            self.objects = outer.pop().unwrap_or_default();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::value::RawValue;

    /// Skips the value of a whole text, by the text and by its bytes.
    fn skips(text: &str) -> bool {
        let mut reader = Reader::new(text);
        let is_skipped = reader.skip().is_ok();
        let end = end(text.as_bytes(), 0, usize::MAX).ok();
        assert_eq!(end, is_skipped.then_some(reader.position()), "{text}");
        is_skipped && reader.end().is_ok()
    }

    #[test]
    fn the_texts_that_are_skipped_are_those_that_serde_json_skips() {
        let parts = [
            "{",
            "}",
            "[",
            "]",
            ",",
            ":",
            "\"a\"",
            "\"\\n\"",
            "\"\\x\"",
            "\"\\u00e9\"",
            "\"éあい😋\"",
            "1",
            "-0",
            "01",
            "1.5",
            "1.",
            "1e9",
            "-",
            "true",
            "nul",
            "null",
            " ",
            "\n",
            "\"",
            "\\",
        ];
        let mut random = fastrand::Rng::with_seed(1);
        let mut skipped = 0;
        for _ in 0..200_000 {
            let parts = (0..random.usize(1..8)).filter_map(|_| random.choice(parts));
            let text: String = parts.collect();
            let expected = serde_json::from_str::<&RawValue>(text.trim()).is_ok();
            assert_eq!(skips(&text), expected, "{text}");
            skipped += usize::from(expected);
        }
        assert!(skipped > 1_000, "{skipped}");
    }

    #[test]
    fn any_depth_is_skipped_and_half_a_surrogate_pair_is_not() {
        let levels = 100_000;
        assert!(skips(&("[".repeat(levels) + &"]".repeat(levels))));
        assert!(skips(&("{\"a\":".repeat(levels) + "1" + &"}".repeat(levels))));
        assert!(skips(r#"{"\ud83d\udc4b":"\uD83D\uDC4B"}"#));
        for text in [r#""\ud83d""#, r#""\udc4b""#, r#"{"a\ud83d":1}"#, r#"["\ud83d\u0041"]"#] {
            assert!(!skips(text), "{text}");
        }
    }

    #[test]
    fn the_levels_are_counted() {
        for (text, levels) in [("1", 0), ("[]", 1), ("[[]]", 2), ("{\"a\":[{}]}", 3)] {
            assert!(Reader::new(text).skip_within(levels).is_ok(), "{text}");
            if let Some(fewer) = levels.checked_sub(1) {
                assert!(Reader::new(text).skip_within(fewer).is_err(), "{text}");
            }
        }
    }
}
