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
}

/// An entity that is written in a text, at a place that the wire gives.
pub(crate) trait Written: Copy {
    /// Returns the code points of the wire's text that the entity covers.
    fn indices(self) -> Option<Indices>;

    /// Returns `true` if the entity is written as this part of a text.
    fn is_written_as(self, part: &str) -> bool;

    /// Returns `true` if the entity is written in the text where its indices say.
    fn is_in(self, text: &CodePoints<'_>) -> bool {
        let part = self.indices().and_then(|indices| text.slice(indices));
        part.is_some_and(|part| self.is_written_as(part))
    }
}

/// Returns `true` if a part of a text is a sign, such as `@`, and a name in either case.
pub(crate) fn is_sign_and_name(part: &str, signs: &[char], name: &str) -> bool {
    part.strip_prefix(signs).is_some_and(|written| written.eq_ignore_ascii_case(name))
}

/// The signs of a hashtag.
pub(crate) const HASHTAG: &[char] = &['#', '＃'];
/// The sign of a cashtag.
pub(crate) const CASHTAG: &[char] = &['$'];
/// The signs of a mention.
pub(crate) const MENTION: &[char] = &['@', '＠'];

impl Written for TextEntity<'_> {
    fn indices(self) -> Option<Indices> {
        match self {
            Self::Hashtag(hashtag) => hashtag.indices,
            Self::Symbol(symbol) => symbol.indices,
            Self::Mention(mention) => mention.indices,
            Self::Url(url) => url.indices,
            Self::Media(media) => media.indices,
        }
    }

    fn is_written_as(self, part: &str) -> bool {
        match self {
            Self::Hashtag(hashtag) => is_sign_and_name(part, HASHTAG, &hashtag.text),
            Self::Symbol(symbol) => is_sign_and_name(part, CASHTAG, &symbol.text),
            Self::Mention(mention) => is_sign_and_name(part, MENTION, &mention.screen_name),
            Self::Url(url) => part == url.url.as_str(),
            Self::Media(media) => part == media.url.as_str(),
        }
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

/// Returns what [`displayed`] does, for the texts of this model.
pub(super) fn display_entities<'a>(
    text: &str,
    start: i64,
    part: &str,
    entities: impl Iterator<Item = TextEntity<'a>>,
) -> Vec<DisplayEntity<'a>> {
    let placed = displayed(text, start, part, entities).into_iter();
    placed.map(|(indices, entity)| DisplayEntity { indices, entity }).collect()
}

/// Returns the entities in the displayed part of a text, in the order of the text, with their
/// indices in the part for display. The part begins at the code point `start`.
pub(crate) fn displayed<E: Written>(
    text: &str,
    start: i64,
    part: &str,
    entities: impl Iterator<Item = E>,
) -> Vec<(Indices, E)> {
    let code_points = CodePoints::new(text);
    let positions = decoded_positions(part);
    let position = |index: i64| {
        let index = usize::try_from(index.checked_sub(start)?).ok()?;
        positions.get(index).copied()
    };
    let place = |entity: E| {
        let indices = entity.indices().filter(|_| entity.is_in(&code_points))?;
        Some((Indices::new(position(indices.start)?, position(indices.end)?), entity))
    };
    let mut displayed: Vec<_> = entities.filter_map(place).collect();
    displayed.sort_by_key(|(indices, _)| *indices);
    // All photos share one link.
    displayed.dedup_by_key(|(indices, _)| *indices);
    displayed
}
