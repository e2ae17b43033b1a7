//! The integration tests, one binary:
//!
//! - `world`: the users who get a notice of each action, and the form of the payloads
//! - `outbound`: CRC requests, deliveries, Replay and faults, without the API
//! - `emulator`: the API, with requests built here and with the SDK's client
//! - `guide`: the tables of the guide
//! - `quickstart`, `migrate`: the examples

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
#![allow(clippy::indexing_slicing, clippy::string_slice)]

mod emulator;
#[path = "../../../../tests/it/example.rs"]
mod example;
mod fixtures;
mod guide;
mod migrate;
mod outbound;
mod quickstart;
mod world;
