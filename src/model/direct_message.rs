//! Direct Messages.

use super::markup::{expand, links};
use crate::value::text::unescape;

include!(concat!(env!("OUT_DIR"), "/direct_message.rs"));

impl DirectMessage {
    /// The text, HTML-escaped; empty where a trimmed archive left the content out.
    #[must_use]
    pub fn text(&self) -> &str {
        self.message_create.message_data.as_ref().map_or("", |data| &data.text)
    }

    /// The text for people: HTML entities decoded.
    #[must_use]
    pub fn display_text(&self) -> String {
        unescape(self.text())
    }

    /// The text for people, with t.co links replaced by the addresses they lead to.
    #[must_use]
    pub fn expanded_text(&self) -> String {
        let data = self.message_create.message_data.as_ref();
        let entities = data.and_then(|data| data.entities.as_ref());
        expand(self.text(), links(entities, self.media()))
    }

    /// What is attached: a photo, a video or a GIF, mostly one. None for text and for locations.
    #[must_use]
    pub fn media(&self) -> &[Media] {
        let data = self.message_create.message_data.as_ref();
        let attachment = data.and_then(|data| data.attachment.as_ref());
        attachment.and_then(|attachment| attachment.media.as_deref()).unwrap_or_default()
    }

    /// Who sent it.
    #[must_use]
    pub fn sender_id(&self) -> UserId {
        self.message_create.sender_id
    }

    /// Who received it.
    #[must_use]
    pub fn recipient_id(&self) -> UserId {
        self.message_create.target.recipient_id
    }

    /// Whether `type` says that it is no message.
    pub(crate) fn has_unknown_kind(&self) -> bool {
        matches!(self.kind, Some(DirectMessageKind::Unknown(_)))
    }
}
