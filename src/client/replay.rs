//! Replay: windows of the past, and the jobs that send their events again.

use std::fmt;
use std::time::Duration;

use crate::tier::Tier;
use crate::value::id::ReplayJobId;
use crate::value::timestamp::Timestamp;

const MINUTE: i64 = 60_000;

/// A window of the past, in whole minutes of UTC: its beginning belongs to it, its end does not.
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

/// Why a window cannot be replayed.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ReplayWindowError {
    /// It ends before it begins, or at once.
    #[error("the window ends before it begins")]
    Empty,
    /// It begins or ends outside the years that the API can write.
    #[error("the window is outside the years 1970 to 9999")]
    OutOfRange,
    /// The tier has no Replay.
    #[error("the tier {0:?} has no Replay")]
    NoReplay(Tier),
    /// It begins further back than the tier's Replay reaches: five days, on v2 24 hours.
    #[error("the window begins further back than Replay reaches")]
    BeginsTooEarly,
    /// It begins later than 31 minutes ago.
    #[error("the window begins later than 31 minutes ago")]
    BeginsTooLate,
    /// It ends later than 10 minutes ago, when its last events cannot be replayed yet.
    #[error("the window ends later than 10 minutes ago")]
    EndsTooLate,
}

impl ReplayWindow {
    /// How long a job X advises to ask for.
    pub const RECOMMENDED_LENGTH: Duration = Duration::from_secs(2 * 60 * 60);

    /// The window of whole minutes in which two instants lie: the beginning is rounded down, the
    /// end up.
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

    /// Its beginning, which belongs to it.
    #[must_use]
    pub const fn from(&self) -> Timestamp {
        self.from
    }

    /// Its end, which does not belong to it.
    #[must_use]
    pub const fn to(&self) -> Timestamp {
        self.to
    }

    /// The windows of two hours, as X advises, that a longer one consists of, the oldest first.
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

    /// Checks the window against the rules of a tier, as [`replay`](super::Enterprise::replay) does
    /// before it asks.
    ///
    /// # Errors
    ///
    /// [`ReplayWindowError`] says which rule it breaks.
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

    /// `from_date` and `to_date`: `yyyymmddhhmm`.
    pub(super) fn dates(&self) -> (String, String) {
        (minute(self.from).unwrap_or_default(), minute(self.to).unwrap_or_default())
    }
}

/// `yyyymmddhhmm`, of an instant that RFC 3339 can write.
fn minute(instant: Timestamp) -> Option<String> {
    let text = instant.to_string();
    let (date, time) = text.split_once('T')?;
    let digits = date.chars().chain(time.chars().take(5)).filter(char::is_ascii_digit);
    Some(digits.collect())
}

/// `202603010959 to 202603011200`.
impl fmt::Display for ReplayWindow {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (from, to) = self.dates();
        write!(formatter, "{from} to {to}")
    }
}

/// A job that sends the events of a window again. Its end arrives at the webhook, as
/// [`Event::ReplayJobStatus`](crate::Event::ReplayJobStatus).
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct ReplayJob {
    /// The job, as the event of its end names it.
    pub id: ReplayJobId,
    /// When it was created, to the second. Absent where the answer does not say.
    pub created_at: Option<Timestamp>,
}

crate::wire::object::object! {
    ReplayJob = "a Replay job";
    id: crate::wire::presence::Required<ReplayJobId> = "job_id";
    created_at: crate::wire::presence::Optional<Timestamp> = "created_at";
}
