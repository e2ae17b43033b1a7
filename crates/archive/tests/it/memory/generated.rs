//! A source that is written while it is read, so that nothing of it is stored.

use std::io::{self, Read, Write};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use crate::containers::Compression;

/// What a compressor has written and is not read yet.
#[derive(Clone, Default)]
struct Pipe(Arc<Mutex<Vec<u8>>>);

impl Write for Pipe {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Gives one text after another, compressed as one stream, and counts the bytes before they are compressed.
pub(super) struct Generated {
    text: fn(usize) -> Option<String>,
    next: usize,
    /// Ends the stream when it is dropped.
    compressor: Option<Box<dyn Write + Send>>,
    pipe: Pipe,
    left: io::Cursor<Vec<u8>>,
    given: Arc<AtomicU64>,
}

impl Generated {
    pub(super) fn new(text: fn(usize) -> Option<String>, compression: Compression) -> Self {
        let pipe = Pipe::default();
        let to = pipe.clone();
        let compressor: Box<dyn Write + Send> = match compression {
            Compression::None => Box::new(to),
            Compression::Gzip => {
                Box::new(flate2::write::GzEncoder::new(to, flate2::Compression::fast()))
            }
            Compression::Members => Box::new(Members(to)),
            Compression::Zstd => Box::new(zstd::Encoder::new(to, 1).unwrap().auto_finish()),
            Compression::Bzip2 => {
                Box::new(bzip2::write::BzEncoder::new(to, bzip2::Compression::fast()))
            }
            Compression::Xz => {
                let options = lzma_rust2::XzOptions::with_preset(0);
                Box::new(lzma_rust2::XzWriter::new(to, options).unwrap().auto_finish())
            }
        };
        let (left, given) = (io::Cursor::default(), Arc::default());
        Self { text, next: 0, compressor: Some(compressor), pipe, left, given }
    }

    /// Returns the count of the bytes that were given.
    pub(super) fn given(&self) -> Arc<AtomicU64> {
        Arc::clone(&self.given)
    }
}

impl Read for Generated {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            let count = self.left.read(buffer)?;
            let Some(compressor) = self.compressor.as_mut().filter(|_| count == 0) else {
                return Ok(count);
            };
            let texts: Vec<_> = (self.next..self.next + 20).map_while(self.text).collect();
            self.next += texts.len();
            let text = texts.concat();
            self.given.fetch_add(text.len() as u64, Ordering::Relaxed);
            compressor.write_all(text.as_bytes())?;
            if text.is_empty() {
                self.compressor = None;
            }
            self.left = io::Cursor::new(std::mem::take(&mut *self.pipe.0.lock().unwrap()));
        }
    }
}

/// Writes a member of gzip for each write.
struct Members(Pipe);

impl Write for Members {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(&Compression::Gzip.write(bytes))?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
