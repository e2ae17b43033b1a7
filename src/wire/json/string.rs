//! Strings in JSON text.

/// The memory that is reserved for a string with escapes. Most of them fit.
const USUAL: usize = 256;

/// Reads the string whose first byte is at `start`. Returns the position after its closing quote.
///
/// A string without escapes is returned as a part of the text. A string with escapes is left in
/// `unescaped`.
#[inline]
pub(super) fn read<'a>(
    text: &'a str,
    start: usize,
    unescaped: &mut String,
) -> Option<(usize, Option<&'a str>)> {
    let end = plain_end(text.as_bytes(), start);
    if text.as_bytes().get(end) == Some(&b'"') {
        return Some((end + 1, Some(text.get(start..end)?)));
    }
    unescape(text, start, end, unescaped).map(|end| (end, None))
}

/// Returns the position of the next quote, backslash or control character.
#[inline(always)]
pub(super) fn plain_end(text: &[u8], start: usize) -> usize {
    let Some(mut rest) = text.get(start..) else { return start };
    let mut at = start;
    while let Some((chunk, after)) = rest.split_first_chunk::<16>() {
        let (first, second) = chunk.split_at(8);
        if let Some(place) = special_place(first) {
            return at + place;
        }
        if let Some(place) = special_place(second) {
            return at + 8 + place;
        }
        at += 16;
        rest = after;
    }
    at + plain_length(rest)
}

/// Returns the place of a quote, backslash or control character in eight bytes.
#[inline(always)]
fn special_place(bytes: &[u8]) -> Option<usize> {
    let special = special(u64::from_le_bytes(*bytes.first_chunk()?));
    (special != 0).then_some((special.trailing_zeros() / 8) as usize)
}

/// Returns the length of the part before a quote, backslash or control character.
#[inline(never)]
fn plain_length(text: &[u8]) -> usize {
    text.iter().take_while(|byte| **byte >= b' ' && !b"\"\\".contains(byte)).count()
}

/// Sets the highest bit of the first byte that is a quote, a backslash or a control character. Sets
/// no bit before it, and perhaps bits after it.
const fn special(bytes: u64) -> u64 {
    stop(bytes) & !bytes
}

/// Sets the highest bit of the first byte that is a quote, a backslash, a control character or not ASCII. Sets
/// no bit before it, and perhaps bits after it.
#[inline(always)]
pub(super) const fn stop(bytes: u64) -> u64 {
    const ONES: u64 = u64::MAX / 0xFF;
    const HIGHEST: u64 = ONES << 7;
    /// Exchanges quotes and blanks, so that quotes and control characters are the bytes up to the blank.
    const BLANK: u8 = b'"' ^ b' ';
    let quote_or_control = (bytes ^ (ONES * BLANK as u64)).wrapping_sub(ONES * (b' ' + 1) as u64);
    let backslash = (bytes ^ (ONES * b'\\' as u64)).wrapping_sub(ONES);
    // A byte that is not ASCII keeps its highest bit in at least one of them.
    (quote_or_control | backslash) & HIGHEST
}

/// Decodes a string whose first special byte is at `end`.
#[inline(never)]
fn unescape(text: &str, start: usize, end: usize, unescaped: &mut String) -> Option<usize> {
    let (bytes, mut start, mut end) = (text.as_bytes(), start, end);
    unescaped.clear();
    unescaped.reserve(USUAL);
    loop {
        if start < end {
            unescaped.push_str(text.get(start..end)?);
        }
        let escape = match bytes.get(end)? {
            b'"' => return Some(end + 1),
            b'\\' => end + 1,
            _ => return None,
        };
        start = match bytes.get(escape)? {
            b'u' => {
                let (character, end) = unicode(bytes, escape + 1)?;
                unescaped.push(character);
                end
            }
            letter => {
                unescaped.push(escaped(*letter)?);
                escape + 1
            }
        };
        // In URLs and in text of a non-Latin alphabet, escapes follow each other.
        let is_escape = bytes.get(start) == Some(&b'\\');
        end = if is_escape { start } else { plain_end(bytes, start) };
    }
}

/// Returns the character for the letter after a backslash.
const fn escaped(letter: u8) -> Option<char> {
    Some(match letter {
        b'/' => '/',
        b'"' => '"',
        b'\\' => '\\',
        b'b' => '\u{8}',
        b'f' => '\u{C}',
        b'n' => '\n',
        b'r' => '\r',
        b't' => '\t',
        _ => return None,
    })
}

/// Decodes four hexadecimal digits, or two times four that are a surrogate pair. Returns the
/// character and the position after them.
pub(super) fn unicode(text: &[u8], at: usize) -> Option<(char, usize)> {
    let first = unit(text, at)?;
    if let Some(character) = char::from_u32(first) {
        return Some((character, at + 4));
    }
    text.get(at + 4..)?.strip_prefix(b"\\u")?;
    let second = unit(text, at + 6)?;
    let is_pair = (0xD800..0xDC00).contains(&first) && (0xDC00..0xE000).contains(&second);
    let character = 0x1_0000 + ((first & 0x3FF) << 10 | second & 0x3FF);
    Some((char::from_u32(character).filter(|_| is_pair)?, at + 10))
}

pub(super) fn unit(text: &[u8], at: usize) -> Option<u32> {
    let digits: &[u8; 4] = text.get(at..)?.first_chunk()?;
    let [a, b, c, d] = digits.map(|digit| char::from(digit).to_digit(16));
    Some(a? << 12 | b? << 8 | c? << 4 | d?)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads a string that begins after `before`, and returns its value and the rest of the text.
    fn string(text: &str, before: usize) -> Option<(String, &str)> {
        let mut unescaped = String::new();
        let (end, plain) = read(text, before, &mut unescaped)?;
        Some((plain.map_or(unescaped, str::to_owned), text.get(end..)?))
    }

    #[test]
    fn the_end_is_found_at_every_distance() {
        for length in 0..40 {
            for filler in ["a", "é", "👋", "\u{80}"] {
                let content = filler.repeat(length);
                let text = format!("{content}\", rest");
                assert_eq!(string(&text, 0), Some((content.clone(), ", rest")));
                for control in ['\0', '\n', '\u{1f}'] {
                    assert_eq!(string(&format!("{content}{control}\""), 0), None);
                }
                assert_eq!(string(&content, 0), None);
            }
        }
    }

    #[test]
    fn escapes_equal_those_of_serde_json() {
        let escapes = [
            r#"\""#,
            r"\\",
            r"\/",
            r"\b",
            r"\f",
            r"\n",
            r"\r",
            r"\t",
            r"\u0041",
            r"\u00e9",
            r"\ud83d\udc4b",
            r"\uD83D\uDC4B",
            r"\uffff",
            r"\u0000",
        ];
        for first in escapes {
            for second in escapes {
                for between in ["", "a", "seven by", "é"] {
                    let content = format!("{between}{first}{between}{second}{between}");
                    let expected: String = serde_json::from_str(&format!("\"{content}\"")).unwrap();
                    assert_eq!(string(&format!("{content}\"!"), 0), Some((expected, "!")));
                }
            }
        }
    }

    #[test]
    fn invalid_escapes_are_left_to_serde_json() {
        for content in [
            r"\x",
            r"\",
            r"\u",
            r"\u12",
            r"\u12g4",
            r"\ud83d",
            r"\ud83d!",
            r"\ud83d\n",
            r"\ud83d\u0041",
            r"\udc4b",
            r"\udc4b\ud83d",
        ] {
            assert_eq!(string(&format!("{content}\""), 0), None, "{content}");
        }
    }
}
