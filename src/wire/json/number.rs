//! Integers in JSON text.

/// Returns the integer at the start of a text, and its length. Returns `None` if the integer has a
/// sign, a fraction or an exponent, or may not fit.
pub(crate) fn unsigned(text: &[u8]) -> Option<(u64, usize)> {
    let (mut value, mut length) = (0, 0);
    while let Some(eight) = text.get(length..)?.first_chunk().and_then(eight_digits) {
        // An overflow wraps. The check of the length below rejects it.
        value = u64::wrapping_add(u64::wrapping_mul(value, 100_000_000), eight);
        length += 8;
    }
    while let Some(digit @ b'0'..=b'9') = text.get(length) {
        value = value.wrapping_mul(10).wrapping_add(u64::from(digit - b'0'));
        length += 1;
    }
    let fits = if text.starts_with(b"0") { length == 1 } else { (1..=MOST).contains(&length) };
    let is_whole = !matches!(text.get(length), Some(b'.' | b'e' | b'E'));
    (fits && is_whole).then_some((value, length))
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

/// Converts eight digits at once. Returns `None` if one of the bytes is not a digit.
fn eight_digits(digits: &[u8; 8]) -> Option<u64> {
    let bytes = u64::from_le_bytes(*digits);
    // The upper half of a digit's byte is 3, and is still 3 after 6 is added. The addition excludes
    // `:` to `?`.
    let upper = (bytes & 0xF0F0_F0F0_F0F0_F0F0)
        | ((bytes.wrapping_add(0x0606_0606_0606_0606) & 0xF0F0_F0F0_F0F0_F0F0) >> 4);
    if upper != 0x3333_3333_3333_3333 {
        return None;
    }
    // Combines pairs, then fours, then all. The first digit is in the lowest byte.
    let ones = bytes & 0x0F0F_0F0F_0F0F_0F0F;
    let pairs = (ones.wrapping_mul(10 << 8 | 1) >> 8) & 0x00FF_00FF_00FF_00FF;
    let fours = (pairs.wrapping_mul(100 << 16 | 1) >> 16) & 0x0000_FFFF_0000_FFFF;
    Some(fours.wrapping_mul(10_000 << 32 | 1) >> 32)
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
    fn eight_bytes_are_digits_or_nothing() {
        assert_eq!(eight_digits(b"00000000"), Some(0));
        assert_eq!(eight_digits(b"98765432"), Some(98_765_432));
        for at in 0..8 {
            for byte in (0..=u8::MAX).filter(|byte| !byte.is_ascii_digit()) {
                let mut digits = *b"12345678";
                digits[at] = byte;
                assert_eq!(eight_digits(&digits), None, "{byte} at {at}");
            }
        }
    }
}
