//! Deliveries and their items.

use account_activity::{Timestamp, UserId};
use bytes::Bytes;
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::dedup;
use super::failing::failed;
use super::lanes::{self, item_id, number};
use crate::arrival::Entry;
use crate::{
    Appended, Arrival, Claim, Error, Failure, InboxStats, Item, ItemId, Query, Record, Settings,
    State,
};

pub(super) fn append(
    connection: &Connection,
    arrival: &Arrival,
    settings: &Settings,
) -> Result<Appended, Error> {
    let mut appended = Appended::new();
    let mut delivery = None;
    for entry in &arrival.entries {
        let is_new = dedup::is_new(connection, entry, settings)?;
        if is_new {
            let id = match delivery {
                Some(id) => id,
                None => *delivery.insert(insert_delivery(connection, arrival)?),
            };
            insert_item(connection, id, entry)?;
            lanes::fill(connection, &lane(entry.subscriber), settings.now())?;
        }
        appended.count(is_new);
    }
    if appended.stored > 0
        && let Some(limit) = settings.pending_limit()
        && depth(connection)? > limit
    {
        return Err(Error::TooManyPending { limit });
    }
    Ok(appended)
}

/// Returns the number of pending items.
fn depth(connection: &Connection) -> Result<u64, Error> {
    let count: i64 = connection
        .prepare_cached("SELECT pending FROM depth")
        .and_then(|mut statement| statement.query_row([], |row| row.get(0)))
        .map_err(failed("read the inbox"))?;
    Ok(count.cast_unsigned())
}

fn insert_delivery(connection: &Connection, arrival: &Arrival) -> Result<i64, Error> {
    let sql = "INSERT INTO delivery (path, received_at, body) VALUES (?1, ?2, ?3)";
    let values = params![&*arrival.path, arrival.received_at.as_millis(), &*arrival.bytes];
    connection
        .prepare_cached(sql)
        .and_then(|mut statement| statement.insert(values))
        .map_err(failed("write to the inbox"))
}

fn insert_item(connection: &Connection, delivery: i64, entry: &Entry) -> Result<(), Error> {
    let sql = "INSERT INTO item (delivery, position, key, kind, lane) VALUES (?1, ?2, ?3, ?4, ?5)";
    let values = params![delivery, entry.position, entry.key, entry.kind, lane(entry.subscriber)];
    connection
        .prepare_cached(sql)
        .and_then(|mut statement| statement.execute(values))
        .map_err(failed("write to the inbox"))?;
    Ok(())
}

fn lane(subscriber: Option<UserId>) -> String {
    subscriber.map_or_else(|| "_".to_owned(), |id| id.to_string())
}

/// Removes some of what is too old: more than usual commits add, so that the tables shrink.
pub(super) fn sweep(connection: &Connection, settings: &Settings) -> Result<(), Error> {
    dedup::sweep(connection, settings)?;
    let limit = dedup::before(settings.now(), settings.dead_letters());
    let sql = "SELECT id FROM item WHERE state = 'dead' AND died_at < ?1 LIMIT 100";
    let old = connection.prepare_cached(sql).and_then(|mut statement| {
        statement.query_map([limit], |row| row.get(0))?.collect::<rusqlite::Result<Vec<i64>>>()
    });
    for id in old.map_err(failed("sweep the inbox"))? {
        remove(connection, item_id(id))?;
    }
    Ok(())
}

/// Counts an attempt, and returns the item.
pub(super) fn start(connection: &Connection, claim: Claim) -> Result<Item, Error> {
    let fail = failed("claim items of the inbox");
    let sql = "UPDATE item SET attempts = attempts + 1 WHERE id = ?1 RETURNING position";
    let position = connection
        .prepare_cached(sql)
        .and_then(|mut statement| statement.query_row([number(claim.item)], |row| row.get(0)))
        .map_err(&fail)?;
    let sql = format!("{SELECT} WHERE item.id = ?1");
    let record = connection
        .prepare_cached(&sql)
        .and_then(|mut it| it.query_row([number(claim.item)], |row| record(row, &mut None)))
        .map_err(&fail)?;
    Ok(Item::of(&with_failures(connection, record)?, claim, position))
}

const SELECT: &str = "SELECT item.id, state, key, kind, lane, path, received_at, attempts, \
                      delivery.id, body FROM item JOIN delivery ON delivery.id = item.delivery";

/// Returns the record of a row. Records of one delivery share its body, which `last` keeps: there can be thousands.
fn record(row: &Row<'_>, last: &mut Option<(i64, Bytes)>) -> rusqlite::Result<Record> {
    let state: String = row.get(1)?;
    let lane: String = row.get(4)?;
    let delivery: i64 = row.get(8)?;
    let body = match last.take().filter(|(of, _)| *of == delivery) {
        Some((_, body)) => body,
        None => Bytes::from(row.get::<_, Vec<u8>>(9)?),
    };
    *last = Some((delivery, body.clone()));
    Ok(Record {
        id: item_id(row.get(0)?),
        state: if state == State::Dead.as_str() { State::Dead } else { State::Pending },
        key: row.get(2)?,
        kind: row.get(3)?,
        subscriber: lane.parse().ok(),
        path: row.get(5)?,
        received_at: Timestamp::from_millis(row.get(6)?),
        attempts: row.get(7)?,
        failures: Vec::new(),
        body,
    })
}

