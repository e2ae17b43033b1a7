//! Recognizes activities that arrive again.

use account_activity::Timestamp;
use rusqlite::{Connection, OptionalExtension, params};

use super::failing::failed;
use crate::arrival::{Entry, Pair};
use crate::pairing::{Arriving, Group};
use crate::{Error, Settings};

/// Returns `true` if an activity is new, and remembers it.
pub(super) fn is_new(
    connection: &Connection,
    entry: &Entry,
    settings: &Settings,
) -> Result<bool, Error> {
    match &entry.pair {
        Some(pair) => pair_is_new(connection, entry, pair, settings),
        None => key_is_new(connection, &entry.key, settings),
    }
}

fn key_is_new(connection: &Connection, key: &str, settings: &Settings) -> Result<bool, Error> {
    let fail = failed("write to the inbox");
    let sql = "INSERT INTO seen (key, at) VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET at = ?2 \
               WHERE at < ?3";
    let mut statement = connection.prepare_cached(sql).map_err(&fail)?;
    let now = settings.now();
    let before = before(now, settings.deduplication());
    let changed = statement.execute(params![key, now.as_millis(), before]).map_err(&fail)?;
    Ok(changed > 0)
}

fn pair_is_new(
    connection: &Connection,
    entry: &Entry,
    pair: &Pair,
    settings: &Settings,
) -> Result<bool, Error> {
    let fail = failed("write to the inbox");
    let text: Option<String> = connection
        .prepare_cached("SELECT activities FROM pair WHERE key = ?1")
        .and_then(|mut it| it.query_row([&pair.key], |row| row.get(0)).optional())
        .map_err(&fail)?;
    let mut group: Group =
        text.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default();
    let (family, occurred_at) = (pair.family, pair.occurred_at);
    let is_new = group.add(Arriving { family, key: &entry.key, occurred_at }, settings);
    let text = serde_json::to_string(&group).unwrap_or_default();
    connection
        .prepare_cached("INSERT OR REPLACE INTO pair (key, at, activities) VALUES (?1, ?2, ?3)")
        .and_then(|mut it| it.execute(params![pair.key, settings.now().as_millis(), text]))
        .map_err(&fail)?;
    Ok(is_new)
}

/// Removes some of the keys that are too old.
pub(super) fn sweep(connection: &Connection, settings: &Settings) -> Result<(), Error> {
    let fail = failed("sweep the inbox");
    let limit = before(settings.now(), settings.deduplication());
    for sql in [
        "DELETE FROM seen WHERE key IN (SELECT key FROM seen WHERE at < ?1 LIMIT 1000)",
        "DELETE FROM pair WHERE key IN (SELECT key FROM pair WHERE at < ?1 LIMIT 1000)",
    ] {
        let statement = connection.prepare_cached(sql);
        statement.and_then(|mut statement| statement.execute([limit])).map_err(&fail)?;
    }
    Ok(())
}

pub(super) fn before(now: Timestamp, time: std::time::Duration) -> i64 {
    let time = i64::try_from(time.as_millis()).unwrap_or(i64::MAX);
    now.as_millis().saturating_sub(time)
}
