//! Named leases and marks.

use std::time::Duration;

use account_activity::Timestamp;
use rusqlite::{Connection, OptionalExtension, params};

use super::failing::failed;
use crate::{Error, Lease, Mark};

pub(super) fn lease(
    connection: &Connection,
    name: &str,
    holder: &str,
    now: Timestamp,
    time: Duration,
) -> Result<Option<Lease>, Error> {
    let until = now + time;
    let sql = "INSERT INTO lease (name, holder, until, fence) VALUES (?1, ?2, ?3, 1) \
               ON CONFLICT (name) DO UPDATE SET \
               fence = fence + (holder <> ?2), holder = ?2, until = ?3 \
               WHERE holder = ?2 OR until <= ?4 RETURNING fence";
    let fence: Option<i64> = connection
        .prepare_cached(sql)
        .and_then(|mut statement| {
            let values = params![name, holder, until.as_millis(), now.as_millis()];
            statement.query_row(values, |row| row.get(0)).optional()
        })
        .map_err(failed("lease a name of the inbox"))?;
    Ok(fence.map(|fence| Lease::new(name, holder, fence.cast_unsigned(), until)))
}

pub(super) fn end_lease(
    connection: &Connection,
    lease: &Lease,
    now: Timestamp,
) -> Result<(), Error> {
    let sql = "UPDATE lease SET holder = '', until = ?3 WHERE name = ?1 AND fence = ?2";
    let values = params![lease.name, lease.fence.cast_signed(), now.as_millis()];
    connection.execute(sql, values).map_err(failed("lease a name of the inbox"))?;
    Ok(())
}

pub(super) fn mark(connection: &Connection, name: &str) -> Result<Option<Mark>, Error> {
    connection
        .query_row("SELECT version, value FROM mark WHERE name = ?1", [name], |row| {
            Ok(Mark::new(row.get::<_, i64>(0)?.cast_unsigned(), row.get(1)?))
        })
        .optional()
        .map_err(failed("read the inbox"))
}

pub(super) fn set_mark(
    connection: &Connection,
    name: &str,
    version: Option<u64>,
    value: &[u8],
) -> Result<Mark, Error> {
    let sql = match version {
        None => {
            "INSERT INTO mark (name, version, value) VALUES (?1, 1, ?2) ON CONFLICT DO NOTHING \
             RETURNING version"
        }
        Some(_) => {
            "UPDATE mark SET version = version + 1, value = ?2 WHERE name = ?1 AND version = ?3 \
             RETURNING version"
        }
    };
    let fail = failed("set a mark of the inbox");
    let mut statement = connection.prepare_cached(sql).map_err(&fail)?;
    let number = |row: &rusqlite::Row<'_>| row.get::<_, i64>(0);
    let set = match version {
        None => statement.query_row(params![name, value], number),
        Some(version) => statement.query_row(params![name, value, version.cast_signed()], number),
    };
    match set.optional().map_err(&fail)? {
        Some(version) => Ok(Mark::new(version.cast_unsigned(), value.to_owned())),
        None => Err(Error::MarkChanged { name: name.to_owned() }),
    }
}
