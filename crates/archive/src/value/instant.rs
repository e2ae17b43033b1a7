//! Times of receipt beside a value.

use account_activity::Timestamp;

use super::bare::Kind;
use super::extended;
use crate::object::{Object, string};

/// The names of members and columns with a time of receipt, the surest first, in lower case and without `_`, `-`
/// and space. The others are times of receipt only beside a value that has no such member of its own.
const NAMES: [&str; 20] = [
    "receivedat",
    "received",
    "receivedon",
    "receivedtime",
    "receivedtimestamp",
    "arrivedat",
    "deliveredat",
    "insertedat",
    "storedat",
    "loggedat",
    "senttimestamp",
    "publishtime",
    "approximatearrivaltimestamp",
    "requesttimeepoch",
    "timeepoch",
    "createdat",
    "timestamp",
    "time",
    "date",
    "ts",
];

/// The number of names that mean a receipt beside a bare Tweet too.
const SURE: usize = 5;

/// The number of names that mean a receipt beside the members of a delivery, which has no such ones.
const OF_DELIVERY: usize = 10;

/// The members of wrappers that hold times.
const HOLDERS: [&str; 4] = ["attributes", "requestContext", "kinesis", "Attributes"];

/// The instant of the first Tweet, in seconds and in milliseconds since 1970: smaller numbers are seconds.
const FIRST_SECOND: f64 = 1_142_899_200.0;
const FIRST_MILLI: f64 = FIRST_SECOND * 1000.0;
/// The year 9999.
const LAST_MILLI: f64 = 253_402_300_800_000.0;

/// Returns the time of receipt that an object has beside its value. Beside the members of a value, only a name
/// counts that the value does not have itself, and beside those of a delivery each name with `$date`.
pub(super) fn of_receipt(object: &Object<'_>, kind: Option<Kind>) -> Option<Timestamp> {
    let holders: Vec<_> = HOLDERS.iter().filter_map(|key| object.object(key)).collect();
    let members = object.members.iter().chain(holders.iter().flat_map(|holder| &holder.members));
    let members = members.map(|(key, value)| (&**key, *value));
    let first = |count: usize| NAMES.get(..count).unwrap_or_default();
    match kind {
        None => first_of(&NAMES, members, of_json),
        Some(Kind::Delivery) => {
            let dates = members.clone().filter(|(_, value)| value.contains("\"$date\""));
            let sure = first_of(first(OF_DELIVERY), members, of_json);
            sure.or_else(|| first_of(&NAMES, dates, of_json))
        }
        Some(_) => first_of(first(SURE), members, of_json),
    }
}

/// Returns the time of receipt of a row. Its values are texts.
pub(super) fn of_cells<'a>(
    cells: impl Iterator<Item = (&'a str, &'a str)> + Clone,
    is_tweet: bool,
) -> Option<Timestamp> {
    let names = if is_tweet { NAMES.get(..SURE)? } else { &NAMES };
    first_of(names, cells, of_text)
}

/// Returns the value of the surest name that has a time.
fn first_of<'a>(
    names: &[&str],
    members: impl Iterator<Item = (&'a str, &'a str)>,
    read: impl Fn(&str) -> Option<Timestamp>,
) -> Option<Timestamp> {
    let ranked = members.filter_map(|(key, value)| {
        let rank = names.iter().position(|name| is_name(key, name))?;
        Some((rank, read(value)?))
    });
    ranked.min_by_key(|(rank, _)| *rank).map(|(_, time)| time)
}

fn is_name(key: &str, name: &str) -> bool {
    let letters = key.bytes().filter(|byte| !matches!(byte, b'_' | b'-' | b' '));
    letters.map(|byte| byte.to_ascii_lowercase()).eq(name.bytes())
}

/// Reads a time in JSON: a text, a number, `$date`, or the seconds of Firestore.
fn of_json(json: &str) -> Option<Timestamp> {
    if let Some(text) = string(json) {
        return of_text(&text);
    }
    let Some(object) = Object::read(json) else { return of_text(json) };
    if let Some(date) = object.get("$date") {
        return extended::date(date);
    }
    let number = ["_seconds", "seconds", "$numberLong"].iter().find_map(|key| object.get(key))?;
    of_text(number.trim_matches('"'))
}

/// Reads a time: a date, or seconds or milliseconds since 1970, which are told by their size.
fn of_text(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    let Ok(number) = text.parse::<f64>() else { return text.parse().ok() };
    let millis = if number < FIRST_MILLI { number * 1000.0 } else { number };
    #[expect(clippy::cast_possible_truncation, reason = "the range is checked")]
    let millis = (FIRST_MILLI..LAST_MILLI).contains(&millis).then_some(millis as i64)?;
    Some(Timestamp::from_millis(millis))
}
