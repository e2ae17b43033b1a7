//! The speed of decoding: this crate and other JSON readers, in one run and on one thread.
//!
//! `cargo bench -p account-activity-benches --bench decode` prints a table for each input: the megabytes per second of
//! each contender, and how many times as fast the typed decode is. They are medians of rounds. In each round the
//! contenders take turns, so that other load on the machine affects all of them alike.
//!
//! - `-- --check` also fails if a ratio is below its promise (`decode/promise.rs`);
//! - `-- --input NAME` measures one input, `-- --short` fewer rounds.
//!
//! `--no-default-features --features readers` builds less. `CARGO_PROFILE_BENCH_LTO=fat` measures what a program
//! reaches that is built so. `profile` counts instructions and allocations instead, which do not depend on the load.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
#![allow(clippy::cast_precision_loss)]

#[path = "decode/contender.rs"]
mod contender;
#[path = "decode/date.rs"]
mod date;
#[path = "decode/derived.rs"]
mod derived;
#[path = "decode/fixture.rs"]
mod fixture;
#[path = "decode/input.rs"]
mod input;
mod minified;
#[path = "decode/odd.rs"]
mod odd;
#[path = "decode/promise.rs"]
mod promise;
#[path = "decode/rival.rs"]
mod rival;
#[path = "decode/scan.rs"]
mod scan;
mod shuffled;
#[path = "decode/table.rs"]
mod table;

use std::env;
use std::process::ExitCode;

use account_activity::xaa::Envelope;

use input::{Family, Input};
use table::Table;

/// The rounds of each input, and of a short run.
const ROUNDS: usize = 31;
const SHORT: usize = 7;

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let has = |flag: &str| arguments.iter().any(|argument| argument == flag);
    let only = arguments.iter().skip_while(|argument| *argument != "--input").nth(1);
    let rounds = if has("--short") { SHORT } else { ROUNDS };
    let names = input::NAMES.into_iter().filter(|name| only.is_none_or(|only| only == name));
    let inputs: Vec<Input> = names.filter_map(input::named).collect();
    if inputs.is_empty() {
        eprintln!("expected one of these after --input: {}", input::NAMES.join(", "));
        return ExitCode::FAILURE;
    }
    let mut broken = 0;
    for input in &inputs {
        verify(input);
        let table = Table::measure(input, rounds);
        println!("{table}");
        broken += promise::broken(&table);
        if input.name == input::WIRE_ORDER {
            broken += usize::from(!odd::measure(&input.bodies));
        }
    }
    if has("--check") && broken > 0 { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

/// Panics if contenders do not read the same.
fn verify(input: &Input) {
    match input.family {
        Family::AccountActivity => derived::verify(input),
        Family::XActivity => {
            for body in &input.bodies {
                let envelope = Envelope::from_slice(body).expect("fixtures decode");
                assert!(envelope.faults().is_empty(), "{:?}", envelope.faults());
            }
        }
        Family::Mixed => return,
    }
    let mut decoder = contender::only_an_unrelated_kind();
    for body in &input.bodies {
        scan::verify(body);
        let body = decoder.decode(body).expect("fixtures decode");
        assert_eq!(body.activities().len(), 0, "an activity of another kind");
    }
}
