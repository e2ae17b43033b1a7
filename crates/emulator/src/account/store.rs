//! The file that stores the state.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::state::State;

/// The format version. It increases when older versions of the emulator cannot read the file.
const VERSION: u32 = 1;

/// A file that is replaced as a whole, so that it never contains a partial state.
#[derive(Debug)]
pub(crate) struct Store {
    path: PathBuf,
}

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
    /// The file does not contain a state of this version.
    #[error(
        "expected a state of the emulator in {path:?} ({reason}): move the file away to start anew"
    )]
    Content {
        /// The file.
        path: PathBuf,
        /// The error and its position.
        reason: String,
    },
    /// The file cannot be written. It is unchanged.
    #[error("cannot write the state to {path:?}: check that the folder exists and is writable")]
    Write {
        /// The file.
        path: PathBuf,
        /// The cause.
        source: io::Error,
    },
}

#[derive(Deserialize)]
struct Loaded {
    version: u32,
    state: State,
}

#[derive(Serialize)]
struct Saved<'a> {
    version: u32,
    state: &'a State,
}

impl Store {
    pub(crate) const fn new(path: PathBuf) -> Self {
        Self { path }
    }

    /// Encodes a state as the content of the file.
    pub(crate) fn encode(state: &State) -> io::Result<Vec<u8>> {
        Ok(serde_json::to_vec_pretty(&Saved { version: VERSION, state })?)
    }

    /// Loads the state, or returns `None` if there is no file yet.
    pub(crate) fn load(&self) -> Result<Option<State>, StoreError> {
        let path = &self.path;
        let bytes = match fs::read(path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(source) => return Err(StoreError::Read { path: path.clone(), source }),
        };
        let content = |reason| StoreError::Content { path: path.clone(), reason };
        let loaded: Loaded =
            serde_json::from_slice(&bytes).map_err(|error| content(error.to_string()))?;
        if loaded.version != VERSION {
            return Err(content(format!("expected version {VERSION}, found {}", loaded.version)));
        }
        Ok(Some(loaded.state))
    }

    /// Replaces the file. After a crash it has all of the new content or none of it.
    pub(crate) fn save(&self, encoded: io::Result<Vec<u8>>) -> Result<(), StoreError> {
        let replace = || {
            let mut name = self.path.file_name().unwrap_or_default().to_owned();
            name.push(".new");
            let new = self.path.with_file_name(name);
            let mut file = File::create(&new)?;
            file.write_all(&encoded?)?;
            file.sync_all()?;
            fs::rename(&new, &self.path)
        };
        replace().map_err(|source| StoreError::Write { path: self.path.clone(), source })
    }
}
