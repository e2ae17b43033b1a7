//! Tests of archives.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice
)]

mod cancel;
mod compressed;
mod containers;
mod copy;
mod fault;
mod faulty;
mod files;
mod gaps;
mod identical;
mod interleaved;
mod lazy;
mod mapped;
mod memory;
mod only;
mod prose;
mod python;
mod resume;
mod samples;
mod shell;
mod survive;
mod utf16;
mod value;
mod values;
