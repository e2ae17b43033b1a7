//! Errors of inboxes.

use crate::ItemId;

type Source = Box<dyn std::error::Error + Send + Sync>;

/// An error of an [`Inbox`](crate::Inbox).
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The storage failed. The call can have taken effect nevertheless, wholly or in part. It can be
    /// repeated.
    #[error("could not {action} {place}: {kind}")]
    #[non_exhaustive]
    Storage {
        /// What was done, such as `open the inbox`.
        action: &'static str,
        /// The file or the server.
        place: String,
        /// What failed, and what to do.
        kind: StorageErrorKind,
        /// The error of the storage.
        source: Source,
    },
    /// The inbox would have more pending items than [`Settings::max_pending`](crate::Settings::max_pending)
    /// allows. Nothing of the delivery was stored.
    #[error(
        "the inbox has no room for the delivery: {limit} items can be pending; start more workers, or raise \
         `max_pending`"
    )]
    #[non_exhaustive]
    TooManyPending {
        /// The limit.
        limit: u64,
    },
    /// The claim has ended, and another worker can have claimed the item. Its handler may run again.
    #[error(
        "the claim of item {item} has ended; renew claims in time, or claim for longer than the handler takes"
    )]
    #[non_exhaustive]
    ClaimLost {
        /// The item.
        item: ItemId,
    },
    /// The inbox has no such item, or a worker has finished it.
    #[error("the inbox has no item {item}; it was handled, discarded, or its time has ended")]
    #[non_exhaustive]
    NoItem {
        /// The item.
        item: ItemId,
    },
    /// Another caller changed the mark since it was read.
    #[error("the mark `{name}` was changed by another caller; read it again")]
    #[non_exhaustive]
    MarkChanged {
        /// The name of the mark.
        name: String,
    },
    /// The inbox was closed.
    #[error("the inbox is closed")]
    Closed,
}

/// What failed in a storage.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum StorageErrorKind {
    /// Another process held a lock for too long.
    #[error("another process has locked it; end long transactions of other programs")]
    Locked,
    /// The disk is full.
    #[error("the disk is full; free some space")]
    Full,
    /// The file or its folder cannot be written.
    #[error("it cannot be written; check the permissions of the file and of its folder")]
    ReadOnly,
    /// The file cannot be opened or created.
    #[error("it cannot be opened; check that its folder exists, and its permissions")]
    CannotOpen,
    /// The file was deleted, moved or replaced while it was open. Nothing is stored until it is back.
    #[error(
        "it was deleted, moved or replaced while it was open; put it back, or start the program again"
    )]
    Missing,
    /// The content is damaged, or is something else.
    #[error("it is damaged, or is not an inbox; move it away, or restore it from a copy")]
    Corrupt,
    /// A newer version of this crate wrote it.
    #[error("a newer version of this crate wrote it; update the program")]
    NewerVersion,
    /// The storage does not keep what it promises, such as the durability that was asked for.
    #[error("the storage does not provide the settings that were asked for")]
    Unsupported,
    /// The server refused the credentials.
    #[error("the server refused the credentials; check the user, the password and the permissions")]
    Denied,
    /// The server cannot be reached.
    #[error("the server cannot be reached; check its address and that it runs")]
    Unreachable,
    /// Any other failure.
    #[error("the storage failed")]
    Other,
}

/// Returns an error and its sources as text, as a [`Worker`](crate::Worker) records the failures of handlers.
#[must_use]
pub fn with_sources(error: &(dyn std::error::Error + 'static)) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(error) = source {
        text = format!("{text}: {error}");
        source = error.source();
    }
    text
}

impl Error {
    /// Returns what failed in the storage. `None` for every other error.
    #[must_use]
    pub const fn storage(&self) -> Option<StorageErrorKind> {
        match self {
            Self::Storage { kind, .. } => Some(*kind),
            _ => None,
        }
    }
}
