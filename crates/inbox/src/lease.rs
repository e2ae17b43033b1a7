//! Named leases.

use account_activity::Timestamp;

/// A named lease: one holder among several processes does something, such as a reconciliation.
///
/// The holder renews it by another call of [`Inbox::lease`](crate::Inbox::lease). After its time, another
/// holder can get it, with a higher fencing number.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct Lease {
    /// The name.
    pub name: String,
    /// The holder.
    pub holder: String,
    /// The fencing number. It grows whenever the holder changes. A resource that the holder writes to
    /// rejects writes with a lower number than it has seen.
    pub fence: u64,
    /// The end.
    pub until: Timestamp,
}

impl Lease {
    /// Creates a lease, for implementations of [`Inbox`](crate::Inbox).
    #[must_use]
    pub fn new(name: &str, holder: &str, fence: u64, until: Timestamp) -> Self {
        Self { name: name.to_owned(), holder: holder.to_owned(), fence, until }
    }
}
