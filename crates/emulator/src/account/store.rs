//! The file in which the state survives a restart.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::state::State;

/// Grows when older versions of the emulator could not read the file.
const VERSION: u32 = 1;

/// A file that is replaced as a whole, so that it never holds half a state.
#[derive(Debug)]
pub(crate) struct Store {
    path: PathBuf,
}

/// Why the state could not be loaded or saved.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// The file cannot be read.
    #[error("the state cannot be read from {path:?}")]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The file holds something else.
    #[error("{path:?} holds no state of this emulator ({reason}): move it away to begin anew")]
    Content {
        /// The file.
        path: PathBuf,
        /// What is wrong, and where.
        reason: String,
    },
    /// The file cannot be written. It is as it was before.
    #[error("the state cannot be written to {path:?}: is the folder there, and writable?")]
    Write {
        /// The file.
        path: PathBuf,
        /// Why.
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

    /// A state as a file holds it.
    pub(crate) fn encode(state: &State) -> io::Result<Vec<u8>> {
        Ok(serde_json::to_vec_pretty(&Saved { version: VERSION, state })?)
    }

    /// The state in the file, or `None` if there is no file yet.
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
            return Err(content(format!("version {}, expected {VERSION}", loaded.version)));
        }
        Ok(Some(loaded.state))
    }

    /// Replaces the file, on a crash by all of its new content or by none.
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
