//! An inbox in a file of SQLite.

mod builder;
mod content;
mod dedup;
mod failing;
mod files;
mod lanes;
mod names;
mod reader;
mod schema;
mod synchronous;
mod writer;

use std::future::Future;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use account_activity::receiver::async_trait;
use rusqlite::Connection;

pub use self::builder::SqliteBuilder;
use self::reader::Reader;
pub use self::synchronous::Synchronous;
use self::writer::Writer;
use crate::changes::Changes;
use crate::inbox::handler;
use crate::{
    Appended, Arrival, Claim, Error, Inbox, InboxStats, Item, ItemId, Lease, Mark, Query, Record,
    Settings,
};

/// An inbox in a file of SQLite, for one machine.
///
/// Several processes can open the file at the same time, if it is on a local disk. Network file systems
/// lack the locks that SQLite needs.
///
/// A thread of its own writes. Calls that wait for it at the same time share one transaction, so that
/// many deliveries cost one write to the disk. No call blocks the asynchronous runtime.
///
/// The inbox writes with `journal_mode = WAL` and `synchronous = FULL`: what it has stored outlives a
/// power failure, unless the disk reports a write before it is durable. [`Synchronous::Normal`] is faster and
/// weaker.
///
/// If the file is deleted, moved or replaced while it is open, nothing is acknowledged that the file at
/// the path does not hold: calls fail with [`StorageErrorKind::Missing`](crate::StorageErrorKind) until it
/// is back. A file that replaces it is opened.
///
/// A file that does not exist is created for its owner only, and so are its log and the index of that: they hold
/// Direct Messages. A file that exists keeps its permissions.
///
/// Dropping the value lets the thread finish the calls that it has accepted. [`close`](Self::close) waits
/// for that.
///
/// # Tables
///
/// Other programs can read the file:
///
/// ```sql
#[doc = include_str!("sqlite/schema/1.sql")]
#[doc = include_str!("sqlite/schema/2.sql")]
/// ```
///
/// Times are milliseconds since 1970. `PRAGMA user_version` is the version of the tables. A file of an
/// earlier version is migrated when it is opened. Later versions can add columns and tables.
///
/// ```no_run
/// use account_activity_inbox::{Inbox, Sqlite};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), account_activity_inbox::Error> {
/// let inbox = Sqlite::open("inbox.db").await?;
/// println!("{} pending", inbox.stats().await?.pending);
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct Sqlite {
    path: Arc<Path>,
    settings: Settings,
    writer: Writer,
    reader: Reader,
    changes: Changes,
}

impl Sqlite {
    /// Opens the inbox in a file, and creates the file if it does not exist.
    ///
    /// # Errors
    ///
    /// [`Error::Storage`] if the file cannot be opened, is not an inbox, is damaged, or was written by a
    /// newer version of this crate.
    pub async fn open(path: impl Into<PathBuf>) -> Result<Self, Error> {
        Self::builder(path).open().await
    }

    /// Returns a builder for an inbox with other settings.
    pub fn builder(path: impl Into<PathBuf>) -> SqliteBuilder {
        SqliteBuilder::new(path.into())
    }

    /// Returns the path of the file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Returns the number of transactions that have been committed by this value.
    #[must_use]
    pub fn commits(&self) -> u64 {
        self.writer.commits()
    }

    /// Finishes the accepted calls, and closes the file.
    pub async fn close(self) {
        self.writer.close().await;
    }

    /// Runs a change in a transaction of the writer.
    async fn change<T: Send + 'static>(
        &self,
        change: impl FnOnce(&Connection) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        self.writer.run(change).await
    }

    /// Runs a change after which an item can be due.
    async fn announce<T: Send + 'static>(
        &self,
        change: impl FnOnce(&Connection) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let result = self.writer.run(change).await;
        self.changes.announce();
        result
    }
}

handler!(Sqlite);

#[async_trait]
impl Inbox for Sqlite {
    async fn append(&self, arrival: &Arrival) -> Result<Appended, Error> {
        let (arrival, settings) = (arrival.clone(), self.settings.clone());
        self.announce(move |connection| content::append(connection, &arrival, &settings)).await
    }

