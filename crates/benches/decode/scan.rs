//! A scan that only skips: it finds the end of a JSON value in one pass and keeps nothing.
//!
//! It checks the structure (brackets, commas, colons and the ends of strings), but neither UTF-8 nor what escapes,
//! numbers and literals are. No reader that skips can do less, so its speed is the limit that the others are measured by.

use serde::de::IgnoredAny;

/// The deepest nesting, which is that of the crate.
const DEPTH: u32 = 128;

/// Returns the position after a JSON object or array.
pub(crate) fn end(json: &[u8]) -> Option<usize> {
    // The kinds of the open containers, innermost lowest. A set bit is an object.
    let (mut open, mut depth) = (0_u128, 0);
    let mut at = space(json, 0);
    loop {
        // A value begins at `at`.
        match json.get(at)? {
            bracket @ (b'{' | b'[') => {
                let is_object = *bracket == b'{';
                open = open << 1 | u128::from(is_object);
                depth += 1;
                at = space(json, at + 1);
                if *json.get(at)? != bracket + 2 {
                    if depth > DEPTH {
                        return None;
                    }
                    if is_object {
                        at = key(json, at)?;
                    }
                    continue;
                }
            }
            b'"' => at = space(json, string(json, at + 1)?),
            _ if depth == 0 => return None,
            _ => at = space(json, scalar(json, at)?),
        }
        // A value ended, or a container without elements.
        loop {
            let is_object = open & 1 == 1;
            match json.get(at)? {
                b',' => {
                    at = space(json, at + 1);
                    if is_object {
                        at = key(json, at)?;
                    }
                    break;
                }
                bracket if *bracket == if is_object { b'}' } else { b']' } => {
                    open >>= 1;
                    depth -= 1;
                    at += 1;
                    if depth == 0 {
                        return Some(at);
                    }
                    at = space(json, at);
                }
                _ => return None,
            }
        }
    }
}

fn space(json: &[u8], mut at: usize) -> usize {
    while let Some(b' ' | b'\n' | b'\r' | b'\t') = json.get(at) {
        at += 1;
    }
    at
}

/// Returns the position of a member's value.
fn key(json: &[u8], at: usize) -> Option<usize> {
    if *json.get(at)? != b'"' {
        return None;
    }
    let colon = space(json, string(json, at + 1)?);
    (*json.get(colon)? == b':').then(|| space(json, colon + 1))
}

/// Returns the position after a number or a literal.
fn scalar(json: &[u8], at: usize) -> Option<usize> {
    let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'+' | b'.');
    let length = json.get(at..)?.iter().take_while(|byte| is_part(byte)).count();
    (length > 0).then_some(at + length)
}

/// Returns the position after a string whose content begins at a position.
fn string(json: &[u8], mut at: usize) -> Option<usize> {
    loop {
        at = stop(json, at)?;
        match json.get(at)? {
            b'"' => return Some(at + 1),
            b'\\' => at += 2,
            _ => return None,
        }
    }
}

/// Returns the position of the next quotation mark, backslash or control character.
fn stop(json: &[u8], mut at: usize) -> Option<usize> {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const HIGH: u64 = 0x80 * ONES;
    // The bytes below `n`, of those that are ASCII, get their high bits. A byte above the first of them can too.
    let below = |word: u64, n: u64| word.wrapping_sub(ONES * n) & !word & HIGH;
    while let Some(bytes) = json.get(at..).and_then(|rest| rest.first_chunk()) {
        let word = u64::from_le_bytes(*bytes);
        let found = below(word, 0x20)
            | below(word ^ (ONES * u64::from(b'"')), 1)
            | below(word ^ (ONES * u64::from(b'\\')), 1);
        if found != 0 {
            return Some(at + (found.trailing_zeros() / 8) as usize);
        }
        at += 8;
    }
    let rest = json.get(at..)?;
    rest.iter().position(|byte| matches!(byte, b'"' | b'\\' | ..0x20)).map(|found| at + found)
}

/// Panics if the scan disagrees with `serde_json`: about where a body ends, or about a body that is cut.
pub(crate) fn verify(body: &[u8]) {
    serde_json::from_slice::<IgnoredAny>(body).expect("a body is JSON");
    assert_eq!(end(body), Some(body.trim_ascii_end().len()), "the end of a body");
    let cuts = (0..body.trim_ascii_end().len()).step_by(body.len() / 50 + 1);
    for cut in cuts {
        let (part, _) = body.split_at(cut);
        assert_eq!(end(part), None, "a body cut at {cut}");
    }
}
