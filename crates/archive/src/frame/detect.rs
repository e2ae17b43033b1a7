//! Recognizes how a source holds values, by its first bytes.

use bytes::Bytes;
use memchr::{memchr, memchr_iter};

use crate::compression::packed;
use crate::cut::rows::{RowEnd, cells, row_end};
use crate::cut::scanner::{Scan, Scanner};
use crate::form::Form;
use crate::personal::Part;

/// How a source holds values.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum Framing {
    /// Most lines are values, or some can be.
    Lines,
    /// Values one after another, or in arrays.
    Sequence,
    /// One value, even if it is an array.
    Whole,
    /// An array behind `variable =`, which takes the given number of bytes.
    Assignment {
        part: Option<Part>,
        length: usize,
    },
    Rows {
        delimiter: u8,
    },
    /// A form in which other files are packed.
    Packed(&'static str),
    /// Nothing but white space.
    Empty,
    Unknown,
}

/// Returns `true` if the start of a source tells its framing: it has a line, or more than a value.
pub(crate) fn is_enough(start: &[u8]) -> bool {
    let text = start.trim_ascii_start();
    let is_behind = |scan| matches!(scan, Scan::End(end) if end < text.len());
    match text.first() {
        Some(b'[') => true,
        Some(b'{') if is_behind(Scanner::default().scan(text)) => true,
        Some(b'{' | b'"') => memchr(b'\n', text).is_some(),
        // The first line may be the header of a table.
        _ => memchr_iter(b'\n', text).nth(1).is_some(),
    }
}

/// Recognizes the framing of a source from its start. `ended` means that the start is all of it.
pub(crate) fn detect(start: &[u8], ended: bool, form: Option<Form>) -> Framing {
    if let Some(form) = packed(start) {
        return Framing::Packed(form);
    }
    let blank = start.iter().position(|byte| !byte.is_ascii_whitespace() && *byte != 0);
    let Some(blank) = blank.or_else(|| (!ended).then_some(0)) else {
        return if start.contains(&0) { Framing::Sequence } else { Framing::Empty };
    };
    let text = start.get(blank..).unwrap_or_default();
    match form {
        Some(Form::Lines) => Framing::Lines,
        Some(Form::Concatenated | Form::Array) => Framing::Sequence,
        Some(Form::OneValue) => Framing::Whole,
        Some(Form::Csv) => {
            Framing::Rows { delimiter: separator(text, ended, b",;").unwrap_or(b',') }
        }
        Some(Form::Tsv) => Framing::Rows { delimiter: b'\t' },
        _ => by_content(text, ended, blank),
    }
}

fn by_content(text: &[u8], ended: bool, blank: usize) -> Framing {
    match text.first() {
        Some(b'[') => return Framing::Sequence,
        Some(b'{') => {
            return if value_ends_its_line(text) { Framing::Lines } else { Framing::Sequence };
        }
        // A text sequence (RFC 7464) has a record separator before each value.
        Some(0x1e) if matches!(text.get(1), Some(b'{' | b'[' | b'"')) => {
            return Framing::Sequence;
        }
        _ => {}
    }
    if let Some((variable, length)) = assignment(text) {
        return Framing::Assignment { part: Part::of_variable(variable), length: blank + length };
    }
    if text.first() == Some(&b'"') && value_ends_its_line(text) {
        return Framing::Lines;
    }
    if let Some(delimiter) = separator(text, ended, b",\t;") {
        return Framing::Rows { delimiter };
    }
    let mut lines = text.split(|&byte| byte == b'\n').map(<[u8]>::trim_ascii);
    let is_scalar = matches!(lines.next(), Some(b"null" | b"true" | b"false"));
    // Values can be among the lines of any text.
    if is_scalar || lines.any(|line| line.starts_with(b"{")) || is_text(text) {
        return Framing::Lines;
    }
    Framing::Unknown
}

/// Returns `true` if nothing but white space follows the first value on its last line, which is also its first.
fn value_ends_its_line(text: &[u8]) -> bool {
    let end = match Scanner::default().scan(text) {
        Scan::End(end) => end,
        // A value that is longer than the sample, or broken: only lines let the rest be read.
        Scan::Incomplete => return memchr(b'\n', text).is_none(),
        Scan::Broken(at) => {
            return memchr(b'\n', text)
                .is_some_and(|newline| newline > at || text.get(newline + 1) == Some(&b'{'));
        }
    };
    let (value, rest) = text.split_at_checked(end).unwrap_or((text, &[]));
    memchr(b'\n', value).is_none()
        && rest
            .iter()
            .find(|byte| !matches!(byte, b' ' | b'\t' | b'\r' | b','))
            .is_none_or(|byte| *byte == b'\n')
}

/// Returns the variable of an assignment of an array, and the length of the text before the array.
fn assignment(text: &[u8]) -> Option<(&str, usize)> {
    let text = text.get(..text.len().min(256))?;
    let equals = memchr(b'=', text)?;
    let name = str::from_utf8(text.get(..equals)?).ok()?.trim();
    let name = name.strip_prefix("var ").unwrap_or(name);
    let is_name = |name: &str| {
        name.chars().all(|one| one.is_ascii_alphanumeric() || matches!(one, '.' | '_' | '$'))
    };
    let value = text.get(equals + 1..)?.trim_ascii_start().first();
    (is_name(name) && matches!(value, Some(b'[' | b'{'))).then_some((name, equals + 1))
}

