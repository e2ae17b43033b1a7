//! What every inbox has: times, a limit and a clock.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use account_activity::{Clock, SystemClock, Timestamp};

const MINUTE: Duration = Duration::from_secs(60);
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// The times of an inbox, such as how long it recognizes duplicates and keeps dead letters, its greatest
/// depth, and its clock.
///
/// All processes that open one inbox should use the same settings.
///
/// ```
/// use std::time::Duration;
///
/// use account_activity_inbox::{Memory, Settings};
///
/// let inbox = Memory::with_settings(Settings::new().pair_within(Duration::from_secs(60)));
/// ```
#[derive(Clone)]
pub struct Settings {
    clock: Arc<dyn Clock>,
    deduplicate_for: Duration,
    pair_within: Duration,
    keep_dead_letters_for: Duration,
    max_pending: Option<u64>,
}

impl Settings {
    /// Creates the default settings.
    #[must_use]
    pub fn new() -> Self {
        Self {
            clock: Arc::new(SystemClock::default()),
            deduplicate_for: 7 * DAY,
            pair_within: 10 * MINUTE,
            keep_dead_letters_for: 30 * DAY,
            max_pending: None,
        }
    }

    /// Sets how long the inbox recognizes an activity that arrives again. The default is seven days.
    #[must_use]
    pub fn deduplicate_for(mut self, time: Duration) -> Self {
        self.deduplicate_for = time;
        self
    }

    /// Sets how far apart the two APIs may deliver an activity that has another key in each of them, such as
    /// a follow, mute or block. Further apart, both are handed over. The default is ten minutes.
    #[must_use]
    pub fn pair_within(mut self, window: Duration) -> Self {
        self.pair_within = window;
        self
    }

    /// Sets how long the inbox keeps dead letters. The default is 30 days.
    #[must_use]
    pub fn keep_dead_letters_for(mut self, time: Duration) -> Self {
        self.keep_dead_letters_for = time;
        self
    }

    /// Sets how many items can be pending. An append of new items that would exceed it fails with
    /// [`Error::TooManyPending`](crate::Error::TooManyPending) and stores nothing, so that the receiver
    /// responds with the status 503, and X sends the delivery again later. The number is not limited by default.
    ///
    /// Dead letters do not count. A dead letter that is requeued counts, but is never refused. The limit
    /// should be far above the number of activities in a delivery: a delivery with more of them is never
    /// stored.
    #[must_use]
    pub const fn max_pending(mut self, items: u64) -> Self {
        self.max_pending = Some(items);
        self
    }

    /// Sets the clock. The default is [`SystemClock`]. With an emulator in emulated time, set its clock: the
    /// inbox compares the times of events with it.
    #[must_use]
    pub fn clock(mut self, clock: impl Clock + 'static) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    pub(crate) fn shared_clock(&self) -> &Arc<dyn Clock> {
        &self.clock
    }

    pub(crate) const fn deduplication(&self) -> Duration {
        self.deduplicate_for
    }

    pub(crate) const fn window(&self) -> Duration {
        self.pair_within
    }

    pub(crate) const fn pending_limit(&self) -> Option<u64> {
        self.max_pending
    }

    pub(crate) const fn dead_letters(&self) -> Duration {
        self.keep_dead_letters_for
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Settings {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Settings")
            .field("deduplicate_for", &self.deduplicate_for)
            .field("pair_within", &self.pair_within)
            .field("keep_dead_letters_for", &self.keep_dead_letters_for)
            .field("max_pending", &self.max_pending)
            .finish_non_exhaustive()
    }
}
