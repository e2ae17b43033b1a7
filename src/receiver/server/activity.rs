//! What one connection is doing.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::Instant;

use super::limits::Limits;

/// The requests of a connection, from which it follows when the connection is closed.
#[derive(Debug)]
pub(super) struct Activity {
    state: Mutex<State>,
    /// Wakes the connection.
    changed: Notify,
    /// Wakes the acceptor, which may wait for a connection that it can close.
    any_changed: Arc<Notify>,
}

#[derive(Debug)]
struct State {
    /// The time of the last head or response, or of the connection.
    progressed: Instant,
    has_served: bool,
    is_http2: bool,
    /// The time of the first byte since then, while no request is open.
    head_began: Option<Instant>,
    /// Requests whose head has arrived, and that have no response yet.
    open: usize,
    /// Those whose body has arrived too.
    complete: usize,
    /// The time of the server's stop, and how long the connection may be without an open request
    /// then.
    stop: Option<(Instant, Duration)>,
    is_evicted: bool,
}

/// An open request. Dropping it means that it has its response, or gets none.
#[derive(Debug)]
pub(super) struct OpenRequest {
    activity: Arc<Activity>,
    is_complete: AtomicBool,
}

impl Activity {
    pub(super) fn new(any_changed: Arc<Notify>) -> Self {
        let state = State {
            progressed: Instant::now(),
            has_served: false,
            is_http2: false,
            head_began: None,
            open: 0,
            complete: 0,
            stop: None,
            is_evicted: false,
        };
        Self { state: Mutex::new(state), changed: Notify::new(), any_changed }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // The state is never left half changed, so a panic elsewhere does not invalidate it.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn change(&self, change: impl FnOnce(&mut State)) {
        change(&mut self.state());
        self.changed.notify_one();
        self.any_changed.notify_one();
    }

    /// Completes after a change of the activity.
    pub(super) async fn changed(&self) {
        self.changed.notified().await;
    }

    /// Notes that bytes have arrived.
    pub(super) fn read(&self) {
        let mut state = self.state();
        if state.open == 0 && state.head_began.is_none() {
            state.head_began = Some(Instant::now());
            drop(state);
            self.changed.notify_one();
        }
    }

    /// Notes that the head of a request has arrived.
    pub(super) fn open(self: &Arc<Self>, is_http2: bool) -> OpenRequest {
        self.change(|state| {
            state.open += 1;
            state.progressed = Instant::now();
            state.head_began = None;
            state.has_served = true;
            state.is_http2 = is_http2;
        });
        OpenRequest { activity: Arc::clone(self), is_complete: AtomicBool::new(false) }
    }

    /// Closes the connection when it has had no open request for a time. Its last response can
    /// still be on its way to the stream before that.
    pub(super) fn stop(&self, grace: Duration) {
        self.change(|state| state.stop = Some((Instant::now(), grace)));
    }

    /// Closes the connection at once.
    pub(super) fn evict(&self) {
        self.change(|state| state.is_evicted = true);
    }

    /// Returns the time at which the connection is closed unless its activity changes.
    pub(super) fn deadline(&self, limits: &Limits) -> Option<Instant> {
        let state = self.state();
        if state.is_evicted {
            return Some(state.progressed);
        }
        if state.open > 0 {
            return None;
        }
        let timeout = match state.head_began {
            _ if !state.has_served => state.progressed + limits.head_timeout,
            // In HTTP/2, bytes can be a ping.
            Some(began) if !state.is_http2 => began + limits.head_timeout,
            _ => state.progressed + limits.idle_timeout,
        };
        let stop = state.stop.map(|(stopped, grace)| stopped.max(state.progressed) + grace);
        Some(stop.map_or(timeout, |stop| stop.min(timeout)))
    }

    /// Returns since when the connection has waited for the next part of a request, if it may be
    /// closed for another one.
    ///
    /// A connection that was idle for long, and on which a request now arrives, has not waited long.
    /// Parts of a body do not count, so a slow one does not stay.
    pub(super) fn evictable_since(&self) -> Option<Instant> {
        let state = self.state();
        let since = state.head_began.unwrap_or(state.progressed);
        (state.complete == 0 && !state.is_evicted).then_some(since)
    }

    /// Returns whether a complete request waits for its response.
    pub(super) fn is_busy(&self) -> bool {
        self.state().complete > 0
    }

    pub(super) fn is_evicted(&self) -> bool {
        self.state().is_evicted
    }
}

impl OpenRequest {
    /// Notes that the body has arrived.
    pub(super) fn complete(&self) {
        if !self.is_complete.swap(true, Ordering::Relaxed) {
            self.activity.state().complete += 1;
        }
    }
}

impl Drop for OpenRequest {
    fn drop(&mut self) {
        let is_complete = *self.is_complete.get_mut();
        self.activity.change(|state| {
            state.open -= 1;
            state.complete -= usize::from(is_complete);
            state.progressed = Instant::now();
        });
    }
}
