//! The setting of the clock.

use std::num::NonZeroU32;
use std::str::FromStr;

use account_activity::Timestamp;
use account_activity_emulator::Clock;
use serde::Deserialize;

/// Deserializes from `"real"`, `{ accelerated = 60 }` or `{ manual = "2026-01-01T00:00:00Z" }`.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq)]
#[serde(rename_all = "snake_case")]
pub(super) enum ClockSetting {
    #[default]
    Real,
    Accelerated(NonZeroU32),
    Manual(Timestamp),
}

impl ClockSetting {
    pub(super) fn clock(self) -> Clock {
        match self {
            Self::Real => Clock::real(),
            Self::Accelerated(factor) => Clock::accelerated(factor),
            Self::Manual(start) => Clock::manual(start),
        }
    }
}

/// Parses the form of the command line: `real`, a factor, or an instant.
impl FromStr for ClockSetting {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text == "real" {
            return Ok(Self::Real);
        }
        if let Ok(factor) = text.parse() {
            return Ok(Self::Accelerated(factor));
        }
        // A number that is too low for an instant in milliseconds is meant as a factor.
        let is_factor = text.parse::<i64>().is_ok_and(|number| number <= u32::MAX.into());
        let instant = text.parse().ok().filter(|_| !is_factor);
        instant.map(Self::Manual).ok_or_else(|| {
            "expected real, a factor of at least 1 such as 60, or an instant".to_owned()
        })
    }
}
