//! When a failed delivery is sent again.

use std::sync::Arc;
use std::time::Duration;

use account_activity::Tier;
use serde::{Deserialize, Serialize};

/// How long X waits before each retry, counted from the failure before.
///
/// In a configuration: `"none"`, `"five_minutes"`, `"four_hours"`, or a list of seconds.
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
    /// No retry, as in the sandbox.
    #[must_use]
    pub fn none() -> Self {
        Self::after([])
    }

    /// Three retries in about five minutes: after 3, 27 and 242 seconds. The paid tiers of v1.1
    /// have it since 2020.
    #[must_use]
    pub fn five_minutes() -> Self {
        Self::after([3, 27, 242].map(Duration::from_secs))
    }

    /// Eight retries over four hours, one each half hour: the schedule of 2018, of which the FAQ
    /// speaks.
    #[must_use]
    pub fn four_hours() -> Self {
        Self::after([Duration::from_secs(30 * 60); 8])
    }

    /// Any other: how long to wait before each retry.
    #[must_use]
    pub fn after(waits: impl IntoIterator<Item = Duration>) -> Self {
        Self(waits.into_iter().collect())
    }

    /// That of a tier. v2 does not document one, and gets that of v1.1.
    #[must_use]
    pub fn of(tier: Tier) -> Self {
        if tier.retry_schedule() { Self::five_minutes() } else { Self::none() }
    }

    /// How long it waits before each retry.
    #[must_use]
    pub fn waits(&self) -> &[Duration] {
        &self.0
    }
}

#[derive(Deserialize, Serialize)]
#[serde(untagged, expecting = "retries are \"none\", \"five_minutes\", \"four_hours\" or seconds")]
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
