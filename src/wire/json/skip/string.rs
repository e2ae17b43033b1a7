//! Skipping of strings. The UTF-8 of bytes is checked on the way.

use crate::wire::json::{string, utf8};

/// JSON text, the strings of which are skipped.
pub(in crate::wire::json) trait Text {
    fn bytes(&self) -> &[u8];

    /// Returns the position of the next quote, backslash or control character. `None` if UTF-8 is not
    /// what is before it.
    fn plain_end(&self, start: usize) -> Option<usize>;
}

/// Text that was checked as a whole.
impl Text for str {
    #[inline(always)]
    fn bytes(&self) -> &[u8] {
        self.as_bytes()
    }

    #[inline(always)]
    fn plain_end(&self, start: usize) -> Option<usize> {
        Some(string::plain_end(self.as_bytes(), start))
    }
}

impl Text for [u8] {
    #[inline(always)]
    fn bytes(&self) -> &[u8] {
        self
    }

    #[inline]
    fn plain_end(&self, start: usize) -> Option<usize> {
        let mut rest = self.get(start..)?;
        loop {
            let word = match rest.first_chunk() {
                Some(word) => u64::from_le_bytes(*word),
                None => last_word(rest),
            };
            let length = if word & 0x80 == 0 {
                let stop = string::stop(word);
                let length = (stop.trailing_zeros() / 8) as usize;
                // The first bit decides whether ASCII ends, or the string.
                if stop & stop.wrapping_neg() & !word != 0 {
                    return Some(self.len() - rest.len() + length);
                }
                length
            } else {
                utf8::length(word)?
            };
            rest = rest.get(length..)?;
        }
    }
}

/// Returns the last bytes of a text, with zeros after the end. They are control characters, which end a string.
#[inline(never)]
fn last_word(rest: &[u8]) -> u64 {
    rest.iter().rev().fold(0, |word, byte| word << 8 | u64::from(*byte))
}

/// Returns the position after the closing quote of the string whose first byte is at `start`.
#[inline]
pub(in crate::wire::json) fn string_end<T: Text + ?Sized>(text: &T, start: usize) -> Option<usize> {
    let at = ordinary_end(text.bytes(), start)?;
    if text.bytes().get(at) == Some(&b'"') { Some(at + 1) } else { rest_end(text, at) }
}

/// Returns the content of the string whose first byte is at `start`, if it has no escapes.
#[inline]
pub(in crate::wire::json) fn plain(text: &[u8], start: usize) -> Option<&[u8]> {
    let mut end = ordinary_end(text, start)?;
    if text.get(end) != Some(&b'"') {
        end = text.plain_end(end)?;
    }
    text.get(start..end).filter(|_| text.get(end) == Some(&b'"'))
}

/// Returns the position of the next quote, backslash, control character or byte that is not ASCII. Returns an
/// earlier position near the end of the text.
#[inline(always)]
fn ordinary_end(text: &[u8], start: usize) -> Option<usize> {
    let mut rest = text.get(start..)?;
    while let Some((word, after)) = rest.split_first_chunk() {
        let stop = string::stop(u64::from_le_bytes(*word));
        if stop != 0 {
            return Some(text.len() - rest.len() + (stop.trailing_zeros() / 8) as usize);
        }
        rest = after;
    }
    Some(text.len() - rest.len())
}

