//! One view over the entities of texts: mentions, links and tags.

use std::collections::BTreeSet;

use super::media::MediaView;
use crate::model::{
    CASHTAG, Entities, HASHTAG, MENTION, Media, TextEntity, UrlEntity, UserMention, Written,
    is_sign_and_name,
};
use crate::value::id::UserId;
use crate::value::indices::Indices;
use crate::xaa;

/// A mention of a user.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub struct MentionView<'a> {
    /// The handle as the author wrote it, without `@`.
    pub username: &'a str,
    /// The id of the user. Absent if the user does not exist.
    pub id: Option<UserId>,
}

/// A link in a text.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub struct LinkView<'a> {
    /// The address in the text, on `t.co`.
    pub url: &'a str,
    /// The address that the author wrote. Absent from trimmed archives.
    pub expanded_url: Option<&'a str>,
    /// The address as a timeline shows it, shortened.
    pub display_url: Option<&'a str>,
}

impl<'a> LinkView<'a> {
    /// Returns the address to follow: the one that the author wrote, or else the one on `t.co`.
    #[must_use]
    pub fn address(&self) -> &'a str {
        self.expanded_url.unwrap_or(self.url)
    }
}

/// An entity in a text for display, with its place.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct PlacedEntity<'a> {
    /// The code points of the text for display that the entity covers.
    pub indices: Indices,
    /// The entity.
    pub entity: EntityView<'a>,
}

/// An entity of a text.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum EntityView<'a> {
    /// A hashtag, without its sign.
    Hashtag(&'a str),
    /// A cashtag, without its sign.
    Cashtag(&'a str),
    /// A mention of a user.
    Mention(MentionView<'a>),
    /// A link.
    Link(LinkView<'a>),
    /// A link to a photo, video or GIF.
    Media(MediaView<'a>),
}

impl<'a> From<&'a UserMention> for MentionView<'a> {
    fn from(mention: &'a UserMention) -> Self {
        Self { username: &mention.screen_name, id: mention.id }
    }
}

impl<'a> From<&'a xaa::Mention> for MentionView<'a> {
    fn from(mention: &'a xaa::Mention) -> Self {
        Self { username: &mention.username, id: mention.id }
    }
}

impl<'a> From<&'a UrlEntity> for LinkView<'a> {
    fn from(link: &'a UrlEntity) -> Self {
        Self {
            url: &link.url,
            expanded_url: link.expanded_url.as_deref().filter(|url| !url.is_empty()),
            display_url: link.display_url.as_deref(),
        }
    }
}

impl<'a> From<&'a xaa::Link> for LinkView<'a> {
    fn from(link: &'a xaa::Link) -> Self {
        Self {
            url: &link.url,
            expanded_url: link.expanded_url.as_deref().filter(|url| !url.is_empty()),
            display_url: link.display_url.as_deref(),
        }
    }
}

impl<'a> From<TextEntity<'a>> for EntityView<'a> {
    fn from(entity: TextEntity<'a>) -> Self {
        match entity {
            TextEntity::Hashtag(hashtag) => Self::Hashtag(&hashtag.text),
            TextEntity::Symbol(symbol) => Self::Cashtag(&symbol.text),
            TextEntity::Mention(mention) => Self::Mention(mention.into()),
            TextEntity::Url(link) => Self::Link(link.into()),
            TextEntity::Media(media) => Self::Media(media.into()),
        }
    }
}

/// Returns the links of a text, except those to its media.
pub(super) fn links<'a>(
    entities: Option<&'a Entities>,
    media: &'a [Media],
) -> impl Iterator<Item = LinkView<'a>> {
    let media: BTreeSet<&str> = media.iter().map(|media| media.url.as_str()).collect();
    let links = entities.into_iter().flat_map(|entities| &entities.urls).map(LinkView::from);
    links.filter(move |link| !media.contains(link.url))
}

/// An entity of a post of the X Activity API.
#[derive(Clone, Copy)]
pub(super) struct XEntity<'a> {
    /// The code points of the wire's text that the entity covers.
    pub(super) indices: Option<Indices>,
    /// The address that is written in the text, if the entity is a link.
    pub(super) url: &'a str,
    pub(super) entity: EntityView<'a>,
}

impl Written for XEntity<'_> {
    fn indices(self) -> Option<Indices> {
        self.indices
    }

    fn is_written_as(self, part: &str) -> bool {
        match self.entity {
            EntityView::Hashtag(name) => is_sign_and_name(part, HASHTAG, name),
            EntityView::Cashtag(name) => is_sign_and_name(part, CASHTAG, name),
            EntityView::Mention(mention) => is_sign_and_name(part, MENTION, mention.username),
            EntityView::Link(_) | EntityView::Media(_) => part == self.url,
        }
    }
}
