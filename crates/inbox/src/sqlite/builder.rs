//! Opens an inbox with other settings.

use std::path::PathBuf;
use std::sync::Arc;

use rusqlite::Connection;

use super::Sqlite;
use super::content;
use super::reader::Reader;
use super::synchronous::Synchronous;
use super::writer::Writer;
use crate::changes::Changes;
use crate::{Error, Settings};

/// Opens an inbox in a file of SQLite with other settings.
///
/// ```no_run
/// use std::time::Duration;
///
/// use account_activity_inbox::{Settings, Sqlite};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), account_activity_inbox::Error> {
/// let settings = Settings::new().pair_within(Duration::from_secs(120));
/// let inbox = Sqlite::builder("inbox.db").settings(settings).open().await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
#[must_use = "open the inbox with `open`"]
pub struct SqliteBuilder {
    path: PathBuf,
    settings: Settings,
    synchronous: Synchronous,
}

impl SqliteBuilder {
    pub(super) fn new(path: PathBuf) -> Self {
        Self { path, settings: Settings::new(), synchronous: Synchronous::Full }
    }

    /// Sets the times and the clock.
    pub fn settings(mut self, settings: Settings) -> Self {
        self.settings = settings;
        self
    }

    /// Sets the durability. The default is [`Synchronous::Full`].
    pub const fn synchronous(mut self, synchronous: Synchronous) -> Self {
        self.synchronous = synchronous;
        self
    }

    /// Opens the inbox, and creates the file if it does not exist.
    ///
    /// # Errors
    ///
    /// As for [`Sqlite::open`].
    pub async fn open(self) -> Result<Sqlite, Error> {
        let path = Arc::from(self.path);
        let settings = self.settings.clone();
        let sweep = move |connection: &Connection| content::sweep(connection, &settings);
        let writer = Writer::start(Arc::clone(&path), self.synchronous, sweep).await?;
        let reader = Reader::new(Arc::clone(&path));
        Ok(Sqlite { path, settings: self.settings, writer, reader, changes: Changes::default() })
    }
}
