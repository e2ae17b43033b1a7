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
use super::socket::Reset;
use crate::clock::{Clock, Hold, later};
use crate::fault::{Fault, Faults};
use crate::outbound::{History, Kept};

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
    storage: Option<Storage>,
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

/// The limits of the stored events of each app.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Storage {
    pub(crate) reach: Duration,
    pub(crate) room: usize,
}

/// The stored events that a connection begins with, and its end.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Period {
    /// The time of the first stored event. `None` if there is none.
    pub(crate) from: Option<Timestamp>,
    /// The end of the connection. No event of this time or later is sent.
    pub(crate) until: Option<Timestamp>,
}

/// How connections end.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum End {
    /// With X's notice that it disconnects, in order.
    Notice,
    /// In order, without a notice.
    InOrder,
    /// With a TCP RST.
    Reset,
}

#[derive(Default)]
struct Open {
    count: u64,
    /// The number of events that were stored.
    stored_events: u64,
    stored: BTreeMap<AppId, History<Bytes>>,
    /// Whether the emulator is stopping.
    is_closed: bool,
    connections: BTreeMap<u64, Connection>,
}

impl Streams {
    pub(crate) fn new(
        clock: Clock,
        faults: Faults,
        settings: StreamSettings,
        storage: Option<Storage>,
    ) -> Self {
        Self(Arc::new(Shared { clock, faults, settings, storage, open: Mutex::default() }))
    }

    /// Opens a connection. Unless `head_at_once` is set, waits for the first line. `None` if the app
    /// has two connections already.
    pub(crate) async fn open(&self, app: AppId, period: Period, reset: Reset) -> Option<Source> {
        let mut source = self.connect(app, period, reset)?;
        if !self.0.settings.head_at_once {
            source.wait().await;
        }
        Some(source)
    }

    fn connect(&self, app: AppId, period: Period, reset: Reset) -> Option<Source> {
        let mut open = self.lock();
        if open.connections.values().filter(|it| it.app == app).count() >= PER_APP {
            return None;
        }
        open.count += 1;
        let (number, now) = (open.count, self.0.clock.now());
        let beats = tokio::spawn(self.clone().keep_alive(number, period.until)).abort_handle();
        let stored = open.stored(app, period);
        let stored_bytes: usize = stored.iter().map(Bytes::len).sum();
        let room = self.0.settings.room.saturating_add(stored_bytes);
        let (mut connection, parts) = Connection::new(app, now, beats, room);
        let source = Source::new(parts, reset, self.clone(), number);
        let goes_on = match self.0.faults.of_opening() {
            Some(Fault::StreamResetAtOnce) => connection.break_off(),
            Some(_) => false,
            None => stored.iter().all(|line| {
                connection.is_stalled || connection.send(line, self.0.faults.of_line()).goes_on
            }),
        };
        if goes_on && !open.is_closed && period.until.is_none_or(|end| now < end) {
            open.connections.insert(number, connection);
        }
        Some(source)
    }

    /// Sends blank lines to a connection until it ends, and ends it at the end of its period. The
    /// first wait is registered by the call, not by the first poll.
    fn keep_alive(self, number: u64, until: Option<Timestamp>) -> impl Future<Output = ()> + Send {
        let mut wait = Box::pin(self.next_beat(until));
        async move {
            loop {
                let hold = wait.await;
                if !self.beat(number, until) {
                    return;
                }
                // The next wait is registered before the hold is released, so that no `advance`
                // skips it.
                wait = Box::pin(self.next_beat(until));
                drop(hold);
            }
        }
    }

    /// Waits for the next blank line, or for the end of the period.
    fn next_beat(&self, until: Option<Timestamp>) -> impl Future<Output = Hold> + Send + use<> {
        let next = later(self.0.clock.now(), KEEP_ALIVE);
        self.0.clock.sleep_until(until.map_or(next, |end| end.min(next)))
    }

    /// Sends a blank line to a connection, or ends it. Returns whether the connection is open.
    fn beat(&self, number: u64, until: Option<Timestamp>) -> bool {
        let mut open = self.lock();
        let now = self.0.clock.now();
        let is_over = until.is_some_and(|end| end <= now);
        let is_out = self.0.faults.outage(now).is_some();
        open.with(number, |it| if is_out { it.break_off() } else { !is_over && it.keep_alive() })
    }

