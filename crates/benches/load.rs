//! Attacks on a receiver while genuine traffic arrives, on loopback.
//!
//! `cargo bench -p account-activity-benches --bench load` runs each attack against a receiver in a
//! process of its own, and prints a line of figures for each. With `-- --check` it fails if a
//! figure is not as promised in `SECURITY.md`. Latencies are printed and not checked, because they
//! depend on the machine.
//!
//! It needs Linux or another system with `sh`, and 2,048 open files. Only Linux shows the memory.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
#![allow(clippy::cast_precision_loss)]

#[path = "load/attack.rs"]
mod attack;
#[path = "load/outcome.rs"]
mod outcome;
#[path = "load/row.rs"]
mod row;
mod subject;
#[path = "load/traffic.rs"]
mod traffic;

use std::process::ExitCode;

use outcome::Outcome;
use row::{ROWS, Row};
use traffic::Rate;

const USAGE: &str = "\
usage: load [--short] [--seed NUMBER] [--only NAME] [--check]

  --short        less traffic and shorter attacks, for every change
  --seed NUMBER  the seed of all random numbers; 1 if it is absent
  --only NAME    runs only the rows whose names contain NAME
  --check        fails if a promise is not kept";

/// The extent of a run.
pub(crate) struct Run {
    seed: u64,
    rate: Rate,
    /// The duration of each attack.
    seconds: u32,
}

const LONG: Run = Run { seed: 1, rate: Rate { deliveries: 100, crc: 50 }, seconds: 20 };
const SHORT: Run = Run { seed: 1, rate: Rate { deliveries: 20, crc: 20 }, seconds: 4 };

fn main() -> ExitCode {
    if let Some(code) = subject::process::run() {
        return code;
    }
    let (mut run, mut only, mut check) = (LONG, String::new(), false);
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        match word.as_str() {
            "--short" => run = Run { seed: run.seed, ..SHORT },
            "--seed" => match words.next().and_then(|seed| seed.parse().ok()) {
                Some(seed) => run.seed = seed,
                None => return usage("expected a number after --seed"),
            },
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
    let rows: Vec<&'static Row> = ROWS.iter().filter(|row| row.name.contains(&only)).collect();
    if rows.is_empty() {
        let names: Vec<&str> = ROWS.iter().map(|row| row.name).collect();
        return usage(&format!("{only:?} is in none of the names {names:?}"));
    }
    let misses = print(&rows, &run);
    if check && misses > 0 { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

fn usage(error: &str) -> ExitCode {
    eprintln!("{error}\n{USAGE}");
    ExitCode::from(2)
}

/// Runs rows and prints their outcomes. Returns the number of promises that are not kept.
fn print(rows: &[&'static Row], run: &Run) -> usize {
    println!("seed {}, {} s per row", run.seed, run.seconds);
    println!("{}", Outcome::HEADER);
    let runtime = tokio::runtime::Runtime::new().expect("a runtime starts");
    let mut count = 0;
    for row in rows {
        let outcome = runtime.block_on(row.run(run));
        println!("{outcome}");
        for miss in outcome.misses() {
            count += 1;
            println!("  missed: {miss}");
        }
    }
    count
}
