//! The whole content of a Tweet, whose parts are in one of several members.

use super::markup::without_last;
use super::text_entity::{TextEntity, Written};
use super::{Entities, Indices, Media, Tweet};
use crate::value::indices::CodePoints;

/// A text, the part of it that is shown, and its entities.
pub(crate) struct Content<'a, E = Entities> {
    /// HTML-escaped.
    pub(crate) text: &'a str,
    /// `None` if the whole text is shown.
    pub(crate) range: Option<Indices>,
    pub(crate) entities: Option<&'a E>,
}

// Derived, they would ask for a `Copy` of the entities, which are only referred to.
impl<E> Copy for Content<'_, E> {}

impl<E> Clone for Content<'_, E> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<'a, E> Content<'a, E> {
    /// Returns the part of the text that is shown, HTML-escaped.
    pub(crate) fn displayed(&self) -> &'a str {
        self.range.map_or(self.text, |range| range.covered(self.text))
    }

    /// Returns the index of the first code point that is shown.
    pub(crate) fn start(&self) -> i64 {
        self.range.map_or(0, |range| range.start.max(0))
    }

    /// Returns the part to show of another text, which has no range of its own: without the same
    /// mentions at its start, and without links to media at its end.
    pub(crate) fn range_of(&self, other: &str, media_links: &[&str]) -> Indices {
        let hidden = Indices::new(0, self.start()).slice(self.text);
        let start = hidden.filter(|hidden| other.starts_with(hidden)).map_or(0, |_| self.start());
        let end = without_last(other, media_links).chars().count();
        Indices::new(start, i64::try_from(end).unwrap_or(i64::MAX))
    }
}

impl<'a> Content<'a> {
    /// Returns the entities if they are those of another text too: if each is where its indices say.
    fn entities_of(&self, other: &str) -> Option<&'a Entities> {
        let code_points = CodePoints::new(other);
        self.entities.filter(|entities| {
            let mut all = TextEntity::all(Some(*entities), &entities.media);
            all.all(|entity| entity.is_in(&code_points))
        })
    }
}

impl Tweet {
    /// Returns the content of the Tweet itself, not of the original of a Retweet.
    pub(super) fn content(&self) -> Content<'_> {
        let in_rest_data = self.full_text.as_deref().filter(|text| !text.is_empty());
        let cut = Content {
            text: in_rest_data.unwrap_or(&self.text),
            range: self.display_text_range,
            entities: self.entities.as_ref(),
        };
        let extended = self.extended_tweet.as_ref().filter(|it| !it.full_text.is_empty());
        let whole = extended.map_or(cut, |extended| Content {
            text: &extended.full_text,
            range: extended.display_text_range,
            entities: extended.entities.as_ref().or_else(|| cut.entities_of(&extended.full_text)),
        });
        let note = self.note_tweet.as_ref().filter(|note| !note.text.is_empty());
        note.map_or(whole, |note| {
            let media: Vec<&str> = self.own_media().iter().map(|it| it.url.as_str()).collect();
            Content {
                text: &note.text,
                range: Some(whole.range_of(&note.text, &media)),
                entities: note.entities.as_ref().or_else(|| whole.entities_of(&note.text)),
            }
        })
    }

    /// Returns the media of the Tweet itself, from the first member that has any.
    pub(crate) fn own_media(&self) -> &[Media] {
        let extended = self.extended_tweet.as_ref();
        let note = self.note_tweet.as_ref();
        let all = [
            extended.and_then(|extended| extended.extended_entities.as_ref()),
            self.extended_entities.as_ref(),
        ];
        let first = [
            note.and_then(|note| note.entities.as_ref()),
            extended.and_then(|extended| extended.entities.as_ref()),
            self.entities.as_ref(),
        ];
        let all = all.into_iter().flatten().map(|entities| &entities.media);
        all.chain(first.into_iter().flatten().map(|entities| &entities.media))
            .find(|media| !media.is_empty())
            .map_or(&[], Vec::as_slice)
    }

    /// Returns the Tweet that a timeline shows in the place of this one. An archive can have
    /// trimmed the text of a Retweet's original.
    pub(crate) fn shown(&self) -> &Self {
        let original = self.original();
        if original.content().text.is_empty() { self } else { original }
    }
}
