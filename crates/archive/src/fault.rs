//! Faults: what cannot be read, and where.

use std::borrow::Cow;
use std::fmt;

use bytes::Bytes;

/// Something in an archive that cannot be read or is not understood.
///
/// Reading always continues after a fault. The [item](crate::Item) has the source, and the place at which
/// the record begins.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Fault {
    kind: FaultKind,
    message: Cow<'static, str>,
    pointer: Cow<'static, str>,
    /// The number of lines from the start of the record to the place of the fault.
    lines: u64,
    bytes: Bytes,
}

/// The kind of a [`Fault`].
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[non_exhaustive]
pub enum FaultKind {
    /// The source does not exist, or nothing matches the pattern.
    NotFound,
    /// The operating system does not permit reading.
    Permission,
    /// The operating system reports another error.
    Io,
    /// The file was changed while it was read.
    Changed,
    /// A folder contains itself by a symbolic link.
    Loop,
    /// The source ends within a compressed stream, a file of a ZIP, or a value.
    Truncated,
    /// A compressed stream or a ZIP file is damaged.
    Corrupt,
    /// A compressed stream expands beyond the [limits](crate::Limits).
    Bomb,
    /// The source cannot be read in this way, such as a ZIP file from standard input, an encrypted one, or a tar file.
    Unsupported,
    /// A value is longer than the [limits](crate::Limits).
    TooLong,
    /// The text is not JSON, or the row is not CSV.
    Json,
    /// A value nests deeper than 128 levels.
    TooDeep,
    /// The JSON is not a payload, Tweet, Post, message or notice, nor a known form that holds them. Or nothing is
    /// understood in a source, or in a long part of it.
    NotUnderstood,
    /// Bytes that are not UTF-8, or half of a surrogate pair in UTF-16, were replaced by U+FFFD. Another item has the
    /// repaired value. Or UTF-16 ends with an odd byte.
    Encoding,
    /// Tweets of a personal archive have no author, and no owner is known. Once per source.
    OwnerUnknown,
    /// The source is empty.
    Empty,
}

impl Fault {
    pub(crate) fn new(kind: FaultKind, message: impl Into<Cow<'static, str>>) -> Self {
        Self { kind, message: message.into(), pointer: "".into(), lines: 0, bytes: Bytes::new() }
    }

    /// Adds the place within the record.
    pub(crate) fn at(mut self, pointer: impl Into<Cow<'static, str>>) -> Self {
        self.pointer = pointer.into();
        self
    }

    /// Moves the fault behind further lines of the record.
    pub(crate) fn behind(mut self, lines: u64) -> Self {
        self.lines += lines;
        self
    }

    /// Adds the bytes of the record.
    pub(crate) fn with_bytes(mut self, bytes: Bytes) -> Self {
        self.bytes = bytes;
        self
    }

    /// Returns the kind of the fault.
    #[must_use]
    pub fn kind(&self) -> FaultKind {
        self.kind
    }

    /// Returns the error message: what happened, and what to do about it.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }

    /// Returns the place within the record as a JSON pointer (RFC 6901). Empty for the whole record.
    #[must_use]
    pub fn pointer(&self) -> &str {
        &self.pointer
    }

    /// Returns the number of lines from the line on which the record begins to that of the fault. The line
    /// of the fault is this number plus the [line of the item](crate::Item::line).
    #[must_use]
    pub fn lines_into_record(&self) -> u64 {
        self.lines
    }

    /// Returns the bytes of what cannot be read: the record, or the value in it, as they are in the source. JSON
    /// within a text is without its escapes. Empty if the fault concerns the source and not a record. Of a value
    /// that is [too long](FaultKind::TooLong) and of a source in which nothing is understood, they are the first ones.
    #[must_use]
    pub fn bytes(&self) -> &Bytes {
        &self.bytes
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.pointer.is_empty() {
            write!(formatter, "{}: ", self.pointer)?;
        }
        formatter.write_str(&self.message)
    }
}

impl FaultKind {
    /// Returns the name of the kind in machine-readable output, such as `not-found`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NotFound => "not-found",
            Self::Permission => "permission",
            Self::Io => "io",
            Self::Changed => "changed",
            Self::Loop => "loop",
            Self::Truncated => "truncated",
            Self::Corrupt => "corrupt",
            Self::Bomb => "bomb",
            Self::Unsupported => "unsupported",
            Self::TooLong => "too-long",
            Self::Json => "json",
            Self::TooDeep => "too-deep",
            Self::NotUnderstood => "not-understood",
            Self::Encoding => "encoding",
            Self::OwnerUnknown => "owner-unknown",
            Self::Empty => "empty",
        }
    }
}

impl fmt::Display for FaultKind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}
