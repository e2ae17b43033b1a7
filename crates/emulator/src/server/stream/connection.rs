//! One connection: what is sent on it, and how it ends.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use account_activity::{AppId, Timestamp};
use bytes::Bytes;
use tokio::sync::mpsc;
use tokio::task::AbortHandle;

use super::StreamConnection;
use super::source::{Broken, Parts};
use crate::fault::Fault;

/// Returns the line of X's notice before it ends a connection.
fn notice(kind: &str, detail: &str) -> Bytes {
    let line = [
        r#"{"errors":[{"title":"operational-disconnect","disconnect_type":""#,
        kind,
        r#"","detail":""#,
        detail,
        r#"","type":"https://api.x.com/2/problems/operational-disconnect"}]}"#,
        "\r\n",
    ];
    line.concat().into()
}

/// A connection. When it is dropped, what waits is sent, and the response ends.
pub(super) struct Connection {
    pub(super) app: AppId,
    opened_at: Timestamp,
    events: u64,
    /// Whether a fault has silenced it.
    pub(super) is_stalled: bool,
    parts: mpsc::UnboundedSender<Result<Bytes, Broken>>,
    waiting: Arc<AtomicUsize>,
    /// The number of bytes that may wait.
    room: usize,
    /// The task that sends blank lines.
    beats: AbortHandle,
}

/// The outcome of sending an event.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sent {
    /// Whether the whole line is sent or waits to be sent.
    pub(super) is_whole: bool,
    /// Whether the connection goes on.
    pub(super) goes_on: bool,
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.beats.abort();
    }
}

impl Connection {
    pub(super) fn new(
        app: AppId,
        opened_at: Timestamp,
        beats: AbortHandle,
        room: usize,
    ) -> (Self, Parts) {
        let (parts, received) = mpsc::unbounded_channel();
        let waiting = Arc::<AtomicUsize>::default();
        let received = Parts { received, waiting: Arc::clone(&waiting) };
        let is_stalled = false;
        (Self { app, opened_at, events: 0, is_stalled, parts, waiting, room, beats }, received)
    }

    /// Sends an event with its line break.
    pub(super) fn send(&mut self, line: &Bytes, fault: Option<Fault>) -> Sent {
        if let Some(Fault::StreamHalfLine | Fault::StreamHalfLineStall) = fault {
            self.is_stalled = fault == Some(Fault::StreamHalfLineStall);
            let goes_on = self.write(&line.slice(..line.len() / 2)) && self.is_stalled;
            return Sent { is_whole: false, goes_on };
        }
        if !self.write(line) {
            return Sent { is_whole: false, goes_on: false };
        }
        self.events += 1;
        let goes_on = match fault {
            Some(Fault::StreamReset) => self.break_off(),
            Some(Fault::StreamClose) => false,
            Some(Fault::StreamDisconnect) => {
                self.disconnect();
                false
            }
            fault => {
                self.is_stalled = fault == Some(Fault::StreamStall);
                true
            }
        };
        Sent { is_whole: true, goes_on }
    }

    /// Sends bytes as they are. Returns whether the connection goes on.
    pub(super) fn write(&mut self, bytes: &Bytes) -> bool {
        let waiting = self.waiting.load(Ordering::Relaxed);
        if waiting > 0 && waiting.saturating_add(bytes.len()) > self.room {
            // X documents no text for this.
            let detail = "This stream has been disconnected because it was read too slowly.";
            self.push(notice("OperationalDisconnect", detail));
            return false;
        }
        self.push(bytes.clone());
        true
    }

    /// Sends a blank line, unless a fault has silenced the connection. Returns whether the connection
    /// goes on.
    pub(super) fn keep_alive(&mut self) -> bool {
        self.is_stalled || self.write(&Bytes::from_static(b"\r\n"))
    }

    /// Sends X's notice that it disconnects.
    pub(super) fn disconnect(&self) {
        let detail = "This stream has been disconnected upstream for operational reasons.";
        self.push(notice("UpstreamOperationalDisconnect", detail));
    }

    /// Breaks the connection. Returns that it does not go on.
    pub(super) fn break_off(&mut self) -> bool {
        // The receiver lives as long as the client is connected.
        let _ = self.parts.send(Err(Broken));
        false
    }

    pub(super) fn record(&self, number: u64) -> StreamConnection {
        StreamConnection {
            number,
            app: self.app,
            opened_at: self.opened_at,
            events: self.events,
            waiting_bytes: self.waiting.load(Ordering::Relaxed),
        }
    }

    fn push(&self, bytes: Bytes) {
        self.waiting.fetch_add(bytes.len(), Ordering::Relaxed);
        // The receiver lives as long as the client is connected.
        let _ = self.parts.send(Ok(bytes));
    }
}
