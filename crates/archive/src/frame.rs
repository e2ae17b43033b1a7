//! Cuts the text of a source into blocks and values.

mod block;
mod detect;
mod parts;

use std::io::Read;
use std::ops::Range;
use std::sync::Arc;

use memchr::memchr;

use self::block::{begins_with_length, end_of_lines};
use self::detect::{Framing, detect, is_enough};
use crate::cut::rows::{RowEnd, cells, row_end};
use crate::cut::scanner::{Scan, Scanner};
use crate::cut::sequence::{Piece, Sequence, Step};
use crate::fault::{Fault, FaultKind};
use crate::form::Form;
use crate::record::{Columns, Place};
use crate::spare::BLOCK;
use crate::text::{Block, Text};
use crate::work::{SAMPLE, Work, nuls, too_long};

/// The most pieces of a block. A broken source can have one in each few bytes.
const PIECES: usize = 1 << 16;

/// Takes the blocks of a source.
pub(crate) trait Sink: Send {
    /// Takes a block. Reading goes on when the next one is asked for.
    fn push(&mut self, block: Block, work: Work, is_last: bool) -> impl Future<Output = ()> + Send;
}

/// Reads a source to its end.
pub(crate) struct Frames<'a, R, S> {
    text: Text<R>,
    sink: &'a mut S,
    max_value: usize,
}

impl<'a, R: Read + Send, S: Sink> Frames<'a, R, S> {
    pub(crate) fn new(text: Text<R>, sink: &'a mut S, max_value: u64) -> Self {
        Self { text, sink, max_value: usize::try_from(max_value).unwrap_or(usize::MAX) }
    }

    /// Reads the source in `form`, or else in that of its content. Returns the text behind the last block.
    pub(crate) async fn read(mut self, form: Option<Form>) -> Text<R> {
        loop {
            self.text.fill();
            self.byte_order_mark();
            let has_nuls = self.blank().await;
            while !self.text.has_ended()
                && self.text.buffer().len() < BLOCK
                && !is_enough(self.text.buffer())
            {
                self.text.fill();
            }
            let framing = detect(self.text.buffer(), self.text.has_ended(), form);
            match framing {
                Framing::Lines => self.all_lines().await,
                Framing::Sequence => self.sequences(Sequence::new(true), &Place::Value).await,
                Framing::Whole => self.sequences(Sequence::new(false), &Place::Value).await,
                Framing::Assignment { part, length } => {
                    self.text.discard(length);
                    let place = part.map_or(Place::Value, Place::Personal);
                    self.sequences(Sequence::new(true), &place).await;
                }
                Framing::Rows { delimiter } => self.all_rows(delimiter).await,
                Framing::Empty if self.text.has_stopped() || has_nuls => self.stop(false).await,
                Framing::Empty => {
                    self.fault(Fault::new(FaultKind::Empty, "the source is empty")).await;
                }
                Framing::Packed(form) => self.packed(form).await,
                Framing::Unknown => self.unknown().await,
            }
            // Nothing was known before a part that cannot be read.
            if !self.text.resume() {
                return self.text;
            }
        }
    }

    /// Skips white space and NUL bytes before everything else. Returns `true` if there were NUL bytes.
    async fn blank(&mut self) -> bool {
        let mut has_nuls = false;
        loop {
            let buffer = self.text.buffer();
            let is_blank = buffer.iter().all(u8::is_ascii_whitespace);
            if buffer.first() == Some(&0) {
                has_nuls = true;
                self.nuls().await;
            } else if is_blank && !self.text.has_ended() {
                self.text.discard(buffer.len());
                self.text.fill();
            } else {
                return has_nuls;
            }
        }
    }

    fn byte_order_mark(&mut self) {
        if self.text.buffer().starts_with(b"\xEF\xBB\xBF") {
            self.text.discard(3);
        }
    }

    /// Hands out blocks that end with a line.
    async fn lines(&mut self, indent: usize) {
        loop {
            self.nuls().await;
            let ended = self.text.has_ended();
            match end_of_lines(self.text.buffer(), indent) {
                Some(end) => {
                    let (block, ends) = self.text.take_lines(end);
                    let is_last = ended && self.text.buffer().is_empty();
                    self.sink.push(block, Work::Lines(ends), is_last).await;
                }
                None if ended => return self.last_line().await,
                None if self.text.buffer().len() <= self.max_value => {}
                None if begins_with_length(self.text.buffer(), self.max_value) => self.pass_line(),
                None if is_long_line(self.text.buffer()) => self.skip_line().await,
                // These are values without newlines between them, or one that spans lines.
                None => {
                    self.sequence(Sequence::new(true), &Place::Value).await;
                    return;
                }
            }
            self.text.fill();
        }
    }

