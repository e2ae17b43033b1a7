//! What decoding costs, in numbers that do not depend on the load of the machine: instructions, allocations and
//! allocated bytes per payload.
//!
//! `cargo bench -p account-activity-benches --no-default-features --bench profile` prints a table. It counts
//! instructions with `valgrind`, without which they are left out. The counts depend on the compiler, and a little on
//! the processor, because libraries choose instructions by it.
//!
//! - `-- --check` fails if a count is over its bound in `profile/bounds.txt` by more than 5 %, or is not counted;
//! - `-- --update` writes that file;
//! - `-- --input NAME` counts one input: those of `decode`.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
#![allow(clippy::cast_precision_loss)]

#[path = "profile/bounds.rs"]
mod bounds;
#[path = "profile/child.rs"]
mod child;
#[path = "decode/contender.rs"]
mod contender;
#[path = "profile/cost.rs"]
mod cost;
#[path = "decode/fixture.rs"]
mod fixture;
#[path = "decode/input.rs"]
mod input;
mod minified;
#[allow(dead_code)]
#[path = "decode/scan.rs"]
mod scan;
mod shuffled;

use std::env;
use std::process::ExitCode;

use bounds::Bounds;

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    if let [flag, input, contender] = &arguments[..]
        && flag == child::FLAG
    {
        return child::run(input, contender);
    }
    let has = |flag: &str| arguments.iter().any(|argument| argument == flag);
    let only = arguments.iter().skip_while(|argument| *argument != "--input").nth(1);
    let names = input::NAMES.into_iter().filter(|name| only.is_none_or(|only| only == name));
    let costs = cost::all(names.filter_map(input::named));
    println!("{}", cost::HEAD);
    costs.iter().for_each(|cost| println!("{cost}"));
    if has("--update") {
        Bounds::write(&costs);
        return ExitCode::SUCCESS;
    }
    let complaints = Bounds::read().complaints(&costs);
    complaints.iter().for_each(|complaint| eprintln!("{complaint}"));
    if has("--check") && !complaints.is_empty() { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}
