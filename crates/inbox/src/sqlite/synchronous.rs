//! The durability of commits.

/// The durability of deliveries that X got the status 200 for.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
#[non_exhaustive]
pub enum Synchronous {
    /// All of them. Each commit waits for the disk.
    #[default]
    Full,
    /// All but those of the last commits, which a power failure or a crash of the operating system can
    /// lose. A crash of the process loses nothing. Commits do not wait for the disk.
    Normal,
}

impl Synchronous {
    pub(super) const fn pragma(self) -> i64 {
        match self {
            Self::Normal => 1,
            Self::Full => 2,
        }
    }
}
