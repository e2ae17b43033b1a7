//! Rows of CSV and TSV, as RFC 4180 describes them.

use std::ops::Range;

use bytes::{Bytes, BytesMut};
use memchr::{memchr, memchr2};

/// Where the row at the start of a window ends.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum RowEnd {
    /// Before this byte, behind the end of the line.
    At(usize),
    /// The window ends within the row.
    More,
    /// The row has a quote that is not closed, or text behind one. The next line begins at this byte.
    Broken(usize),
}

/// Finds the end of the row at the start of `window`.
pub(crate) fn row_end(window: &[u8], delimiter: u8, ended: bool) -> RowEnd {
    let mut at = 0;
    loop {
        match field(window, at, delimiter, ended) {
            Field::Delimited { next, .. } => at = next,
            Field::Last { next, .. } => return RowEnd::At(next),
            Field::More => return RowEnd::More,
            Field::Broken => {
                let line = memchr(b'\n', window).map(|newline| newline + 1);
                return match line {
                    Some(line) => RowEnd::Broken(line),
                    None if ended => RowEnd::Broken(window.len()),
                    None => RowEnd::More,
                };
            }
        }
    }
}

/// Splits a whole row into its cells, without their quotes.
pub(crate) fn cells(row: &Bytes, delimiter: u8) -> Vec<Bytes> {
    let (mut cells, mut at) = (Vec::new(), 0);
    loop {
        let (range, quoted, next, last) = match field(row, at, delimiter, true) {
            Field::Delimited { range, quoted, next } => (range, quoted, next, false),
            Field::Last { range, quoted, next } => (range, quoted, next, true),
            Field::More | Field::Broken => return cells,
        };
        let cell = row.slice(range);
        cells.push(if quoted { unquote(cell) } else { cell });
        if last {
            return cells;
        }
        at = next;
    }
}

enum Field {
    Delimited { range: Range<usize>, quoted: bool, next: usize },
    Last { range: Range<usize>, quoted: bool, next: usize },
    More,
    Broken,
}

fn field(window: &[u8], start: usize, delimiter: u8, ended: bool) -> Field {
    let rest = window.get(start..).unwrap_or_default();
    let quoted = rest.first() == Some(&b'"');
    let end = if quoted {
        match quoted_end(rest) {
            Some(end) => end,
            None if ended => return Field::Broken,
            None => return Field::More,
        }
    } else {
        match memchr2(delimiter, b'\n', rest) {
            Some(end) => end,
            None if ended => rest.len(),
            None => return Field::More,
        }
    };
    let range = if quoted { start + 1..start + end - 1 } else { start..start + end };
    match (rest.get(end), rest.get(end + 1)) {
        (Some(&byte), _) if byte == delimiter => {
            Field::Delimited { range, quoted, next: start + end + 1 }
        }
        (Some(b'\n'), _) => {
            let mut range = range;
            if !quoted && window.get(range.clone()).is_some_and(|text| text.ends_with(b"\r")) {
                range.end -= 1;
            }
            Field::Last { range, quoted, next: start + end + 1 }
        }
        (Some(b'\r'), Some(b'\n')) => Field::Last { range, quoted, next: start + end + 2 },
        (Some(b'\r'), None) if !ended => Field::More,
        (None, _) | (Some(b'\r'), None) if ended => {
            Field::Last { range, quoted, next: window.len() }
        }
        (None, _) => Field::More,
        _ => Field::Broken,
    }
}

/// Returns the place behind the quote that closes the text.
fn quoted_end(rest: &[u8]) -> Option<usize> {
    let mut at = 1;
    loop {
        at += memchr(b'"', rest.get(at..)?)? + 1;
        if rest.get(at) != Some(&b'"') {
            return Some(at);
        }
        at += 1;
    }
}

fn unquote(cell: Bytes) -> Bytes {
    let Some(first) = memchr(b'"', &cell) else { return cell };
    let mut text = BytesMut::with_capacity(cell.len());
    let (mut rest, mut quote) = (cell.as_ref(), first);
    loop {
        text.extend_from_slice(rest.get(..=quote).unwrap_or_default());
        rest = rest.get(quote + 2..).unwrap_or_default();
        match memchr(b'"', rest) {
            Some(next) => quote = next,
            None => break,
        }
    }
    text.extend_from_slice(rest);
    text.freeze()
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::{RowEnd, cells, row_end};

    fn split(row: &'static str) -> Vec<Bytes> {
        cells(&Bytes::from_static(row.as_bytes()), b',')
    }

    #[test]
    fn cells_lose_their_quotes() {
        assert_eq!(split("1,\"{\"\"a\"\":\"\"b,\nc\"\"}\",x\r\n"), ["1", "{\"a\":\"b,\nc\"}", "x"]);
        assert_eq!(split(",\"\",\n"), ["", "", ""]);
        assert_eq!(split("\"\"\"\"\"\""), ["\"\""]);
    }

    #[test]
    fn a_row_ends_outside_of_quotes() {
        let row = "1,\"a\n\"\"b\"\r\n2,c";
        assert_eq!(row_end(row.as_bytes(), b',', false), RowEnd::At(11));
        for cut in 0..10 {
            assert_eq!(row_end(&row.as_bytes()[..cut], b',', false), RowEnd::More, "{cut}");
        }
        assert_eq!(row_end(b"2,c", b',', true), RowEnd::At(3));
    }

    #[test]
    fn a_quote_that_is_not_closed_costs_one_line() {
        assert_eq!(row_end(b"1,\"{\"\"a\n2,\"{\"\"b\"\"}\"\n", b',', true), RowEnd::Broken(8));
        assert_eq!(row_end(b"1,\"abc", b',', true), RowEnd::Broken(6));
    }
}
