//! One member of compressed data: gzip's member, zstd's frame, bzip2's stream.

use std::io::{self, BufRead, Read};

use bzip2::bufread::BzDecoder;
use flate2::bufread::GzDecoder;

/// A decoder of one member: gzip's member, zstd's frame, bzip2's stream.
pub(crate) trait Member<R>: Read + Sized {
    const FORMAT: &'static str;

    /// Returns `true` if a member begins with these bytes.
    fn begins(start: &[u8]) -> bool;

    /// The first bytes of a member.
    const MARK: &'static [u8];

    fn open(input: R) -> io::Result<Self>;

    /// Returns the input behind the member.
    fn close(self) -> R;

    /// Returns the input behind what was read of a damaged member.
    fn abandon(self) -> R;

    /// Decompresses the start of a member. Returns how many bytes it gave, how it ended, and how many compressed bytes
    /// are left.
    fn decode(bytes: &[u8], text: &mut [u8]) -> (usize, io::Result<()>, usize);
}

macro_rules! member {
    ($name:ident($decoder:ty), $format:literal, $input:ident => $open:expr, $close:ident, $start:ident => $begins:expr, $mark:literal) => {
        pub(crate) struct $name<R: BufRead>($decoder);

        impl<R: BufRead> Read for $name<R> {
            fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
                self.0.read(buffer)
            }
        }

        impl<R: BufRead> Member<R> for $name<R> {
            const FORMAT: &'static str = $format;
            const MARK: &'static [u8] = $mark;

            fn begins($start: &[u8]) -> bool {
                $begins
            }

            fn open($input: R) -> io::Result<Self> {
                Ok(Self($open))
            }

            fn close(self) -> R {
                self.0.$close()
            }

            fn abandon(self) -> R {
                self.0.into_inner()
            }

            fn decode(bytes: &[u8], text: &mut [u8]) -> (usize, io::Result<()>, usize) {
                let mut member = match $name::open(bytes) {
                    Ok(member) => member,
                    Err(error) => return (0, Err(error), bytes.len()),
                };
                let mut given = 0;
                let result = loop {
                    match member.read(text.get_mut(given..).unwrap_or_default()) {
                        Ok(0) => break Ok(()),
                        Ok(count) => given += count,
                        Err(error) => break Err(error),
                    }
                };
                (given, result, member.abandon().len())
            }
        }
    };
}

member!(Gzip(GzDecoder<R>), "gzip", input => GzDecoder::new(input), into_inner,
    start => start.starts_with(b"\x1F\x8B") && start.get(3).is_none_or(|flags| flags & 0xE0 == 0), b"\x1F\x8B\x08");
member!(Bzip2(BzDecoder<R>), "bzip2", input => BzDecoder::new(input), into_inner,
    start => start.starts_with(b"BZh") && !matches!(start.get(3), Some(b'\0'..b'1' | b':'..)), b"BZh");
// `pzstd` puts skippable frames before the others.
member!(Zstd(zstd::Decoder<'static, R>), "zstd", input => zstd::Decoder::with_buffer(input)?.single_frame(), finish,
    start => start.starts_with(b"\x28\xB5\x2F\xFD")
        || matches!(start, [0x50..=0x5F, 0x2A, 0x4D, 0x18, ..]), b"\x28\xB5\x2F\xFD");
