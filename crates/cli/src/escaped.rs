//! Text of others, on a terminal or in a log.

use std::fmt::{self, Write};

/// Writes a text on one line: control characters and marks that change the direction of text are
/// escaped, so that the text cannot imitate other lines, move the cursor or hide parts of its own.
pub(crate) struct Escaped<T>(pub(crate) T);

impl<T: fmt::Display> fmt::Display for Escaped<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(Escaping(formatter), "{}", self.0)
    }
}

/// Escapes a text, except for the ends of its lines.
pub(crate) fn escaped_lines(text: &str) -> String {
    let lines: Vec<String> = text.lines().map(|line| Escaped(line).to_string()).collect();
    lines.join("\n")
}

struct Escaping<'a, 'b>(&'a mut fmt::Formatter<'b>);

impl Write for Escaping<'_, '_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        text.chars().try_for_each(|character| match character {
            '\u{61c}'
            | '\u{200e}'
            | '\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2066}'..='\u{2069}' => write!(self.0, "{}", character.escape_unicode()),
            character if character.is_control() => write!(self.0, "{}", character.escape_default()),
            character => self.0.write_char(character),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Escaped;

    #[test]
    fn a_line_stays_one_line() {
        let escaped = |text| Escaped(text).to_string();
        assert_eq!(escaped("path=\"/é\" a\r\nb"), "path=\"/é\" a\\r\\nb");
        assert_eq!(escaped("\u{1b}[2J\u{202e}\u{2066}"), "\\u{1b}[2J\\u{202e}\\u{2066}");
    }
}
