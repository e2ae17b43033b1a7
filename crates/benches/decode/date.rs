//! The dates of Tweets in the derived structs.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, Visitor};

/// The seconds since 1970 of a date such as `Wed Oct 10 20:19:24 +0000 2018`.
#[derive(Debug, Eq, PartialEq)]
pub(crate) struct Date(pub(crate) i64);

const MONTHS: [&[u8]; 12] = [
    b"Jan", b"Feb", b"Mar", b"Apr", b"May", b"Jun", b"Jul", b"Aug", b"Sep", b"Oct", b"Nov", b"Dec",
];

impl Date {
    /// Reads the fixed positions of a date in UTC, as a program does that has no time to lose.
    fn parse(text: &[u8]) -> Option<Self> {
        if text.len() != 30 || text.get(19..26)? != b" +0000 " {
            return None;
        }
        let month = MONTHS.iter().zip(1..).find(|(name, _)| Some(**name) == text.get(4..7))?.1;
        let [day, hour, minute, second, year] = [(8, 10), (11, 13), (14, 16), (17, 19), (26, 30)]
            .map(|(at, end)| number(text, at, end));
        let days = days(year?, month, day?);
        Some(Self(days * 86_400 + hour? * 3_600 + minute? * 60 + second?))
    }
}

fn number(text: &[u8], at: usize, end: usize) -> Option<i64> {
    let digits = text.get(at..end)?;
    digits.iter().try_fold(0, |number, digit| {
        digit.is_ascii_digit().then(|| number * 10 + i64::from(digit - b'0'))
    })
}

/// Returns the days since 1970 of a date in the Gregorian calendar.
fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    year * 365 + year / 4 - year / 100 + year / 400 + of_year - 719_468
}

impl<'de> Deserialize<'de> for Date {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct DateVisitor;

        impl Visitor<'_> for DateVisitor {
            type Value = Date;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a date of a Tweet")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Date, E> {
                Date::parse(text.as_bytes()).ok_or_else(|| E::custom("expected a date of a Tweet"))
            }
        }

        deserializer.deserialize_str(DateVisitor)
    }
}
