//! Compressed data that consists of members one after another.

use std::io::{self, BufRead, Read};

use bzip2::bufread::BzDecoder;
use flate2::bufread::GzDecoder;

use super::damage;
use crate::fault::FaultKind;
use crate::stop::Stop;

/// The most bytes that tell a member.
const LONGEST_MARK: usize = 4;

/// A decoder of one member: gzip's member, zstd's frame, bzip2's stream.
pub(crate) trait Member<R>: Read + Sized {
    const FORMAT: &'static str;

    /// Returns `true` if a member begins with these bytes.
    fn begins(start: &[u8]) -> bool;

    /// Returns `true` if a member can begin with this byte.
    fn can_begin(first: u8) -> bool;

    fn open(input: R) -> io::Result<Self>;

    /// Returns the input behind the member.
    fn close(self) -> R;
}

/// Decompresses members until the input ends.
pub(crate) struct Members<R, M> {
    state: Option<State<R, M>>,
}

enum State<R, M> {
    First(R),
    Within(M),
    Behind(R),
}

impl<R: BufRead, M: Member<R>> Members<R, M> {
    pub(crate) fn new(input: R) -> Self {
        Self { state: Some(State::First(input)) }
    }
}

impl<R: BufRead, M: Member<R>> Read for Members<R, M> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while let Some(state) = self.state.take() {
            let mut member = match state {
                State::First(input) => M::open(input)?,
                State::Within(member) => member,
                State::Behind(mut input) => {
                    let start = match input.fill_buf() {
                        Ok(start) => start,
                        Err(error) => {
                            self.state = Some(State::Behind(input));
                            return Err(error);
                        }
                    };
                    if start.is_empty() {
                        return Ok(0);
                    }
                    // Tapes and block devices fill up with zeros.
                    if let Some(zeros) =
                        start.iter().position(|&byte| byte != 0).or(Some(start.len()))
                        && zeros > 0
                    {
                        input.consume(zeros);
                        self.state = Some(State::Behind(input));
                        continue;
                    }
                    // The input can have been read up to within the first bytes of a member.
                    let is_part = start.len() < LONGEST_MARK
                        && start.first().copied().is_some_and(M::can_begin);
                    if !is_part && !M::begins(start) {
                        let message = format!("{} data is followed by other bytes", M::FORMAT);
                        return Err(Stop::new(FaultKind::Corrupt, message).into());
                    }
                    M::open(input)?
                }
            };
            match member.read(buffer) {
                Ok(0) if !buffer.is_empty() => self.state = Some(State::Behind(member.close())),
                Ok(count) => {
                    self.state = Some(State::Within(member));
                    return Ok(count);
                }
                Err(error) => {
                    if error.kind() == io::ErrorKind::Interrupted {
                        self.state = Some(State::Within(member));
                    }
                    return Err(damage(error, M::FORMAT));
                }
            }
        }
        Ok(0)
    }
}

macro_rules! member {
    ($name:ident($decoder:ty), $format:literal, $input:ident => $open:expr, $close:ident, $start:ident => $begins:expr, $first:pat) => {
        pub(crate) struct $name<R: BufRead>($decoder);

        impl<R: BufRead> Read for $name<R> {
            fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
                self.0.read(buffer)
            }
        }

        impl<R: BufRead> Member<R> for $name<R> {
            const FORMAT: &'static str = $format;

            fn begins($start: &[u8]) -> bool {
                $begins
            }

            fn can_begin(first: u8) -> bool {
                matches!(first, $first)
            }

            fn open($input: R) -> io::Result<Self> {
                Ok(Self($open))
            }

            fn close(self) -> R {
                self.0.$close()
            }
        }
    };
}

member!(Gzip(GzDecoder<R>), "gzip", input => GzDecoder::new(input), into_inner,
    start => start.starts_with(b"\x1F\x8B"), 0x1F);
member!(Bzip2(BzDecoder<R>), "bzip2", input => BzDecoder::new(input), into_inner,
    start => start.starts_with(b"BZh") && !matches!(start.get(3), Some(b'\0'..b'1' | b':'..)), b'B');
// `pzstd` puts skippable frames before the others.
member!(Zstd(zstd::Decoder<'static, R>), "zstd", input => zstd::Decoder::with_buffer(input)?.single_frame(), finish,
    start => start.starts_with(b"\x28\xB5\x2F\xFD")
        || matches!(start, [0x50..=0x5F, 0x2A, 0x4D, 0x18, ..]), 0x28 | 0x50..=0x5F);
