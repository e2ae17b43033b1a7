//! The stream over TCP, against servers that follow scripts.

mod calls;
mod ends;
mod lines;
mod memory;
mod secrets;
mod waits;

use std::time::Duration;

use account_activity::client::xaa::{ActivityStream, StreamItem, StreamNotice, StreamOptions};
use account_activity::client::{Error, Reason, TransportErrorKind};

use super::super::*;
use super::cases::clock::JumpingClock;
use super::cases::stream::{self as cases, event};
use super::stream_server::*;

fn stream(server: &Server) -> ActivityStream {
    let clock = JumpingClock::new(now());
    builder(&*server.base_url).clock(clock).build().unwrap().xaa().stream()
}

async fn next(stream: &mut ActivityStream) -> StreamItem {
    stream.next().await.unwrap().unwrap()
}

/// A connection that sends an event and ends in order.
fn closed(number: usize) -> Vec<Step> {
    vec![Head, line(number), End]
}

fn blank() -> Step {
    Send("\r\n".to_owned())
}

fn unavailable() -> Vec<Step> {
    status("503 Service Unavailable", "")
}
