//! Skipping of values.

use super::{GaveUp, Mode, Reader, closing, number, string};

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
    ///
    /// This is a loop because unknown members can nest deeper than the stack allows.
    pub(super) fn skip_within(&mut self, depth: usize) -> Result<(), GaveUp> {
        let bytes = self.text.as_bytes();
        let mut at = self.at;
        let mut open = Open::default();
        loop {
            at = after_blanks(bytes, at);
            match *bytes.get(at).ok_or(GaveUp)? {
                b'"' => at = string::skip(self.text, at + 1).ok_or(GaveUp)?,
                byte @ (b'{' | b'[') => {
                    if open.levels >= depth {
                        self.mode.too_deep(self.at);
                        return Err(GaveUp);
                    }
                    at = after_blanks(bytes, at + 1);
                    if bytes.get(at) != Some(&closing(byte)) {
                        open.push(byte == b'{');
                        if byte == b'{' {
                            at = after_key(self.text, at).ok_or(GaveUp)?;
                        }
                        continue;
                    }
                    at += 1;
                }
                b't' => at = after_literal(bytes, at, b"true").ok_or(GaveUp)?,
                b'f' => at = after_literal(bytes, at, b"false").ok_or(GaveUp)?,
                b'n' => at = after_literal(bytes, at, b"null").ok_or(GaveUp)?,
                _ => {
                    let number = bytes.get(at..).and_then(number::length);
                    at += number.ok_or(GaveUp)?;
                }
            }
            // The value has ended, and perhaps those around it.
            loop {
                if open.levels == 0 {
                    self.at = at;
                    return Ok(());
                }
                let is_object = open.is_object();
                at = after_blanks(bytes, at);
                match bytes.get(at) {
                    Some(b',') => {
                        at += 1;
                        if is_object {
                            at = after_key(self.text, at).ok_or(GaveUp)?;
                        }
                        break;
                    }
                    Some(b'}') if is_object => {}
                    Some(b']') if !is_object => {}
                    _ => return Err(GaveUp),
                }
                at += 1;
                open.pop();
            }
        }
    }
}

/// Returns the position after white space.
#[inline]
fn after_blanks(bytes: &[u8], mut at: usize) -> usize {
    while let Some(b' ' | b'\n' | b'\r' | b'\t') = bytes.get(at) {
        at += 1;
    }
    at
}

/// Returns the position after a key, and the colon behind it.
#[inline]
fn after_key(text: &str, at: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let quote = after_blanks(bytes, at);
    let end = string::skip(text, after(bytes, quote, b'"')?)?;
    after(bytes, after_blanks(bytes, end), b':')
}

/// Returns the position after a byte.
#[inline]
fn after(bytes: &[u8], at: usize, byte: u8) -> Option<usize> {
    (bytes.get(at) == Some(&byte)).then_some(at + 1)
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

/// The arrays and objects that are open. Up to 64 of them need no memory.
#[derive(Default)]
struct Open {
    levels: usize,
    /// A bit for each of the innermost levels, of which the lowest is that of the innermost one: whether it is
    /// an object.
    objects: u64,
    /// The bits of the levels outside, 64 in each.
    outer: Vec<u64>,
}

impl Open {
    #[inline]
    fn push(&mut self, is_object: bool) {
        if self.levels > 0 && self.levels.is_multiple_of(64) {
            self.outer.push(self.objects);
        }
        self.objects = self.objects << 1 | u64::from(is_object);
        self.levels += 1;
    }

    #[inline]
    fn is_object(&self) -> bool {
        self.objects & 1 == 1
    }

    #[inline]
    fn pop(&mut self) {
        self.levels -= 1;
        self.objects >>= 1;
        if self.levels > 0 && self.levels.is_multiple_of(64) {
            self.objects = self.outer.pop().unwrap_or_default();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::value::RawValue;

    /// Skips the value of a whole text.
    fn skips(text: &str) -> bool {
        let mut reader = Reader::new(text);
        reader.skip().and_then(|()| reader.end()).is_ok()
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
