//! The log: a line on standard error for each request, CRC request and delivery.

use std::fmt::{self, Write as _};
use std::io;

use account_activity_emulator::Clock;
use account_activity_inbox::with_sources;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Level, Metadata, Subscriber};

use super::lines::Lines;
use crate::escaped::Escaped;

/// Starts to log the events of the emulator, with the emulated time. Returns the lines, which are written by a
/// thread of their own.
pub(super) fn begin(clock: Clock) -> io::Result<Lines> {
    let lines = Lines::to(io::stderr())?;
    // Fails only if a subscriber is already set; this program sets no other.
    let _ = tracing::subscriber::set_global_default(Log { clock, lines: lines.clone() });
    Ok(lines)
}

struct Log {
    clock: Clock,
    lines: Lines,
}

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
        let line = format!("{} {level}{:<10}{}", self.clock.now(), line.message, line.fields);
        self.lines.push(&format!("{}\n", Escaped(line)));
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
        self.record_str(field, &with_sources(value));
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        let _ = if field.name() == "message" {
            write!(self.message, "{value:?}")
        } else {
            write!(self.fields, " {}={value:?}", field.name())
        };
    }
}
