//! The parts of a source between which something cannot be read.

use std::io::Read;

use memchr::memchr;

use super::block::indent;
use super::{Frames, Sink};
use crate::cut::rows::cells;
use crate::cut::sequence::{Piece, Sequence};
use crate::record::{Columns, Place};
use crate::work::Work;

impl<R: Read + Send, S: Sink> Frames<'_, R, S> {
    /// Hands out the lines of all parts.
    pub(super) async fn all_lines(&mut self) {
        let indent = indent(self.text.buffer());
        self.lines(indent).await;
        while self.text.resume() {
            self.end_of_line().await;
            self.lines(indent).await;
        }
    }

    /// Reports the end of a line whose start cannot be read.
    async fn end_of_line(&mut self) {
        let end = loop {
            self.text.fill();
            let rest = self.text.buffer().get(1..).unwrap_or_default();
            if self.begins_value() {
                return;
            }
            match memchr(b'\n', rest) {
                Some(newline) => break newline + 1,
                None if self.text.has_ended() || rest.len() > self.max_value => {
                    break rest.len() + 1;
                }
                None => {}
            }
        };
        let pieces = vec![Piece::Broken(1..end)];
        let block = self.text.take(end);
        self.sink.push(block, Work::Pieces { pieces, place: Place::Value }, true).await;
    }

    /// Returns `true` if a value or nothing is next, and not the end of one.
    fn begins_value(&self) -> bool {
        let next = self.text.buffer().iter().find(|byte| !b" \t\r\n,".contains(byte));
        next.is_none_or(|next| matches!(next, b'{' | b'[' | b']' | 0))
    }

    /// Hands out the values of all parts.
    pub(super) async fn sequences(&mut self, sequence: Sequence, place: &Place) {
        let mut is_in_array = self.sequence(sequence, place).await;
        while self.text.resume() {
            self.text.fill();
            let sequence = Sequence::behind_gap(is_in_array, self.begins_value());
            is_in_array = self.sequence(sequence, place).await;
        }
    }

    /// Hands out the rows of all parts.
    pub(super) async fn all_rows(&mut self, delimiter: u8) {
        let mut columns = None;
        self.rows(delimiter, &mut columns, false).await;
        while self.text.resume() {
            self.text.discard(1);
            self.rows(delimiter, &mut columns, true).await;
        }
    }
}

impl Columns {
    /// Returns `true` if a row has as many cells as the header.
    pub(super) fn is_row(&self, row: &[u8], delimiter: u8) -> bool {
        let row = bytes::Bytes::copy_from_slice(row);
        self.names.is_empty() || cells(&row, delimiter).len() == self.names.len()
    }
}
