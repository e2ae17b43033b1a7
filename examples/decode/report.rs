//! The report.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::time::Duration;

use account_activity::EventKind;
use account_activity::schema::Unknown;

use crate::escaped::Escaped;

#[derive(Default)]
pub(crate) struct Report {
    pub(crate) files: usize,
    pub(crate) payloads: usize,
    pub(crate) bytes: usize,
    /// The duration of decoding, without reading files and without checks.
    pub(crate) time: Duration,
    pub(crate) events: BTreeMap<EventKind, usize>,
    pub(crate) unknown: BTreeMap<Unknown, usize>,
    /// Members of envelopes that cannot be decoded. The payload is decoded without them.
    pub(crate) faults: Vec<String>,
    pub(crate) failures: Vec<String>,
}

impl Report {
    /// Returns the report for people.
    pub(crate) fn table(&self) -> String {
        let count = |(kind, count): (&EventKind, &usize)| format!("{kind:<26}{count:>10}\n");
        let mut text: String = self.events.iter().map(count).collect();
        // Bytes per microsecond are megabytes per second.
        let speed = self.bytes as u128 / self.time.as_micros().max(1);
        text += &format!(
            "{} events in {} payloads in {} files, {} bytes decoded at {speed} MB/s",
            self.events.values().sum::<usize>(),
            self.payloads,
            self.files,
            self.bytes,
        );
        let unknown = self.unknown.iter().map(|(what, count)| format!("{what} ({count})"));
        text += &list("unknown", &unknown.collect::<Vec<_>>());
        text += &list("faults", &self.faults);
        text + &list("failures", &self.failures)
    }

    /// Returns the report for programs.
    pub(crate) fn json(&self) -> String {
        let events: BTreeMap<&str, usize> =
            self.events.iter().map(|(kind, count)| (kind.as_str(), *count)).collect();
        let unknown: Vec<String> = self.unknown.keys().map(ToString::to_string).collect();
        let report = serde_json::json!({
            "files": self.files,
            "payloads": self.payloads,
            "events": events,
            "unknown": unknown,
            "faults": self.faults,
            "failures": self.failures,
        });
        report.to_string()
    }
}

fn list(title: &str, lines: &[String]) -> String {
    let mut text = if lines.is_empty() { String::new() } else { format!("\n\n{title}:") };
    for line in lines {
        // Payloads and names of files are the text of others.
        text += &format!("\n  {}", Escaped(line));
    }
    text
}

/// Prints a text. Errors are ignored, because the reader of the output may have exited (`| head`).
pub(crate) fn say(text: &str) {
    drop(writeln!(io::stdout(), "{text}"));
}
