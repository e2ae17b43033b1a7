//! The proleptic Gregorian calendar in UTC.

/// A date and time of day.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Civil {
    pub(super) year: i64,
    pub(super) month: i64,
    pub(super) day: i64,
    pub(super) hour: i64,
    pub(super) minute: i64,
    pub(super) second: i64,
    pub(super) millisecond: i64,
}

const DAY: i64 = 86_400_000;

impl Civil {
    pub(super) fn from_millis(millis: i64) -> Self {
        let (days, time) = (millis.div_euclid(DAY), millis.rem_euclid(DAY));
        // Years start in March and are counted in eras of 400, as in Howard Hinnant's
        // `civil_from_days`.
        let days = days + 719_468;
        let (era, day_of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
        let year_of_era =
            (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted = (5 * day_of_year + 2) / 153;
        let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
        Self {
            year: year_of_era + era * 400 + i64::from(month <= 2),
            month,
            day: day_of_year - (153 * shifted + 2) / 5 + 1,
            hour: time / 3_600_000,
            minute: time / 60_000 % 60,
            second: time / 1_000 % 60,
            millisecond: time % 1_000,
        }
    }

    /// Returns milliseconds since 1970, or `None` if the date or time does not exist. A leap second
    /// counts as the first second of the next minute.
    pub(super) fn to_millis(self) -> Option<i64> {
        let valid = (0..=9_999).contains(&self.year)
            && (1..=12).contains(&self.month)
            && (1..=self.month_length()).contains(&self.day)
            && (0..24).contains(&self.hour)
            && (0..60).contains(&self.minute)
            && (0..=60).contains(&self.second)
            && (0..1_000).contains(&self.millisecond);
        if !valid {
            return None;
        }
        let year = self.year - i64::from(self.month <= 2);
        let (era, year_of_era) = (year.div_euclid(400), year.rem_euclid(400));
        let shifted = if self.month > 2 { self.month - 3 } else { self.month + 9 };
        let day_of_year = (153 * shifted + 2) / 5 + self.day - 1;
        let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        let days = era * 146_097 + day_of_era - 719_468;
        let seconds = self.hour * 3_600 + self.minute * 60 + self.second;
        Some(days * DAY + seconds * 1_000 + self.millisecond)
    }

    fn month_length(self) -> i64 {
        let leap = self.year % 4 == 0 && (self.year % 100 != 0 || self.year % 400 == 0);
        match self.month {
            2 => 28 + i64::from(leap),
            4 | 6 | 9 | 11 => 30,
            _ => 31,
        }
    }

    /// Returns the day of the week, where Monday is 0.
    pub(super) fn weekday(millis: i64) -> usize {
        usize::try_from((millis.div_euclid(DAY) + 3).rem_euclid(7)).unwrap_or(0)
    }
}
