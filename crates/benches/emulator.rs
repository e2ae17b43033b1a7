//! The emulator's deliveries of the X Activity API, by webhook and by stream, in bounded memory.
//!
//! `cargo bench -p account-activity-benches --bench emulator` runs each row in a process of its own,
//! and prints a line of figures for each. The process has both ends: the emulator, and the SDK's
//! receiver or stream. With `-- --check` it fails if an event is missing or if the memory exceeds its
//! bound. Speeds are printed and not checked, because they depend on the machine.
//!
//! Only Linux shows the memory.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
#![allow(clippy::cast_precision_loss)]

#[path = "emulator/conversation.rs"]
mod conversation;
#[path = "subject/memory.rs"]
mod memory;
#[path = "emulator/outcome.rs"]
mod outcome;
#[path = "emulator/seen.rs"]
mod seen;
#[path = "emulator/stream.rs"]
mod stream;
#[path = "emulator/webhook.rs"]
mod webhook;

use std::process::{Command, ExitCode};
use std::time::Duration;

use outcome::Outcome;

const USAGE: &str = "\
usage: emulator [--short] [--only NAME] [--check]

  --short      fewer events
  --only NAME  runs only the rows whose names contain NAME
  --check      fails if an event is missing or the memory is not bounded";

/// The extent of a run. Memory is compared with that after the warm-up.
#[derive(Clone, Copy)]
pub(crate) struct Run {
    /// The deliveries by webhook, and those of the warm-up before them.
    deliveries: u64,
    warm_up_deliveries: u64,
    /// The seconds of stream, and those of the warm-up before them.
    seconds: u64,
    warm_up_seconds: u64,
}

const LONG: Run =
    Run { deliveries: 100_000, warm_up_deliveries: 20_000, seconds: 60, warm_up_seconds: 5 };
const SHORT: Run =
    Run { deliveries: 2_000, warm_up_deliveries: 200, seconds: 2, warm_up_seconds: 1 };

const ROWS: [&str; 3] = ["webhook", "stream", "slow reader"];

/// The first argument of the process of a row. The name and the extent follow.
const ROW: &str = "row";

/// How long the slow reader rests after each event: it takes a hundred a second.
const REST: Duration = Duration::from_millis(10);

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    if let [ROW, name, extent] = words.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        return run(name, if extent == "short" { SHORT } else { LONG });
    }
    let (mut extent, mut only, mut check) = ("long", String::new(), false);
    let mut words = words.into_iter();
    while let Some(word) = words.next() {
        match word.as_str() {
            "--short" => extent = "short",
            "--only" => match words.next() {
                Some(name) => only = name,
                None => return usage("expected a name after --only"),
            },
            "--check" => check = true,
            // Cargo adds it.
            "--bench" => {}
            other => return usage(&format!("unknown argument {other:?}")),
        }
    }
    let rows: Vec<&str> = ROWS.into_iter().filter(|name| name.contains(&only)).collect();
    if rows.is_empty() {
        return usage(&format!("{only:?} is in none of the names {ROWS:?}"));
    }
    println!("{}", Outcome::HEADER);
    let program = std::env::current_exe().expect("this program has a path");
    let mut is_kept = true;
    for name in rows {
        let row = Command::new(&program).args([ROW, name, extent]).status();
        is_kept &= row.expect("the row starts").success();
    }
    if check && !is_kept { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

fn usage(error: &str) -> ExitCode {
    eprintln!("{error}\n{USAGE}");
    ExitCode::from(2)
}

/// Runs a row in this process, and prints its outcome.
fn run(name: &str, extent: Run) -> ExitCode {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime starts");
    let outcome = runtime.block_on(async {
        match name {
            "webhook" => webhook::run(extent).await,
            "stream" => stream::run(extent, None).await,
            _ => stream::run(extent, Some(REST)).await,
        }
    });
    println!("{name:<12} {outcome}");
    let misses = outcome.misses();
    for miss in &misses {
        println!("  missed: {miss}");
    }
    if misses.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
