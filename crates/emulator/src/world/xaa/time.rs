//! The dates of the X Activity API.

use account_activity::Timestamp;

use crate::world::snowflake::to_second;

/// Returns the second of an instant, as `2026-07-23T20:25:51.000Z`.
pub(super) fn second(instant: Timestamp) -> String {
    with_zone(instant, ".000Z")
}

/// Returns the second of an instant, as `2026-07-23T21:44:05+00:00`. Only revocations have this
/// form.
pub(super) fn second_with_offset(instant: Timestamp) -> String {
    with_zone(instant, "+00:00")
}

fn with_zone(instant: Timestamp, zone: &str) -> String {
    let date = to_second(instant).to_string();
    // A year of more than four digits has no date.
    date.strip_suffix('Z').map_or_else(|| date.clone(), |date| format!("{date}{zone}"))
}
