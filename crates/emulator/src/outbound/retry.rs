//! Schedules of retries.

use std::sync::Arc;
use std::time::Duration;

use account_activity::Tier;
use serde::{Deserialize, Serialize};

/// The waits of X before each retry, counted from the previous failure.
///
/// In a configuration it is `"none"`, `"five_minutes"`, `"four_hours"`, or a list of seconds.
///
/// ```
/// use account_activity_emulator::outbound::RetrySchedule;
///
/// let schedule: RetrySchedule = serde_json::from_str("[3, 27, 242]")?;
/// assert_eq!(schedule, RetrySchedule::five_minutes());
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(from = "Written", into = "Written")]
pub struct RetrySchedule(Arc<[Duration]>);

impl RetrySchedule {
    /// Returns the schedule without retries, as in the sandbox.
    #[must_use]
    pub fn none() -> Self {
        Self::after([])
    }

    /// Returns the schedule of three retries in about five minutes: after 3, 27 and 242 seconds.
    /// The paid tiers of v1.1 have used it since 2020.
    #[must_use]
    pub fn five_minutes() -> Self {
        Self::of(Tier::Premium)
    }

    /// Returns the schedule of eight retries over four hours, one each half hour: the schedule of
    /// 2018, which the FAQ describes.
    #[must_use]
    pub fn four_hours() -> Self {
        Self::after([Duration::from_secs(30 * 60); 8])
    }

    /// Returns a schedule with these waits before each retry.
    #[must_use]
    pub fn after(waits: impl IntoIterator<Item = Duration>) -> Self {
        Self(waits.into_iter().collect())
    }

    /// Returns the schedule of a tier. None is documented for v2, which gets that of v1.1.
    #[must_use]
    pub fn of(tier: Tier) -> Self {
        Self::after(tier.retry_schedule().iter().copied())
    }

    /// Returns the waits before each retry.
    #[must_use]
    pub fn waits(&self) -> &[Duration] {
        &self.0
    }
}

#[derive(Deserialize, Serialize)]
#[serde(
    untagged,
    expecting = "expected \"none\", \"five_minutes\", \"four_hours\" or a list of seconds"
)]
enum Written {
    Name(Name),
    Seconds(Vec<u64>),
}

#[derive(Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
enum Name {
    None,
    FiveMinutes,
    FourHours,
}

impl From<Written> for RetrySchedule {
    fn from(written: Written) -> Self {
        match written {
            Written::Name(Name::None) => Self::none(),
            Written::Name(Name::FiveMinutes) => Self::five_minutes(),
            Written::Name(Name::FourHours) => Self::four_hours(),
            Written::Seconds(waits) => Self::after(waits.into_iter().map(Duration::from_secs)),
        }
    }
}

impl From<RetrySchedule> for Written {
    fn from(schedule: RetrySchedule) -> Self {
        Self::Seconds(schedule.waits().iter().map(Duration::as_secs).collect())
    }
}