/// Returns the position after the closing quote of a string, of which a rest begins at `start`.
#[inline(never)]
fn rest_end<T: Text + ?Sized>(text: &T, start: usize) -> Option<usize> {
    let (bytes, mut at) = (text.bytes(), start);
    loop {
        at = text.plain_end(at)?;
        let escape = match bytes.get(at)? {
            b'"' => return Some(at + 1),
            b'\\' => at + 1,
            _ => return None,
        };
        at = match bytes.get(escape)? {
            b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => escape + 1,
            b'u' => string::unicode(bytes, escape + 1)?.1,
            _ => return None,
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Checks a text against the standard library.
    #[track_caller]
    fn check(text: &[u8]) {
        let is_special = |byte: &u8| *byte < b' ' || b"\"\\".contains(byte);
        let end = text.iter().position(is_special).unwrap_or(text.len());
        let expected = std::str::from_utf8(&text[..end]).is_ok().then_some(end);
        assert_eq!(text.plain_end(0), expected, "{text:x?}");
    }

    /// Bytes at the limits of what can be a part of a character.
    const LIMITS: [u8; 25] = [
        0x1F, 0x20, b'"', b'\\', 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC1, 0xC2, 0xDF,
        0xE0, 0xE1, 0xEC, 0xED, 0xEE, 0xEF, 0xF0, 0xF4, 0xF5, 0xFF,
    ];

    #[test]
    fn all_sequences_at_the_limits_are_those_of_the_standard_library() {
        let mut sequences: Vec<Vec<u8>> = vec![Vec::new()];
        let mut start = 0;
        for _ in 0..4 {
            let end = sequences.len();
            for index in start..end {
                for byte in LIMITS {
                    sequences.push([&sequences[index][..], &[byte]].concat());
                }
            }
            start = end;
        }
        for sequence in &sequences {
            check(sequence);
            check(&[&sequence[..], b"\"eight bytes"].concat());
        }
        // Characters are read in pairs, and after ASCII.
        for sequence in sequences.iter().filter(|sequence| sequence.len() <= 3) {
            for (before, after) in [("あ", "いう"), ("", "あい"), ("a", "あ"), ("あいa", "\"あ")]
            {
                check(&[before.as_bytes(), sequence, after.as_bytes()].concat());
            }
        }
    }

    #[test]
    fn all_characters_are_valid_at_every_place() {
        for character in '\u{80}'..=char::MAX {
            let mut text = [b' '; 24];
            let length = character.len_utf8();
            for at in [0, length, 2 * length, 2 * length + 5] {
                character.encode_utf8(&mut text[at..]);
            }
            text[23] = b'"';
            assert_eq!(text.plain_end(0), Some(23), "{character:?}");
        }
    }

    const TEXTS: [&str; 11] = [
        "plain ASCII, longer than a word",
        "naïve café, Größe, señor",
        "Съешь же ещё этих мягких французских булок",
        "هذا نص بالعربية",
        "טקסט בעברית",
        "名前:前田あゆみ\u{3000}第一印象:なんか怖っ！",
        "다람쥐 헌 쳇바퀴에 타고파 하하하 힣",
        "ข้อความภาษาไทย हिन्दी",
        "😋✨✨ 👩‍👩‍👧 a😊b❤️c💖𝄞\u{10FFFF}",
        "a\u{80}\u{7FF}\u{800}\u{D7FF}\u{E000}\u{FFFD}\u{FFFF}\u{10000}",
        "https://example.com/あ?q=é \u{7F}",
    ];

    #[test]
    fn all_ends_and_changes_of_texts_are_those_of_the_standard_library() {
        let mut random = fastrand::Rng::with_seed(18);
        let mut broken = 0;
        for text in TEXTS {
            for end in 0..=text.len() {
                check(&text.as_bytes()[..end]);
                check(&[&text.as_bytes()[..end], b"\" after the end"].concat());
            }
            for _ in 0..20_000 {
                let mut text = text.repeat(2).into_bytes();
                for _ in 0..random.usize(1..3) {
                    let at = random.usize(..text.len());
                    match random.u8(..3) {
                        0 => text[at] = random.u8(..),
                        1 => text[at] ^= 1 << random.u8(..8),
                        _ => drop(text.remove(at)),
                    }
                }
                check(&text);
                broken += usize::from(text.plain_end(0).is_none());
            }
        }
        assert!((50_000..200_000).contains(&broken), "{broken}");
    }
}
