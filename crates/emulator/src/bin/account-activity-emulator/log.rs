//! The log: a line on standard error for each request, CRC request and delivery.

use std::fmt::{self, Write as _};
use std::io::Write as _;

use account_activity_emulator::Clock;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Level, Metadata, Subscriber};

/// Starts to log the events of the emulator, with the emulated time.
pub(crate) fn begin(clock: Clock) {
    // Fails only if a subscriber is already set; this program sets no other.
    let _ = tracing::subscriber::set_global_default(Log(clock));
}

struct Log(Clock);

impl Subscriber for Log {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        *metadata.level() <= Level::INFO && metadata.target().starts_with("account_activity")
    }

    fn event(&self, event: &Event<'_>) {
        let mut line = Line::default();
        event.record(&mut line);
        let level = match *event.metadata().level() {
            Level::INFO => String::new(),
            level => format!("{level} "),
        };
        let line = format!("{} {level}{:<10}{}", self.0.now(), line.message, line.fields);
        let line = escaped(&line) + "\n";
        let _ = std::io::stderr().lock().write_all(line.as_bytes());
    }

    // Spans are not logged.
    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

#[derive(Default)]
struct Line {
    message: String,
    fields: String,
}

impl Visit for Line {
    fn record_str(&mut self, field: &Field, value: &str) {
        // Quoted if it would be ambiguous.
        if value.is_empty() || value.contains([' ', '"', '=', '\n']) {
            self.record_debug(field, &value);
        } else {
            self.record_debug(field, &format_args!("{value}"));
        }
    }

    fn record_error(&mut self, field: &Field, value: &(dyn std::error::Error + 'static)) {
        let mut text = value.to_string();
        let mut source = value.source();
        while let Some(error) = source {
            let _ = write!(text, ": {error}");
            source = error.source();
        }
        self.record_str(field, &text);
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        let _ = if field.name() == "message" {
            write!(self.message, "{value:?}")
        } else {
            write!(self.fields, " {}={value:?}", field.name())
        };
    }
}

/// Escapes control characters and marks that change the direction of text, which requests can have.
fn escaped(line: &str) -> String {
    let mut text = String::new();
    for character in line.chars() {
        match character {
            '\u{61c}'
            | '\u{200e}'
            | '\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2066}'..='\u{2069}' => {
                text.extend(character.escape_unicode());
            }
            character if character.is_control() => text.extend(character.escape_default()),
            character => text.push(character),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn a_line_stays_one_line() {
        assert_eq!(escaped("path=\"/é\" a\r\nb"), "path=\"/é\" a\\r\\nb");
        assert_eq!(escaped("\u{1b}[2J\u{202e}\u{2066}"), "\\u{1b}[2J\\u{202e}\\u{2066}");
    }
}
