//! Direct Messages.

use super::markup::{expand, links, without_last};
use super::occurrence::Occurrence;
use super::text_entity::{DisplayEntity, TextEntity, display_entities};
use super::{Attachment, DirectMessage, Entities, Media, Timestamp, UserId};
use crate::value::text::unescape;

impl DirectMessage {
    /// Returns the text, HTML-escaped. It is empty if a trimmed archive left the content out.
    #[must_use]
    pub fn text(&self) -> &str {
        self.message_create.message_data.as_ref().map_or("", |data| &data.text)
    }

    /// Returns the text for display, with HTML entities decoded and without the link to the
    /// attachment. It is empty if the message is only an attachment.
    ///
    /// X adds a blank and a t.co link to the text of a message with a medium or a location.
    #[must_use]
    pub fn display_text(&self) -> String {
        unescape(self.displayed())
    }

    /// Returns the hashtags, cashtags, mentions and links in [`display_text`](Self::display_text),
    /// in its order. An entity is left out if the text does not have it where its indices say.
    #[must_use]
    pub fn display_entities(&self) -> Vec<DisplayEntity<'_>> {
        let entities = TextEntity::all(self.entities(), self.media());
        display_entities(self.text(), 0, self.displayed(), entities)
    }

    /// Returns the text for display. HTML entities are decoded, and t.co links are replaced by the
    /// addresses they lead to.
    #[must_use]
    pub fn expanded_text(&self) -> String {
        expand(self.text(), &links(self.entities(), self.media()))
    }

    /// Returns the attached photo, video or GIF, mostly one. It is empty for text and for
    /// locations.
    #[must_use]
    pub fn media(&self) -> &[Media] {
        self.attachment().and_then(|attachment| attachment.media.as_deref()).unwrap_or_default()
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

    pub(crate) fn entities(&self) -> Option<&Entities> {
        self.message_create.message_data.as_ref()?.entities.as_ref()
    }

    fn attachment(&self) -> Option<&Attachment> {
        self.message_create.message_data.as_ref()?.attachment.as_ref()
    }

    /// Returns the text without the link to the attachment, HTML-escaped.
    fn displayed(&self) -> &str {
        let media = self.media().iter().map(|media| media.url.as_str());
        let location = self.attachment().and_then(|attachment| attachment.location.as_ref());
        // A location has no address of its own, but the entities list its link.
        let shows_location = |expanded: &str| {
            location.is_some() && expanded.starts_with("https://twitter.com/i/location?")
        };
        let links = self.entities().into_iter().flat_map(|entities| &entities.urls);
        let locations = links
            .filter(|link| link.expanded_url.as_deref().is_some_and(shows_location))
            .map(|link| link.url.as_str());
        let urls: Vec<&str> = media.chain(locations).collect();
        without_last(self.text(), &urls)
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
