//! The program `account-activity`: archives, webhooks, the emulator and inboxes of X accounts.
//!
//! Its manual is [docs/program.md](https://docs.rs/crate/account-activity-cli/latest/source/docs/program.md),
//! and `account-activity help`.

// `tests/it/docs/floors.rs` of the SDK checks the order in which the parts may use each other.

#![allow(clippy::doc_markdown, reason = "the doc comments of arguments are the help")]

mod cat;
mod check;
mod completions;
mod crc;
mod deliver;
mod emulator;
mod escaped;
mod finding;
mod inbox;
mod input;
mod interrupt;
mod man;
mod outcome;
mod output;
mod program;
mod progress;
mod runtime;
mod sample;
mod secret;
mod sign;
mod source;
mod tier;
mod verify;
mod webhook;

use std::process::ExitCode;

use clap::Parser;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    outcome::exit_code(program::Program::parse().run())
}