    /// Hands out the last line, which does not end with a newline.
    async fn last_line(&mut self) {
        let length = self.text.buffer().len();
        if !self.text.has_stopped() {
            if length > 0 {
                let (block, ends) = self.text.take_lines(length);
                self.sink.push(block, Work::Lines(ends), true).await;
            }
            return;
        }
        self.sequence(Sequence::new(true), &Place::Value).await;
    }

    /// Skips a line that is too long.
    async fn skip_line(&mut self) {
        let fault = too_long(self.max_value as u64, self.text.buffer());
        self.fault(fault).await;
        self.pass_line();
    }

    /// Drops a line.
    fn pass_line(&mut self) {
        loop {
            let buffer = self.text.buffer();
            let newline = memchr(b'\n', buffer);
            self.text.discard(newline.map_or(buffer.len(), |newline| newline + 1));
            if newline.is_some() || self.text.has_ended() {
                return;
            }
            self.text.fill();
        }
    }

    /// Skips NUL bytes that are next.
    async fn nuls(&mut self) {
        if self.text.buffer().first() != Some(&0) {
            return;
        }
        let (place, mut count) = (self.text.place(), 0);
        loop {
            let buffer = self.text.buffer();
            let zeros = buffer.iter().position(|&byte| byte != 0).unwrap_or(buffer.len());
            count += zeros as u64;
            let is_end = zeros < buffer.len();
            self.text.discard(zeros);
            if is_end || self.text.has_ended() {
                return self.fault_at(place, nuls(count)).await;
            }
            self.text.fill();
        }
    }

    /// Hands out blocks of values. Returns whether the text ended in an array.
    async fn sequence(&mut self, mut sequence: Sequence, place: &Place) -> bool {
        let mut pieces = Vec::new();
        let mut is_unclosed = false;
        loop {
            let ended = self.text.has_ended();
            let is_in_array = is_unclosed || sequence.is_in_array();
            match sequence.next(self.text.buffer(), ended) {
                Step::Piece(Piece::Cut(range)) if self.text.has_stopped() => {
                    self.pieces(&mut sequence, &mut pieces, range.start, place).await;
                    self.stop(true).await;
                    return is_in_array;
                }
                Step::Piece(Piece::Unclosed(_)) if self.text.has_stopped() => is_unclosed = true,
                Step::Piece(piece) => {
                    let end = piece.end();
                    pieces.push(piece);
                    if pieces.len() >= PIECES {
                        self.pieces(&mut sequence, &mut pieces, end, place).await;
                    }
                }
                Step::End => {
                    self.pieces(&mut sequence, &mut pieces, self.text.buffer().len(), place).await;
                    self.stop(false).await;
                    return is_in_array;
                }
                Step::More(keep) => {
                    let length = self.text.buffer().len() - keep;
                    if length <= self.max_value.saturating_add(BLOCK) {
                        self.pieces(&mut sequence, &mut pieces, keep, place).await;
                        self.text.fill();
                    } else if !sequence.gives_up(self.text.buffer()) {
                        self.pieces(&mut sequence, &mut pieces, keep, place).await;
                        self.skip_value(&mut sequence).await;
                    }
                }
            }
        }
    }

    /// Hands out the pieces before `end`.
    async fn pieces(
        &mut self,
        sequence: &mut Sequence,
        pieces: &mut Vec<Piece>,
        end: usize,
        place: &Place,
    ) {
        sequence.rebase(end);
        if pieces.is_empty() {
            self.text.discard(end);
            return;
        }
        let work = Work::Pieces { pieces: std::mem::take(pieces), place: place.clone() };
        let block = self.text.take(end);
        self.sink.push(block, work, true).await;
    }

    /// Skips a value that is too long, or NUL bytes.
    async fn skip_value(&mut self, sequence: &mut Sequence) {
        let place = self.text.place();
        let fault = too_long(self.max_value as u64, self.text.buffer());
        let mut skipped = 0;
        loop {
            let step = sequence.next(self.text.buffer(), self.text.has_ended());
            let at = match &step {
                Step::Piece(Piece::Nuls(range)) => {
                    let end = range.end;
                    self.text.discard(end);
                    sequence.rebase(end);
                    return self.fault_at(place, nuls(skipped + end as u64)).await;
                }
                Step::Piece(Piece::Value(range) | Piece::Broken(range) | Piece::Cut(range)) => {
                    range.end
                }
                Step::Piece(Piece::Unclosed(at)) => *at,
                Step::End => self.text.buffer().len(),
                Step::More(_) => {
                    // What tells the next line that begins a value is at the end.
                    let gone = self.text.buffer().len().saturating_sub(BLOCK);
                    skipped += gone as u64;
                    self.text.discard(gone);
                    sequence.rebase(gone);
                    self.text.fill();
                    continue;
                }
            };
            self.text.discard(at);
            sequence.rebase(at);
            return self.fault_at(place, fault).await;
        }
    }

