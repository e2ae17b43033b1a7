//! Opens a connection with the tables of this version.

use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags, TransactionBehavior};

use super::failing::{at, failed};
use super::files::{self, Opened};
use super::synchronous::Synchronous;
use crate::{Error, StorageErrorKind};

/// How long a call waits for the lock of another process.
const LOCKED_FOR: Duration = Duration::from_secs(5);

/// What brings the tables from each version to the next one.
const MIGRATIONS: [&str; 2] = [include_str!("schema/1.sql"), include_str!("schema/2.sql")];

/// The version of the tables.
const NEWEST: i64 = 2;

const _: () = assert!(MIGRATIONS.len() == 2, "`NEWEST` counts the migrations");

/// Marks the file as an inbox (`PRAGMA application_id`): "aain" in ASCII.
const APPLICATION: i64 = 0x6161_696e;

/// Whether a connection creates a missing file.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Absent {
    Create,
    /// An inbox that was deleted while it was in use must not become an empty one.
    Fail,
}

/// Opens a connection that writes, and creates or migrates the tables.
pub(super) fn open(path: &Path, synchronous: Synchronous, absent: Absent) -> Result<Opened, Error> {
    let connection = connect(path, synchronous, absent).map_err(|error| at(path, error))?;
    Ok(Opened::new(connection, path))
}

fn connect(path: &Path, synchronous: Synchronous, absent: Absent) -> Result<Connection, Error> {
    let fail = failed("open the inbox");
    let mut flags = OpenFlags::default();
    flags.set(OpenFlags::SQLITE_OPEN_CREATE, absent == Absent::Create);
    if absent == Absent::Create {
        files::create(path);
    }
    let mut connection = Connection::open_with_flags(path, flags).map_err(&fail)?;
    connection.busy_timeout(LOCKED_FOR).map_err(&fail)?;
    // SQLite opens a file that it cannot write, and fails later.
    if connection.is_readonly("main").map_err(&fail)? {
        return Err(unusable(StorageErrorKind::ReadOnly, "the file is read-only".to_owned()));
    }
    let mode: String =
        connection.query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0)).map_err(&fail)?;
    connection.pragma_update(None, "synchronous", synchronous.pragma()).map_err(&fail)?;
    connection.pragma_update(None, "foreign_keys", true).map_err(&fail)?;
    let read_back: i64 = pragma(&connection, "synchronous")?;
    if mode != "wal" || read_back != synchronous.pragma() {
        return Err(unusable(
            StorageErrorKind::Unsupported,
            format!("journal_mode is {mode}, and synchronous is {read_back}"),
        ));
    }
    migrate(&mut connection)?;
    Ok(connection)
}

/// Opens a connection that reads.
pub(super) fn open_to_read(path: &Path) -> Result<Opened, Error> {
    let fail = failed("read the inbox");
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags).map_err(&fail);
    let opened = connection.and_then(|connection| {
        connection.busy_timeout(LOCKED_FOR).map_err(&fail)?;
        // The first read opens the log.
        pragma(&connection, "user_version")?;
        Ok(Opened::new(connection, path))
    });
    opened.map_err(|error| at(path, error))
}

fn migrate(connection: &mut Connection) -> Result<(), Error> {
    let fail = failed("migrate the inbox");
    let version: i64 = pragma(connection, "user_version")?;
    if version == NEWEST && pragma(connection, "application_id")? == APPLICATION {
        return Ok(());
    }
    let transaction =
        connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(&fail)?;
    // Another process can have migrated the tables meanwhile.
    let version: i64 = pragma(&transaction, "user_version")?;
    let application: i64 = pragma(&transaction, "application_id")?;
    let tables: i64 = transaction
        .query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))
        .map_err(&fail)?;
    if version > NEWEST && application == APPLICATION {
        return Err(unusable(
            StorageErrorKind::NewerVersion,
            format!("the tables have version {version}, and this version knows {NEWEST}"),
        ));
    }
    if application != APPLICATION && tables > 0 {
        let text = "the file is a database of another program".to_owned();
        return Err(unusable(StorageErrorKind::Corrupt, text));
    }
    let done = usize::try_from(version).unwrap_or_default();
    for migration in MIGRATIONS.iter().skip(done) {
        transaction.execute_batch(migration).map_err(&fail)?;
    }
    transaction.pragma_update(None, "application_id", APPLICATION).map_err(&fail)?;
    transaction.pragma_update(None, "user_version", NEWEST).map_err(&fail)?;
    transaction.commit().map_err(&fail)
}

fn pragma(connection: &Connection, name: &str) -> Result<i64, Error> {
    connection.pragma_query_value(None, name, |row| row.get(0)).map_err(failed("open the inbox"))
}

fn unusable(kind: StorageErrorKind, text: String) -> Error {
    Error::Storage { action: "open the inbox", place: String::new(), kind, source: text.into() }
}
