//! Read receipts and notices of typing, of which X published no example.

use super::{MessageRead, Typing, UserId};

impl MessageRead {
    /// Returns the receipts: those of the list, or the event itself if it has no list.
    #[must_use]
    pub fn receipts(&self) -> impl ExactSizeIterator<Item = &Self> + Clone {
        or_itself(self.direct_message_events.as_deref(), self).iter()
    }

    /// Returns the id of the user who read the messages.
    #[must_use]
    pub fn reader(&self) -> Option<UserId> {
        self.initiating_user_id.or(self.sender_id)
    }
}

impl Typing {
    /// Returns the notices: those of the list, or the event itself if it has no list.
    #[must_use]
    pub fn notices(&self) -> impl ExactSizeIterator<Item = &Self> + Clone {
        or_itself(self.direct_message_events.as_deref(), self).iter()
    }

    /// Returns the id of the user who types.
    #[must_use]
    pub fn typist(&self) -> Option<UserId> {
        self.initiating_user_id.or(self.sender_id)
    }
}

fn or_itself<'a, T>(list: Option<&'a [T]>, itself: &'a T) -> &'a [T] {
    list.filter(|list| !list.is_empty()).unwrap_or_else(|| std::slice::from_ref(itself))
}