    async fn claim(&self, holder: &str, limit: usize, time: Duration) -> Result<Vec<Item>, Error> {
        let (holder, now) = (holder.to_owned(), self.settings.now());
        // Most claims find nothing, and need no transaction.
        let (is_any_ready, next) =
            self.reader.run(move |connection| lanes::readiness(connection, now)).await?;
        self.changes.expect(next);
        if !is_any_ready {
            return Ok(Vec::new());
        }
        self.change(move |connection| {
            let claims = lanes::claim(connection, &holder, limit, now, time)?;
            claims.into_iter().map(|claim| content::start(connection, claim)).collect()
        })
        .await
    }

    async fn renew(&self, claim: &Claim, time: Duration) -> Result<(), Error> {
        let (claim, now) = (claim.clone(), self.settings.now());
        self.change(move |connection| lanes::renew(connection, &claim, now, time)).await
    }

    async fn acknowledge(&self, claim: &Claim) -> Result<(), Error> {
        let (claim, now) = (claim.clone(), self.settings.now());
        self.announce(move |connection| {
            lanes::end(connection, &claim, now, Duration::ZERO)?;
            content::remove(connection, claim.item)
        })
        .await
    }

    async fn retry(&self, claim: &Claim, after: Duration, error: &str) -> Result<(), Error> {
        let (claim, now, error) = (claim.clone(), self.settings.now(), error.to_owned());
        self.announce(move |connection| {
            lanes::end(connection, &claim, now, after)?;
            content::record_failure(connection, claim.item, now, &error)
        })
        .await
    }

    async fn dead_letter(&self, claim: &Claim, error: &str) -> Result<(), Error> {
        let (claim, now, error) = (claim.clone(), self.settings.now(), error.to_owned());
        self.announce(move |connection| {
            lanes::end(connection, &claim, now, Duration::ZERO)?;
            content::record_failure(connection, claim.item, now, &error)?;
            content::bury(connection, claim.item, now)
        })
        .await
    }

    async fn release(&self, claim: &Claim) -> Result<(), Error> {
        let (claim, now) = (claim.clone(), self.settings.now());
        self.announce(move |connection| {
            lanes::end(connection, &claim, now, Duration::ZERO)?;
            content::forget_attempt(connection, claim.item)
        })
        .await
    }

    fn changed(&self) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        self.changes.wait(self.settings.shared_clock())
    }

    async fn stats(&self) -> Result<InboxStats, Error> {
        let now = self.settings.now();
        self.reader.run(move |connection| content::stats(connection, now)).await
    }

    async fn list(&self, query: &Query) -> Result<Vec<Record>, Error> {
        let query = query.clone();
        self.reader.run(move |connection| content::list(connection, &query)).await
    }

    async fn requeue(&self, id: ItemId) -> Result<(), Error> {
        let now = self.settings.now();
        self.announce(move |connection| content::requeue(connection, id, now)).await
    }

    async fn discard(&self, id: ItemId) -> Result<(), Error> {
        let now = self.settings.now();
        self.announce(move |connection| {
            lanes::free(connection, id, now)?;
            content::remove(connection, id)
        })
        .await
    }

    async fn lease(
        &self,
        name: &str,
        holder: &str,
        time: Duration,
    ) -> Result<Option<Lease>, Error> {
        let (name, holder, now) = (name.to_owned(), holder.to_owned(), self.settings.now());
        self.change(move |connection| names::lease(connection, &name, &holder, now, time)).await
    }

    async fn end_lease(&self, lease: &Lease) -> Result<(), Error> {
        let (lease, now) = (lease.clone(), self.settings.now());
        self.change(move |connection| names::end_lease(connection, &lease, now)).await
    }

    async fn mark(&self, name: &str) -> Result<Option<Mark>, Error> {
        let name = name.to_owned();
        self.reader.run(move |connection| names::mark(connection, &name)).await
    }

    async fn set_mark(
        &self,
        name: &str,
        version: Option<u64>,
        value: &[u8],
    ) -> Result<Mark, Error> {
        let (name, value) = (name.to_owned(), value.to_owned());
        self.change(move |connection| names::set_mark(connection, &name, version, &value)).await
    }
}
