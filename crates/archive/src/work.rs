//! The job of a worker: a block of a source, to be interpreted.

use std::ops::Range;
use std::sync::Arc;

use bytes::Bytes;
use memchr::{memchr, memchr_iter};

use crate::cut::copy::undoubled;
use crate::cut::rows::cells;
use crate::cut::scanner::{Scan, Scanner};
use crate::cut::sequence::{Piece, Sequence, Step};
use crate::fault::{Fault, FaultKind};
use crate::item::{Content, Item};
use crate::record::{Columns, Context, Place, Record};
use crate::selection::Selection;
use crate::value::interpret;

/// The bytes of an overlong value that its fault has.
pub(crate) const SAMPLE: usize = 64 << 10;

/// A block of a source, to be interpreted.
#[derive(Debug)]
pub(crate) struct Job {
    pub(crate) context: Arc<Context>,
    pub(crate) block: Bytes,
    /// The bytes that the block takes.
    pub(crate) block_bytes: usize,
    /// The place of the block in the source.
    pub(crate) offset: u64,
    pub(crate) line: u64,
    pub(crate) work: Work,
    /// Whether the block is the last one of the source.
    pub(crate) is_last: bool,
    /// The items before this record, and this item of it, are not wanted.
    pub(crate) from: (u64, u32),
    pub(crate) max_value: u64,
}

/// The parts of a block.
#[derive(Clone, Debug)]
pub(crate) enum Work {
    /// The ends of lines, of which the last may not have one.
    Lines(Vec<usize>),
    Pieces {
        pieces: Vec<Piece>,
        place: Place,
    },
    /// Rows, and those among them that are not CSV.
    Rows {
        rows: Vec<(Range<usize>, bool)>,
        columns: Arc<Columns>,
        delimiter: u8,
    },
    /// A fault of the source, and its number among those at its place.
    Fault(Fault, u32),
    Item(Box<Item>),
}

impl Job {
    /// Returns the number of records, of lines at most.
    pub(crate) fn records(&self) -> usize {
        match &self.work {
            Work::Lines(ends) => ends.len() + 1,
            Work::Pieces { pieces, .. } => pieces.len(),
            Work::Rows { rows, .. } => rows.len(),
            Work::Fault(..) | Work::Item(_) => 1,
        }
    }

    /// Returns the items of the block.
    pub(crate) fn run(mut self) -> (Vec<Item>, Arc<Context>) {
        let items = Vec::with_capacity(self.records());
        let work = std::mem::replace(&mut self.work, Work::Lines(Vec::new()));
        let selection = self.context.selection.clone();
        let mut run = Run { line: self.line, lines_to: 0, items, selection, job: &self };
        match work {
            Work::Lines(ends) => run.lines(&ends),
            Work::Pieces { pieces, place } => {
                for piece in pieces {
                    run.piece(piece, &place);
                }
            }
            Work::Rows { rows, columns, delimiter } => {
                for (range, is_row) in rows {
                    run.row(range, is_row, &columns, delimiter);
                }
            }
            Work::Fault(fault, nth) => run.source_fault(fault, nth),
            Work::Item(item) => run.add(|items, _| items.push(*item), self.offset),
        }
        self.context.progress.pass(run.selection.passed);
        let items = run.items;
        (items, self.context)
    }
}

struct Run<'a> {
    job: &'a Job,
    items: Vec<Item>,
    selection: Selection,
    /// The line of the byte `lines_to` of the block.
    line: u64,
    lines_to: usize,
}

