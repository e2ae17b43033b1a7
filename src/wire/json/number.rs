//! Integers in JSON text.

use std::ops::Range;

use super::{Mode, Reader};

impl<M: Mode> Reader<'_, M> {
    /// Returns the place of what was read since an offset, if it consists of digits, and otherwise an
    /// empty one.
    pub(crate) fn digits_since(&self, start: usize) -> Range<usize> {
        let read = self.text.as_bytes().get(start..self.at).unwrap_or_default();
        if read.iter().all(u8::is_ascii_digit) { start..self.at } else { 0..0 }
    }

    /// Consumes an integer without sign, fraction and exponent, if it fits `u64`.
    #[inline]
    pub(crate) fn unsigned(&mut self) -> Option<u64> {
        let (value, length) = unsigned(self.rest()?)?;
        self.at += length;
        Some(value)
    }

    /// Consumes a string that contains such an integer and nothing else. Its opening quote must be the next byte.
    #[inline]
    pub(crate) fn quoted_unsigned(&mut self) -> Option<u64> {
        let digits = self.rest()?.get(1..)?;
        let (value, length) = unsigned(digits)?;
        if digits.get(length) != Some(&b'"') {
            return None;
        }
        self.at += length + 2;
        Some(value)
    }

    /// Consumes a negative integer, if it fits `i64`.
    #[inline]
    pub(crate) fn negative(&mut self) -> Option<i64> {
        let (value, length) = unsigned(self.rest()?.strip_prefix(b"-")?)?;
        let value = i64::try_from(value).ok().filter(|value| *value > 0)?;
        self.at += 1 + length;
        Some(-value)
    }
}

/// Returns the integer at the start of a text, and its length. Returns `None` if the integer has a
/// sign, a fraction or an exponent, or may not fit.
#[inline]
pub(crate) fn unsigned(text: &[u8]) -> Option<(u64, usize)> {
    let (digits, count) = leading_digits(text);
    if count == EIGHT {
        return long(text, digits);
    }
    is_integer(text, count).then_some((digits, count))
}

/// Reads an integer that begins with eight digits.
#[inline(never)]
fn long(text: &[u8], digits: u64) -> Option<(u64, usize)> {
    let (mut value, mut length) = (digits, EIGHT);
    loop {
        let (digits, count) = leading_digits(text.get(length..)?);
        // An overflow wraps. The check of the length below rejects it.
        value = value.wrapping_mul(*POWERS.get(count)?).wrapping_add(digits);
        length += count;
        if count < EIGHT {
            break;
        }
    }
    (length <= MOST && is_integer(text, length)).then_some((value, length))
}

/// Returns `true` if a text begins with an integer that has a number of digits.
#[inline(always)]
fn is_integer(text: &[u8], length: usize) -> bool {
    let is_number = length == 1 || length > 1 && !text.starts_with(b"0");
    is_number && !matches!(text.get(length), Some(b'.' | b'e' | b'E'))
}

/// Returns the length of the number at the start of a text.
pub(super) fn length(text: &[u8]) -> Option<usize> {
    let digits = |from: usize| {
        let rest = text.get(from..).unwrap_or_default();
        from + rest.iter().take_while(|byte| byte.is_ascii_digit()).count()
    };
    let start = usize::from(text.starts_with(b"-"));
    let mut end = match text.get(start)? {
        b'0' => start + 1,
        b'1'..=b'9' => digits(start),
        _ => return None,
    };
    if text.get(end) == Some(&b'.') {
        let fraction = end + 1;
        end = Some(digits(fraction)).filter(|end| *end > fraction)?;
    }
    if let Some(b'e' | b'E') = text.get(end) {
        let exponent = end + 1 + usize::from(matches!(text.get(end + 1), Some(b'+' | b'-')));
        end = Some(digits(exponent)).filter(|end| *end > exponent)?;
    }
    Some(end)
}

/// The number of digits that always fit.
const MOST: usize = 19;

/// The number of digits that are converted at once.
const EIGHT: usize = 8;

const POWERS: [u64; EIGHT + 1] =
    [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000];

/// Converts up to eight digits at the start of a text. Returns their number too.
#[inline(always)]
fn leading_digits(text: &[u8]) -> (u64, usize) {
    let bytes = text.first_chunk().map_or_else(|| padded(text), |eight| u64::from_le_bytes(*eight));
    // The upper half of a digit's byte is 3, and is still 3 after 6 is added. The addition excludes
    // `:` to `?`. A carry changes only bytes behind one that is not a digit.
    let upper = (bytes & 0xF0F0_F0F0_F0F0_F0F0)
        | ((bytes.wrapping_add(0x0606_0606_0606_0606) & 0xF0F0_F0F0_F0F0_F0F0) >> 4);
    let count = (upper ^ 0x3333_3333_3333_3333).trailing_zeros() / 8;
    // Shifts the digits to the end, behind zeros. No digits are a shift by all bits, which gives zero.
    let digits = bytes.checked_shl(64 - 8 * count).unwrap_or(0);
    // Combines pairs, then fours, then all. The first digit is in the lowest byte.
    let ones = digits & 0x0F0F_0F0F_0F0F_0F0F;
    let pairs = (ones.wrapping_mul(10 << 8 | 1) >> 8) & 0x00FF_00FF_00FF_00FF;
    let fours = (pairs.wrapping_mul(100 << 16 | 1) >> 16) & 0x0000_FFFF_0000_FFFF;
    (fours.wrapping_mul(10_000 << 32 | 1) >> 32, count as usize)
}

/// Returns less than eight bytes, with zeros behind them.
#[inline(never)]
fn padded(text: &[u8]) -> u64 {
    text.iter().rev().fold(0, |word, byte| word << 8 | u64::from(*byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_of_every_length() {
        let digits = "1234567890123456789";
        for length in 1..=digits.len() {
            let text = &digits.as_bytes()[..length];
            let expected = std::str::from_utf8(text).unwrap().parse().unwrap();
            for rest in ["", ",", " ", "}", ":", "/"] {
                let text = [text, rest.as_bytes()].concat();
                assert_eq!(unsigned(&text), Some((expected, length)));
            }
        }
        assert_eq!(unsigned(b"0"), Some((0, 1)));
        assert_eq!(unsigned(b"9999999999999999999"), Some((9_999_999_999_999_999_999, 19)));
    }

    #[test]
    fn other_numbers_are_left_to_serde_json() {
        for text in [
            "",
            "-1",
            "+1",
            "01",
            "00",
            "1.0",
            "1e3",
            "1E3",
            "18446744073709551615",
            "x",
            "\u{661}",
        ] {
            assert_eq!(unsigned(text.as_bytes()), None, "{text}");
        }
    }

    #[test]
    fn digits_end_at_every_other_byte() {
        assert_eq!(leading_digits(b"00000000"), (0, 8));
        assert_eq!(leading_digits(b"98765432"), (98_765_432, 8));
        for at in 0..8_usize {
            let before = b"12345678".get(..at).unwrap();
            let expected = std::str::from_utf8(before).unwrap().parse().unwrap_or(0);
            assert_eq!(leading_digits(before), (expected, at));
            for byte in (0..=u8::MAX).filter(|byte| !byte.is_ascii_digit()) {
                let mut digits = *b"12345678";
                digits[at] = byte;
                assert_eq!(leading_digits(&digits), (expected, at), "{byte} at {at}");
            }
        }
    }
}
