//! Compressed data that consists of members one after another.

use std::io::{self, BufRead, Read};

use bzip2::bufread::BzDecoder;
use flate2::bufread::GzDecoder;

use super::ahead::Ahead;
use super::damage;
use super::search::next_member;
use crate::fault::FaultKind;
use crate::stop::Stop;

/// The most bytes that tell a member.
const LONGEST_MARK: usize = 4;

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

/// Decompresses members until the input ends. Behind a damaged one, it goes on at the next one that can be read.
pub(crate) struct Members<R, M> {
    state: Option<State<R, M>>,
    /// The offset at which the last member began.
    start: u64,
}

enum State<R, M> {
    First(Ahead<R>),
    Within(M),
    Behind(Ahead<R>),
}

impl<R: Read, M: Member<Ahead<R>>> Members<R, M> {
    pub(crate) fn new(input: Ahead<R>) -> Self {
        Self { state: Some(State::First(input)), start: 0 }
    }

    fn open(&mut self, input: Ahead<R>) -> io::Result<M> {
        self.start = input.offset();
        M::open(input)
    }

    /// Goes to the next member, and tells which bytes are not read.
    fn give_up(&mut self, mut input: Ahead<R>, mut stop: Stop) -> io::Error {
        let from = input.offset();
        match next_member::<R, M>(&mut input, self.start) {
            Ok(true) => {
                let to = input.offset();
                stop.message = format!(
                    "{}. The compressed bytes from {} to {to} are not read; reading goes on behind them",
                    stop.message,
                    from.min(to)
                )
                .into();
                stop.goes_on = true;
                self.state = Some(State::First(input));
            }
            Ok(false) if input.offset() > from => {
                let to = input.offset();
                stop.message = format!(
                    "{}. The compressed bytes from {from} to {to} are not read",
                    stop.message
                )
                .into();
            }
            Ok(false) => {}
            Err(error) => return error,
        }
        stop.into()
    }
}

impl<R: Read, M: Member<Ahead<R>>> Read for Members<R, M> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while let Some(state) = self.state.take() {
            let mut member = match state {
                State::First(input) => self.open(input)?,
                State::Within(member) => member,
                State::Behind(mut input) => {
                    // Tapes and block devices fill up with zeros.
                    let zeros = |start: &[u8]| {
                        start.iter().position(|&byte| byte != 0).unwrap_or(start.len())
                    };
                    loop {
                        match input.fill_buf().map(zeros)? {
                            0 => break,
                            zeros => input.consume(zeros),
                        }
                    }
                    let start = input.peek(LONGEST_MARK)?;
                    if start.is_empty() {
                        return Ok(0);
                    }
                    if !M::begins(start) {
                        let message = format!("{} data is followed by other bytes", M::FORMAT);
                        self.start = input.offset();
                        return Err(self.give_up(input, Stop::new(FaultKind::Corrupt, message)));
                    }
                    self.open(input)?
                }
            };
            match member.read(buffer) {
                Ok(0) if !buffer.is_empty() => self.state = Some(State::Behind(member.close())),
                Ok(count) => {
                    self.state = Some(State::Within(member));
                    return Ok(count);
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {
                    self.state = Some(State::Within(member));
                    return Err(error);
                }
                Err(error) => {
                    return Err(match damage(error, M::FORMAT) {
                        Ok(stop) => self.give_up(member.abandon(), stop),
                        Err(error) => error,
                    });
                }
            }
        }
        Ok(0)
    }
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
