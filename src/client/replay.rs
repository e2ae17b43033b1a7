//! Replay: windows of the past, and the jobs that send the events of a window again.

use std::fmt;
use std::time::Duration;

use crate::tier::Tier;
use crate::value::id::ReplayJobId;
use crate::value::timestamp::Timestamp;

const MINUTE: i64 = 60_000;

/// A window of the past, in whole minutes of UTC. It includes its beginning and excludes its end.
///
/// ```
/// use account_activity::client::{ReplayWindow, ReplayWindowError};
/// use account_activity::{Tier, Timestamp};
///
/// let at = |text: &str| text.parse::<Timestamp>();
/// let window = ReplayWindow::covering(at("2026-03-01T09:59:30Z")?, at("2026-03-01T12:00:00Z")?)?;
/// assert_eq!(window.to_string(), "202603010959 to 202603011200");
///
/// let now = at("2026-03-01T13:00:00Z")?;
/// assert_eq!(window.check(Tier::Enterprise, now), Ok(()));
/// let early = window.check(Tier::Enterprise, at("2026-03-01T12:05:00Z")?);
/// assert_eq!(early, Err(ReplayWindowError::EndsTooLate));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub struct ReplayWindow {
    from: Timestamp,
    to: Timestamp,
}

/// The rule that a [`ReplayWindow`] breaks.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ReplayWindowError {
    /// The window ends before it begins, or is empty.
    #[error("the window must end after it begins")]
    Empty,
    /// The window begins or ends outside the years that the API can express.
    #[error("the window must lie within the years 1970 to 9999")]
    OutOfRange,
    /// The tier has no Replay.
    #[error("the tier {0:?} has no Replay")]
    NoReplay(Tier),
    /// The window begins earlier than the tier's Replay reaches: five days ago, on v2 24 hours ago.
    #[error("the window begins earlier than Replay reaches: five days ago, on v2 24 hours ago")]
    BeginsTooEarly,
    /// The window begins later than 31 minutes ago.
    #[error("the window must begin at least 31 minutes ago")]
    BeginsTooLate,
    /// The window ends later than 10 minutes ago, so its last events cannot be replayed yet.
    #[error("the window must end at least 10 minutes ago")]
    EndsTooLate,
}

impl ReplayWindow {
    /// The job length X recommends.
    pub const RECOMMENDED_LENGTH: Duration = Duration::from_secs(2 * 60 * 60);

    /// Returns the smallest window of whole minutes that covers two instants. The beginning is
    /// rounded down, the end up.
    ///
    /// # Errors
    ///
    /// [`ReplayWindowError::Empty`] and [`ReplayWindowError::OutOfRange`].
    pub fn covering(from: Timestamp, to: Timestamp) -> Result<Self, ReplayWindowError> {
        let down = |millis: i64| {
            let minute = millis.div_euclid(MINUTE).checked_mul(MINUTE);
            minute.map(Timestamp::from_millis).ok_or(ReplayWindowError::OutOfRange)
        };
        let end = to.as_millis().checked_add(MINUTE - 1).ok_or(ReplayWindowError::OutOfRange)?;
        let from = down(from.as_millis())?;
        let to = down(end)?;
        if from >= to {
            return Err(ReplayWindowError::Empty);
        }
        match (minute(from), minute(to)) {
            (Some(_), Some(_)) if from.as_millis() >= 0 => Ok(Self { from, to }),
            _ => Err(ReplayWindowError::OutOfRange),
        }
    }

    /// Returns the beginning, which belongs to the window.
    #[must_use]
    pub const fn from(&self) -> Timestamp {
        self.from
    }

    /// Returns the end, which does not belong to the window.
    #[must_use]
    pub const fn to(&self) -> Timestamp {
        self.to
    }

    /// Splits the window into windows of two hours, the length X recommends. The oldest comes
    /// first; the last may be shorter.
    pub fn split(self) -> impl Iterator<Item = Self> {
        let advised = i64::try_from(Self::RECOMMENDED_LENGTH.as_millis()).unwrap_or(i64::MAX);
        let mut next = self.from;
        std::iter::from_fn(move || {
            let from = next;
            let end = Timestamp::from_millis(from.as_millis().saturating_add(advised));
            next = end.min(self.to);
            (from < self.to).then_some(Self { from, to: next })
        })
    }

    /// Checks the window against the rules of a tier. [`replay`](super::Enterprise::replay) does
    /// this before it sends the request.
    ///
    /// # Errors
    ///
    /// [`ReplayWindowError`] names the rule that the window breaks.
    pub fn check(&self, tier: Tier, now: Timestamp) -> Result<(), ReplayWindowError> {
        let reach = tier.replay_window().ok_or(ReplayWindowError::NoReplay(tier))?;
        let is_older = |instant: Timestamp, age: Duration| {
            now.duration_since(instant).is_some_and(|actual| actual >= age)
        };
        if now.duration_since(self.from).is_some_and(|age| age > reach) {
            Err(ReplayWindowError::BeginsTooEarly)
        } else if !is_older(self.from, Duration::from_secs(31 * 60)) {
            Err(ReplayWindowError::BeginsTooLate)
        } else if !is_older(self.to, Duration::from_secs(10 * 60)) {
            Err(ReplayWindowError::EndsTooLate)
        } else {
            Ok(())
        }
    }

    /// Returns `from_date` and `to_date`, as `yyyymmddhhmm`.
    pub(super) fn dates(&self) -> (String, String) {
        (minute(self.from).unwrap_or_default(), minute(self.to).unwrap_or_default())
    }
}

/// Formats an instant that RFC 3339 can express as `yyyymmddhhmm`.
fn minute(instant: Timestamp) -> Option<String> {
    let text = instant.to_string();
    let (date, time) = text.split_once('T')?;
    let digits = date.chars().chain(time.chars().take(5)).filter(char::is_ascii_digit);
    Some(digits.collect())
}

/// Writes both ends, such as `202603010959 to 202603011200`.
impl fmt::Display for ReplayWindow {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (from, to) = self.dates();
        write!(formatter, "{from} to {to}")
    }
}

/// A job that sends the events of a window again. When the job ends, the webhook receives an
/// [`Event::ReplayJobStatus`](crate::Event::ReplayJobStatus).
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct ReplayJob {
    /// The job's id, which the event of its end repeats.
    pub id: ReplayJobId,
    /// The time of its creation, to the second. Absent if the response does not have it.
    pub created_at: Option<Timestamp>,
}

crate::wire::table::object! {
    ReplayJob = "a Replay job";
    id: crate::wire::presence::Required<ReplayJobId> = "job_id";
    created_at: crate::wire::presence::Optional<Timestamp> = "created_at";
}
