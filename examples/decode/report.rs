//! The report.

use std::collections::BTreeMap;
use std::time::Duration;

use account_activity::EventKind;
use account_activity::schema::Unknown;

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
    pub(crate) fn print(&self) {
        for (kind, count) in &self.events {
            println!("{kind:<26}{count:>10}");
        }
        // Bytes per microsecond are megabytes per second.
        let speed = self.bytes as u128 / self.time.as_micros().max(1);
        println!(
            "{} events in {} payloads in {} files, {} bytes decoded at {speed} MB/s",
            self.events.values().sum::<usize>(),
            self.payloads,
            self.files,
            self.bytes,
        );
        print_list("unknown", self.unknown.iter().map(|(what, count)| format!("{what} ({count})")));
        print_list("faults", self.faults.iter().cloned());
        print_list("failures", self.failures.iter().cloned());
    }

    pub(crate) fn print_json(&self) {
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
        println!("{report}");
    }
}

fn print_list(title: &str, lines: impl ExactSizeIterator<Item = String>) {
    if lines.len() > 0 {
        println!("\n{title}:");
        lines.for_each(|line| println!("  {line}"));
    }
}
