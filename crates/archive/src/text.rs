//! The text of a source: read in parts, given out in blocks.

use std::io::{self, Read};

use memchr::memchr_iter;

use crate::spare::{BLOCK, Spare};
use crate::stop::Stop;

/// The part of a source that is read and not yet given out.
pub(crate) struct Text<R> {
    reader: R,
    buffer: Vec<u8>,
    offset: u64,
    line: u64,
    end: Option<Result<(), Stop>>,
    /// Whether a read may wait for a person or a network, so that what is there is given out.
    is_live: bool,
    /// Where a live source is read into.
    space: Vec<u8>,
    spare: Spare,
}

/// Bytes cut off from the start of a [`Text`].
#[derive(Debug)]
pub(crate) struct Block {
    pub(crate) bytes: Vec<u8>,
    pub(crate) offset: u64,
    pub(crate) line: u64,
    /// The number of lines, of which the last may not end.
    pub(crate) lines: usize,
}

impl Block {
    /// An empty block at a place.
    pub(crate) const fn at((offset, line): (u64, u64)) -> Self {
        Self { bytes: Vec::new(), offset, line, lines: 0 }
    }
}

impl<R: Read> Text<R> {
    pub(crate) fn new(reader: R, is_live: bool, spare: Spare) -> Self {
        Self {
            reader,
            buffer: Vec::new(),
            offset: 0,
            line: 1,
            end: None,
            is_live,
            space: Vec::new(),
            spare,
        }
    }

    /// Reads a block more, or what there is of it. Reads as much as is there already if that is more, so that a
    /// long value is not looked at over and over.
    pub(crate) fn fill(&mut self) {
        if self.is_live {
            return self.fill_once();
        }
        let wanted = self.buffer.len().clamp(BLOCK, 16 * BLOCK);
        let mut missing = wanted;
        self.buffer.reserve(wanted);
        while missing > 0 && self.end.is_none() {
            let before = self.buffer.len();
            // Reads into the capacity, without zeros before it.
            let result = self.reader.by_ref().take(missing as u64).read_to_end(&mut self.buffer);
            missing -= self.buffer.len() - before;
            match result {
                Ok(_) if missing > 0 => self.end = Some(Ok(())),
                Ok(_) => {}
                Err(error) => self.end = Some(Err(Stop::from(error))),
            }
        }
    }

    /// Reads what there is, at most a block.
    fn fill_once(&mut self) {
        self.space.resize(BLOCK, 0);
        let mut read = 0;
        while read == 0 && self.end.is_none() {
            match self.reader.read(&mut self.space) {
                Ok(0) => self.end = Some(Ok(())),
                Ok(count) => read = count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => self.end = Some(Err(Stop::from(error))),
            }
        }
        self.buffer.extend_from_slice(self.space.get(..read).unwrap_or_default());
    }

    pub(crate) fn buffer(&self) -> &[u8] {
        &self.buffer
    }

    /// Returns `true` if the buffer has the last byte of the source.
    pub(crate) fn has_ended(&self) -> bool {
        self.end.is_some()
    }

    /// Returns what ended the source before its time.
    pub(crate) fn stop(&self) -> Option<&Stop> {
        self.end.as_ref()?.as_ref().err()
    }

    /// Returns `true` if something ended the source before its time.
    pub(crate) fn has_stopped(&self) -> bool {
        self.stop().is_some()
    }

    /// Goes on behind a part of the source that cannot be read. What is left of the text before it is dropped. The
    /// part counts as an empty line, so that no place behind it is one before it. Returns `false` if nothing is behind.
    pub(crate) fn resume(&mut self) -> bool {
        let goes_on = self.stop().is_some_and(|stop| stop.goes_on);
        if goes_on {
            self.discard(self.buffer.len());
            self.buffer.push(b'\n');
            self.end = None;
        }
        goes_on
    }

    pub(crate) fn reader(&self) -> &R {
        &self.reader
    }

    /// Returns the offset and the line of the first byte of the buffer.
    pub(crate) fn place(&self) -> (u64, u64) {
        (self.offset, self.line)
    }

    /// Cuts off the first `length` bytes.
    pub(crate) fn take(&mut self, length: usize) -> Block {
        let (offset, line) = self.place();
        self.pass(length);
        let lines = usize::try_from(self.line - line).unwrap_or(usize::MAX).saturating_add(1);
        let (head, tail) = self.buffer.split_at_checked(length).unwrap_or((&self.buffer, &[]));
        // Items that are kept would keep the whole capacity.
        if length <= self.buffer.capacity() / 2 {
            let bytes = head.to_vec();
            self.buffer.drain(..length);
            return Block { bytes, offset, line, lines };
        }
        let mut rest = self.spare.take(tail.len() + BLOCK);
        rest.extend_from_slice(tail);
        let mut bytes = std::mem::replace(&mut self.buffer, rest);
        bytes.truncate(length);
        Block { bytes, offset, line, lines }
    }

    /// Drops the first `length` bytes.
    pub(crate) fn discard(&mut self, length: usize) {
        let length = length.min(self.buffer.len());
        self.pass(length);
        self.buffer.drain(..length);
    }

    fn pass(&mut self, length: usize) {
        let passed = self.buffer.get(..length).unwrap_or_default();
        self.offset += passed.len() as u64;
        self.line += memchr_iter(b'\n', passed).count() as u64;
    }
}

#[cfg(test)]
mod tests {
    use super::{BLOCK, Spare, Text};

    #[test]
    fn a_block_takes_little_more_than_its_bytes() {
        for (source, taken) in [(100, 100), (BLOCK, 100), (BLOCK, BLOCK), (3 * BLOCK, 2 * BLOCK)] {
            for is_live in [false, true] {
                let bytes = vec![b'x'; source];
                let mut text = Text::new(bytes.as_slice(), is_live, Spare::default());
                while text.buffer().len() < taken {
                    text.fill();
                }
                let left = text.buffer().len() - taken;
                let block = text.take(taken);
                assert_eq!((block.bytes.len(), text.buffer().len()), (taken, left));
                let capacity = block.bytes.capacity();
                assert!(capacity <= 2 * taken, "{capacity} for {taken} of {source}");
            }
        }
    }
}
