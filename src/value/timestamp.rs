//! Timestamps, in all encodings of this API.

mod civil;
#[cfg(any(feature = "chrono-0_4", feature = "time-0_3", feature = "jiff-0_2", feature = "jiff-1"))]
mod convert;
mod form;

use std::fmt;
use std::ops::{Add, AddAssign, Sub, SubAssign};
use std::str::FromStr;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::ser::Serializer;

use crate::wire::scalar::{Scalar, scalar};
use crate::wire::shape::Shape;

#[cfg(any(
    feature = "chrono-0_4",
    feature = "time-0_3",
    feature = "jiff-0_2",
    feature = "jiff-1"
))]
pub use convert::OutOfRangeError;
pub(crate) use form::{MillisNumber, MillisText, Rfc3339, TwitterDate};

/// An instant with millisecond precision.
///
/// The wire has four encodings: `Wed Jun 06 20:07:10 +0000 2018`, milliseconds since 1970 as text
/// or as a number, and RFC 3339. Archives also have RFC 2822 (`Wed, 06 Jun 2018 20:07:10 +0000`)
/// and SQL (`2018-06-06 20:07:10`). Every field accepts all of them. A date without a zone is in UTC.
/// A field serializes in its own encoding. A `Timestamp` by itself serializes as a number of
/// milliseconds.
///
/// A number in a field of an event is seconds since 1970 if it is less than 1,142,899,200,000, and
/// milliseconds otherwise. One less than 1,142,899,200 (2006-03-21, the day of the first Tweet) or
/// after the year 9999 is not a time. A `Timestamp` by itself deserializes any number as
/// milliseconds.
///
/// ```
/// use account_activity::Timestamp;
///
/// let timestamp: Timestamp = "Wed Jun 06 20:07:10 +0000 2018".parse()?;
/// assert_eq!(timestamp.as_millis(), 1_528_315_630_000);
/// assert_eq!(timestamp, "1528315630000".parse()?);
/// assert_eq!(timestamp, "2018-06-06T22:07:10+02:00".parse()?);
/// assert_eq!(timestamp.to_string(), "2018-06-06T20:07:10Z");
/// # Ok::<(), account_activity::ParseTimestampError>(())
/// ```
#[derive(Clone, Copy, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Timestamp(i64);

/// An error parsing a [`Timestamp`].
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error(
    "expected an instant: `Wed Jun 06 20:07:10 +0000 2018`, milliseconds since 1970, RFC 3339 \
     (`2018-06-06T20:07:10Z`), RFC 2822 or SQL"
)]
pub struct ParseTimestampError(());

impl Timestamp {
    /// Returns the current time of the system's clock.
    #[must_use]
    pub fn now() -> Self {
        SystemTime::now().into()
    }

    /// Creates the timestamp `millis` milliseconds after 1970-01-01T00:00:00Z, or before it if
    /// `millis` is negative.
    #[must_use]
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis)
    }

    /// Returns the number of milliseconds since 1970-01-01T00:00:00Z.
    #[must_use]
    pub const fn as_millis(self) -> i64 {
        self.0
    }

    /// Returns the time from `earlier` to this timestamp, or `None` if `earlier` is later.
    #[must_use]
    pub fn duration_since(self, earlier: Self) -> Option<Duration> {
        let millis = self.0.checked_sub(earlier.0)?;
        u64::try_from(millis).ok().map(Duration::from_millis)
    }
}

impl Add<Duration> for Timestamp {
    type Output = Self;

    /// Adds the whole milliseconds of a duration. A sum beyond the range of 64 bits becomes the
    /// latest timestamp.
    fn add(self, duration: Duration) -> Self {
        Self(self.0.saturating_add_unsigned(whole_millis(duration)))
    }
}

impl Sub<Duration> for Timestamp {
    type Output = Self;

    /// Subtracts the whole milliseconds of a duration. A difference beyond the range of 64 bits
    /// becomes the earliest timestamp.
    fn sub(self, duration: Duration) -> Self {
        Self(self.0.saturating_sub_unsigned(whole_millis(duration)))
    }
}

impl AddAssign<Duration> for Timestamp {
    fn add_assign(&mut self, duration: Duration) {
        *self = *self + duration;
    }
}

impl SubAssign<Duration> for Timestamp {
    fn sub_assign(&mut self, duration: Duration) {
        *self = *self - duration;
    }
}

fn whole_millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

/// Writes RFC 3339 in UTC, with milliseconds if they are not zero. Outside the years 0 to 9999,
/// writes the number of milliseconds since 1970.
impl fmt::Display for Timestamp {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        form::rfc3339(*self, "Z", formatter)
    }
}

impl fmt::Debug for Timestamp {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Timestamp({self})")
    }
}

impl FromStr for Timestamp {
    type Err = ParseTimestampError;

    fn from_str(text: &str) -> Result<Self, ParseTimestampError> {
        form::parse(text).ok_or(ParseTimestampError(()))
    }
}

impl From<Timestamp> for SystemTime {
    /// Converts a timestamp. One that the platform's clock cannot represent becomes
    /// 1970-01-01T00:00:00Z.
    fn from(timestamp: Timestamp) -> Self {
        let distance = Duration::from_millis(timestamp.0.unsigned_abs());
        let time = if timestamp.0 < 0 {
            UNIX_EPOCH.checked_sub(distance)
        } else {
            UNIX_EPOCH.checked_add(distance)
        };
        time.unwrap_or(UNIX_EPOCH)
    }
}

impl From<SystemTime> for Timestamp {
    /// Rounds down to the millisecond. A time outside the range of 64 bits becomes the nearest
    /// bound.
    fn from(time: SystemTime) -> Self {
        match time.duration_since(UNIX_EPOCH) {
            Ok(after) => Self(i64::try_from(after.as_millis()).unwrap_or(i64::MAX)),
            Err(before) => {
                let millis = before.duration().as_nanos().div_ceil(1_000_000);
                Self(i64::try_from(millis).map_or(i64::MIN, |millis| -millis))
            }
        }
    }
}

impl Scalar for Timestamp {
    type Value = Self;
    const EXPECTED: &'static str = "an instant";
    const SHAPE: Shape = Shape::Timestamp;

    fn blank() -> Self {
        Self(0)
    }

    fn from_text(text: &str) -> Option<Self> {
        form::parse(text)
    }

    fn from_number(_: &dyn fmt::Display) -> Option<Self> {
        None
    }

    fn from_unsigned(value: u64) -> Option<Self> {
        i64::try_from(value).ok().map(Self)
    }

    fn from_signed(value: i64) -> Option<Self> {
        Some(Self(value))
    }

    fn write<S: Serializer>(value: &Self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_i64(value.0)
    }
}

scalar!(Timestamp);
