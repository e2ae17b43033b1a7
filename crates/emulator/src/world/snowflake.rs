//! Ids that contain their creation time.

use account_activity::Timestamp;
use serde::{Deserialize, Serialize};

/// The instant 0 of snowflakes: 2010-11-04T01:42:54.657Z.
const EPOCH: i64 = 1_288_834_974_657;

/// The bits below the milliseconds: 10 for the machine and 12 for its sequence.
const LOW_BITS: u32 = 22;

const MACHINE: u64 = 351 << 12;

/// Returns the id for an instant and low bits.
pub(super) fn snowflake(made: Timestamp, low: u64) -> u64 {
    let millis = u64::try_from(made.as_millis().saturating_sub(EPOCH)).unwrap_or(0);
    (millis.min((1 << 41) - 1) << LOW_BITS) | (low % (1 << LOW_BITS))
}

/// Cuts an instant to the second, the resolution of dates like `Wed Jun 06 20:07:10 +0000 2018`.
pub(super) fn to_second(instant: Timestamp) -> Timestamp {
    let millis = instant.as_millis();
    Timestamp::from_millis(millis.saturating_sub(millis.rem_euclid(1000)))
}

/// A generator of ids that increase even if the clock does not.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Snowflakes {
    last: u64,
}

impl Default for Snowflakes {
    /// Starts in 2018, so that even on a clock that starts in 1970 ids exceed 2^53, above which
    /// JavaScript rounds them.
    fn default() -> Self {
        Self { last: snowflake(Timestamp::from_millis(1_514_764_800_000), 0) }
    }
}

impl Snowflakes {
    pub(crate) fn next<I: From<u64>>(&mut self, now: Timestamp) -> I {
        self.last = snowflake(now, MACHINE).max(self.last.saturating_add(1));
        self.last.into()
    }

    /// Makes further ids larger than one.
    pub(crate) fn pass(&mut self, id: impl Into<u64>) {
        self.last = self.last.max(id.into());
    }
}
