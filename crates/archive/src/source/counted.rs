//! Counts the bytes that are read, and ends reading that was cancelled.

use std::io::{self, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::fault::FaultKind;
use crate::pool::Pool;
use crate::progress::Progress;
use crate::stop::Stop;

/// Counts the bytes of a reader, and names its errors as those of the source.
pub(crate) struct Counted<R> {
    reader: R,
    read: Arc<AtomicU64>,
    progress: Progress,
    pool: Arc<Pool>,
}

impl<R> Counted<R> {
    pub(crate) fn new(reader: R, progress: Progress, pool: Arc<Pool>) -> Self {
        Self { reader, read: Arc::default(), progress, pool }
    }

    /// Returns the count of this reader.
    pub(crate) fn count(&self) -> Arc<AtomicU64> {
        Arc::clone(&self.read)
    }
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.pool.is_stopped() {
            return Err(Stop::new(FaultKind::Io, "reading was cancelled").into());
        }
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
