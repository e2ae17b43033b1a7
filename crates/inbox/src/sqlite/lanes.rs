//! The items of one subscriber, of which one is claimed at a time.

use std::time::Duration;

use account_activity::Timestamp;
use rusqlite::{Connection, OptionalExtension, params};

use super::failing::failed;
use crate::{Claim, Error, ItemId};

/// A lane is ready at its time, or if the clock was set back since.
const READY: &str = "ready_at IS NOT NULL AND (ready_at <= ?1 OR set_at > ?1)";

/// Returns `true` if a claim may find an item, and the time at which the next lane is ready.
pub(super) fn readiness(
    connection: &Connection,
    now: Timestamp,
) -> Result<(bool, Option<Timestamp>), Error> {
    let sql = format!(
        "SELECT EXISTS (SELECT 1 FROM lane WHERE {READY}), \
         (SELECT min(ready_at) FROM lane WHERE ready_at > ?1)"
    );
    let found: rusqlite::Result<(bool, Option<i64>)> = connection
        .prepare_cached(&sql)
        .and_then(|mut it| it.query_row([now.as_millis()], |row| Ok((row.get(0)?, row.get(1)?))));
    let (is_any_ready, next) = found.map_err(failed("read the inbox"))?;
    Ok((is_any_ready, next.map(Timestamp::from_millis)))
}

/// Makes a lane due that has its first item.
pub(super) fn fill(connection: &Connection, lane: &str, now: Timestamp) -> Result<(), Error> {
    let sql = "INSERT INTO lane (name, ready_at, set_at) VALUES (?1, ?2, ?2) \
               ON CONFLICT (name) DO UPDATE SET ready_at = ?2, set_at = ?2 WHERE ready_at IS NULL";
    connection
        .prepare_cached(sql)
        .and_then(|mut statement| statement.execute(params![lane, now.as_millis()]))
        .map_err(failed("write to the inbox"))?;
    Ok(())
}

pub(super) fn claim(
    connection: &Connection,
    holder: &str,
    limit: usize,
    now: Timestamp,
    time: Duration,
) -> Result<Vec<Claim>, Error> {
    let mut claims = Vec::new();
    // A lane without items is no longer ready, so the next round finds others.
    while claims.len() < limit {
        let lanes = ready(connection, limit - claims.len(), now)?;
        if lanes.is_empty() {
            break;
        }
        for lane in lanes {
            claims.extend(claim_head(connection, &lane, holder, now, time)?);
        }
    }
    Ok(claims)
}

fn ready(connection: &Connection, limit: usize, now: Timestamp) -> Result<Vec<String>, Error> {
    let fail = failed("claim items of the inbox");
    let sql = format!("SELECT name FROM lane WHERE {READY} ORDER BY ready_at LIMIT ?2");
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let mut statement = connection.prepare_cached(&sql).map_err(&fail)?;
    let names = statement.query_map(params![now.as_millis(), limit], |row| row.get(0));
    names.and_then(Iterator::collect).map_err(&fail)
}

fn claim_head(
    connection: &Connection,
    lane: &str,
    holder: &str,
    now: Timestamp,
    time: Duration,
) -> Result<Option<Claim>, Error> {
    let fail = failed("claim items of the inbox");
    let sql = "SELECT id FROM item WHERE lane = ?1 AND state = 'pending' ORDER BY id LIMIT 1";
    let mut statement = connection.prepare_cached(sql).map_err(&fail)?;
    let head: Option<i64> =
        statement.query_row([lane], |row| row.get(0)).optional().map_err(&fail)?;
    let sql = "UPDATE lane SET claimed = ?2, holder = ?3, fence = fence + ?6, set_at = ?4, ready_at = ?5 \
               WHERE name = ?1 RETURNING fence";
    let mut statement = connection.prepare_cached(sql).map_err(&fail)?;
    // A claim that ended at once would be found again here.
    let time = time.max(Duration::from_millis(1));
    let until = head.map(|_| (now + time).as_millis());
    let holder = head.map(|_| holder);
    let step = i64::from(head.is_some());
    let fence: i64 = statement
        .query_row(params![lane, head, holder, now.as_millis(), until, step], |row| row.get(0))
        .map_err(&fail)?;
    let fence = fence.cast_unsigned();
    Ok(head.map(|id| Claim { item: item_id(id), lane: lane.into(), fence }))
}

pub(super) fn renew(
    connection: &Connection,
    claim: &Claim,
    now: Timestamp,
    time: Duration,
) -> Result<(), Error> {
    let sql = "UPDATE lane SET ready_at = ?4, set_at = ?5 \
               WHERE name = ?1 AND fence = ?2 AND claimed = ?3";
    update(connection, sql, claim, now + time, now)
}

/// Ends a claim. The lane is due again after a time.
pub(super) fn end(
    connection: &Connection,
    claim: &Claim,
    now: Timestamp,
    after: Duration,
) -> Result<(), Error> {
    let sql = "UPDATE lane SET claimed = NULL, holder = NULL, ready_at = ?4, set_at = ?5 \
               WHERE name = ?1 AND fence = ?2 AND claimed = ?3";
    update(connection, sql, claim, now + after, now)
}

fn update(
    connection: &Connection,
    sql: &str,
    claim: &Claim,
    ready_at: Timestamp,
    now: Timestamp,
) -> Result<(), Error> {
    let fail = failed("write to the inbox");
    let mut statement = connection.prepare_cached(sql).map_err(&fail)?;
    let values = params![
        &*claim.lane,
        claim.fence.cast_signed(),
        number(claim.item),
        ready_at.as_millis(),
        now.as_millis()
    ];
    match statement.execute(values).map_err(&fail)? {
        0 => Err(Error::ClaimLost { item: claim.item }),
        _ => Ok(()),
    }
}

/// Makes the items behind an item due, if they wait for it. If the item is claimed, the claim ends.
pub(super) fn free(connection: &Connection, id: ItemId, now: Timestamp) -> Result<(), Error> {
    let sql = "UPDATE lane SET claimed = NULL, holder = NULL, ready_at = ?2, set_at = ?2 \
               WHERE name = (SELECT lane FROM item WHERE id = ?1) AND ?1 = coalesce(claimed, \
               (SELECT min(id) FROM item WHERE lane = lane.name AND state = 'pending'))";
    connection
        .prepare_cached(sql)
        .and_then(|mut statement| statement.execute(params![number(id), now.as_millis()]))
        .map_err(failed("write to the inbox"))?;
    Ok(())
}

pub(super) const fn item_id(id: i64) -> ItemId {
    ItemId::new(id.cast_unsigned())
}

pub(super) const fn number(id: ItemId) -> i64 {
    id.get().cast_signed()
}