impl Run<'_> {
    fn block(&self) -> &[u8] {
        &self.job.block
    }

    /// Interprets lines. Most are one value each. Other lines are cut like a sequence.
    fn lines(&mut self, ends: &[usize]) {
        let block: &[u8] = &self.job.block;
        let (mut at, mut sequence) = (0, Sequence::of_lines());
        for (line, end) in (self.line..).zip(ends.iter().copied().chain([block.len()])) {
            // A sequence had the line, or nothing is behind the last end.
            let Some(text) = block.get(at..end).filter(|_| at < block.len()) else { continue };
            (self.line, self.lines_to) = (line, at);
            let start = at + text.len() - text.trim_ascii_start().len();
            let text = text.trim_ascii();
            let text = text.strip_suffix(b",").unwrap_or(text);
            let before = self.items.len();
            let is_whole = match (text.first(), text.last()) {
                (None, _) => true,
                (Some(b'{'), Some(b'}')) => self.is_record(start..start + text.len()),
                (Some(b'0'..=b'9'), _) => is_length(text, block.get(end + 1..).unwrap_or_default()),
                _ => false,
            };
            if is_whole {
                at = end + 1;
            } else {
                self.items.truncate(before);
                at = self.sequence(&mut sequence, at);
            }
        }
    }

    /// Interprets what begins with the line at `at`, until a line ends outside of values.
    fn sequence(&mut self, sequence: &mut Sequence, at: usize) -> usize {
        let block = self.job.block.clone();
        sequence.go_to_line(at);
        loop {
            match sequence.next(&block, true) {
                Step::Piece(piece) => self.piece(piece, &Place::Value),
                Step::More(_) | Step::End => return block.len(),
            }
            if let Some(rest) = sequence.rest() {
                let text = block.get(rest..).unwrap_or_default();
                let blank =
                    text.iter().position(|byte| !matches!(byte, b' ' | b'\t' | b'\r' | b','));
                match blank.map(|blank| (blank, text.get(blank))) {
                    Some((blank, Some(b'\n'))) => return rest + blank + 1,
                    Some((0, _)) if rest > at && block.get(rest - 1) == Some(&b'\n') => {
                        return rest;
                    }
                    Some(_) => {}
                    None => return block.len(),
                }
            }
        }
    }

    fn piece(&mut self, piece: Piece, place: &Place) {
        match piece {
            Piece::Value(range) | Piece::Broken(range) => self.record(range, place.clone()),
            Piece::Cut(range) if !self.job.is_last => self.record(range, place.clone()),
            Piece::Cut(range) => {
                let bytes = self.bytes(range.clone());
                let fault = Fault::new(FaultKind::Truncated, "the source ends within a value");
                self.fault(range.start, fault.with_bytes(bytes));
            }
            Piece::Nuls(range) => self.fault(range.start, nuls(range.len() as u64)),
            Piece::Unclosed(at) => {
                self.fault(at, Fault::new(FaultKind::Truncated, "the array does not end with `]`"));
            }
        }
    }

    fn row(&mut self, range: Range<usize>, is_row: bool, columns: &Arc<Columns>, delimiter: u8) {
        if !is_row {
            let message = "the row has a quote that is not closed, or text behind one that is";
            let bytes = self.bytes(self.trimmed(range.clone()));
            return self.fault(range.start, Fault::new(FaultKind::Json, message).with_bytes(bytes));
        }
        let trimmed = self.trimmed(range.clone());
        if trimmed.is_empty() {
            return;
        }
        let mut cells = cells(&self.bytes(range), delimiter);
        if delimiter == b'\t' && columns.names.is_empty() {
            cells = cells.into_iter().map(undoubled).collect();
        }
        self.record(trimmed, Place::Row { columns: Arc::clone(columns), cells });
    }

    /// Interprets the value of a line. Returns `false` if it is not exactly one, also if its items are not wanted.
    fn is_record(&mut self, range: Range<usize>) -> bool {
        let text = self.block().get(range.clone()).unwrap_or_default();
        if self.job.offset + (range.start as u64) <= self.job.from.0
            && Scanner::default().scan(text) != Scan::End(text.len())
        {
            return false;
        }
        let before = self.items.len();
        self.record(range, Place::Value);
        !self.items.get(before..).is_some_and(ends_with_json_fault)
    }

    fn record(&mut self, range: Range<usize>, place: Place) {
        let range = self.trimmed(range);
        if range.len() as u64 > self.job.max_value {
            let fault = too_long(self.job.max_value, &self.bytes(range.clone()));
            return self.fault(range.start, fault);
        }
        let offset = self.job.offset + range.start as u64;
        let is_before = offset < self.job.from.0;
        let context = &self.job.context;
        if is_before && !context.asks_for_owner() {
            return;
        }
        let line = self.line_of(range.start);
        let record = Record { bytes: self.bytes(range), offset, line, received_at: None, place };
        if is_before {
            let mut items = Vec::new();
            interpret(record, context, &mut self.selection, &mut items);
            items.retain(|item| context.keeps(item));
            return;
        }
        self.add(|items, selection| interpret(record, context, selection, items), offset);
    }

    fn source_fault(&mut self, fault: Fault, nth: u32) {
        let Job { context, offset, from, .. } = self.job;
        if (*offset, nth) >= *from {
            let mut item = Item::new(Content::Fault(fault), &context.name, *offset, self.line);
            item.nth = nth;
            self.items.push(item);
        }
    }

    fn fault(&mut self, at: usize, fault: Fault) {
        let (offset, line) = (self.job.offset + at as u64, self.line_of(at));
        let item = Item::new(Content::Fault(fault), &self.job.context.name, offset, line);
        self.add(|items, _| items.push(item), offset);
    }

    /// Adds items of the record at `offset`, numbered, but those that are not wanted.
    fn add(&mut self, add: impl FnOnce(&mut Vec<Item>, &mut Selection), offset: u64) {
        let (from, nth) = self.job.from;
        if offset < from {
            return;
        }
        let before = self.items.len();
        add(&mut self.items, &mut self.selection);
        for (nth, item) in (0..).zip(self.items.iter_mut().skip(before)) {
            item.nth = nth;
        }
        if offset == from && nth > 0 {
            let skipped = (self.items.len() - before).min(nth as usize);
            // An owner that was asked for before the position is not asked for again.
            for item in self.items.drain(before..before + skipped) {
                self.job.context.keeps(&item);
            }
        }
        if !self.selection.is_all() {
            for mut item in self.items.split_off(before) {
                if self.selection.keeps(&mut item) {
                    self.items.push(item);
                }
            }
        }
    }

    /// Returns bytes of the block. They are a copy, so that an item that is kept does not keep the block, unless the
    /// items of the block are taken together.
    fn bytes(&self, range: Range<usize>) -> Bytes {
        if self.job.context.shares_blocks || range.len() > self.block().len() / 2 {
            return self.job.block.slice(range);
        }
        Bytes::copy_from_slice(self.block().get(range).unwrap_or_default())
    }

    fn trimmed(&self, range: Range<usize>) -> Range<usize> {
        let text = self.block().get(range.clone()).unwrap_or_default();
        let end = range.start + text.trim_ascii_end().len();
        end - text.trim_ascii().len()..end
    }

    /// Returns the line of a byte that is not before those of earlier calls.
    fn line_of(&mut self, at: usize) -> u64 {
        let passed = self.job.block.get(self.lines_to..at).unwrap_or_default();
        self.line += memchr_iter(b'\n', passed).count() as u64;
        self.lines_to = self.lines_to.max(at);
        self.line
    }
}

