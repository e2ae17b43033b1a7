//! The figures of a row, and whether they are as promised.

use std::fmt;
use std::sync::atomic::Ordering;
use std::time::Duration;

use crate::memory::Memory;
use crate::seen::Seen;

/// The most that the memory may grow by, in bytes.
const MOST_GROWTH: u64 = 16 << 20;

pub(crate) struct Outcome {
    pub(crate) sent: u64,
    pub(crate) received: u64,
    pub(crate) repeated: u64,
    pub(crate) bytes: u64,
    pub(crate) took: Duration,
    /// By how many bytes memory grew at most, where the system tells.
    pub(crate) growth: Option<u64>,
    /// The connections of the stream; 0 without one.
    pub(crate) connections: u64,
    /// Whether the receiver gets each event. A reader that is too slow loses some.
    pub(crate) receives_all: bool,
    /// The events that are missing without a gap in the stream that tells.
    pub(crate) unexplained: u64,
}

impl Outcome {
    pub(crate) const HEADER: &'static str =
        "row              sent   received   events/s   MB of events   connections   memory MiB";

    pub(crate) fn new(sent: u64, seen: &Seen, took: Duration, before: Option<Memory>) -> Self {
        let peak = Memory::of(std::process::id());
        Self {
            sent,
            received: seen.count(),
            repeated: seen.repeated(),
            bytes: seen.bytes.load(Ordering::Relaxed),
            took,
            growth: before
                .zip(peak)
                .map(|(before, peak)| peak.peak.saturating_sub(before.resident)),
            connections: 0,
            receives_all: true,
            unexplained: 0,
        }
    }

    /// Returns a text for each promise that is not kept.
    pub(crate) fn misses(&self) -> Vec<String> {
        let mut misses = Vec::new();
        let mut expect = |is_kept: bool, miss: String| {
            if !is_kept {
                misses.push(miss);
            }
        };
        let missing = self.sent - self.received;
        expect(missing == 0 || !self.receives_all, format!("{missing} events are missing"));
        expect(self.received > 0, "no event arrived".to_owned());
        expect(self.repeated == 0, format!("{} events arrived again", self.repeated));
        let unexplained = self.unexplained;
        expect(unexplained == 0, format!("{unexplained} events are missing without a gap"));
        let growth = self.growth.unwrap_or_default();
        expect(growth < MOST_GROWTH, format!("memory grew by {growth} bytes"));
        misses
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let growth = self.growth.map(|bytes| format!("{:.1}", bytes as f64 / f64::from(1 << 20)));
        write!(
            formatter,
            "{:>8} {:>10} {:>10.0} {:>14.1} {:>13} {:>12}",
            self.sent,
            self.received,
            self.sent as f64 / self.took.as_secs_f64(),
            self.bytes as f64 / 1e6,
            self.connections,
            growth.unwrap_or_else(|| "-".to_owned()),
        )
    }
}
