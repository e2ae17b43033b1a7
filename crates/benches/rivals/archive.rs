//! An archive of deliveries that are alike and not equal. A size always gives the same bytes.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use bytes::Bytes;

use crate::fixture;
use crate::input;
use crate::shuffled::shuffled;

/// One of so many lines has its members in another order, ends in the middle, has a value that cannot be read, or
/// has a byte that is not UTF-8.
const SHUFFLED: usize = 3;
const CUT: usize = 1000;
const ODD: usize = 700;
const NOT_UTF_8: usize = 3000;

/// What was written.
pub(crate) struct Written {
    pub(crate) bytes: usize,
    pub(crate) lines: usize,
    /// The lines that are not JSON.
    pub(crate) broken: usize,
}

/// Writes deliveries in lines until the file has a size.
pub(crate) fn write(path: &Path, size: usize) -> io::Result<Written> {
    let kinds = [fixture::account_activity(), input::tweets(), fixture::x_activity()];
    let mut file = BufWriter::with_capacity(1 << 20, File::create(path)?);
    let mut random = fastrand::Rng::with_seed(18);
    let mut written = Written { bytes: 0, lines: 0, broken: 0 };
    while written.bytes < size {
        // Most of an archive is of the Account Activity API.
        let kind = match random.usize(..10) {
            0..4 if !kinds[1].is_empty() => &kinds[1],
            9 => &kinds[2],
            _ => &kinds[0],
        };
        let (line, is_broken) = line(random.choice(kind).expect("fixtures"), &mut random);
        file.write_all(&line)?;
        file.write_all(b"\n")?;
        written.bytes += line.len() + 1;
        written.lines += 1;
        written.broken += usize::from(is_broken);
    }
    file.flush()?;
    Ok(written)
}

/// Returns a variant of a delivery, and whether it is not JSON.
fn line(body: &Bytes, random: &mut fastrand::Rng) -> (Vec<u8>, bool) {
    let mut one_of = |count| random.usize(..count) == 0;
    let [is_shuffled, is_cut, is_odd, is_not_utf_8] =
        [SHUFFLED, CUT, ODD, NOT_UTF_8].map(&mut one_of);
    let mut line = if is_shuffled { shuffled(body, random.u64(..)) } else { body.to_vec() };
    change_ids(&mut line, random);
    change_texts(&mut line, random.u8(1..26));
    if is_odd {
        line = input::with_odd_value(&line).to_vec();
    }
    if is_not_utf_8 {
        let byte = line.iter().rposition(u8::is_ascii_lowercase).expect("a key");
        line[byte] = 0xff;
    }
    if is_cut {
        line.truncate(line.len() / 2);
    }
    (line, is_cut || is_not_utf_8)
}

/// Changes digits of all long numbers, in and out of quotation marks. Those of one delivery change alike: what was
/// equal stays so. The lowest digits stay, because some numbers are rounded.
fn change_ids(line: &mut [u8], random: &mut fastrand::Rng) {
    const DIGITS: std::ops::Range<usize> = 4..9;
    let change: [u8; DIGITS.end] = std::array::from_fn(|_| random.u8(..10));
    let mut at = 0;
    while at < line.len() {
        let length = line[at..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        let is_before = |byte: &u8| matches!(byte, b'"' | b':' | b'[' | b',');
        let is_after = |byte: &u8| matches!(byte, b'"' | b',' | b'}' | b']');
        let is_number =
            at > 0 && is_before(&line[at - 1]) && line.get(at + length).is_some_and(is_after);
        if is_number && length > DIGITS.start {
            // Without the first digit, so that the length stays.
            let digits = line[at + 1..at + length].iter_mut().rev().zip(change);
            for (digit, change) in digits.skip(DIGITS.start) {
                *digit = b'0' + (*digit - b'0' + change) % 10;
            }
        }
        at += length.max(1);
    }
}

/// Replaces the ASCII letters of all texts of Tweets by others.
fn change_texts(line: &mut [u8], by: u8) {
    let mut at = 0;
    while at < line.len() {
        let is_text = [&b"\"text\":\""[..], b"\"full_text\":\""]
            .into_iter()
            .find(|key| line[at..].starts_with(key));
        let Some(key) = is_text else {
            at += 1;
            continue;
        };
        at += key.len();
        while at < line.len() && line[at] != b'"' {
            match line[at] {
                b'\\' if line.get(at + 1) == Some(&b'u') => at += 5,
                b'\\' => at += 1,
                letter @ b'a'..=b'z' => line[at] = b'a' + (letter - b'a' + by) % 26,
                _ => {}
            }
            at += 1;
        }
    }
}
