//! What an append did.

/// What [`Inbox::append`](crate::Inbox::append) did with the activities of a delivery.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
#[non_exhaustive]
pub struct Appended {
    /// The number of stored items.
    pub stored: usize,
    /// The number of items that the inbox has stored before: for an earlier attempt of X, or for the
    /// other API.
    pub duplicates: usize,
}

impl Appended {
    /// Creates a result without items, for implementations of [`Inbox`](crate::Inbox).
    #[must_use]
    pub const fn new() -> Self {
        Self { stored: 0, duplicates: 0 }
    }

    pub(crate) const fn count(&mut self, is_new: bool) {
        if is_new {
            self.stored += 1;
        } else {
            self.duplicates += 1;
        }
    }
}
