//! Whether the files that a connection has open are still at their paths.
//!
//! SQLite goes on with a deleted file, and what it writes is gone at the next start.

use std::path::{Path, PathBuf};

use rusqlite::Connection;

use super::failing::{at, failed};
use crate::{Error, StorageErrorKind};

/// A connection, and the files that it has open.
#[derive(Debug)]
pub(super) struct Opened {
    pub(super) connection: Connection,
    path: PathBuf,
    /// The write-ahead log.
    log: PathBuf,
    file_id: Option<FileId>,
    log_id: Option<FileId>,
}

/// What tells a file from another one at the same path: its device and its inode. Other systems do not
/// delete open files.
type FileId = (u64, u64);

/// What is at the paths now.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Found {
    /// The open files.
    Same,
    /// No file, as if it had been deleted or moved away.
    Nothing,
    /// Another file.
    Other,
    /// The open file without its write-ahead log, which was deleted.
    NoLog,
}

impl Opened {
    pub(super) fn new(connection: Connection, path: &Path) -> Self {
        // It is absolute.
        let path = connection.path().map_or_else(|| path.to_owned(), PathBuf::from);
        let mut log = path.clone().into_os_string();
        log.push("-wal");
        let log = PathBuf::from(log);
        let (file_id, log_id) = (id(&path), id(&log));
        Self { connection, path, log, file_id, log_id }
    }

    pub(super) fn find(&self) -> Found {
        match id(&self.path) {
            file if file == self.file_id && id(&self.log) == self.log_id => Found::Same,
            file if file == self.file_id => Found::NoLog,
            None => Found::Nothing,
            Some(_) => Found::Other,
        }
    }

    /// Writes what the deleted log holds into the file, durably.
    pub(super) fn save_log(&self) -> Result<(), Error> {
        let sql = "PRAGMA wal_checkpoint(TRUNCATE)";
        let is_busy = self.connection.query_row(sql, [], |row| row.get(0));
        let is_busy: bool =
            is_busy.map_err(failed("save the log of")).map_err(|error| at(&self.path, error))?;
        if is_busy {
            return Err(self.unusable(StorageErrorKind::Locked, "its log was deleted"));
        }
        Ok(())
    }

    /// Returns the error of a file that is not at its path.
    pub(super) fn missing(&self) -> Error {
        self.unusable(StorageErrorKind::Missing, "the file at the path is not the open one")
    }

    fn unusable(&self, kind: StorageErrorKind, text: &str) -> Error {
        Error::Storage {
            action: "write to the inbox",
            place: self.path.display().to_string(),
            kind,
            source: text.into(),
        }
    }
}

/// Creates a missing file that only its owner can read: it holds Direct Messages. SQLite gives its write-ahead log the
/// same permissions. If it fails, SQLite fails too, and says why.
#[cfg(unix)]
pub(super) fn create(path: &Path) {
    use std::fs::OpenOptions;
    use std::os::unix::fs::OpenOptionsExt;

    // Other texts are not paths for SQLite.
    let is_path = path.is_absolute() || !path.as_os_str().as_encoded_bytes().starts_with(b"file:");
    if is_path && !path.as_os_str().is_empty() && path != Path::new(":memory:") {
        drop(OpenOptions::new().write(true).create_new(true).mode(0o600).open(path));
    }
}

#[cfg(not(unix))]
pub(super) fn create(_: &Path) {}

#[cfg(unix)]
fn id(path: &Path) -> Option<FileId> {
    use std::os::unix::fs::MetadataExt;

    let metadata = std::fs::metadata(path).ok()?;
    Some((metadata.dev(), metadata.ino()))
}

#[cfg(not(unix))]
fn id(_: &Path) -> Option<FileId> {
    None
}
