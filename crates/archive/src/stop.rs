//! The premature end of a source.

use std::borrow::Cow;
use std::io;

use crate::fault::{Fault, FaultKind};

/// The operating system's number for a symbolic link that leads to itself.
const ELOOP: Option<i32> = match () {
    () if cfg!(target_os = "linux") => Some(40),
    () if cfg!(target_vendor = "apple") => Some(62),
    () => None,
};

/// The premature end of a source. It passes through readers as an [`io::Error`].
#[derive(Clone, Debug, thiserror::Error)]
#[error("{message}")]
pub(crate) struct Stop {
    pub(crate) kind: FaultKind,
    pub(crate) message: Cow<'static, str>,
    /// Whether the reader has more behind a part that cannot be read.
    pub(crate) goes_on: bool,
}

impl Stop {
    pub(crate) fn new(kind: FaultKind, message: impl Into<Cow<'static, str>>) -> Self {
        Self { kind, message: message.into(), goes_on: false }
    }

    /// Returns what an error of the operating system means.
    pub(crate) fn of_system(error: &io::Error) -> Self {
        let kind = match error.kind() {
            io::ErrorKind::NotFound => FaultKind::NotFound,
            io::ErrorKind::PermissionDenied => FaultKind::Permission,
            // `ErrorKind::FilesystemLoop` is not stable.
            _ if ELOOP.is_some() && error.raw_os_error() == ELOOP => FaultKind::Loop,
            _ => FaultKind::Io,
        };
        let message = match kind {
            FaultKind::NotFound => format!("there is no such file or folder: {error}"),
            FaultKind::Permission => format!("the file or folder may not be read: {error}"),
            _ => format!("reading failed: {error}"),
        };
        Self::new(kind, message)
    }

    pub(crate) fn into_fault(self) -> Fault {
        Fault::new(self.kind, self.message)
    }
}

impl From<Stop> for io::Error {
    fn from(stop: Stop) -> Self {
        Self::other(stop)
    }
}

impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Self {
        match error.get_ref().and_then(|inner| inner.downcast_ref::<Self>()) {
            Some(stop) => stop.clone(),
            None => Self::of_system(&error),
        }
    }
}
