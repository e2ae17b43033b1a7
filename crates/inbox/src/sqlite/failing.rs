//! Errors of SQLite as errors of an inbox.

use std::path::Path;

use rusqlite::ErrorCode;

use crate::{Error, StorageErrorKind};

/// Converts an error of SQLite. The place is added by [`at`].
pub(super) fn failed(action: &'static str) -> impl Fn(rusqlite::Error) -> Error {
    move |error| Error::Storage {
        action,
        place: String::new(),
        kind: kind(&error),
        source: error.into(),
    }
}

/// Names the file of an error.
pub(super) fn at(path: &Path, error: Error) -> Error {
    match error {
        Error::Storage { action, kind, source, .. } => {
            Error::Storage { action, place: path.display().to_string(), kind, source }
        }
        other => other,
    }
}

fn kind(error: &rusqlite::Error) -> StorageErrorKind {
    match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => StorageErrorKind::Locked,
        Some(ErrorCode::DiskFull) => StorageErrorKind::Full,
        Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => StorageErrorKind::ReadOnly,
        Some(ErrorCode::CannotOpen) => StorageErrorKind::CannotOpen,
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => StorageErrorKind::Corrupt,
        _ => StorageErrorKind::Other,
    }
}

/// Returns `true` if a new connection may work where this one failed.
pub(super) fn is_worth_reopening(error: &Error) -> bool {
    use StorageErrorKind::{CannotOpen, Corrupt, Other, ReadOnly};
    matches!(error.storage(), Some(CannotOpen | Corrupt | Other | ReadOnly))
}
