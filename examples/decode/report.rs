//! What was found.

use std::collections::BTreeMap;
use std::time::Duration;

use account_activity::EventKind;
use account_activity::schema::Unknown;

#[derive(Default)]
pub struct Report {
    pub files: usize,
    pub payloads: usize,
    pub bytes: usize,
    /// The time that decoding took, without reading files and without checks.
    pub time: Duration,
    pub events: BTreeMap<EventKind, usize>,
    pub unknown: BTreeMap<Unknown, usize>,
    /// Members of envelopes that did not decode, which fails no payload.
    pub faults: Vec<String>,
    pub failures: Vec<String>,
}

impl Report {
    pub fn print(&self) {
        for (kind, count) in &self.events {
            println!("{kind:<26}{count:>10}");
        }
        let speed = self.bytes as f64 / 1e6 / self.time.as_secs_f64().max(1e-9);
        println!(
            "{} events in {} payloads in {} files, {} bytes decoded at {speed:.0} MB/s",
            self.events.values().sum::<usize>(),
            self.payloads,
            self.files,
            self.bytes,
        );
        print_list("unknown", self.unknown.iter().map(|(what, count)| format!("{what} ({count})")));
        print_list("faults", self.faults.iter().cloned());
        print_list("failures", self.failures.iter().cloned());
    }

    pub fn print_json(&self) {
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
