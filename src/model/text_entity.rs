//! The entities of a text: hashtags, cashtags, mentions, links and media.

use super::{Entities, Hashtag, Indices, Media, Symbol, UrlEntity, UserMention};
use crate::value::indices::CodePoints;
use crate::value::text::decoded_positions;

/// An entity of a text.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum TextEntity<'a> {
    /// A hashtag.
    Hashtag(&'a Hashtag),
    /// A cashtag.
    Symbol(&'a Symbol),
    /// A mention of an account.
    Mention(&'a UserMention),
    /// A link.
    Url(&'a UrlEntity),
    /// A link to a photo, video or GIF.
    Media(&'a Media),
}

impl<'a> TextEntity<'a> {
    /// Returns the entities of a text, with its media in place of those that the entities list.
    pub(super) fn all(
        entities: Option<&'a Entities>,
        media: &'a [Media],
    ) -> impl Iterator<Item = TextEntity<'a>> {
        let entities = entities.into_iter().flat_map(|entities| {
            let hashtags = entities.hashtags.iter().map(TextEntity::Hashtag);
            hashtags
                .chain(entities.symbols.iter().map(TextEntity::Symbol))
                .chain(entities.user_mentions.iter().map(TextEntity::Mention))
                .chain(entities.urls.iter().map(TextEntity::Url))
        });
        entities.chain(media.iter().map(TextEntity::Media))
    }

    /// Returns the code points of the wire's text that the entity covers.
    fn indices(self) -> Option<Indices> {
        match self {
            Self::Hashtag(hashtag) => hashtag.indices,
            Self::Symbol(symbol) => symbol.indices,
            Self::Mention(mention) => mention.indices,
            Self::Url(url) => url.indices,
            Self::Media(media) => media.indices,
        }
    }

    /// Returns `true` if the entity is written in the text where its indices say.
    pub(super) fn is_in(self, text: &CodePoints<'_>) -> bool {
        let Some(slice) = self.indices().and_then(|indices| text.slice(indices)) else {
            return false;
        };
        let (signs, name): (&[char], &str) = match self {
            Self::Hashtag(hashtag) => (&['#', '＃'], &hashtag.text),
            Self::Symbol(symbol) => (&['$'], &symbol.text),
            Self::Mention(mention) => (&['@', '＠'], &mention.screen_name),
            Self::Url(url) => return slice == url.url.as_str(),
            Self::Media(media) => return slice == media.url.as_str(),
        };
        slice.strip_prefix(signs).is_some_and(|written| written.eq_ignore_ascii_case(name))
    }
}

/// An entity and its place in a text for display.
///
/// [`Tweet::display_entities`](super::Tweet::display_entities) and
/// [`DirectMessage::display_entities`](super::DirectMessage::display_entities) return these.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct DisplayEntity<'a> {
    /// The code points of the text for display that the entity covers.
    pub indices: Indices,
    /// The entity. Its own indices are those of the wire's text.
    pub entity: TextEntity<'a>,
}

/// Returns the entities in the displayed part of a text, in the order of the text. The part begins
/// at the code point `start`.
pub(super) fn displayed<'a>(
    text: &str,
    start: i64,
    part: &str,
    entities: impl Iterator<Item = TextEntity<'a>>,
) -> Vec<DisplayEntity<'a>> {
    let code_points = CodePoints::new(text);
    let positions = decoded_positions(part);
    let position = |index: i64| {
        let index = usize::try_from(index.checked_sub(start)?).ok()?;
        positions.get(index).copied()
    };
    let place = |entity: TextEntity<'a>| {
        let indices = entity.indices().filter(|_| entity.is_in(&code_points))?;
        let indices = Indices::new(position(indices.start)?, position(indices.end)?);
        Some(DisplayEntity { indices, entity })
    };
    let mut displayed: Vec<_> = entities.filter_map(place).collect();
    displayed.sort_by_key(|entity| entity.indices);
    // All photos share one link.
    displayed.dedup_by_key(|entity| entity.indices);
    displayed
}
