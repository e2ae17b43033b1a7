//! Limits against hostile and damaged sources.

/// Limits against hostile and damaged sources. A value or source beyond one is a fault, and reading continues
/// behind it.
///
/// ```
/// use account_activity_archive::{Archive, Limits};
///
/// let mut limits = Limits::default();
/// limits.max_value = 1 << 20;
/// let archive = Archive::open("archive.ndjson").limits(limits);
/// # drop(archive);
/// ```
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct Limits {
    /// The longest value, line or row in bytes. A longer one is a fault of the kind
    /// [`TooLong`](crate::FaultKind::TooLong), which has its first bytes. 16 MiB by default. Memory grows with
    /// the longest value that a source has, to about six times its length.
    pub max_value: u64,
    /// How many times as many bytes compressed data may expand to. Applies beyond
    /// [`ratio_from`](Self::ratio_from). 1,000 by default.
    pub max_ratio: u64,
    /// The number of decompressed bytes of a source from which [`max_ratio`](Self::max_ratio) applies. 1 GiB by
    /// default.
    pub ratio_from: u64,
    /// The number of bytes that one compressed source may expand to. 1 TiB by default.
    pub max_total: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { max_value: 16 << 20, max_ratio: 1000, ratio_from: 1 << 30, max_total: 1 << 40 }
    }
}
