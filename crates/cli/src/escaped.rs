//! Text of others, on a terminal or in a log.

use std::fmt::{self, Write};
use std::io;

use serde::Serialize;
use serde_json::Serializer;
use serde_json::ser::Formatter;

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
            character if is_mark(character) => write!(self.0, "{}", character.escape_unicode()),
            character if character.is_control() => write!(self.0, "{}", character.escape_default()),
            character => self.0.write_char(character),
        })
    }
}

/// Returns `true` for a mark that changes the direction of text or ends a line.
const fn is_mark(character: char) -> bool {
    matches!(
        character,
        '\u{61c}'
            | '\u{200e}'
            | '\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2066}'..='\u{2069}'
    )
}

/// Writes a value as JSON on one line, in which the same characters are escaped as in [`Escaped`].
pub(crate) fn write_json(output: impl io::Write, value: &impl Serialize) -> io::Result<()> {
    Ok(value.serialize(&mut Serializer::with_formatter(output, EscapingJson))?)
}

/// Returns a value as JSON, as [`write_json`] writes it.
pub(crate) fn json(value: &impl Serialize) -> io::Result<String> {
    let mut text = Vec::new();
    write_json(&mut text, value)?;
    String::from_utf8(text).map_err(io::Error::other)
}

struct EscapingJson;

impl Formatter for EscapingJson {
    fn write_string_fragment<W: ?Sized + io::Write>(
        &mut self,
        output: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        let mut rest = fragment;
        while let Some((at, found)) =
            rest.char_indices().find(|(_, it)| it.is_control() || is_mark(*it))
        {
            let (before, after) = rest.split_at(at);
            write!(output, "{before}\\u{:04x}", u32::from(found))?;
            rest = after.get(found.len_utf8()..).unwrap_or_default();
        }
        output.write_all(rest.as_bytes())
    }
}

/// The longest text of an archive that is told, in bytes.
const LONGEST: usize = 1_000;

/// Cuts a text of others that is longer than what is told.
pub(crate) fn clip(mut text: String) -> String {
    if text.len() > LONGEST {
        let end = (0..=LONGEST).rev().find(|at| text.is_char_boundary(*at));
        text.truncate(end.unwrap_or_default());
        text.push('…');
        text.shrink_to_fit();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{Escaped, LONGEST, clip, json};

    #[test]
    fn a_line_stays_one_line() {
        let escaped = |text| Escaped(text).to_string();
        assert_eq!(escaped("path=\"/é\" a\r\nb"), "path=\"/é\" a\\r\\nb");
        assert_eq!(escaped("\u{1b}[2J\u{202e}\u{2066}"), "\\u{1b}[2J\\u{202e}\\u{2066}");
    }

    #[test]
    fn json_moves_neither_the_cursor_nor_the_direction() {
        let text = "\u{9b}31m\u{7f}\u{202e}é\n\"";
        let written = json(&text).unwrap();
        assert_eq!(written, r#""\u009b31m\u007f\u202eé\n\"""#);
        assert_eq!(serde_json::from_str::<String>(&written).unwrap(), text);
    }

    #[test]
    fn long_texts_are_cut_between_characters() {
        let text = "é".repeat(LONGEST);
        assert_eq!(clip(text), "é".repeat(LONGEST / 2) + "…");
        assert_eq!(clip("x".repeat(LONGEST)).len(), LONGEST);
    }
}
