//! The integration tests, one binary.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
#![allow(clippy::indexing_slicing, clippy::string_slice)]

mod emulator;
mod fixtures;
mod outbound;
#[cfg(unix)]
mod program;
#[cfg(unix)]
mod python;
mod quickstart;
mod world;
