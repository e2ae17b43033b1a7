//! The encodings of a timestamp.

use std::fmt;

use serde::ser::Serializer;

use super::Timestamp;
use super::civil::Civil;
use crate::wire::presence::Repeatable;
use crate::wire::scalar::Scalar;
use crate::wire::shape::Shape;

const WEEKDAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

pub(super) fn parse(text: &str) -> Option<Timestamp> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let millis = if digits.bytes().all(|byte| byte.is_ascii_digit()) {
        text.parse().ok()
    } else if text.starts_with(|first: char| first.is_ascii_alphabetic()) {
        parse_usual_date(text).or_else(|| parse_twitter_date(text)).or_else(|| parse_rfc2822(text))
    } else {
        parse_usual_rfc3339(text).or_else(|| parse_rfc3339(text)).or_else(|| parse_rfc2822(text))
    };
    millis.map(Timestamp)
}

/// Parses `Wed Jun 06 20:07:10 +0000 2018` as X writes it, in which every part has a fixed place.
fn parse_usual_date(text: &str) -> Option<i64> {
    #[rustfmt::skip]
    let [
        w, x, y, b' ', m, o, n, b' ', d, e, b' ', h, i, b':', j, k, b':', s, t,
        b' ', b'+', b'0', b'0', b'0', b'0', b' ', f, g, a, b,
    ] = text.as_bytes() else { return None };
    let [day, hour, minute, second] = [[d, e], [h, i], [j, k], [s, t]].map(two_digits);
    let civil = Civil {
        year: two_digits([f, g])? * 100 + two_digits([a, b])?,
        month: month_of([*m, *o, *n])?,
        day: day?,
        hour: hour?,
        minute: minute?,
        second: second?,
        millisecond: 0,
    };
    if is_weekday([*w, *x, *y]) { civil.to_millis() } else { None }
}

/// Returns the number of a month. The comparison of whole arrays is faster than a search for texts.
const fn month_of(name: [u8; 3]) -> Option<i64> {
    Some(match &name {
        b"Jan" => 1,
        b"Feb" => 2,
        b"Mar" => 3,
        b"Apr" => 4,
        b"May" => 5,
        b"Jun" => 6,
        b"Jul" => 7,
        b"Aug" => 8,
        b"Sep" => 9,
        b"Oct" => 10,
        b"Nov" => 11,
        b"Dec" => 12,
        _ => return None,
    })
}

const fn is_weekday(name: [u8; 3]) -> bool {
    matches!(&name, b"Mon" | b"Tue" | b"Wed" | b"Thu" | b"Fri" | b"Sat" | b"Sun")
}

fn two_digits([tens, ones]: [&u8; 2]) -> Option<i64> {
    let digit = |byte: u8| byte.is_ascii_digit().then(|| i64::from(byte - b'0'));
    Some(digit(*tens)? * 10 + digit(*ones)?)
}

/// Parses `Wed Jun 06 20:07:10 +0000 2018`. The day of the week is not checked against the date.
fn parse_twitter_date(text: &str) -> Option<i64> {
    let mut words = text.split_ascii_whitespace();
    let weekday = words.next()?;
    let month = words.next()?;
    let month = 1 + MONTHS.iter().position(|name| *name == month)?;
    let day = number(words.next()?)?;
    let time = words.next()?;
    // The zone before the year is optional, as in the dates of C.
    let (offset, year) = match (words.next()?, words.next()) {
        (offset, Some(year)) => (parse_offset(offset)?, number(year)?),
        (year, None) => (0, number(year)?),
    };
    let (hour, minute, second, millisecond) = parse_time(time)?;
    let month = i64::try_from(month).ok()?;
    let civil = Civil { year, month, day, hour, minute, second, millisecond };
    (WEEKDAYS.contains(&weekday) && words.next().is_none())
        .then(|| civil.to_millis()?.checked_sub(offset))?
}

