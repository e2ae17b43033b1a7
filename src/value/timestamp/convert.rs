//! Conversions to and from the date types of other crates.

use super::Timestamp;

/// An error converting a [`Timestamp`] to the date type of another crate. The year is outside the
/// range of that type.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("expected an instant within the range of the date type, found one outside it")]
pub struct OutOfRangeError(());

#[cfg(feature = "chrono-0_4")]
impl TryFrom<Timestamp> for chrono::DateTime<chrono::Utc> {
    type Error = OutOfRangeError;

    fn try_from(timestamp: Timestamp) -> Result<Self, OutOfRangeError> {
        Self::from_timestamp_millis(timestamp.as_millis()).ok_or(OutOfRangeError(()))
    }
}

#[cfg(feature = "chrono-0_4")]
impl<Z: chrono::TimeZone> From<chrono::DateTime<Z>> for Timestamp {
    /// Rounds down to the millisecond.
    fn from(time: chrono::DateTime<Z>) -> Self {
        Self::from_millis(time.timestamp_millis())
    }
}

#[cfg(feature = "time-0_3")]
impl TryFrom<Timestamp> for time::OffsetDateTime {
    type Error = OutOfRangeError;

    fn try_from(timestamp: Timestamp) -> Result<Self, OutOfRangeError> {
        let nanos = i128::from(timestamp.as_millis()) * 1_000_000;
        Self::from_unix_timestamp_nanos(nanos).map_err(|_| OutOfRangeError(()))
    }
}

#[cfg(feature = "time-0_3")]
impl From<time::OffsetDateTime> for Timestamp {
    /// Rounds down to the millisecond.
    fn from(time: time::OffsetDateTime) -> Self {
        let millis = time.unix_timestamp_nanos().div_euclid(1_000_000);
        Self::from_millis(i64::try_from(millis).unwrap_or(i64::MAX))
    }
}

/// Implements the conversions to and from the timestamp of a version of jiff.
macro_rules! jiff {
    ($feature:literal, $jiff:ident) => {
        #[cfg(feature = $feature)]
        impl TryFrom<Timestamp> for $jiff::Timestamp {
            type Error = OutOfRangeError;

            fn try_from(timestamp: Timestamp) -> Result<Self, OutOfRangeError> {
                Self::from_millisecond(timestamp.as_millis()).map_err(|_| OutOfRangeError(()))
            }
        }

        #[cfg(feature = $feature)]
        impl From<$jiff::Timestamp> for Timestamp {
            /// Rounds down to the millisecond.
            fn from(time: $jiff::Timestamp) -> Self {
                let millis = time.as_nanosecond().div_euclid(1_000_000);
                Self::from_millis(i64::try_from(millis).unwrap_or(i64::MAX))
            }
        }
    };
}

jiff!("jiff-0_2", jiff);
jiff!("jiff-1", jiff_1);
