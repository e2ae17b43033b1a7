//! A clock whose waits only move it.

use std::future::{Ready, ready};
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use account_activity::{Clock, Timestamp};

/// A clock that stands still but for the waits: each moves it to the time that is waited for. Clones
/// share the time.
#[derive(Clone)]
pub(crate) struct JumpingClock(Arc<Mutex<State>>);

struct State {
    now: Timestamp,
    slept: Vec<Duration>,
}

impl JumpingClock {
    pub(crate) fn new(now: Timestamp) -> Self {
        Self(Arc::new(Mutex::new(State { now, slept: Vec::new() })))
    }

    /// Returns the length of each wait, in order.
    pub(crate) fn slept(&self) -> Vec<Duration> {
        self.0.lock().unwrap().slept.clone()
    }
}

impl Clock for JumpingClock {
    fn now(&self) -> Timestamp {
        self.0.lock().unwrap().now
    }

    fn sleep_until(&self, due: Timestamp) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        let mut state = self.0.lock().unwrap();
        let left = due.duration_since(state.now).unwrap_or_default();
        state.slept.push(left);
        state.now = state.now.max(due);
        let slept: Ready<()> = ready(());
        Box::pin(slept)
    }
}
