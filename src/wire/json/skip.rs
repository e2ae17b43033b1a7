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
        let start = self.at;
        // The closing bytes of the open arrays and objects.
        let mut open: Vec<u8> = Vec::new();
        loop {
            let byte = self.peek().ok_or(GaveUp)?;
            match byte {
                b'"' => self.skip_string()?,
                b'{' | b'[' => {
                    self.at += 1;
                    if open.len() >= depth {
                        self.mode.too_deep(start);
                        return Err(GaveUp);
                    }
                    let close = closing(byte);
                    if !self.take(close) {
                        open.push(close);
                        if byte == b'{' {
                            self.skip_key()?;
                        }
                        continue;
                    }
                }
                b't' => self.literal("true")?,
                b'f' => self.literal("false")?,
                b'n' => self.literal("null")?,
                _ => self.at += number::length(self.rest()).ok_or(GaveUp)?,
            }
            loop {
                let Some(close) = open.last().copied() else { return Ok(()) };
                if self.take(b',') {
                    if close == b'}' {
                        self.skip_key()?;
                    }
                    break;
                }
                self.require(close)?;
                open.pop();
            }
        }
    }

    fn skip_string(&mut self) -> Result<(), GaveUp> {
        self.require(b'"')?;
        self.at = string::skip(self.text, self.at).ok_or(GaveUp)?;
        Ok(())
    }

    fn skip_key(&mut self) -> Result<(), GaveUp> {
        self.skip_string()?;
        self.require(b':')
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
