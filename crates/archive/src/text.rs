//! The text of a source: read in parts, given out in blocks.

use std::io::{self, Read};

use memchr::memchr_iter;

use crate::spare::{BLOCK, Spare};
use crate::stop::Stop;

/// The part of a source that is read and not yet given out.
pub(crate) struct Text<R> {
    reader: R,
    /// Memory that begins with the text. All of it has values, so that reading need not fill it with zeros first.
    memory: Vec<u8>,
    /// The length of the text.
    length: usize,
    offset: u64,
    line: u64,
    end: Option<Result<(), Stop>>,
    /// Whether a read may wait for a person or a network, so that what is there is given out.
    is_live: bool,
    spare: Spare,
}

/// Bytes cut off from the start of a [`Text`].
#[derive(Debug)]
pub(crate) struct Block {
    pub(crate) bytes: Vec<u8>,
    pub(crate) offset: u64,
    pub(crate) line: u64,
}

impl Block {
    /// An empty block at a place.
    pub(crate) const fn at((offset, line): (u64, u64)) -> Self {
        Self { bytes: Vec::new(), offset, line }
    }
}

impl<R: Read> Text<R> {
    pub(crate) fn new(reader: R, is_live: bool, spare: Spare) -> Self {
        Self {
            reader,
            memory: Vec::new(),
            length: 0,
            offset: 0,
            line: 1,
            end: None,
            is_live,
            spare,
        }
    }

    /// Reads a block more. Reads as much as is there already if that is more, so that a long value is not looked at over
    /// and over. Of a live source, reads what there is.
    pub(crate) fn fill(&mut self) {
        let wanted = if self.is_live { BLOCK } else { self.length.clamp(BLOCK, 16 * BLOCK) };
        let (start, end) = (self.length, self.length + wanted);
        if self.memory.len() < end {
            self.memory.resize(end, 0);
        }
        while self.length < end && self.end.is_none() && !(self.is_live && self.length > start) {
            let space = self.memory.get_mut(self.length..end).unwrap_or_default();
            match self.reader.read(space) {
                Ok(0) => self.end = Some(Ok(())),
                Ok(count) => self.length += count.min(space.len()),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => self.end = Some(Err(Stop::from(error))),
            }
        }
    }

    pub(crate) fn buffer(&self) -> &[u8] {
        self.memory.get(..self.length).unwrap_or_default()
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
            self.discard(self.length);
            (self.memory, self.length) = (vec![b'\n'], 1);
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
        let lines = memchr_iter(b'\n', self.start(length)).count();
        self.cut(length, lines)
    }

    /// Cuts off the first `length` bytes. Returns also the ends of their lines, of which the last may not have one.
    pub(crate) fn take_lines(&mut self, length: usize) -> (Block, Vec<usize>) {
        let ends: Vec<usize> = memchr_iter(b'\n', self.start(length)).collect();
        (self.cut(length, ends.len()), ends)
    }

    fn cut(&mut self, length: usize, lines: usize) -> Block {
        let (offset, line) = self.place();
        self.pass(length, lines);
        // Items that are kept would keep all memory.
        if length <= self.memory.capacity() / 2 {
            let bytes = self.start(length).to_vec();
            self.shift(length);
            return Block { bytes, offset, line };
        }
        let tail = self.buffer().get(length..).unwrap_or_default();
        let mut rest = self.spare.take(tail.len() + BLOCK);
        rest.resize(rest.len().max(tail.len()), 0);
        if let Some(start) = rest.get_mut(..tail.len()) {
            start.copy_from_slice(tail);
        }
        self.length = tail.len();
        let mut bytes = std::mem::replace(&mut self.memory, rest);
        bytes.truncate(length);
        Block { bytes, offset, line }
    }

    /// Drops the first `length` bytes.
    pub(crate) fn discard(&mut self, length: usize) {
        let length = length.min(self.length);
        self.pass(length, memchr_iter(b'\n', self.start(length)).count());
        self.shift(length);
    }

    /// Moves what is behind the first `length` bytes to the start.
    fn shift(&mut self, length: usize) {
        let length = length.min(self.length);
        self.memory.copy_within(length..self.length, 0);
        self.length -= length;
    }

    fn start(&self, length: usize) -> &[u8] {
        self.buffer().get(..length).unwrap_or_default()
    }

    fn pass(&mut self, length: usize, lines: usize) {
        self.offset += self.start(length).len() as u64;
        self.line += lines as u64;
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

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

    #[test]
    fn the_next_block_begins_on_the_line_behind_the_last_end() {
        let mut text = Text::new(&b"a\nb\n\nc"[..], false, Spare::default());
        text.fill();
        let (block, ends) = text.take_lines(4);
        assert_eq!((&*block.bytes, block.line, ends), (&b"a\nb\n"[..], 1, vec![1, 3]));
        let (block, ends) = text.take_lines(2);
        assert_eq!((&*block.bytes, block.offset, block.line, ends), (&b"\nc"[..], 4, 3, vec![0]));
        assert_eq!(text.place(), (6, 4));
    }

    #[test]
    fn a_block_does_not_take_the_memory_of_a_larger_one() {
        let mut large = vec![b'x'; 3 * BLOCK];
        large.truncate(BLOCK);
        let spare = Spare::default();
        spare.give(Bytes::from(large));
        let bytes = vec![b'x'; 2 * BLOCK];
        let mut text = Text::new(bytes.as_slice(), false, spare);
        for taken in [BLOCK, BLOCK * 3 / 5] {
            text.fill();
            let capacity = text.take(taken).bytes.capacity();
            assert!(capacity <= 2 * taken, "{capacity} for {taken}");
        }
    }
}
