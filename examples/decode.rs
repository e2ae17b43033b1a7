//! Decodes stored payloads and reports their content.
//!
//! ```text
//! cargo run --release --example decode -- [--round-trip] [--json] [--as KIND] PATH…
//! ```
//!
//! A path is a file, or a folder that is searched for `*.json`, `*.jsonl` and `*.ndjson`. A file
//! holds one JSON value, an array of values, or one value per line. The values are payloads. With
//! `--as tweet` they are bare Tweets, and with `--as direct-message` bare Direct Message events.
//! Folders named `tweet-v11` and `dm-event-v11` imply these flags. The exit code is 1 if anything
//! failed, and 2 if the arguments are wrong.

#[path = "decode/args.rs"]
mod args;
#[path = "../src/receiver/escaped.rs"]
mod escaped;
#[path = "decode/input.rs"]
mod input;
#[path = "decode/report.rs"]
mod report;

use std::io::IsTerminal;
use std::process::ExitCode;
use std::time::Instant;

use account_activity::{Event, Payload};

use args::Args;
use input::{Document, Kind};
use report::Report;

fn main() -> ExitCode {
    let args = match Args::parse(std::env::args().skip(1)) {
        Ok(Some(args)) => args,
        Ok(None) => {
            report::say(args::USAGE);
            return ExitCode::SUCCESS;
        }
        Err(message) => {
            eprintln!("{message}");
            return ExitCode::from(2);
        }
    };
    let mut report = Report::default();
    let progress = !args.json && std::io::stderr().is_terminal();
    let files = input::files(&args.paths, &mut report.failures);
    for (index, path) in files.iter().enumerate() {
        if progress && (index % 64 == 0 || index + 1 == files.len()) {
            eprint!("\r{} of {} files, {} payloads", index + 1, files.len(), report.payloads);
        }
        report.files += 1;
        let name = path.display();
        match std::fs::read(path) {
            Ok(bytes) => {
                let kind = args.kind.unwrap_or_else(|| Kind::of(path));
                for document in input::documents(path, &bytes) {
                    decode(&document, kind, &name, args.round_trip, &mut report);
                }
            }
            Err(error) => report.failures.push(format!("{name}:1: : {error}")),
        }
    }
    if progress {
        eprintln!();
    }
    report::say(&if args.json { report.json() } else { report.table() });
    if report.failures.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Decodes one value of a file into the report.
fn decode(
    document: &Document<'_>,
    kind: Kind,
    file: &dyn std::fmt::Display,
    round_trip: bool,
    report: &mut Report,
) {
    let (body, prefix) = kind.envelope(document.json);
    report.payloads += 1;
    report.bytes += document.json.len();
    let started = Instant::now();
    let payload = Payload::from_slice(&body);
    report.time += started.elapsed();
    let mut fail = |pointer: &str, message: &str, line: usize| {
        let pointer = pointer.strip_prefix(prefix).unwrap_or(pointer);
        report.failures.push(format!("{file}:{line}: {pointer}: {message}"));
    };
    let payload = match payload {
        Ok(payload) => payload,
        // The envelope of a bare value is on the first line of the value.
        Err(error) => {
            return fail(error.pointer(), error.message(), document.line + error.line() - 1);
        }
    };
    for event in payload.events() {
        if let Event::Undecoded(undecoded) = event {
            let offset = undecoded.json().as_ptr().addr() - payload.as_bytes().as_ptr().addr();
            let lines = input::lines(payload.as_bytes(), offset);
            fail(undecoded.pointer(), undecoded.message(), document.line + lines);
        }
    }
    if round_trip {
        for difference in payload.differences() {
            fail(&difference.pointer, &difference.message, document.line);
        }
    }
    for event in payload.events() {
        *report.events.entry(event.kind()).or_default() += 1;
    }
    report.faults.extend(payload.faults().iter().map(|fault| format!("{file}: {fault}")));
    for unknown in payload.unknown() {
        *report.unknown.entry(unknown).or_default() += 1;
    }
}
