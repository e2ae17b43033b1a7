//! The options of the stream.

use std::time::Duration;

use crate::client::auth::Auth;
use crate::client::call::Call;
use crate::client::endpoint::Endpoint;
use crate::value::timestamp::Timestamp;

/// The options of an [`ActivityStream`](super::ActivityStream), for
/// [`Xaa::stream_with`](super::super::Xaa::stream_with).
///
/// ```
/// use std::time::Duration;
/// use account_activity::client::xaa::StreamOptions;
///
/// let options = StreamOptions::new().idle_timeout(Duration::from_secs(60)).attempts(10);
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct StreamOptions {
    pub(super) head_timeout: Duration,
    pub(super) idle_timeout: Duration,
    pub(super) largest_line: usize,
    pub(super) backfill_minutes: Option<u8>,
    pub(super) start_time: Option<Timestamp>,
    pub(super) end_time: Option<Timestamp>,
    pub(super) attempts: Option<u32>,
}

impl StreamOptions {
    /// Returns the default options.
    pub fn new() -> Self {
        Self {
            head_timeout: Duration::from_secs(35),
            idle_timeout: Duration::from_secs(45),
            largest_line: 1 << 20,
            backfill_minutes: None,
            start_time: None,
            end_time: None,
            attempts: None,
        }
    }

    /// Sets the time limit for the head of the response, from the request on. The default is 35
    /// seconds. X may send the head with the first line, or with the blank line after 20 seconds, so
    /// a limit below 30 seconds breaks connections that work.
    ///
    /// The client's [`timeout`](crate::client::ClientBuilder::timeout) does not apply to the stream.
    pub fn head_timeout(mut self, timeout: Duration) -> Self {
        self.head_timeout = timeout;
        self
    }

    /// Sets how long a connection may be silent. The default is 45 seconds. X sends a blank line at
    /// least every 20 seconds. Time in which the program does not poll the stream does not count.
    pub fn idle_timeout(mut self, timeout: Duration) -> Self {
        self.idle_timeout = timeout;
        self
    }

    /// Sets the limit of a line, in bytes without the line break. The default is 1 MiB. A longer
    /// line becomes [`StreamNotice::LineTooLong`](super::StreamNotice::LineTooLong).
    pub fn largest_line(mut self, bytes: usize) -> Self {
        self.largest_line = bytes;
        self
    }

    /// Asks X to send the events of the last minutes again with each connection, 0 to 5; a larger
    /// number becomes 5. The default is none. It needs Enterprise access. If X rejects it, the
    /// stream goes on without it, with
    /// [`StreamNotice::BackfillRefused`](super::StreamNotice::BackfillRefused).
    pub fn backfill_minutes(mut self, minutes: u8) -> Self {
        self.backfill_minutes = Some(minutes.min(5));
        self
    }

    /// Begins with the stored events from this time on, to the second. The default is none. It
    /// needs Enterprise access. Each later connection begins at the same time again, so that none
    /// is skipped. X sends the events again then, and [`Activity::key`](crate::Activity::key)
    /// recognizes them.
    pub fn start_time(mut self, time: Timestamp) -> Self {
        self.start_time = Some(time);
        self
    }

    /// Ends with the stored events of this time, to the second. The default is none. It needs
    /// Enterprise access. The stream ends when the server closes a connection in order, even
    /// without an event. If X sent a [problem](super::StreamNotice::Problem) on that connection, the
    /// period may be incomplete, and the stream connects again.
    pub fn end_time(mut self, time: Timestamp) -> Self {
        self.end_time = Some(time);
        self
    }

    /// Sets after how many consecutive failures the stream ends with the error of the last one, at
    /// least 1. The default is unlimited. A connection that fails or ends before the first byte of
    /// its body is a failure, and one that breaks is the first failure of a new series.
    pub fn attempts(mut self, attempts: u32) -> Self {
        self.attempts = Some(attempts);
        self
    }

    /// Returns the call that makes a connection.
    pub(super) fn call(&self) -> Call<'static> {
        let mut call = Call::new(Endpoint::XaaStream, Auth::App(None));
        if let Some(minutes) = self.backfill_minutes {
            call = call.query("backfill_minutes", minutes);
        }
        for (name, time) in [("start_time", self.start_time), ("end_time", self.end_time)] {
            if let Some(time) = time {
                call = call.query(name, whole_seconds(time));
            }
        }
        call
    }
}

impl Default for StreamOptions {
    fn default() -> Self {
        Self::new()
    }
}

/// X does not accept fractions of a second.
fn whole_seconds(time: Timestamp) -> Timestamp {
    Timestamp::from_millis(time.as_millis().div_euclid(1000).saturating_mul(1000))
}
