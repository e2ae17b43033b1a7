//! Integers.

/// The integer that a text begins with, and its length, if it is one without sign, fraction and
/// exponent and fits for certain.
pub(super) fn unsigned(text: &[u8]) -> Option<(u64, usize)> {
    let (mut value, mut length) = (0, 0);
    while let Some(eight) = text.get(length..)?.first_chunk().and_then(eight_digits) {
        // Whether it has become too large is seen by its length.
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

/// So many digits always fit.
const MOST: usize = 19;

/// The number that eight digits make, found for all of them at once.
fn eight_digits(digits: &[u8; 8]) -> Option<u64> {
    let bytes = u64::from_le_bytes(*digits);
    // The upper half of each byte is 3, and stays so if 6 is added: then it is no `:` to `?` either.
    let upper = (bytes & 0xF0F0_F0F0_F0F0_F0F0)
        | ((bytes.wrapping_add(0x0606_0606_0606_0606) & 0xF0F0_F0F0_F0F0_F0F0) >> 4);
    if upper != 0x3333_3333_3333_3333 {
        return None;
    }
    // Pairs, then fours, then all: the first digit is in the lowest byte.
    let ones = bytes & 0x0F0F_0F0F_0F0F_0F0F;
    let pairs = (ones.wrapping_mul(10 << 8 | 1) >> 8) & 0x00FF_00FF_00FF_00FF;
    let fours = (pairs.wrapping_mul(100 << 16 | 1) >> 16) & 0x0000_FFFF_0000_FFFF;
    Some(fours.wrapping_mul(10_000 << 32 | 1) >> 32)
}
