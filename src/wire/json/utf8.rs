//! Characters in UTF-8, which are checked and not decoded. A text is its first eight bytes as a number, of which
//! the first byte is the lowest.

/// Returns the length of the characters of several bytes that a text begins with: one, or two of three bytes. `None`
/// if it begins with no such character.
#[inline(always)]
pub(super) const fn length(word: u64) -> Option<usize> {
    if is_three_and_three(word) { Some(6) } else { character(word) }
}

/// Returns `true` if a text begins with two characters of three bytes each, as text in Chinese, Japanese and
/// Korean does.
#[inline(always)]
const fn is_three_and_three(word: u64) -> bool {
    /// The lowest bit of each character.
    const LANES: u64 = 0x0000_0000_0100_0001;
    if word & (0x00C0_C0F0 * LANES) != 0x0080_80E0 * LANES {
        return false;
    }
    // The lower half of the first byte may not be 0 if the bit 5 of the second is clear, which would be too long,
    // and not 13 if it is set, which would be half a surrogate pair.
    let forbidden = (word >> 13 & LANES) * 13;
    let other = (word & (0xF * LANES)) ^ forbidden;
    (other + 0xF * LANES) & (0x10 * LANES) == 0x10 * LANES
}

/// Returns the length of the character that a text begins with, which is not ASCII.
#[inline(always)]
const fn character(word: u64) -> Option<usize> {
    if word & 0xC0E0 == 0x80C0 {
        // U+0080 and above: those below need one byte.
        return if word & 0x1E != 0 { Some(2) } else { None };
    }
    if word & 0x00C0_C0F0 == 0x0080_80E0 {
        let is_other = word & 0x200F != 0 && word & 0x200F != 0x200D;
        return if is_other { Some(3) } else { None };
    }
    if word & 0xC0C0_C0F8 == 0x8080_80F0 {
        // The number of the plane, of which there are 16 after the first.
        let plane = (word & 7) << 2 | word >> 12 & 3;
        return if plane.wrapping_sub(1) < 16 { Some(4) } else { None };
    }
    None
}
