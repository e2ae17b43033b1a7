//! Dates in the formats of the endpoints.

use account_activity::Timestamp;

/// Formats the date of a webhook on v1.1: `2020-03-23 06:50:00 +0000`.
pub(super) fn v1(instant: Timestamp) -> String {
    to_second(instant).replace('T', " ").replace('Z', " +0000")
}

/// Formats the date of a Replay job on v1.1: `2016-06-02T23:54:02Z`.
pub(super) fn to_second(instant: Timestamp) -> String {
    let millis = instant.as_millis();
    Timestamp::from_millis(millis.saturating_sub(millis.rem_euclid(1000))).to_string()
}

/// Formats a date of v2: `2025-01-15T12:00:00.000Z`. The milliseconds are always zero.
pub(super) fn v2(instant: Timestamp) -> String {
    to_second(instant).replace('Z', ".000Z")
}

/// Parses a minute in the form `yyyymmddhhmm`, in UTC.
pub(super) fn minute(text: &str) -> Option<Timestamp> {
    if text.len() != 12 || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let part = |range| text.get(range).unwrap_or_default();
    let (year, month, day) = (part(0..4), part(4..6), part(6..8));
    format!("{year}-{month}-{day}T{}:{}:00Z", part(8..10), part(10..12)).parse().ok()
}
