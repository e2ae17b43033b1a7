//! The state of an inbox in numbers.

use account_activity::Timestamp;

/// The state of an inbox in numbers.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
#[non_exhaustive]
pub struct InboxStats {
    /// The number of items that wait for a worker or are being handled.
    pub pending: u64,
    /// The number of subscribers whose oldest item a worker has claimed, or which waits for its next
    /// attempt.
    pub waiting_subscribers: u64,
    /// The time at which the oldest pending item arrived. `None` if no item is pending.
    pub oldest: Option<Timestamp>,
    /// The number of dead letters.
    pub dead: u64,
}