/// Parses `Wed, 06 Jun 2018 20:07:10 +0000`, in which the day of the week, the seconds and the zone are
/// optional. The day of the week is not checked against the date.
fn parse_rfc2822(text: &str) -> Option<i64> {
    let date = match text.split_once(',') {
        Some((weekday, date)) if WEEKDAYS.contains(&weekday) => date,
        Some(_) => return None,
        None => text,
    };
    let mut words = date.split_ascii_whitespace();
    let day = number(words.next()?)?;
    let month = words.next()?;
    let month = 1 + MONTHS.iter().position(|name| *name == month)?;
    let year = number(words.next().filter(|year| year.len() == 4)?)?;
    let time = words.next()?;
    let seconds = if time.len() == 5 { ":00" } else { "" };
    let (hour, minute, second, millisecond) = parse_time(&format!("{time}{seconds}"))?;
    let offset = words.next().map_or(Some(0), parse_offset)?;
    let month = i64::try_from(month).ok()?;
    let civil = Civil { year, month, day, hour, minute, second, millisecond };
    words.next().is_none().then(|| civil.to_millis()?.checked_sub(offset))?
}

/// Parses `2018-06-06T20:07:10.123Z` as X writes it, in which every part has a fixed place.
fn parse_usual_rfc3339(text: &str) -> Option<i64> {
    #[rustfmt::skip]
    let [
        y, z, a, b, b'-', m, n, b'-', d, e, b'T', h, i, b':', j, k, b':', s, t, b'.', f, g, l, b'Z',
    ] = text.as_bytes() else { return None };
    let [century, year, month, day] = [[y, z], [a, b], [m, n], [d, e]].map(two_digits);
    let [hour, minute, second, hundredth] = [[h, i], [j, k], [s, t], [f, g]].map(two_digits);
    let civil = Civil {
        year: century? * 100 + year?,
        month: month?,
        day: day?,
        hour: hour?,
        minute: minute?,
        second: second?,
        millisecond: hundredth? * 10 + two_digits([&b'0', l])?,
    };
    civil.to_millis()
}

/// Parses `2018-06-06T20:07:10.123+00:00`.
///
/// A blank in place of the `T`, a blank before the offset, and an offset without a colon are
/// accepted, because this API uses them elsewhere. So is the form of SQL, `2018-06-06 20:07:10`: a
/// text without an offset is in UTC.
fn parse_rfc3339(text: &str) -> Option<i64> {
    let (date, rest) = text.split_at_checked(10)?;
    let mut date = date.splitn(3, '-').map(number);
    let (year, month, day) = (date.next()??, date.next()??, date.next()??);
    let rest = rest.strip_prefix(['T', 't', ' '])?;
    let end = rest.find(['Z', 'z', '+', '-', ' ']).unwrap_or(rest.len());
    let (time, offset) = rest.split_at_checked(end)?;
    let (hour, minute, second, millisecond) = parse_time(time)?;
    let civil = Civil { year, month, day, hour, minute, second, millisecond };
    let offset = if offset.is_empty() { 0 } else { parse_offset(offset.trim_start())? };
    civil.to_millis()?.checked_sub(offset)
}

/// Parses `20:07:10` with an optional fraction, which is cut to milliseconds.
fn parse_time(text: &str) -> Option<(i64, i64, i64, i64)> {
    let (whole, fraction) = text.split_at_checked(8)?;
    let [hour, minute, second] = [0, 3, 6].map(|at| number(whole.get(at..at + 2)?));
    let colons = [2, 5].iter().all(|at| whole.as_bytes().get(*at) == Some(&b':'));
    let millisecond = if fraction.is_empty() { 0 } else { parse_fraction(fraction)? };
    colons.then_some((hour?, minute?, second?, millisecond))
}

/// Parses `.123`, with any number of digits, to milliseconds.
fn parse_fraction(text: &str) -> Option<i64> {
    let digits = text.strip_prefix('.')?;
    let valid = digits.bytes().all(|byte| byte.is_ascii_digit());
    valid.then(|| decimal(digits.bytes().chain([b'0'; 3]).take(3)))
}

