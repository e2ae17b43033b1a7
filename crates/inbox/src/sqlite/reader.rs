//! Reads on threads for blocking calls, beside the writer.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use rusqlite::Connection;

use super::failing::at;
use super::files::{Found, Opened};
use super::schema::open_to_read;
use crate::Error;

/// Reads the file. It keeps one connection.
#[derive(Clone, Debug)]
pub(super) struct Reader {
    path: Arc<Path>,
    kept: Arc<Mutex<Option<Opened>>>,
}

impl Reader {
    pub(super) fn new(path: Arc<Path>) -> Self {
        Self { path, kept: Arc::default() }
    }

    pub(super) async fn run<T: Send + 'static>(
        &self,
        read: impl FnOnce(&Connection) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let this = self.clone();
        let reading = tokio::task::spawn_blocking(move || this.read(read));
        reading.await.unwrap_or(Err(Error::Closed))
    }

    fn read<T>(&self, read: impl FnOnce(&Connection) -> Result<T, Error>) -> Result<T, Error> {
        let lock = || self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = lock().take().filter(|kept| kept.find() == Found::Same);
        let opened = kept.map_or_else(|| open_to_read(&self.path), Ok)?;
        let result = read(&opened.connection).map_err(|error| at(&self.path, error))?;
        // A connection that failed is not used again.
        *lock() = Some(opened);
        Ok(result)
    }
}
