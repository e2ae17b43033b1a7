//! Text of others in a log.

use std::fmt::{self, Write};

/// Writes a text on one line: control characters and marks that change the direction of text are
/// escaped, so that the text cannot imitate other lines or hide parts of its own.
pub(super) struct Escaped<T>(pub(super) T);

impl<T: fmt::Display> fmt::Display for Escaped<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(Escaping(formatter), "{}", self.0)
    }
}

struct Escaping<'a, 'b>(&'a mut fmt::Formatter<'b>);

impl Write for Escaping<'_, '_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        text.chars().try_for_each(|character| match character {
            '\u{061c}'
            | '\u{200e}'
            | '\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2066}'..='\u{2069}' => {
                write!(self.0, "{}", character.escape_unicode())
            }
            character if character.is_control() => write!(self.0, "{}", character.escape_default()),
            character => self.0.write_char(character),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Escaped;

    #[test]
    fn nothing_moves_the_cursor_or_the_direction() {
        for (text, shown) in [
            ("plain, \"quoted\", 日本 👩\u{200d}🚀", "plain, \"quoted\", 日本 👩\u{200d}🚀"),
            ("a\r\nb\t\u{1b}[2J\0", "a\\r\\nb\\t\\u{1b}[2J\\u{0}"),
            ("\u{85}\u{7f}\u{2028}", "\\u{85}\\u{7f}\\u{2028}"),
            ("\u{202e}x\u{2066}\u{200f}\u{61c}", "\\u{202e}x\\u{2066}\\u{200f}\\u{61c}"),
        ] {
            assert_eq!(Escaped(text).to_string(), shown);
        }
    }
}
