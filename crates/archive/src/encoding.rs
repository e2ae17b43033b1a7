//! Encodings of text: UTF-8 with or without a byte order mark, UTF-16.

use std::io::{self, Read};

use crate::stop::Stop;

/// The bytes of UTF-16 that are read at once.
const STEP: usize = 32 << 10;

/// Converts UTF-16 to UTF-8 without a byte order mark. Other bytes pass unchanged.
///
/// Half of a surrogate pair is written as UTF-8 would write it if it could. It is repaired and reported with the record
/// that has it, as every other byte that is not UTF-8.
pub(crate) struct Utf8<R> {
    reader: R,
    state: State,
    /// Bytes that are read and not yet converted, or converted and not yet given out.
    pending: Vec<u8>,
    at: usize,
}

enum State {
    Start,
    Plain,
    Utf16(Utf16),
    /// The end of UTF-16, with the byte that is left of an odd number of them.
    Ended(Option<u8>),
}

#[derive(Clone, Copy)]
struct Utf16 {
    is_big: bool,
    /// The first byte of a unit.
    odd: Option<u8>,
    /// The first half of a surrogate pair.
    high: Option<u16>,
    /// Whether nothing but a byte order mark was converted.
    is_start: bool,
}

impl<R: Read> Utf8<R> {
    pub(crate) fn new(reader: R) -> Self {
        Self { reader, state: State::Start, pending: Vec::new(), at: 0 }
    }

    /// Returns the last byte of UTF-16 with an odd number of them.
    pub(crate) fn odd(&self) -> Option<u8> {
        match self.state {
            State::Ended(odd) => odd,
            _ => None,
        }
    }

    fn start(&mut self) -> io::Result<()> {
        self.reader.by_ref().take(4).read_to_end(&mut self.pending)?;
        let is_text = |byte: u8| byte.is_ascii_graphic() || byte.is_ascii_whitespace();
        let is_big = match *self.pending.as_slice() {
            [0xFF, 0xFE, ..] => Some(false),
            [0xFE, 0xFF, ..] => Some(true),
            [first, 0, second, 0] if is_text(first) && is_text(second) => Some(false),
            [0, first, 0, second] if is_text(first) && is_text(second) => Some(true),
            _ => None,
        };
        self.state = match is_big {
            None => State::Plain,
            Some(is_big) => {
                let mut utf16 = Utf16 { is_big, odd: None, high: None, is_start: true };
                self.pending = utf16.convert(&self.pending);
                State::Utf16(utf16)
            }
        };
        Ok(())
    }

    /// Converts more UTF-16.
    fn convert(&mut self, mut utf16: Utf16) -> io::Result<()> {
        let mut part = vec![0; STEP];
        // Behind damage, it is not known whether a unit begins at an odd or even byte.
        let count = self.reader.read(&mut part).map_err(|error| match error.kind() {
            io::ErrorKind::Interrupted => error,
            _ => Stop { goes_on: false, ..Stop::from(error) }.into(),
        })?;
        self.at = 0;
        if count == 0 {
            self.pending.clear();
            utf16.end(&mut self.pending);
            self.state = State::Ended(utf16.odd);
        } else {
            self.pending = utf16.convert(part.get(..count).unwrap_or_default());
            self.state = State::Utf16(utf16);
        }
        Ok(())
    }
}

impl<R: Read> Read for Utf8<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if matches!(self.state, State::Start) {
            self.start()?;
        }
        loop {
            let mut pending = self.pending.get(self.at..).unwrap_or_default();
            if !pending.is_empty() {
                let count = pending.read(buffer)?;
                self.at += count;
                return Ok(count);
            }
            match self.state {
                State::Utf16(utf16) => self.convert(utf16)?,
                State::Ended(_) => return Ok(0),
                State::Start | State::Plain => return self.reader.read(buffer),
            }
        }
    }
}

