//! What the stream returns.

use std::fmt;
use std::time::Duration;

use bytes::Bytes;

use crate::DecodeError;
use crate::client::error::{ApiError, Error};
use crate::value::timestamp::Timestamp;
use crate::xaa::Envelope;

/// An item of the [stream](super::ActivityStream).
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum StreamItem {
    /// An event, in the form in which a webhook gets it. X sends an event again after a backfill.
    /// [`Activity::key`](crate::Activity::key) recognizes it.
    Envelope(Box<Envelope>),
    /// The stream was interrupted, and is open again. What happened meanwhile is lost, unless X
    /// sends it by [backfill](super::StreamOptions::backfill_minutes).
    Gap(Gap),
    /// What happened to the stream itself.
    Notice(StreamNotice),
}

/// A time in which the program did not receive events.
///
/// The times are those of the client's clock.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub struct Gap {
    /// When the last byte of the connection before was read.
    pub from: Timestamp,
    /// When the head of the next response was read.
    pub to: Timestamp,
}

/// A notice about the stream itself. `Display` writes it in one line, for a log.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum StreamNotice {
    /// A connection is open.
    Connected,
    /// A connection ended, or could not be made.
    Disconnected {
        /// The cause.
        cause: Disconnection,
        /// How long the stream waits before it connects again.
        pause: Duration,
    },
    /// X sent an error in place of an event, and usually closes the connection. Its status is that
    /// of the connection, 200. [`ApiError::problem`] has the kind, such as `operational-disconnect`.
    Problem(Box<ApiError>),
    /// X rejected `backfill_minutes`. The stream goes on without it.
    BackfillRefused(Error),
    /// A line exceeds the [limit](super::StreamOptions::largest_line), and was skipped.
    LineTooLong {
        /// The number of bytes that arrived of it, without the line break.
        length: u64,
    },
    /// A line is not a JSON object.
    Unreadable {
        /// The line, with the app's token redacted if it occurs in it.
        bytes: Bytes,
        /// What is wrong with it.
        error: DecodeError,
    },
    /// The connection ended within a line. Its event is part of the [gap](Gap).
    HalfLine {
        /// What arrived of the line, with the app's token redacted if it occurs in it.
        bytes: Bytes,
    },
}

/// The end of a connection.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Disconnection {
    /// The server closed the connection in order, as X does when a token expires or a server is
    /// replaced.
    Closed,
    /// The connection failed, or X rejected the request.
    Failed(Error),
}

impl fmt::Display for StreamNotice {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Connected => formatter.write_str("connected"),
            Self::Disconnected { cause, pause } => {
                write!(formatter, "{cause}; next try in {pause:?}")
            }
            Self::Problem(error) => error.fmt(formatter),
            Self::BackfillRefused(error) => {
                write!(formatter, "going on without a backfill: {error}")
            }
            Self::LineTooLong { length } => {
                write!(formatter, "a line of {length} bytes exceeds the limit and was skipped")
            }
            Self::Unreadable { bytes, error } => {
                write!(formatter, "a line of {} bytes is not a JSON object: {error}", bytes.len())
            }
            Self::HalfLine { bytes } => {
                write!(formatter, "the connection ended after {} bytes of a line", bytes.len())
            }
        }
    }
}

impl fmt::Display for Disconnection {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Closed => formatter.write_str("the server closed the connection"),
            Self::Failed(error) => error.fmt(formatter),
        }
    }
}

impl From<StreamNotice> for StreamItem {
    fn from(notice: StreamNotice) -> Self {
        Self::Notice(notice)
    }
}
