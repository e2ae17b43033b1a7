//! Compression, recognized by content.

mod ahead;
mod bound;
mod member;
mod members;
mod search;

use std::io::{self, Cursor, Read};
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use lzma_rust2::XzReader;

pub(crate) use self::ahead::Ahead;
pub(crate) use self::bound::Bound;
use self::member::{Bzip2, Gzip, Member, Zstd};
use self::members::Members;
use crate::fault::FaultKind;
use crate::limits::Limits;
use crate::stop::Stop;

/// The memory that the dictionary of an xz file may have, in KiB. `xz -9` needs 65 MiB.
const XZ_MEMORY: u32 = 96 << 10;

/// Returns a reader of the decompressed bytes. `start` are the first compressed ones, and `read` counts the
/// compressed bytes that are read.
pub(crate) fn decompress<'a>(
    input: Ahead<impl Read + Send + 'a>,
    start: &[u8],
    limits: Limits,
    read: Arc<AtomicU64>,
) -> Box<dyn Read + Send + 'a> {
    let reader: Box<dyn Read + Send + 'a> = match Format::of(start) {
        Some(Format::Gzip) => Box::new(Members::<_, Gzip<_>>::new(input)),
        Some(Format::Bzip2) => Box::new(Members::<_, Bzip2<_>>::new(input)),
        Some(Format::Zstd) => Box::new(Members::<_, Zstd<_>>::new(input)),
        Some(Format::Xz) => Box::new(Xz(XzReader::new_mem_limit(input, true, XZ_MEMORY))),
        None => return Box::new(input),
    };
    Box::new(Bound::new(reader, limits, read))
}

/// Returns the name of a form in which other files are packed, if the first bytes are those of one.
pub(crate) fn packed(start: &[u8]) -> Option<&'static str> {
    match Format::of(start) {
        Some(Format::Gzip) => Some("gzip"),
        Some(Format::Bzip2) => Some("bzip2"),
        Some(Format::Zstd) => Some("zstd"),
        Some(Format::Xz) => Some("xz"),
        // POSIX and GNU write these into the header of each file. No text has them.
        None => start
            .get(257..265)
            .is_some_and(|mark| mark.starts_with(b"ustar\0") || mark == b"ustar  \0")
            .then_some("tar"),
    }
}

enum Format {
    Gzip,
    Bzip2,
    Zstd,
    Xz,
}

impl Format {
    fn of(start: &[u8]) -> Option<Self> {
        if Gzip::<Cursor<&[u8]>>::begins(start) {
            Some(Self::Gzip)
        } else if Bzip2::<Cursor<&[u8]>>::begins(start) {
            Some(Self::Bzip2)
        } else if Zstd::<Cursor<&[u8]>>::begins(start) {
            Some(Self::Zstd)
        } else {
            start.starts_with(b"\xFD7zXZ\0").then_some(Self::Xz)
        }
    }
}

struct Xz<R: Read>(XzReader<R>);

impl<R: Read> Read for Xz<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.0
            .read(buffer)
            .map_err(|error| damage(error, "xz").map_or_else(|error| error, Into::into))
    }
}

/// Tells errors of decompression from those of the reader below it, which fail.
pub(crate) fn damage(error: io::Error, format: &str) -> Result<Stop, io::Error> {
    if error.kind() == io::ErrorKind::Interrupted
        || error.get_ref().is_some_and(<dyn std::error::Error + Send + Sync>::is::<Stop>)
    {
        return Err(error);
    }
    Ok(match error.kind() {
        io::ErrorKind::UnexpectedEof => Stop::new(
            FaultKind::Truncated,
            format!("the {format} data ends too early; what was decompressed before is read"),
        ),
        io::ErrorKind::OutOfMemory => Stop::new(
            FaultKind::Unsupported,
            format!("the {format} data needs more memory than is permitted: {error}"),
        ),
        _ => Stop::new(
            FaultKind::Corrupt,
            format!("the {format} data is damaged: {error}; what was decompressed before is read"),
        ),
    })
}
