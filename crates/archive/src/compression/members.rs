//! Compressed data that consists of members one after another.

use std::io::{self, BufRead, Read};

use super::ahead::Ahead;
use super::damage;
use super::member::Member;
use super::search::next_member;
use crate::fault::FaultKind;
use crate::stop::Stop;

/// The most bytes that tell a member.
const LONGEST_MARK: usize = 4;

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
