//! Emulated time.

mod client;

use std::collections::BTreeMap;
use std::fmt;
use std::num::NonZeroU32;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use account_activity::Timestamp;
use client::Waits;
use tokio::sync::{oneshot, watch};
use tokio::time::{Instant, timeout};

/// The emulator's clock: real, accelerated, or advanced by hand.
///
/// Retries, daily CRC requests and the age of events follow it. The deadlines of network requests
/// do not: they always run in real time, so that an accelerated clock does not make a receiver time
/// out. Clones share one clock.
///
/// It is also a clock of the SDK's client: see [`skip_waits`](Self::skip_waits).
///
/// ```
/// use std::time::Duration;
/// use account_activity::Timestamp;
/// use account_activity_emulator::Clock;
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() {
/// let clock = Clock::manual(Timestamp::from_millis(1_700_000_000_000));
/// clock.advance(Duration::from_secs(60)).await;
/// assert_eq!(clock.now(), Timestamp::from_millis(1_700_000_060_000));
/// # }
/// ```
#[derive(Clone)]
pub struct Clock(Arc<Shared>);

struct Shared {
    start: Timestamp,
    started: Instant,
    /// The factor by which the clock runs faster than real time; 0 for a manual clock.
    rate: u32,
    state: Mutex<State>,
    /// The instants that clients wait for.
    waits: watch::Sender<Waits>,
    holds: watch::Sender<usize>,
    advancing: tokio::sync::Mutex<()>,
}

#[derive(Default)]
struct State {
    /// The sum of all advances.
    advanced: Duration,
    /// Ordered by due time; of one instant, by registration.
    sleepers: BTreeMap<(Timestamp, u64), oneshot::Sender<Hold>>,
    arrivals: u64,
}

impl Clock {
    /// Creates a clock that shows real time.
    #[must_use]
    pub fn real() -> Self {
        Self::new(SystemTime::now().into(), 1)
    }

    /// Creates a clock that starts now and runs `factor` times faster than real time.
    #[must_use]
    pub fn accelerated(factor: NonZeroU32) -> Self {
        Self::new(SystemTime::now().into(), factor.get())
    }

    /// Creates a clock that moves only by [`advance`](Self::advance).
    #[must_use]
    pub fn manual(start: Timestamp) -> Self {
        Self::new(start, 0)
    }

    fn new(start: Timestamp, rate: u32) -> Self {
        Self(Arc::new(Shared {
            start,
            started: Instant::now(),
            rate,
            state: Mutex::default(),
            waits: watch::Sender::default(),
            holds: watch::Sender::new(0),
            advancing: tokio::sync::Mutex::default(),
        }))
    }

    /// Returns the current instant.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.now_in(&self.state())
    }

    fn now_in(&self, state: &State) -> Timestamp {
        let passed = self.0.started.elapsed().saturating_mul(self.0.rate);
        later(self.0.start, passed.saturating_add(state.advanced))
    }

    /// Waits for a duration; see [`sleep_until`](Self::sleep_until).
    pub fn sleep(&self, duration: Duration) -> impl Future<Output = Hold> + Send + use<> {
        self.sleep_until(later(self.now(), duration))
    }

    /// Waits until an instant. The wait is registered by the call, not by the first poll. While the
    /// returned [`Hold`] lives, an [`advance`](Self::advance) does not move on.
    pub fn sleep_until(&self, due: Timestamp) -> impl Future<Output = Hold> + Send + use<> {
        let mut sleeper = self.sleeper(due);
        let clock = self.clone();
        async move {
            while let (Some(sleeper), Some(left)) =
                (&mut sleeper, due.duration_since(clock.now()).filter(|left| !left.is_zero()))
            {
                let woken = match left.checked_div(clock.0.rate) {
                    Some(real) => timeout(real, &mut sleeper.woken).await.ok(),
                    None => Some((&mut sleeper.woken).await),
                };
                if let Some(Ok(hold)) = woken {
                    return hold;
                }
            }
            clock.hold()
        }
    }

    /// Registers a sleeper, unless the instant has passed.
    fn sleeper(&self, due: Timestamp) -> Option<Sleeper> {
        let mut state = self.state();
        if due <= self.now_in(&state) {
            return None;
        }
        let key = (due, state.arrivals);
        state.arrivals += 1;
        let (waker, woken) = oneshot::channel();
        state.sleepers.insert(key, waker);
        Some(Sleeper { clock: self.clone(), key, woken })
    }

    /// Registers work that an [`advance`](Self::advance) must wait for.
    pub fn hold(&self) -> Hold {
        self.0.holds.send_modify(|holds| *holds += 1);
        Hold(self.clone())
    }

    /// Waits until no [`Hold`] lives.
    pub async fn idle(&self) {
        // The sender lives as long as the clock.
        let _ = self.0.holds.subscribe().wait_for(|holds| *holds == 0).await;
    }

    /// Moves any kind of clock from one instant at which something is due to the next, and at each
    /// waits until the due work is done. If the future is dropped, the clock stops between two
    /// instants.
    pub async fn advance(&self, by: Duration) {
        let _turn = self.0.advancing.lock().await;
        let mut rest = by;
        loop {
            self.idle().await;
            match self.step(rest) {
                Some(step) => rest = rest.saturating_sub(step),
                None => break,
            }
        }
    }

    /// Moves to the next instant at which something is due and returns the distance. If nothing is
    /// due within `rest`, moves by `rest` and returns `None`.
    fn step(&self, rest: Duration) -> Option<Duration> {
        let mut state = self.state();
        let now = self.now_in(&state);
        let next = state.sleepers.first_key_value().map(|((due, _), _)| *due);
        let step = next.map(|due| due.duration_since(now).unwrap_or_default());
        let Some(step) = step.filter(|step| *step <= rest) else {
            state.advanced = state.advanced.saturating_add(rest);
            return None;
        };
        state.advanced = state.advanced.saturating_add(step);
        while let Some(entry) = state.sleepers.first_entry() {
            if Some(entry.key().0) != next {
                break;
            }
            // A sleeper that was dropped releases the hold: the failed send drops it.
            let _ = entry.remove().send(self.hold());
        }
        Some(step)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Clock")
            .field("now", &self.now())
            .field("rate", &self.0.rate)
            .finish_non_exhaustive()
    }
}

/// A guard: while it lives, an [`advance`](Clock::advance) does not go to the next instant.
///
/// A task that owns one must not advance the clock or wait for emulated time.
#[derive(Debug)]
#[must_use]
pub struct Hold(Clock);

impl Drop for Hold {
    fn drop(&mut self) {
        self.0.0.holds.send_modify(|holds| *holds = holds.saturating_sub(1));
    }
}

struct Sleeper {
    clock: Clock,
    key: (Timestamp, u64),
    woken: oneshot::Receiver<Hold>,
}

impl Drop for Sleeper {
    fn drop(&mut self) {
        self.clock.state().sleepers.remove(&self.key);
    }
}

/// Returns the instant `duration` after `timestamp`.
pub(super) fn later(timestamp: Timestamp, duration: Duration) -> Timestamp {
    let millis = i64::try_from(duration.as_millis()).unwrap_or(i64::MAX);
    Timestamp::from_millis(timestamp.as_millis().saturating_add(millis))
}

/// Returns the instant `duration` before `timestamp`.
pub(super) fn earlier(timestamp: Timestamp, duration: Duration) -> Timestamp {
    let millis = i64::try_from(duration.as_millis()).unwrap_or(i64::MAX);
    Timestamp::from_millis(timestamp.as_millis().saturating_sub(millis))
}
