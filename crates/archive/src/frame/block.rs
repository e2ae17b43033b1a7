//! Cuts blocks of lines.

use memchr::{memchr, memrchr};

use crate::cut::scanner::{Scan, Scanner};

/// Returns the white space before the first value of a source on its line.
pub(super) fn indent(start: &[u8]) -> usize {
    let value = start.len() - start.trim_ascii_start().len();
    let line = start.get(..value).and_then(|blank| memrchr(b'\n', blank)).map_or(0, |at| at + 1);
    value - line
}

/// Returns the end of the lines of a buffer that can be handed out, which is not within a value that spans lines. It is
/// before the last line that begins a value, or behind that line if the line holds the whole value. Returns `None` if
/// neither exists.
///
/// A line begins a value if it is indented no deeper than `indent`. A line of digits stays with the next one, whose length
/// it can tell.
pub(super) fn end_of_lines(buffer: &[u8], indent: usize) -> Option<usize> {
    let end = end_of_values(buffer, indent)?;
    let lines = buffer.get(..end)?.trim_ascii_end();
    let start = memrchr(b'\n', lines).map_or(0, |newline| newline + 1);
    let last = lines.get(start..)?;
    let is_length = !last.is_empty() && last.iter().all(u8::is_ascii_digit);
    if is_length { (start > 0).then_some(start) } else { Some(end) }
}

/// Returns `true` if a text begins with a line that tells the length of the value on the next one, and the value is longer
/// than permitted.
pub(super) fn begins_with_length(text: &[u8], max_value: usize) -> bool {
    let (line, rest) = text.split_at(memchr(b'\n', text).map_or(text.len(), |newline| newline + 1));
    let length = std::str::from_utf8(line.trim_ascii()).ok().and_then(|line| line.parse().ok());
    rest.first() == Some(&b'{') && length.is_some_and(|length: usize| length > max_value)
}

/// Returns the end of the lines that hold whole values.
fn end_of_values(buffer: &[u8], indent: usize) -> Option<usize> {
    let last = memrchr(b'\n', buffer)? + 1;
    if buffer.get(last..).is_some_and(|rest| begins_value(rest, indent)) {
        return Some(last);
    }
    let mut start = last;
    loop {
        let before = buffer.get(..start.checked_sub(1)?)?;
        start = memrchr(b'\n', before).map_or(0, |newline| newline + 1);
        let value = buffer.get(start..last)?;
        if begins_value(value, indent) {
            let line = memchr(b'\n', value)?;
            let is_complete = match Scanner::default().scan(value.trim_ascii_start()) {
                Scan::End(_) => true,
                // A line that is broken in itself does not span lines.
                Scan::Broken(at) => at <= line,
                Scan::Incomplete => false,
            };
            return if is_complete { Some(last) } else { (start > 0).then_some(start) };
        }
        if start == 0 {
            return Some(last);
        }
    }
}

/// Returns `true` if a line begins a value.
fn begins_value(line: &[u8], indent: usize) -> bool {
    let line = line.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(line);
    let blank = line.iter().take(indent).take_while(|byte| matches!(byte, b' ' | b'\t')).count();
    matches!(line.get(blank), Some(b'{' | b'[' | b'"'))
}

#[cfg(test)]
mod tests {
    use super::{end_of_lines, indent};

    #[test]
    fn blocks_end_outside_of_values() {
        for (text, end) in [
            ("{}\n{}\n", Some(6)),
            ("{}\n{\"a\"", Some(3)),
            ("{}\n{\n  1\n", Some(3)),
            ("{}\n{\n  \"a\":\n1}\n", Some(15)),
            ("{\n  1", None),
            ("{\n  \"a\":{\n", None),
            ("{}", None),
            ("{\"a\" 1}\n", Some(8)),
            ("404\n405\n40", Some(4)),
            ("404\n", None),
            ("{}\r\n4\r\n", Some(4)),
            ("{}\r\n4\r\n{}\r\n", Some(11)),
            ("{}\n{\"a\":[\n{\"b\"", Some(10)),
        ] {
            assert_eq!(end_of_lines(text.as_bytes(), 0), end, "{text:?}");
        }
        assert_eq!(indent(b"\n\n  {}\n"), 2);
        assert_eq!(end_of_lines(b"  {}\n  {\n    {}\n", 2), Some(5));
    }
}