impl Utf16 {
    fn convert(&mut self, mut part: &[u8]) -> Vec<u8> {
        let mut text = Vec::with_capacity(part.len() * 3 / 2 + 6);
        if let Some(first) = self.odd.take() {
            match part.split_first() {
                Some((second, rest)) => {
                    self.unit([first, *second], &mut text);
                    part = rest;
                }
                None => self.odd = Some(first),
            }
        }
        let (units, rest) = part.as_chunks::<2>();
        for unit in units {
            self.unit(*unit, &mut text);
        }
        self.odd = self.odd.or_else(|| rest.first().copied());
        text
    }

    fn unit(&mut self, bytes: [u8; 2], text: &mut Vec<u8>) {
        let unit = if self.is_big { u16::from_be_bytes(bytes) } else { u16::from_le_bytes(bytes) };
        if std::mem::take(&mut self.is_start) && unit == 0xFEFF {
            return;
        }
        if let Some(high) = self.high.take() {
            if let 0xDC00..=0xDFFF = unit {
                let pair = char::decode_utf16([high, unit]).find_map(Result::ok);
                return push(pair.unwrap_or(char::REPLACEMENT_CHARACTER), text);
            }
            push_half(high, text);
        }
        match char::from_u32(u32::from(unit)) {
            Some(one) => push(one, text),
            None if unit < 0xDC00 => self.high = Some(unit),
            None => push_half(unit, text),
        }
    }

    /// Writes what is left.
    fn end(&mut self, text: &mut Vec<u8>) {
        if let Some(high) = self.high.take() {
            push_half(high, text);
        }
    }
}

fn push(one: char, text: &mut Vec<u8>) {
    if one.is_ascii() {
        return text.push(one as u8);
    }
    text.extend_from_slice(one.encode_utf8(&mut [0; 4]).as_bytes());
}

/// Writes half of a surrogate pair in three bytes, as CESU-8 does.
fn push_half(unit: u16, text: &mut Vec<u8>) {
    let [high, low] = unit.to_be_bytes();
    text.extend_from_slice(&[
        0xE0 | high >> 4,
        0x80 | (high & 0x0F) << 2 | low >> 6,
        0x80 | low & 0x3F,
    ]);
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::Utf8;

    fn read(bytes: &[u8]) -> (Vec<u8>, Option<u8>) {
        let (mut reader, mut text) = (Utf8::new(bytes), Vec::new());
        reader.read_to_end(&mut text).expect("bytes");
        (text, reader.odd())
    }

    fn utf16(text: &str, big: bool) -> Vec<u8> {
        let unit = |unit: u16| if big { unit.to_be_bytes() } else { unit.to_le_bytes() };
        text.encode_utf16().flat_map(unit).collect()
    }

    #[test]
    fn utf_16_becomes_utf_8() {
        let text = "{\"text\":\"\u{e9}\u{20ac}\u{1f600}\"}\n";
        for big in [false, true] {
            for text in [text, "id,body\n", " {}"] {
                let expected = (text.as_bytes().to_vec(), None);
                assert_eq!(read(&utf16(&format!("\u{feff}{text}"), big)), expected);
                assert_eq!(read(&utf16(text, big)), expected);
            }
        }
    }

    #[test]
    fn halves_of_pairs_keep_their_place() {
        for (units, expected) in [
            (&[0xD83D, 0x61][..], &b"a\xED\xA0\xBDa"[..]),
            (&[0xDE00], b"a\xED\xB8\x80"),
            (&[0xD83D], b"a\xED\xA0\xBD"),
            (&[0xD83D, 0xD83D, 0xDE00], b"a\xED\xA0\xBD\xF0\x9F\x98\x80"),
        ] {
            let units = [&[0xFEFF, 0x61], units].concat();
            let mut bytes: Vec<u8> = units.into_iter().flat_map(u16::to_le_bytes).collect();
            assert_eq!(read(&bytes), (expected.to_vec(), None));
            bytes.push(0x7B);
            assert_eq!(read(&bytes), (expected.to_vec(), Some(0x7B)));
        }
    }
}
