//! The integration tests, one binary, which run the program:
//!
//! - `check`, `cat`, `archives`: archives
//! - `emulator`, `kill_emulator`, `python`, `node`: the emulator, and clients in other languages
//! - `signing`, `webhook`: signatures, CRC requests and deliveries
//! - `inbox`: an inbox in use
//! - `help`: help, completions and manual pages

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
#![allow(clippy::indexing_slicing, clippy::string_slice)]

mod archives;
mod cat;
mod check;
#[cfg(unix)]
mod emulator;
#[path = "../../../../tests/it/example.rs"]
mod example;
mod help;
mod inbox;
#[cfg(unix)]
mod kill_emulator;
#[cfg(unix)]
mod node;
mod program;
#[cfg(unix)]
mod python;
#[cfg(unix)]
mod script;
mod signing;
mod webhook;
