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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_day_of_eight_centuries_follows_the_one_before() {
        let mut before = Civil::from_millis(-62_167_219_200_000);
        assert_eq!((before.year, before.month, before.day), (0, 1, 1));
        for day in 1..292_194_i64 {
            let millis = -62_167_219_200_000 + day * DAY;
            let civil = Civil::from_millis(millis);
            assert_eq!(civil.to_millis(), Some(millis));
            let is_next = match (civil.month, civil.day) {
                (1, 1) => (before.month, before.day, before.year) == (12, 31, civil.year - 1),
                (_, 1) => civil.month == before.month + 1 && before.day == before.month_length(),
                _ => (civil.month, civil.day - 1) == (before.month, before.day),
            };
            assert!(is_next, "{before:?}, {civil:?}");
            before = civil;
        }
    }

    #[test]
    fn dates_that_do_not_exist() {
        let date =
            Civil { year: 2024, month: 2, day: 29, hour: 0, minute: 0, second: 0, millisecond: 0 };
        assert!(date.to_millis().is_some());
        for wrong in [
            Civil { year: 2023, ..date },
            Civil { year: 1900, ..date },
            Civil { year: 10_000, ..date },
            Civil { month: 0, ..date },
            Civil { month: 13, ..date },
            Civil { day: 30, ..date },
            Civil { hour: 24, ..date },
            Civil { minute: 60, ..date },
            Civil { second: 61, ..date },
        ] {
            assert_eq!(wrong.to_millis(), None, "{wrong:?}");
        }
    }

    #[test]
    fn days_of_the_week() {
        // 1970-01-01 was a Thursday, and so was the day a week before.
        assert_eq!([0, DAY, -DAY, -7 * DAY].map(Civil::weekday), [3, 4, 2, 3]);
    }
}