    /// Sends an event to the connections of an app, and stores it. Returns whether the whole line is
    /// sent, or waits to be sent, on a connection.
    pub(crate) fn send(&self, app: AppId, event: &[u8]) -> bool {
        let mut open = self.lock();
        let numbers = open.listening(|it| it.app == app);
        if numbers.is_empty() && self.0.storage.is_none() {
            return false;
        }
        let line = Bytes::from([event, b"\r\n"].concat());
        if let Some(storage) = &self.0.storage {
            open.store(app, self.0.clock.now(), line.clone(), storage);
        }
        if self.0.faults.outage(self.0.clock.now()).is_some() {
            for number in numbers {
                open.with(number, Connection::break_off);
            }
            return false;
        }
        let mut is_sent = false;
        for number in numbers {
            let fault = self.0.faults.of_line();
            open.with(number, |it| {
                let sent = it.send(&line, fault);
                is_sent |= sent.is_whole;
                sent.goes_on
            });
        }
        is_sent
    }

    /// Writes bytes to every connection. Returns their number.
    pub(crate) fn write(&self, bytes: &Bytes) -> usize {
        let mut open = self.lock();
        let numbers = open.listening(|_| true);
        let count = numbers.len();
        for number in numbers {
            open.with(number, |it| it.write(bytes));
        }
        count
    }

    /// Ends the connections of an app, or of all. Returns their number.
    pub(crate) fn end(&self, app: Option<AppId>, end: End) -> usize {
        let mut open = self.lock();
        let connections = open.connections.iter();
        let ended = connections.filter(|(_, it)| app.is_none_or(|app| it.app == app));
        let ended: Vec<u64> = ended.map(|(number, _)| *number).collect();
        for number in &ended {
            open.with(*number, |connection| {
                match end {
                    End::Notice => connection.disconnect(),
                    End::InOrder => {}
                    End::Reset => drop(connection.break_off()),
                }
                false
            });
        }
        ended.len()
    }

    /// Ends every connection, and those to come.
    pub(crate) fn close(&self) {
        self.lock().is_closed = true;
        self.end(None, End::Notice);
    }

    pub(crate) fn forget_stored(&self) {
        self.lock().stored.clear();
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
    /// Returns the stored lines of a period.
    fn stored(&self, app: AppId, period: Period) -> Vec<Bytes> {
        let Some((history, from)) = self.stored.get(&app).zip(period.from) else {
            return Vec::new();
        };
        let until = period.until.unwrap_or(Timestamp::from_millis(i64::MAX));
        history.window(from, until).into_iter().map(|kept| kept.content).collect()
    }

    fn store(&mut self, app: AppId, at: Timestamp, line: Bytes, storage: &Storage) {
        self.stored_events += 1;
        let kept = Kept { at, number: self.stored_events, content: line };
        self.stored.entry(app).or_default().keep(kept, storage.reach, storage.room);
    }

    /// Returns the numbers of the connections that no fault has silenced.
    fn listening(&self, is_meant: impl Fn(&Connection) -> bool) -> Vec<u64> {
        let listening = self.connections.iter().filter(|(_, it)| !it.is_stalled && is_meant(it));
        listening.map(|(number, _)| *number).collect()
    }

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

#[cfg(test)]
mod tests {
    use super::*;

    const APP: AppId = AppId::new(1);

    fn streams(room: usize) -> Streams {
        let clock = Clock::manual(Timestamp::from_millis(0));
        let settings = StreamSettings { head_at_once: true, room };
        Streams::new(clock, Faults::new(0), settings, None)
    }

    fn connect(streams: &Streams) -> Source {
        streams.connect(APP, Period::default(), Reset::default()).unwrap()
    }

    /// On one thread, the task of the connection has not run when the advance begins.
    #[tokio::test]
    async fn an_advance_skips_no_blank_line() {
        let streams = streams(ROOM);
        let _source = connect(&streams);
        streams.0.clock.advance(3 * KEEP_ALIVE).await;
        assert_eq!(streams.connections()[0].waiting_bytes, 3 * "\r\n".len());
    }

    #[tokio::test]
    async fn unread_blank_lines_take_room() {
        let streams = streams(2 * "\r\n".len());
        let _source = connect(&streams);
        streams.0.clock.advance(2 * KEEP_ALIVE).await;
        assert_eq!(streams.connections().len(), 1);
        streams.0.clock.advance(KEEP_ALIVE).await;
        assert!(streams.connections().is_empty());
    }
}
