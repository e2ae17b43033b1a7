//! The X Activity API: its stream.

mod stream;
mod stream_cases;
pub(super) mod stream_row;
mod stream_server;
