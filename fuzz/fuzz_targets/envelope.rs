//! Decodes any bytes as a delivery of the X Activity API. `bodies/envelope.rs` has the checks, which `tests/it/fuzz.rs` runs too.

#![no_main]

#[path = "../bodies/envelope.rs"]
mod body;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| body::run(input));
