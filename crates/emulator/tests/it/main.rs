//! The integration tests, one binary:
//!
//! - `world`: the users who get a notice of each action, and the form of the payloads
//! - `outbound`: CRC requests, deliveries, Replay and faults, without the API
//! - `emulator`: the API, with requests built here and with the SDK's client
//! - `kill_emulator`: the program, killed under load
//! - `program`, `python`, `node`: the program, and clients in other languages
//! - `quickstart`, `migrate`: the examples

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
#![allow(clippy::indexing_slicing, clippy::string_slice)]

mod emulator;
#[path = "../../../../tests/it/example.rs"]
mod example;
mod fixtures;
#[cfg(unix)]
mod kill_emulator;
mod migrate;
#[cfg(unix)]
mod node;
mod outbound;
#[cfg(unix)]
mod program;
#[cfg(unix)]
mod python;
mod quickstart;
#[cfg(unix)]
mod script;
mod world;