    /// Hands out blocks of rows. The first one can be the end of a row whose start cannot be read.
    async fn rows(
        &mut self,
        delimiter: u8,
        columns: &mut Option<Arc<Columns>>,
        mut can_be_part: bool,
    ) {
        let (mut rows, mut at): (Vec<(Range<usize>, bool)>, usize) = (Vec::new(), 0);
        loop {
            let ended = self.text.has_ended();
            let rest = self.text.buffer().get(at..).unwrap_or_default();
            let end = if rest.is_empty() && !ended {
                RowEnd::More
            } else {
                row_end(rest, delimiter, ended)
            };
            // A row whose line does not end may have been cut.
            let is_cut = self.text.has_stopped() && ended && !rest.ends_with(b"\n");
            let end = match end {
                RowEnd::At(end) | RowEnd::Broken(end)
                    if is_cut && at + end == self.text.buffer().len() =>
                {
                    RowEnd::More
                }
                end => end,
            };
            let mut is_row = matches!(end, RowEnd::At(_));
            match end {
                RowEnd::At(0) | RowEnd::Broken(0) | RowEnd::More => {}
                RowEnd::At(end) | RowEnd::Broken(end) => {
                    if let Some(columns) = columns.as_deref()
                        && std::mem::take(&mut can_be_part)
                    {
                        is_row &= columns.is_row(rest.get(..end).unwrap_or_default(), delimiter);
                    }
                    if columns.is_none() && is_row {
                        let row =
                            bytes::Bytes::copy_from_slice(rest.get(..end).unwrap_or_default());
                        let header = header(&cells(&row, delimiter));
                        let is_header = header.is_some();
                        *columns = Some(Arc::new(header.unwrap_or_default()));
                        if is_header {
                            at += end;
                            continue;
                        }
                    }
                    rows.push((at..at + end, is_row));
                    at += end;
                    continue;
                }
            }
            if at > 0 {
                let block = self.text.take(at);
                at = 0;
                if !rows.is_empty() {
                    let columns = columns.clone().unwrap_or_default();
                    let rows = std::mem::take(&mut rows);
                    self.sink.push(block, Work::Rows { rows, columns, delimiter }, true).await;
                }
            }
            if ended {
                return self.stop(true).await;
            }
            if self.text.buffer().len() > self.max_value {
                self.skip_line().await;
            }
            self.text.fill();
        }
    }

    /// Reports what ended the source before its time, with the bytes that are left of the last value.
    async fn stop(&mut self, with_rest: bool) {
        let Some(stop) = self.text.stop().cloned() else { return };
        let mut fault = stop.into_fault();
        if with_rest {
            let rest = self.text.buffer();
            let rest = rest.get(..SAMPLE).unwrap_or(rest);
            fault = fault.with_bytes(bytes::Bytes::copy_from_slice(rest));
        }
        self.fault(fault).await;
    }

    /// Reports a file in which others are packed.
    async fn packed(&mut self, form: &str) {
        let message = format!(
            "the source is a {form} file, which is not read here: unpack it, and give what it holds"
        );
        self.fault(Fault::new(FaultKind::Unsupported, message)).await;
        self.text.discard(self.text.buffer().len());
        self.stop(false).await;
    }

    async fn unknown(&mut self) {
        let start = self.text.buffer();
        let start = start.get(..64).unwrap_or(start);
        let fault = Fault::new(
            FaultKind::NotUnderstood,
            "the source is neither JSON nor CSV, and not compressed by gzip, zstd, bzip2 or xz. Name its form \
             if it has one of these",
        );
        let fault = fault.with_bytes(bytes::Bytes::copy_from_slice(start));
        self.fault(fault).await;
        self.text.discard(self.text.buffer().len());
        self.stop(false).await;
    }

    async fn fault(&mut self, fault: Fault) {
        let place = self.text.place();
        self.fault_at(place, fault).await;
    }

    async fn fault_at(&mut self, place: (u64, u64), fault: Fault) {
        self.sink.push(Block::at(place), Work::Fault(fault, 0), true).await;
    }
}

/// Returns `true` if a line, of which the buffer has the start, is not several values.
fn is_long_line(buffer: &[u8]) -> bool {
    let ends = |scan| matches!(scan, Scan::End(end) if end < buffer.trim_ascii_start().len());
    memchr(b'\n', buffer).is_none() && !ends(Scanner::default().scan(buffer.trim_ascii_start()))
}

/// Returns the columns if the first row is a header: none of its cells is JSON or a number. Only the first can be
/// empty, that of an index.
fn header(cells: &[bytes::Bytes]) -> Option<Columns> {
    let is_name = |cell: &bytes::Bytes| {
        !matches!(cell.trim_ascii().first(), None | Some(b'{' | b'[' | b'0'..=b'9' | b'-'))
    };
    let names = || cells.iter().map(|cell| String::from_utf8_lossy(cell.trim_ascii()).into());
    let named = match cells.split_first() {
        Some((index, named)) if index.is_empty() && !named.is_empty() => named,
        _ => cells,
    };
    named.iter().all(is_name).then(|| Columns { names: names().collect() })
}
