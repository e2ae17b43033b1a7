//! The cost of hostile payloads.
//!
//! `cargo bench -p account-activity-benches --bench hostile` prints a table of shapes and sizes. With
//! `-- --check` it also fails if a faulty payload costs more than three times as much as the costliest
//! valid payload of its kind, in allocations or bytes.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

#[path = "../../tests/it/payload/hostile/cost.rs"]
mod cost;
#[path = "../../tests/it/payload/hostile/shape.rs"]
mod shape;
#[path = "../../tests/it/payload/hostile/stack.rs"]
mod stack;

use std::env;
use std::process::ExitCode;

fn main() -> ExitCode {
    let costs = cost::all(&[64_000, 256_000, 1_000_000]);
    println!("{}", cost::HEAD);
    costs.iter().for_each(|cost| println!("{cost}"));
    let worst = costs.iter().map(cost::Cost::peak).fold(0.0, f64::max);
    println!("At most {worst:.1} bytes in use for each byte of a body, beside the body.");
    stack::decode_deepest();
    stack::decode_deepest_receipts();
    println!("The deepest Tweet decodes with {} KiB of stack.", stack::STACK >> 10);
    let excesses = cost::excesses(&costs);
    excesses.iter().for_each(|excess| eprintln!("{excess}"));
    if env::args().any(|argument| argument == "--check") && !excesses.is_empty() {
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}
