//! Files that change while they are read.

use std::fs::File;
use std::io::{self, Read, Take};

use crate::fault::FaultKind;
use crate::stop::Stop;

/// Reads a file up to the length that it had when it was opened, and reports if it has another one then.
///
/// A file that grows as fast as it is read would never end.
#[derive(Debug)]
pub(crate) struct Steady {
    file: Take<File>,
    length: u64,
}

impl Steady {
    pub(crate) fn new(file: File, length: u64) -> Self {
        Self { file: file.take(length), length }
    }
}

impl Read for Steady {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.file.read(buffer)?;
        if count > 0 || buffer.is_empty() {
            return Ok(count);
        }
        let (length, missing) = (self.length, self.file.limit());
        let now = self.file.get_ref().metadata()?.len();
        let message = if missing > 0 {
            format!("the file shrank from {length} to {} bytes while it was read", length - missing)
        } else if now > length {
            format!(
                "the file grew from {length} to {now} bytes while it was read. What was added is not read: start \
                 at the position of this item to read it"
            )
        } else {
            return Ok(0);
        };
        Err(Stop::new(FaultKind::Changed, message).into())
    }
}
