//! Encodings of text: UTF-8 with or without a byte order mark, UTF-16.

use std::io::{self, Read};

use encoding_rs::{Decoder, DecoderResult, Encoding, UTF_8, UTF_16BE, UTF_16LE};

/// Converts UTF-16 to UTF-8 without a byte order mark. Other bytes pass unchanged.
pub(crate) struct Utf8<R> {
    reader: R,
    state: State,
    /// Bytes that are read and not yet converted, or converted and not yet given out.
    pending: Vec<u8>,
    at: usize,
    /// The bytes that were converted.
    converted: u64,
    malformed: Option<Malformed>,
}

/// Places of UTF-16 that have U+FFFD instead of a character.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Malformed {
    /// The byte of the first one in the converted text.
    pub(crate) first: u64,
    pub(crate) count: u64,
}

enum State {
    Start,
    Plain,
    Utf16(Box<Decoder>),
    Ended,
}

impl<R: Read> Utf8<R> {
    pub(crate) fn new(reader: R) -> Self {
        Self {
            reader,
            state: State::Start,
            pending: Vec::new(),
            at: 0,
            converted: 0,
            malformed: None,
        }
    }

    /// Returns where UTF-16 was malformed, if it was.
    pub(crate) fn malformed(&self) -> Option<Malformed> {
        self.malformed
    }

    fn start(&mut self) -> io::Result<()> {
        self.reader.by_ref().take(4).read_to_end(&mut self.pending)?;
        let encoding = match *self.pending.as_slice() {
            [0xFF, 0xFE, ..] => UTF_16LE,
            [0xFE, 0xFF, ..] => UTF_16BE,
            [b'{' | b'[' | b'"', 0, second, 0] if second != 0 => UTF_16LE,
            [0, b'{' | b'[' | b'"', 0, second] if second != 0 => UTF_16BE,
            _ => UTF_8,
        };
        self.state = if encoding == UTF_8 {
            State::Plain
        } else {
            State::Utf16(Box::new(Encoding::new_decoder_with_bom_removal(encoding)))
        };
        Ok(())
    }
}

impl<R: Read> Read for Utf8<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if matches!(self.state, State::Start) {
            self.start()?;
            if matches!(self.state, State::Utf16(_)) {
                let start = std::mem::take(&mut self.pending);
                self.convert(&start, false);
            }
        }
        loop {
            let pending = self.pending.get(self.at..).unwrap_or_default();
            if !pending.is_empty() {
                let count = pending.len().min(buffer.len());
                let (from, to) = (pending.get(..count), buffer.get_mut(..count));
                if let (Some(from), Some(to)) = (from, to) {
                    to.copy_from_slice(from);
                }
                self.at += count;
                return Ok(count);
            }
            match &self.state {
                State::Utf16(_) => {
                    let mut part = vec![0; 32 << 10];
                    let count = self.reader.read(&mut part)?;
                    part.truncate(count);
                    self.convert(&part, count == 0);
                    if count == 0 {
                        self.state = State::Ended;
                    }
                }
                State::Ended => return Ok(0),
                State::Start | State::Plain => return self.reader.read(buffer),
            }
        }
    }
}

impl<R> Utf8<R> {
    fn convert(&mut self, mut part: &[u8], last: bool) {
        let State::Utf16(decoder) = &mut self.state else { return };
        let length = decoder.max_utf8_buffer_length(part.len()).unwrap_or(part.len() * 3 + 16);
        let mut text = String::with_capacity(length);
        loop {
            let (result, read) =
                decoder.decode_to_string_without_replacement(part, &mut text, last);
            part = part.get(read..).unwrap_or_default();
            match result {
                DecoderResult::InputEmpty => break,
                DecoderResult::OutputFull => text.reserve(part.len() * 3 + 16),
                DecoderResult::Malformed(..) => {
                    let first = self.converted + text.len() as u64;
                    self.malformed.get_or_insert(Malformed { first, count: 0 }).count += 1;
                    text.push(char::REPLACEMENT_CHARACTER);
                }
            }
        }
        self.converted += text.len() as u64;
        (self.pending, self.at) = (text.into_bytes(), 0);
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::{Malformed, Utf8};

    fn read(bytes: &[u8]) -> (String, Option<Malformed>) {
        let (mut reader, mut text) = (Utf8::new(bytes), String::new());
        reader.read_to_string(&mut text).expect("UTF-8");
        (text, reader.malformed())
    }

    fn utf16(text: &str, big: bool) -> Vec<u8> {
        let unit = |unit: u16| if big { unit.to_be_bytes() } else { unit.to_le_bytes() };
        text.encode_utf16().flat_map(unit).collect()
    }

    #[test]
    fn utf_16_becomes_utf_8() {
        let text = "{\"text\":\"\u{e9}\u{1f600}\"}\n";
        for big in [false, true] {
            assert_eq!(read(&utf16(&format!("\u{feff}{text}"), big)), (text.to_owned(), None));
            assert_eq!(read(&utf16(text, big)), (text.to_owned(), None));
        }
        let mut half = utf16(text, false);
        half.truncate(half.len() - 8);
        let malformed = Malformed { first: 11, count: 1 };
        assert_eq!(read(&half).1, Some(malformed), "half a surrogate pair");
    }
}