/// Parses `Z`, `UTC`, `GMT`, `+0000`, `+00:00` or, as databases write it, `+00` to milliseconds.
fn parse_offset(text: &str) -> Option<i64> {
    if ["Z", "z", "UTC", "GMT", "UT"].contains(&text) {
        return Some(0);
    }
    let (sign, digits) = text.split_at_checked(1)?;
    let (hours, minutes) = digits.split_at_checked(2)?;
    let minutes = match minutes {
        "" => "00",
        _ => minutes.strip_prefix(':').unwrap_or(minutes),
    };
    let valid = minutes.len() == 2 && number(hours)? < 24 && number(minutes)? < 60;
    let millis = (number(hours)? * 60 + number(minutes)?) * 60_000;
    match sign {
        "+" if valid => Some(millis),
        "-" if valid => Some(-millis),
        _ => None,
    }
}

/// Parses one to nine digits and nothing else.
fn number(text: &str) -> Option<i64> {
    let valid = (1..=9).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    valid.then(|| decimal(text.bytes()))
}

fn decimal(digits: impl Iterator<Item = u8>) -> i64 {
    digits.fold(0, |value, digit| value * 10 + i64::from(digit - b'0'))
}

pub(super) fn rfc3339(
    timestamp: Timestamp,
    utc: &str,
    formatter: &mut impl fmt::Write,
) -> fmt::Result {
    let civil = Civil::from_millis(timestamp.0);
    if civil.to_millis().is_none() {
        return write!(formatter, "{}", timestamp.0);
    }
    let Civil { year, month, day, hour, minute, second, millisecond } = civil;
    write!(formatter, "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}")?;
    if millisecond != 0 {
        write!(formatter, ".{millisecond:03}")?;
    }
    formatter.write_str(utc)
}

fn twitter_date(timestamp: Timestamp, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
    let civil = Civil::from_millis(timestamp.0);
    let Civil { year, month, day, hour, minute, second, millisecond } = civil;
    let month = usize::try_from(month - 1).ok().and_then(|month| MONTHS.get(month));
    let weekday = WEEKDAYS.get(Civil::weekday(timestamp.0));
    match (weekday, month, millisecond) {
        (Some(weekday), Some(month), 0) if civil.to_millis().is_some() => write!(
            formatter,
            "{weekday} {month} {day:02} {hour:02}:{minute:02}:{second:02} +0000 {year}"
        ),
        // The format cannot express milliseconds, or years outside 0 to 9999.
        _ => write!(formatter, "{}", timestamp.0),
    }
}

/// A value whose `Display` is the function.
struct Formatted<F>(F);

impl<F: Fn(&mut fmt::Formatter<'_>) -> fmt::Result> fmt::Display for Formatted<F> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        (self.0)(formatter)
    }
}

/// The first second of 2006-03-21, the day of the first Tweet.
const FIRST_SECOND: u64 = 1_142_899_200;

/// The same second in milliseconds.
const FIRST_MILLISECOND: u64 = FIRST_SECOND * 1_000;

/// The last millisecond of the year 9999.
const LAST_MILLISECOND: i64 = 253_402_300_799_999;

/// Converts a number on the wire: seconds or milliseconds since 1970, which its size tells apart. No
/// event is older than the first Tweet.
fn from_wire_number(number: u64) -> Option<Timestamp> {
    let millis = match number {
        0..FIRST_SECOND => return None,
        FIRST_SECOND..FIRST_MILLISECOND => number * 1_000,
        _ => number,
    };
    i64::try_from(millis).ok().filter(|millis| *millis <= LAST_MILLISECOND).map(Timestamp)
}

