//! Errors loading or saving the state.

use std::io;
use std::path::PathBuf;

/// An error loading or saving the state.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// The file cannot be read.
    #[error("cannot read the state from {path:?}")]
    Read {
        /// The file.
        path: PathBuf,
        /// The cause.
        source: io::Error,
    },
    /// Another emulator uses the file.
    #[error(
        "another emulator uses the state in {path:?}: end it first, or start this one with another \
         file"
    )]
    Locked {
        /// The file.
        path: PathBuf,
    },
    /// The file does not contain a state.
    #[error(
        "expected a state of the emulator in {path:?} ({reason}): move the file away to start anew"
    )]
    Content {
        /// The file.
        path: PathBuf,
        /// The error and its position.
        reason: String,
    },
    /// Another version of the emulator wrote the file.
    #[error(
        "the state in {path:?} has version {found}, expected {expected} or lower: use the emulator \
         that wrote it, or move the file away to start anew"
    )]
    Version {
        /// The file.
        path: PathBuf,
        /// The version of the file.
        found: u32,
        /// The highest version that this emulator reads.
        expected: u32,
    },
    /// A line with a change cannot be read, and it is not the last one, which a crash can cut off.
    #[error(
        "cannot read line {line} of the state in {path:?} ({reason}): remove this line and those \
         after it to return to the state before it, or move the file away to start anew"
    )]
    Change {
        /// The file.
        path: PathBuf,
        /// The number of the line, from 1.
        line: usize,
        /// The error.
        reason: String,
    },
    /// The file cannot be written.
    #[error("cannot write the state to {path:?}: check that the folder exists and is writable")]
    Write {
        /// The file.
        path: PathBuf,
        /// The cause.
        source: io::Error,
    },
}
