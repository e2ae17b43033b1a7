//! The X Activity API: its stream.

#[cfg(feature = "receiver")]
mod activity_example;
mod stream;
mod stream_cases;
pub(super) mod stream_row;
mod stream_server;
