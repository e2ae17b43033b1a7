//! Limits of what compressed data expands to.

use std::io::{self, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::fault::FaultKind;
use crate::limits::Limits;
use crate::stop::Stop;

/// Ends decompression beyond the limits.
pub(crate) struct Bound<R> {
    reader: R,
    limits: Limits,
    read: Arc<AtomicU64>,
    written: u64,
}

impl<R> Bound<R> {
    pub(crate) fn new(reader: R, limits: Limits, read: Arc<AtomicU64>) -> Self {
        Self { reader, limits, read, written: 0 }
    }
}

impl<R: Read> Read for Bound<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let Limits { max_ratio, ratio_from, max_total, .. } = self.limits;
        let read = self.read.load(Ordering::Relaxed);
        if self.written > ratio_from && self.written / max_ratio.max(1) > read {
            let message = format!(
                "{read} compressed bytes expand to more than {max_ratio} times as many; the rest is not read. \
                 Raise `--max-ratio` (`Limits::max_ratio`) if you trust the source"
            );
            return Err(Stop::new(FaultKind::Bomb, message).into());
        }
        if self.written > max_total {
            let message = format!(
                "the compressed bytes expand to more than {max_total}; the rest is not read. Raise \
                 `--max-total` (`Limits::max_total`) if you trust the source"
            );
            return Err(Stop::new(FaultKind::Bomb, message).into());
        }
        // Small steps, so that an error costs little of what is before it.
        let step = buffer.len().min(64 << 10);
        let count = self.reader.read(buffer.get_mut(..step).unwrap_or_default())?;
        self.written += count as u64;
        Ok(count)
    }
}
