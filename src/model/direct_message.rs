//! Direct Messages.

use super::markup::{expand, links};
use super::occurrence::Occurrence;
use super::{DirectMessage, Media, Timestamp, UserId};
use crate::value::text::unescape;

impl DirectMessage {
    /// Returns the text, HTML-escaped. It is empty if a trimmed archive left the content out.
    #[must_use]
    pub fn text(&self) -> &str {
        self.message_create.message_data.as_ref().map_or("", |data| &data.text)
    }

    /// Returns the text for display, with HTML entities decoded.
    #[must_use]
    pub fn display_text(&self) -> String {
        unescape(self.text())
    }

    /// Returns the text for display. HTML entities are decoded, and t.co links are replaced by the
    /// addresses they lead to.
    #[must_use]
    pub fn expanded_text(&self) -> String {
        let data = self.message_create.message_data.as_ref();
        let entities = data.and_then(|data| data.entities.as_ref());
        expand(self.text(), links(entities, self.media()))
    }

    /// Returns the attached photo, video or GIF, mostly one. It is empty for text and for
    /// locations.
    #[must_use]
    pub fn media(&self) -> &[Media] {
        let data = self.message_create.message_data.as_ref();
        let attachment = data.and_then(|data| data.attachment.as_ref());
        attachment.and_then(|attachment| attachment.media.as_deref()).unwrap_or_default()
    }

    /// Returns the id of the sender.
    #[must_use]
    pub fn sender_id(&self) -> UserId {
        self.message_create.sender_id
    }

    /// Returns the id of the recipient.
    #[must_use]
    pub fn recipient_id(&self) -> UserId {
        self.message_create.target.recipient_id
    }
}

impl Occurrence for DirectMessage {
    fn occurred_at(&self) -> Option<Timestamp> {
        self.created_timestamp
    }

    fn actor(&self) -> Option<UserId> {
        Some(self.sender_id())
    }

    fn target(&self) -> Option<UserId> {
        Some(self.recipient_id())
    }

    fn identity(&self) -> String {
        self.id.to_string()
    }
}
