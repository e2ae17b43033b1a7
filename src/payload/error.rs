//! Why a body is no payload.

use crate::value::text::Text;

/// Why a body is no payload, and where.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("{message} at line {line} column {column}{}", place(.pointer))]
pub struct DecodeError {
    kind: DecodeErrorKind,
    message: Text,
    line: usize,
    column: usize,
    pointer: Text,
}

/// What is wrong with a body.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum DecodeErrorKind {
    /// There is nothing but white space.
    Empty,
    /// It is not UTF-8.
    InvalidUtf8,
    /// It is not JSON, or not all of it is there.
    Syntax,
    /// It is JSON, but not an object.
    NotAnObject,
    /// It nests deeper than 128 levels outside members that the schemas do not know.
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

    /// What is wrong.
    #[must_use]
    pub fn kind(&self) -> DecodeErrorKind {
        self.kind
    }

    /// What is wrong, in words, without its place.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }

    /// The line of the fault, from 1.
    #[must_use]
    pub fn line(&self) -> usize {
        self.line
    }

    /// The byte in the line, from 1; 0 in an empty body.
    #[must_use]
    pub fn column(&self) -> usize {
        self.column
    }

    /// The value in which the fault is, as a JSON pointer (RFC 6901); empty for the whole body.
    #[must_use]
    pub fn pointer(&self) -> &str {
        &self.pointer
    }
}
