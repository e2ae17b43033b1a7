//! A buffer that keeps what was read last.

use std::io::{self, BufRead, Read};

/// The bytes that are read at once.
const STEP: usize = 64 << 10;

/// The bytes that were given out last, and that it can go back to.
pub(super) const KEPT: usize = 32 << 10;

/// A buffered reader that can go back a little, and look ahead.
pub(crate) struct Ahead<R> {
    reader: R,
    buffer: Vec<u8>,
    /// The next byte, and the end of those that were read.
    at: usize,
    end: usize,
    /// The offset of the first byte of the buffer.
    base: u64,
}

impl<R: Read> Ahead<R> {
    pub(crate) fn new(reader: R) -> Self {
        Self { reader, buffer: vec![0; KEPT + STEP], at: 0, end: 0, base: 0 }
    }

    /// Returns the next bytes, as many as wanted unless the input ends. At most [`KEPT`] can be wanted.
    pub(crate) fn peek(&mut self, wanted: usize) -> io::Result<&[u8]> {
        while self.end - self.at < wanted && self.fill()? > 0 {}
        let next = self.buffer.get(self.at..self.end).unwrap_or_default();
        Ok(next.get(..wanted).unwrap_or(next))
    }

    /// Returns the offset of the next byte.
    pub(super) fn offset(&self) -> u64 {
        self.base + self.at as u64
    }

    /// Goes to an offset, no further back than is kept and no further than was looked ahead.
    pub(super) fn go_to(&mut self, offset: u64) {
        let at = usize::try_from(offset.saturating_sub(self.base)).unwrap_or(self.end);
        self.at = at.min(self.end);
    }

    /// Returns the bytes from the next one on, at least `wanted` unless the input ends, and whether it ends.
    pub(super) fn look(&mut self, wanted: usize) -> io::Result<(&[u8], bool)> {
        let mut has_ended = false;
        if self.end - self.at < wanted {
            self.buffer.resize(self.buffer.len().max(KEPT + 2 * wanted), 0);
            self.shift();
            while !has_ended && self.end < self.buffer.len() {
                has_ended = self.fill()? == 0;
            }
        }
        Ok((self.buffer.get(self.at..self.end).unwrap_or_default(), has_ended))
    }

    /// Reads once.
    fn fill(&mut self) -> io::Result<usize> {
        if self.end == self.buffer.len() {
            self.shift();
        }
        let space = self.buffer.get_mut(self.end..).unwrap_or_default();
        let count = loop {
            match self.reader.read(space) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                result => break result?,
            }
        };
        self.end += count;
        Ok(count)
    }

    /// Drops what is before the bytes that are kept.
    fn shift(&mut self) {
        let gone = self.at.saturating_sub(KEPT);
        self.buffer.copy_within(gone..self.end, 0);
        (self.at, self.end) = (self.at - gone, self.end - gone);
        self.base += gone as u64;
    }
}

impl<R: Read> BufRead for Ahead<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.at == self.end {
            self.fill()?;
        }
        Ok(self.buffer.get(self.at..self.end).unwrap_or_default())
    }

    fn consume(&mut self, count: usize) {
        self.at = (self.at + count).min(self.end);
    }
}

impl<R: Read> Read for Ahead<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        // Nothing goes back in what is not compressed.
        if self.at == self.end && buffer.len() >= STEP {
            return self.reader.read(buffer);
        }
        let count = self.fill_buf()?.read(buffer)?;
        self.consume(count);
        Ok(count)
    }
}
