//! The limits of a server, and what they mean to hyper.

use std::time::Duration;

use hyper_util::rt::{TokioExecutor, TokioTimer};
use hyper_util::server::conn::auto::Builder;

/// The least size of hyper's buffer.
pub(super) const LEAST_HEAD_BYTES: usize = 8 << 10;

/// The most bytes of bodies that an HTTP/2 connection can send before the service reads them. It is
/// the least that HTTP/2 allows.
const WINDOW: u32 = 65_535;

#[derive(Clone, Debug)]
pub(super) struct Limits {
    pub(super) head_timeout: Duration,
    pub(super) head_bytes: usize,
    pub(super) connections: usize,
    pub(super) streams: u32,
    pub(super) idle_timeout: Duration,
    pub(super) stop_timeout: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        let seconds = Duration::from_secs;
        Self {
            head_timeout: seconds(5),
            head_bytes: 16 << 10,
            connections: 512,
            streams: 32,
            idle_timeout: seconds(75),
            stop_timeout: seconds(10),
        }
    }
}

impl Limits {
    /// Returns hyper's settings. `Activity` has the timeouts, because hyper has none for the
    /// preface and for HTTP/2.
    pub(super) fn protocol(&self) -> Builder<TokioExecutor> {
        let mut builder = Builder::new(TokioExecutor::new());
        builder
            .http1()
            .timer(TokioTimer::new())
            .header_read_timeout(None)
            .max_buf_size(self.head_bytes);
        builder
            .http2()
            .timer(TokioTimer::new())
            .max_concurrent_streams(self.streams)
            .max_header_list_size(u32::try_from(self.head_bytes).unwrap_or(u32::MAX))
            .initial_stream_window_size(WINDOW)
            .initial_connection_window_size(WINDOW)
            .max_send_buf_size(LEAST_HEAD_BYTES);
        builder
    }
}
