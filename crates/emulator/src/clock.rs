//! Emulated time.

use std::collections::BTreeMap;
use std::fmt;
use std::num::NonZeroU32;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use account_activity::Timestamp;
use tokio::sync::{oneshot, watch};
use tokio::time::{Instant, timeout};

/// The time that the emulator lives in: real, faster, or moved by hand.
///
/// Retries, daily challenges and the age of events follow it. The deadlines of network requests do
/// not: they always run in real time, so that no receiver is too slow because time is fast. Clones
/// are the same clock.
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
    /// How many times faster than real time it passes; 0: not by itself.
    rate: u32,
    state: Mutex<State>,
    holds: watch::Sender<usize>,
    advancing: tokio::sync::Mutex<()>,
}

#[derive(Default)]
struct State {
    /// By how much it was moved by hand.
    advanced: Duration,
    /// In the order in which they are due, and of one instant in the order in which they came.
    sleepers: BTreeMap<(Timestamp, u64), oneshot::Sender<Hold>>,
    arrivals: u64,
}

impl Clock {
    /// The time of the day.
    #[must_use]
    pub fn real() -> Self {
        Self::new(SystemTime::now().into(), 1)
    }

    /// From now on, so many times faster than real time.
    #[must_use]
    pub fn accelerated(factor: NonZeroU32) -> Self {
        Self::new(SystemTime::now().into(), factor.get())
    }

    /// Stands still, but for [`advance`](Self::advance).
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
            holds: watch::Sender::new(0),
            advancing: tokio::sync::Mutex::default(),
        }))
    }

    /// The instant it is.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.now_in(&self.state())
    }

    fn now_in(&self, state: &State) -> Timestamp {
        let passed = self.0.started.elapsed().saturating_mul(self.0.rate);
        later(self.0.start, passed.saturating_add(state.advanced))
    }

    /// Waits for so long; see [`sleep_until`](Self::sleep_until).
    pub fn sleep(&self, duration: Duration) -> impl Future<Output = Hold> + Send + use<> {
        self.sleep_until(later(self.now(), duration))
    }

    /// Waits until an instant, counted among those who wait from the call on, not from the first
    /// poll. What was due is done while the [`Hold`] lives.
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

    /// One who waits, unless the instant has come.
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

    /// Says that something goes on that an [`advance`](Self::advance) has to wait for.
    pub fn hold(&self) -> Hold {
        self.0.holds.send_modify(|holds| *holds += 1);
        Hold(self.clone())
    }

    /// Waits until nothing goes on: no [`Hold`] lives.
    pub async fn idle(&self) {
        // The sender lives as long as the clock.
        let _ = self.0.holds.subscribe().wait_for(|holds| *holds == 0).await;
    }

    /// Moves the clock, whichever it is, from one instant at which something is due to the next,
    /// and at each waits until what was due is done. Cancelled, it stops between two instants.
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

    /// Moves to the next instant at which something is due, and says by how much; to the end, if
    /// nothing is before.
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
            // Who does not wait any more gives the hold back.
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

/// While it lives, an [`advance`](Clock::advance) goes no step further: what was due goes on.
///
/// Who holds one must neither advance nor wait for emulated time.
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

/// The instant so long after another.
pub(super) fn later(timestamp: Timestamp, duration: Duration) -> Timestamp {
    let millis = i64::try_from(duration.as_millis()).unwrap_or(i64::MAX);
    Timestamp::from_millis(timestamp.as_millis().saturating_add(millis))
}

/// The instant so long before another.
pub(super) fn earlier(timestamp: Timestamp, duration: Duration) -> Timestamp {
    let millis = i64::try_from(duration.as_millis()).unwrap_or(i64::MAX);
    Timestamp::from_millis(timestamp.as_millis().saturating_sub(millis))
}
