//! The speed of decoding deliveries: this crate and other JSON readers, in one run.
//!
//! `cargo bench -p account-activity-benches --bench decode` prints a table. With `-- --check` it
//! also fails if the typed decode is slower than promised. Contenders take turns, so that other
//! load on the machine affects all of them alike.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
#![allow(clippy::cast_precision_loss)]

mod contender;
mod delivery;
mod derived;
mod minified;
mod odd;
mod orders;
mod shuffled;
mod x_activity;

use std::env;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use contender::{ALL, DERIVED, TYPED, VALUE};

const ROUNDS: usize = 31;
/// The duration of a contender's turn.
const TURN: Duration = Duration::from_millis(65);

/// The ratios that `--check` requires: the speed of the typed decode divided by that of a
/// contender.
const PROMISES: [(usize, f64); 2] = [(VALUE, 2.5), (DERIVED, 1.25)];

/// The megabytes per second of each contender in one round.
type Round = [f64; ALL.len()];

fn main() -> ExitCode {
    let check = env::args().any(|argument| argument == "--check");
    let bodies = delivery::all();
    round(&bodies); // Warms up caches and the allocator.
    let rounds: Vec<Round> = (0..ROUNDS).map(|_| round(&bodies)).collect();
    print(&bodies, &rounds);
    let is_fast_in_any_order = orders::measure(&bodies);
    let is_tolerant = odd::measure(&bodies);
    let is_fast = x_activity::measure();
    let keeps_promises = keeps_promises(&rounds) && is_fast_in_any_order && is_tolerant && is_fast;
    if check && !keeps_promises { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

fn round(bodies: &[Vec<u8>]) -> Round {
    ALL.map(|contender| speed(contender.read, bodies))
}

fn speed(read: fn(&[u8]), bodies: &[Vec<u8>]) -> f64 {
    let (start, mut bytes) = (Instant::now(), 0);
    while start.elapsed() < TURN {
        bodies.iter().for_each(|body| read(body));
        bytes += bodies.iter().map(Vec::len).sum::<usize>();
    }
    bytes as f64 / start.elapsed().as_secs_f64() / 1e6
}

fn print(bodies: &[Vec<u8>], rounds: &[Round]) {
    let bytes: usize = bodies.iter().map(Vec::len).sum();
    println!("{} deliveries, {bytes} bytes; medians of {ROUNDS} rounds", bodies.len());
    println!("{:<34} {:>6} {:>17}", "", "MB/s", "typed / contender");
    for (index, contender) in ALL.iter().enumerate() {
        let speed = median(rounds.iter().map(|round| round[index]));
        println!("{:<34} {speed:>6.0} {:>17.2}", contender.name, ratio(rounds, index));
    }
}

/// Returns the speed of the typed decode divided by that of a contender. Compares within each
/// round.
fn ratio(rounds: &[Round], contender: usize) -> f64 {
    median(rounds.iter().map(|round| round[TYPED] / round[contender]))
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

fn keeps_promises(rounds: &[Round]) -> bool {
    let mut kept = true;
    for (contender, promise) in PROMISES {
        let (name, ratio) = (ALL[contender].name, ratio(rounds, contender));
        if ratio < promise {
            eprintln!("expected {promise} times the speed of {name}, measured {ratio:.2}");
            kept = false;
        }
    }
    kept
}
