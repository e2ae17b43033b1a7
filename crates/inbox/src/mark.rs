//! Durable marks.

/// A small durable value under a name, such as how far a process got.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct Mark {
    /// The version. It grows with each change. [`Inbox::set_mark`](crate::Inbox::set_mark) takes the
    /// version that the caller has read.
    pub version: u64,
    /// The value.
    pub value: Vec<u8>,
}

impl Mark {
    /// Creates a mark, for implementations of [`Inbox`](crate::Inbox).
    #[must_use]
    pub const fn new(version: u64, value: Vec<u8>) -> Self {
        Self { version, value }
    }
}
