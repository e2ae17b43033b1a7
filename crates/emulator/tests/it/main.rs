//! The integration tests, one binary:
//!
//! - `world`: who would hear of what, and in which form
//! - `outbound`: challenges, deliveries, Replay and faults, without the API
//! - `emulator`: the API, by requests written here and by the SDK's client
//! - `program`, `python`: the program, and a client that is not ours
//! - `quickstart`: the example

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
#![allow(clippy::indexing_slicing, clippy::string_slice)]

mod emulator;
#[path = "../../../../tests/it/example.rs"]
mod example;
mod fixtures;
mod outbound;
#[cfg(unix)]
mod program;
#[cfg(unix)]
mod python;
mod quickstart;
mod world;
