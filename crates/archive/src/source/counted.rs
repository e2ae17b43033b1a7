//! Counts what is read.

use std::io::{self, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::progress::Progress;
use crate::stop::Stop;

/// Counts the bytes of a reader, and names its errors as those of the source.
pub(crate) struct Counted<R> {
    reader: R,
    read: Arc<AtomicU64>,
    progress: Progress,
}

impl<R> Counted<R> {
    pub(crate) fn new(reader: R, progress: Progress) -> Self {
        Self { reader, read: Arc::default(), progress }
    }

    /// Returns the count of this reader.
    pub(crate) fn count(&self) -> Arc<AtomicU64> {
        Arc::clone(&self.read)
    }
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self.reader.read(buffer) {
            Ok(count) => {
                self.read.fetch_add(count as u64, Ordering::Relaxed);
                self.progress.add(count as u64);
                Ok(count)
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => Err(error),
            Err(error) => Err(Stop::from(error).into()),
        }
    }
}