/// Defines codecs that deserialize every encoding and serialize one of them.
macro_rules! forms {
    ($($(#[$doc:meta])* $name:ident: |$value:ident, $serializer:ident| $write:expr;)*) => {$(
        $(#[$doc])*
        pub(crate) struct $name;

        impl Scalar for $name {
            type Value = Timestamp;
            const EXPECTED: &'static str = "an instant since 2006";
            const SHAPE: Shape = Shape::Timestamp;

            fn blank() -> Timestamp {
                Timestamp(0)
            }

            fn from_text(text: &str) -> Option<Timestamp> {
                match text.parse() {
                    Ok(number) => from_wire_number(number),
                    // A negative number is no date either.
                    Err(_) if text.starts_with('-') => None,
                    Err(_) => Timestamp::from_text(text).filter(|time| time.0 <= LAST_MILLISECOND),
                }
            }

            fn from_number(_: &dyn fmt::Display) -> Option<Timestamp> {
                None
            }

            fn from_unsigned(value: u64) -> Option<Timestamp> {
                from_wire_number(value)
            }

            fn from_signed(value: i64) -> Option<Timestamp> {
                u64::try_from(value).ok().and_then(from_wire_number)
            }

            fn write<S: Serializer>(
                $value: &Timestamp,
                $serializer: S,
            ) -> Result<S::Ok, S::Error> {
                $write
            }
        }
    )*};
}

forms! {
    /// The codec of `Wed Jun 06 20:07:10 +0000 2018`.
    TwitterDate: |value, serializer| {
        serializer.collect_str(&Formatted(|formatter: &mut fmt::Formatter<'_>| {
            twitter_date(*value, formatter)
        }))
    };
    /// The codec of `"1528315630000"`.
    MillisText: |value, serializer| serializer.collect_str(&value.0);
    /// The codec of `1528315630000`.
    MillisNumber: |value, serializer| serializer.serialize_i64(value.0);
    /// The codec of `2018-06-06T20:07:10+00:00`.
    Rfc3339: |value, serializer| {
        serializer.collect_str(&Formatted(|formatter: &mut fmt::Formatter<'_>| {
            rfc3339(*value, "+00:00", formatter)
        }))
    };
}

impl Repeatable for MillisNumber {
    fn to_text(value: &Timestamp) -> String {
        value.0.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn usual_dates_are_those_of_the_other_parser() {
        let mut random = fastrand::Rng::with_seed(3);
        let mut usual = 0;
        for _ in 0..100_000 {
            let mut date = *b"Wed Jun 06 20:07:10 +0000 2018";
            let at = random.usize(..date.len());
            date[at] = random.choice(*b"0123456789 :+-JanuryMotWe").unwrap();
            let text = std::str::from_utf8(&date).unwrap();
            if let Some(millis) = parse_usual_date(text) {
                assert_eq!(parse_twitter_date(text), Some(millis), "{text}");
                usual += 1;
            }
        }
        assert!(usual > 10_000, "{usual}");
        assert_eq!(parse_usual_date("Wed Jun 06 20:07:10 +0000 2018"), Some(1_528_315_630_000));
    }

    #[test]
    fn usual_dates_of_rfc_3339_are_those_of_the_other_parser() {
        let mut random = fastrand::Rng::with_seed(4);
        let mut usual = 0;
        for _ in 0..100_000 {
            let mut date = *b"2018-06-06T20:07:10.123Z";
            let at = random.usize(..date.len());
            date[at] = random.choice(*b"0123456789 :+-.TZtz").unwrap();
            let text = std::str::from_utf8(&date).unwrap();
            if let Some(millis) = parse_usual_rfc3339(text) {
                assert_eq!(parse_rfc3339(text), Some(millis), "{text}");
                usual += 1;
            }
        }
        assert!(usual > 10_000, "{usual}");
        let millis = parse_usual_rfc3339("2018-06-06T20:07:10.123Z");
        assert_eq!(millis, Some(1_528_315_630_123));
    }

    #[test]
    fn every_month_and_weekday_is_a_usual_one() {
        for (index, name) in (1..).zip(MONTHS) {
            assert_eq!(month_of(name.as_bytes().try_into().unwrap()), Some(index));
        }
        assert!(WEEKDAYS.iter().all(|name| is_weekday(name.as_bytes().try_into().unwrap())));
        assert!(month_of(*b"Jux").is_none() && !is_weekday(*b"Mod"));
    }
}
