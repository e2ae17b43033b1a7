//! Receives any request. `bodies/receive.rs` has the checks, which `tests/it/fuzz.rs` runs too.

#![no_main]

#[path = "../bodies/receive.rs"]
mod body;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| body::run(input));
