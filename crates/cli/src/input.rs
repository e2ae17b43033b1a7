//! The file or the standard input that a command reads whole.

use std::fs;
use std::io::{self, Read};
use std::path::Path;

use bytes::Bytes;

use crate::outcome::{Misuse, Result};

/// The path that stands for standard input.
pub(crate) const STDIN: &str = "-";

/// Reads a file, or standard input if the path is `-`.
///
/// # Errors
///
/// [`Misuse`] if it cannot be read.
pub(crate) fn read(path: &Path) -> Result<Bytes> {
    let mut bytes = Vec::new();
    let read = match path.to_str() {
        Some(STDIN) => io::stdin().lock().read_to_end(&mut bytes).map(|_| bytes),
        _ => fs::read(path),
    };
    match read {
        Ok(bytes) => Ok(bytes.into()),
        Err(error) => Err(Misuse(cannot_read(path, &error)).into()),
    }
}

/// Returns what is told of a file that cannot be read.
pub(crate) fn cannot_read(path: &Path, error: &io::Error) -> String {
    format!("cannot read {}: {error}", path.display())
}
