//! The file that stores the state: the whole state in the first line, then a line for each change.

mod error;
mod file;

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::change::Change;
use super::journal::Journal;
use super::state::State;

pub use error::StoreError;

/// The format version. It increases when older versions of the emulator cannot read the file.
/// Version 1 had no changes.
const VERSION: u32 = 2;

/// The length of the changes up to which they are not replaced by the whole state.
const ROOM: u64 = 1024 * 1024;

/// The file of the state, which no other emulator uses at the same time.
///
/// A change is appended, so its cost does not depend on the size of the state. When the changes
/// outgrow a share of the state, a new file replaces the old one. After a crash the file has all
/// complete lines, and the last may be torn.
#[derive(Debug)]
pub(crate) struct Store {
    path: PathBuf,
    /// The lock. `None` once the store is closed.
    lock: Option<File>,
    /// The file to which changes are appended, unless it was removed. `None` before the first write.
    file: Option<File>,
    /// The length of the first line.
    state_length: u64,
    /// The length of the changes.
    changes_length: u64,
}

/// The content of the next write.
#[derive(Debug)]
pub(crate) enum Due {
    Nothing,
    Changes(Vec<u8>),
    Whole(io::Result<Vec<u8>>),
}

#[derive(Deserialize)]
struct Loaded {
    version: u32,
    state: State,
}

#[derive(Deserialize)]
struct Version {
    version: u32,
}

#[derive(Serialize)]
struct Saved<'a> {
    version: u32,
    state: &'a State,
}

impl Store {
    /// Locks the file. The lock ends with the store or with the process, however it ends.
    pub(crate) fn open(path: PathBuf) -> Result<Self, StoreError> {
        let locked = file::resolved(&path).and_then(|path| Ok((file::lock(&path)?, path)));
        match locked {
            Ok((Some(lock), path)) => {
                let lock = Some(lock);
                Ok(Self { path, lock, file: None, state_length: 0, changes_length: 0 })
            }
            Ok((None, path)) => Err(StoreError::Locked { path }),
            Err(source) => Err(StoreError::Write { path, source }),
        }
    }

    /// Loads the state, or returns `None` if there is no file yet.
    pub(crate) fn load(&self) -> Result<Option<State>, StoreError> {
        let bytes = match fs::read(&self.path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(source) => return Err(StoreError::Read { path: self.path.clone(), source }),
        };
        let mut values = serde_json::Deserializer::from_slice(&bytes).into_iter::<Loaded>();
        let mut state = match values.next() {
            Some(Ok(loaded)) => self.check_version(loaded.version).map(|()| loaded.state)?,
            Some(Err(error)) => return Err(self.unreadable(&bytes, error.to_string())),
            None => return Err(self.unreadable(&bytes, "the file is empty".to_owned())),
        };
        let (head, changes) = bytes.split_at(values.byte_offset());
        let first = head.iter().filter(|byte| **byte == b'\n').count() + 1;
        for (line, number) in changes.split_inclusive(|byte| *byte == b'\n').zip(first..) {
            // The rest of the line of the state.
            if number == first {
                match line.trim_ascii() {
                    b"" => continue,
                    _ => return Err(self.unreadable(&bytes, format!("line {first} goes on"))),
                }
            }
            if !line.ends_with(b"\n") {
                tracing::warn!(
                    file = %self.path.display(),
                    line = number,
                    bytes = line.len(),
                    "dropped the last line of the stored state: a crash cut it off"
                );
                break;
            }
            let change = serde_json::from_slice::<Change>(line).map_err(|error| error.to_string());
            change.and_then(|change| state.redo(change)).map_err(|reason| StoreError::Change {
                path: self.path.clone(),
                line: number,
                reason,
            })?;
        }
        Ok(Some(state))
    }

    fn check_version(&self, found: u32) -> Result<(), StoreError> {
        if (1..=VERSION).contains(&found) {
            return Ok(());
        }
        Err(StoreError::Version { path: self.path.clone(), found, expected: VERSION })
    }

    /// Returns the error for a state that cannot be read: that of its version, if it is another.
    fn unreadable(&self, bytes: &[u8], reason: String) -> StoreError {
        let mut versions = serde_json::Deserializer::from_slice(bytes).into_iter::<Version>();
        let version = versions.next().and_then(Result::ok).map(|found| found.version);
        let other = version.and_then(|version| self.check_version(version).err());
        other.unwrap_or_else(|| StoreError::Content { path: self.path.clone(), reason })
    }

    /// Takes from a state what the file does not have yet.
    pub(crate) fn due(&self, state: &mut State) -> Due {
        match state.journal.take() {
            Journal::Off => Due::Nothing,
            Journal::Lines(lines) if lines.is_empty() => Due::Nothing,
            Journal::Lines(lines) if self.has_room(&lines) => Due::Changes(lines),
            Journal::Lines(_) | Journal::Whole => Due::Whole(encode(state)),
        }
    }

    fn has_room(&self, lines: &[u8]) -> bool {
        // Reading a change again costs more than reading a state of the same length.
        let room = ROOM.max(self.state_length / 8);
        let has_file = self.file.is_some() && self.path.exists();
        has_file && self.changes_length.saturating_add(length(lines)) <= room
    }

    /// Returns whether the file has changes beside the state.
    pub(crate) const fn has_changes(&self) -> bool {
        self.changes_length > 0
    }

    /// Writes to the file. After an error the next write must be one of the whole state.
    pub(crate) fn write(&mut self, due: Due) -> Result<(), StoreError> {
        let write = |store: &mut Self| match due {
            Due::Nothing => Ok(()),
            _ if store.lock.is_none() => Err(io::Error::other("the emulator has ended")),
            Due::Changes(lines) => store.append(&lines),
            Due::Whole(encoded) => store.replace(&encoded?),
        };
        let written = write(self);
        written.map_err(|source| StoreError::Write { path: self.path.clone(), source })
    }

    /// Appends changes. They outlive the process at once; only [`replace`](Self::replace) waits
    /// until the disk has them.
    fn append(&mut self, lines: &[u8]) -> io::Result<()> {
        let file = self.file.as_mut().ok_or(io::ErrorKind::NotFound)?;
        file.write_all(lines)?;
        self.changes_length = self.changes_length.saturating_add(length(lines));
        Ok(())
    }

    /// Replaces the file. After a crash it has all of the new content or none of it.
    fn replace(&mut self, content: &[u8]) -> io::Result<()> {
        self.file = Some(file::replace(&self.path, content)?);
        (self.state_length, self.changes_length) = (length(content), 0);
        Ok(())
    }

    /// Unlocks the file. Nothing can be written after that.
    pub(crate) fn close(&mut self) {
        (self.lock, self.file) = (None, None);
    }
}

fn encode(state: &State) -> io::Result<Vec<u8>> {
    let mut encoded = serde_json::to_vec(&Saved { version: VERSION, state })?;
    encoded.push(b'\n');
    Ok(encoded)
}

fn length(bytes: &[u8]) -> u64 {
    u64::try_from(bytes.len()).unwrap_or(u64::MAX)
}
