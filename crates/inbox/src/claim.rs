//! The right to handle an item.

use std::fmt;

use crate::ItemId;

/// The right to handle an item until a time.
///
/// An inbox gives an item to another worker once the time has passed. Each claim of a subscriber's items
/// has a higher fencing number, so that a late call by the former holder fails with
/// [`Error::ClaimLost`](crate::Error::ClaimLost) and changes nothing.
#[derive(Clone, Eq, PartialEq)]
pub struct Claim {
    pub(crate) item: ItemId,
    pub(crate) lane: Box<str>,
    pub(crate) fence: u64,
}

impl Claim {
    /// Returns the id of the item.
    #[must_use]
    pub const fn item(&self) -> ItemId {
        self.item
    }

    /// Returns the fencing number. It grows with each claim of the same subscriber's items.
    #[must_use]
    pub const fn fence(&self) -> u64 {
        self.fence
    }
}

impl fmt::Debug for Claim {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Claim")
            .field("item", &self.item)
            .field("fence", &self.fence)
            .finish_non_exhaustive()
    }
}
