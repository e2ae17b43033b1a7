//! The error of decoding a payload.

use crate::value::text::Text;

/// An error decoding a payload, with its place in the body.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("{message} at line {line} column {column}{}", place(.pointer))]
pub struct DecodeError {
    kind: DecodeErrorKind,
    message: Text,
    line: usize,
    column: usize,
    pointer: Text,
}

/// The kind of a [`DecodeError`].
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum DecodeErrorKind {
    /// The body is empty or only white space.
    Empty,
    /// The body is not UTF-8.
    InvalidUtf8,
    /// The body is not JSON, or is incomplete.
    Syntax,
    /// The body is JSON, but not an object.
    NotAnObject,
    /// The body nests deeper than 128 levels outside unknown members.
    TooDeep,
}

fn place(pointer: &str) -> String {
    if pointer.is_empty() { String::new() } else { format!(", in {pointer}") }
}

impl DecodeError {
    pub(super) fn new(
        kind: DecodeErrorKind,
        message: &str,
        (line, column): (usize, usize),
        pointer: &str,
    ) -> Self {
        Self { kind, message: message.into(), line, column, pointer: pointer.into() }
    }

    /// Moves the error behind further bytes in the first line.
    pub(crate) fn after(mut self, bytes: usize) -> Self {
        if self.line == 1 {
            self.column += bytes;
        }
        self
    }

    /// Returns the kind of the error.
    #[must_use]
    pub fn kind(&self) -> DecodeErrorKind {
        self.kind
    }

    /// Returns the message without the place.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }

    /// Returns the line of the error, counted from 1.
    #[must_use]
    pub fn line(&self) -> usize {
        self.line
    }

    /// Returns the byte of the error in its line, counted from 1. It is 0 in an empty body.
    #[must_use]
    pub fn column(&self) -> usize {
        self.column
    }

    /// Returns the value that contains the error, as a JSON pointer (RFC 6901). Empty for the whole
    /// body.
    #[must_use]
    pub fn pointer(&self) -> &str {
        &self.pointer
    }
}