/// Returns the delimiter of a table: one of its cells holds JSON or Base64, or its rows have as many cells as its
/// header.
fn separator(text: &[u8], ended: bool, delimiters: &[u8]) -> Option<u8> {
    let first = |wanted: fn(&[Vec<Bytes>]) -> bool| {
        delimiters.iter().copied().find(|&delimiter| wanted(&rows(text, delimiter, ended)))
    };
    if !is_text(text) {
        return None;
    }
    first(|rows| {
        rows.iter().any(|row| {
            let of_json =
                |cell: &&Bytes| matches!(cell.trim_ascii_start().first(), Some(b'{' | b'['));
            let is_base64 = |cell: &&Bytes| is_base64(cell);
            row.iter().any(|cell| of_json(&cell) || row.len() > 1 && is_base64(&cell))
        })
    })
    .or_else(|| {
        first(|rows| match rows.split_first() {
            Some((header, rows)) if header.len() > 1 && !rows.is_empty() => {
                rows.iter().all(|row| row.len() == header.len())
                    // The first name is empty above an index.
                    && header.iter().skip(1).all(|name| !name.is_empty() && name.len() <= 64)
            }
            _ => false,
        })
    })
}

/// Returns `false` for binary data.
fn is_text(text: &[u8]) -> bool {
    text.iter().all(|byte| *byte >= b' ' || matches!(byte, b'\t' | b'\n' | b'\r'))
}

/// Returns the first rows, but those that are JSON themselves and have commas too.
fn rows(text: &[u8], delimiter: u8, ended: bool) -> Vec<Vec<Bytes>> {
    let (mut rows, mut rest) = (Vec::new(), text);
    while !rest.is_empty() && rows.len() < 16 {
        let (end, row) = match row_end(rest, delimiter, ended) {
            RowEnd::At(end) => (end, rest.get(..end).unwrap_or_default().to_vec()),
            // The sample ends within the row, probably within a cell with quotes, and tells enough.
            RowEnd::More => (rest.len(), [rest, b"\""].concat()),
            RowEnd::Broken(_) => break,
        };
        let row = Bytes::from(row);
        if !row.starts_with(b"{") && !row.starts_with(b"[") {
            rows.push(cells(&row, delimiter));
        }
        rest = rest.get(end..).unwrap_or_default();
    }
    rows
}

/// Returns `true` for Base64 of a JSON object: its first line has no other characters.
fn is_base64(text: &[u8]) -> bool {
    let line = text.split(|&byte| byte == b'\n').next().unwrap_or_default().trim_ascii();
    let is_digit = |byte: &u8| byte.is_ascii_alphanumeric() || b"+/=-_".contains(byte);
    matches!(line.first_chunk(), Some(b"ey" | b"ew" | b"W3"))
        && line.len() >= 16
        && line.iter().all(is_digit)
}

#[cfg(test)]
mod tests {
    use super::{Framing, detect};
    use crate::personal::Part;

    fn of(text: &str) -> Framing {
        detect(text.as_bytes(), true, None)
    }

    #[test]
    fn the_framing_is_recognized_by_content() {
        assert_eq!(of("{\"a\":1}\n{\"b\":2}\n"), Framing::Lines);
        assert_eq!(of("\r\n {\"a\":1}\r\n"), Framing::Lines);
        assert_eq!(of("\"{\\\"a\\\":1}\"\n"), Framing::Lines);
        assert_eq!(of("hello\n{\"a\":1}\n"), Framing::Lines);
        assert_eq!(of("eyJmb3JfdXNlcl9pZCI6IjEifQ==\n"), Framing::Lines);
        assert_eq!(of("{\"a\":1}{\"b\":2}\n"), Framing::Sequence);
        assert_eq!(of("{\n  \"a\": 1\n}\n"), Framing::Sequence);
        assert_eq!(of("[1]\n[2]\n"), Framing::Sequence);
        assert_eq!(of("\u{1e}{\"a\":1}\n\u{1e}{\"b\":2}\n"), Framing::Sequence);
        assert_eq!(of("\u{1e}\u{1}binary\n"), Framing::Unknown);
        assert_eq!(of(" \n\n"), Framing::Empty);
        assert_eq!(of("\u{89}PNG\r\n\u{1a}\n"), Framing::Unknown);
        assert_eq!(of("# Title\n\nSome text, with commas.\nMore text.\n"), Framing::Lines);
    }

    #[test]
    fn tables_are_recognized_by_their_cells() {
        assert_eq!(of("id,body\n1,\"{\"\"a\"\":1}\"\n"), Framing::Rows { delimiter: b',' });
        assert_eq!(
            of("id;body\n1;\"{\"\"a\"\":1,\"\"b\"\":2}\"\n"),
            Framing::Rows { delimiter: b';' }
        );
        assert_eq!(of("id\tbody\n1\t{\"a\":1}\n"), Framing::Rows { delimiter: b'\t' });
        assert_eq!(of("body\n\"{\"\"a\"\":1}\"\n"), Framing::Rows { delimiter: b',' });
        assert_eq!(of("id,text\n1,hello\n"), Framing::Rows { delimiter: b',' });
    }

    #[test]
    fn an_assignment_tells_the_part() {
        let (tweets, length) = ("window.YTD.tweets.part0 = [ {", 25);
        assert_eq!(of(tweets), Framing::Assignment { part: Some(Part::Tweets), length });
    }
}