/// Returns `true` for a line that tells the length of the value on the next one, as a stream with `delimited=length` has
/// it. The length includes the line break.
fn is_length(line: &[u8], rest: &[u8]) -> bool {
    let length = std::str::from_utf8(line).ok().and_then(|line| line.parse::<usize>().ok());
    let is_told = |length: usize| match memchr(b'\n', rest) {
        Some(newline) => length == newline + 1,
        // The line break of the last value is missing.
        None => (rest.len()..=rest.len() + 2).contains(&length),
    };
    rest.first() == Some(&b'{') && length.is_some_and(is_told)
}

pub(crate) fn too_long(limit: u64, bytes: &[u8]) -> Fault {
    // As many bytes are there whenever a value is found to be too long, however it arrives.
    let length = usize::try_from(limit).unwrap_or(SAMPLE).min(SAMPLE);
    let sample = Bytes::copy_from_slice(bytes.get(..length).unwrap_or(bytes));
    let message = format!(
        "a value is longer than {limit} bytes, so it is not read. Raise `--max-value` (`Limits::max_value`) if it is one"
    );
    Fault::new(FaultKind::TooLong, message).with_bytes(sample)
}

pub(crate) fn nuls(count: u64) -> Fault {
    Fault::new(
        FaultKind::Json,
        format!("{count} NUL bytes stand between values, as a crash leaves them"),
    )
}

/// Returns `true` if a record is not JSON. A fault of its encoding can come before.
fn ends_with_json_fault(items: &[Item]) -> bool {
    let last = items.last().and_then(Item::fault);
    last.is_some_and(|fault| fault.kind() == FaultKind::Json)
}