fn with_failures(connection: &Connection, mut record: Record) -> Result<Record, Error> {
    let sql = "SELECT at, error FROM failure WHERE item = ?1 ORDER BY rowid";
    let failures = connection.prepare_cached(sql).and_then(|mut statement| {
        let failure = |row: &Row<'_>| {
            Ok(Failure { at: Timestamp::from_millis(row.get(0)?), error: row.get(1)? })
        };
        statement.query_map([number(record.id)], failure)?.collect()
    });
    record.failures = failures.map_err(failed("read the inbox"))?;
    Ok(record)
}

/// Removes an item, and its delivery if it was the last one.
pub(super) fn remove(connection: &Connection, id: ItemId) -> Result<(), Error> {
    let fail = failed("write to the inbox");
    let delivery: Option<i64> = connection
        .prepare_cached("DELETE FROM item WHERE id = ?1 RETURNING delivery")
        .and_then(|mut it| it.query_row([number(id)], |row| row.get(0)).optional())
        .map_err(&fail)?;
    let delivery = delivery.ok_or(Error::NoItem { item: id })?;
    let sql = "DELETE FROM delivery WHERE id = ?1 \
               AND NOT EXISTS (SELECT 1 FROM item WHERE delivery = ?1)";
    connection
        .prepare_cached(sql)
        .and_then(|mut statement| statement.execute([delivery]))
        .map_err(&fail)?;
    Ok(())
}

pub(super) fn record_failure(
    connection: &Connection,
    id: ItemId,
    at: Timestamp,
    error: &str,
) -> Result<(), Error> {
    connection
        .prepare_cached("INSERT INTO failure (item, at, error) VALUES (?1, ?2, ?3)")
        .and_then(|mut it| it.execute(params![number(id), at.as_millis(), error]))
        .map_err(failed("write to the inbox"))?;
    Ok(())
}

/// Makes an item a dead letter.
pub(super) fn bury(connection: &Connection, id: ItemId, at: Timestamp) -> Result<(), Error> {
    let sql = "UPDATE item SET state = 'dead', died_at = ?2 WHERE id = ?1";
    change(connection, sql, id, at)
}

pub(super) fn forget_attempt(connection: &Connection, id: ItemId) -> Result<(), Error> {
    let sql = "UPDATE item SET attempts = max(attempts - 1, 0) WHERE id = ?1 AND ?2 = ?2";
    change(connection, sql, id, Timestamp::from_millis(0))
}

pub(super) fn requeue(connection: &Connection, id: ItemId, now: Timestamp) -> Result<(), Error> {
    let sql =
        "UPDATE item SET state = 'pending', attempts = 0, died_at = NULL WHERE id = ?1 AND ?2 = ?2";
    change(connection, sql, id, now)?;
    let sql = "UPDATE lane SET ready_at = ?2, set_at = ?2 \
               WHERE claimed IS NULL AND name = (SELECT lane FROM item WHERE id = ?1)";
    connection
        .prepare_cached(sql)
        .and_then(|mut statement| statement.execute(params![number(id), now.as_millis()]))
        .map_err(failed("write to the inbox"))?;
    Ok(())
}

fn change(connection: &Connection, sql: &str, id: ItemId, at: Timestamp) -> Result<(), Error> {
    let changed = connection
        .prepare_cached(sql)
        .and_then(|mut statement| statement.execute(params![number(id), at.as_millis()]))
        .map_err(failed("write to the inbox"))?;
    if changed == 0 { Err(Error::NoItem { item: id }) } else { Ok(()) }
}

pub(super) fn stats(connection: &Connection, now: Timestamp) -> Result<InboxStats, Error> {
    let sql = "SELECT (SELECT pending FROM depth), \
               (SELECT count(*) FROM item WHERE state = 'dead'), \
               (SELECT received_at FROM delivery WHERE id = \
                (SELECT delivery FROM item WHERE state = 'pending' ORDER BY id LIMIT 1)), \
               (SELECT count(*) FROM lane WHERE ready_at > ?1 AND set_at <= ?1)";
    let numbers = |row: &Row<'_>| {
        let count = |index| row.get::<_, i64>(index).map(i64::cast_unsigned);
        Ok(InboxStats {
            pending: count(0)?,
            dead: count(1)?,
            oldest: row.get::<_, Option<i64>>(2)?.map(Timestamp::from_millis),
            waiting_subscribers: count(3)?,
        })
    };
    let row = connection.query_row(sql, [now.as_millis()], numbers);
    row.map_err(failed("read the inbox"))
}

pub(super) fn list(connection: &Connection, query: &Query) -> Result<Vec<Record>, Error> {
    let sql = format!(
        "{SELECT} WHERE item.id > ?1 AND (?2 IS NULL OR state = ?2) AND (?3 IS NULL OR lane = ?3) \
         ORDER BY item.id LIMIT ?4"
    );
    let limit = i64::try_from(query.limit).unwrap_or(i64::MAX);
    let subscriber = query.subscriber.map(|id| lane(Some(id)));
    let values = params![number(query.after), query.state.map(State::as_str), subscriber, limit];
    let mut last = None;
    let records: rusqlite::Result<Vec<Record>> = connection
        .prepare_cached(&sql)
        .and_then(|mut it| it.query_map(values, |row| record(row, &mut last))?.collect());
    let records = records.map_err(failed("read the inbox"))?;
    records.into_iter().map(|record| with_failures(connection, record)).collect()
}
