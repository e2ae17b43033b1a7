//! The connections of the stream of the X Activity API.

mod connection;
mod source;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use account_activity::{AppId, Timestamp};
use bytes::Bytes;
use serde::Serialize;

pub(crate) use source::Source;

use self::connection::Connection;
use super::core::lock;
use crate::clock::Clock;
use crate::fault::Faults;

/// The number of connections that an app may have.
const PER_APP: usize = 2;

/// The time between two blank lines.
const KEEP_ALIVE: Duration = Duration::from_secs(20);

/// The number of bytes that wait on a connection before it counts as too slow, by default.
pub(crate) const ROOM: usize = 1024 * 1024;

/// A connection of the stream of the X Activity API.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[non_exhaustive]
pub struct StreamConnection {
    /// The number of the connection, from 1.
    pub number: u64,
    /// The app.
    pub app: AppId,
    /// The time of the request, in emulated time. In JSON it is in milliseconds since 1970.
    pub opened_at: Timestamp,
    /// The number of events that were sent or wait to be sent.
    pub events: u64,
    /// The number of bytes that wait because the client does not read.
    pub waiting_bytes: usize,
}

/// The open connections of all apps. Clones share them.
#[derive(Clone)]
pub(crate) struct Streams(Arc<Shared>);

struct Shared {
    clock: Clock,
    faults: Faults,
    settings: StreamSettings,
    open: Mutex<Open>,
}

/// The settings of all connections.
#[derive(Clone, Copy, Debug)]
pub(crate) struct StreamSettings {
    /// Whether the head of the response is sent before the first line.
    pub(crate) head_at_once: bool,
    /// The number of bytes that may wait on a connection.
    pub(crate) room: usize,
}

#[derive(Default)]
struct Open {
    count: u64,
    /// Whether the emulator is stopping.
    is_closed: bool,
    connections: BTreeMap<u64, Connection>,
}

impl Streams {
    pub(crate) fn new(clock: Clock, faults: Faults, settings: StreamSettings) -> Self {
        Self(Arc::new(Shared { clock, faults, settings, open: Mutex::default() }))
    }

    /// Opens a connection, and waits for its first line if the head of the response does. `None` if
    /// the app has two already.
    pub(crate) async fn open(&self, app: AppId) -> Option<Source> {
        let mut source = self.connect(app)?;
        if !self.0.settings.head_at_once {
            source.wait().await;
        }
        Some(source)
    }

    fn connect(&self, app: AppId) -> Option<Source> {
        let mut open = self.lock();
        if open.connections.values().filter(|it| it.app == app).count() >= PER_APP {
            return None;
        }
        open.count += 1;
        let number = open.count;
        let beats = tokio::spawn(self.clone().keep_alive(number)).abort_handle();
        let (connection, parts) = Connection::new(app, self.0.clock.now(), beats);
        let source = Source::new(parts, self.clone(), number);
        if !open.is_closed {
            open.connections.insert(number, connection);
        }
        Some(source)
    }

    /// Sends blank lines to a connection until it ends.
    async fn keep_alive(self, number: u64) {
        loop {
            let hold = self.0.clock.sleep(KEEP_ALIVE).await;
            let is_open = {
                let mut open = self.lock();
                let is_out = self.0.faults.outage(self.0.clock.now()).is_some();
                open.with(number, |connection| !is_out && connection.keep_alive())
            };
            drop(hold);
            if !is_open {
                break;
            }
        }
    }

    /// Sends an event to the connections of an app. Returns whether there is one.
    pub(crate) fn send(&self, app: AppId, event: &[u8]) -> bool {
        let mut open = self.lock();
        let listening = open.connections.iter().filter(|(_, it)| it.app == app && !it.is_stalled);
        let numbers: Vec<u64> = listening.map(|(number, _)| *number).collect();
        if numbers.is_empty() {
            return false;
        }
        if self.0.faults.outage(self.0.clock.now()).is_some() {
            for number in numbers {
                open.with(number, Connection::break_off);
            }
            return false;
        }
        let line = Bytes::from([event, b"\r\n"].concat());
        for number in numbers {
            let faults = self.0.faults.of_line();
            open.with(number, |it| it.send(&line, &faults, self.0.settings.room));
        }
        true
    }

    /// Ends every connection with X's notice. Returns their number.
    pub(crate) fn disconnect(&self) -> usize {
        let ended = std::mem::take(&mut self.lock().connections);
        ended.values().for_each(Connection::disconnect);
        ended.len()
    }

    /// Ends every connection, and those to come.
    pub(crate) fn close(&self) {
        self.lock().is_closed = true;
        self.disconnect();
    }

    /// Returns the open connections, in the order in which they were opened.
    pub(crate) fn connections(&self) -> Vec<StreamConnection> {
        let open = self.lock();
        open.connections.iter().map(|(number, connection)| connection.record(*number)).collect()
    }

    fn forget(&self, number: u64) {
        self.lock().connections.remove(&number);
    }

    fn lock(&self) -> MutexGuard<'_, Open> {
        lock(&self.0.open)
    }
}

impl Open {
    /// Runs a function with a connection, which ends it by returning `false`. Returns whether the
    /// connection is open.
    fn with(&mut self, number: u64, use_it: impl FnOnce(&mut Connection) -> bool) -> bool {
        let is_open = self.connections.get_mut(&number).is_some_and(use_it);
        if !is_open {
            self.connections.remove(&number);
        }
        is_open
    }
}

impl fmt::Debug for Streams {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("Streams").field(&self.connections()).finish()
    }
}
