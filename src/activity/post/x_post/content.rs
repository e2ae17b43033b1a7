//! Text, entities and media of a post of the X Activity API.

use std::collections::BTreeSet;

use super::XPost;
use crate::activity::entity::{EntityView, LinkView, MentionView, PlacedEntity, XEntity};
use crate::activity::media::MediaView;
use crate::model::{Content, ShortLink, displayed, expand};
use crate::value::indices::Indices;
use crate::value::text::unescape;
use crate::xaa::{self, Note, PostEntities};

impl<'a> XPost<'a> {
    pub(in crate::activity::post) fn text(self) -> String {
        unescape(self.shown().whole_text())
    }

    pub(in crate::activity::post) fn display_text(self) -> String {
        unescape(self.shown().content().displayed())
    }

    pub(in crate::activity::post) fn expanded_text(self) -> String {
        let content = self.shown().content();
        let links = urls(content.entities).map(|link| ShortLink {
            url: &link.url,
            expanded: link.expanded_url.as_deref().unwrap_or_default(),
            indices: indices(link.start, link.end),
        });
        let links = links.filter(|link| !link.url.is_empty() && !link.expanded.is_empty());
        expand(content.text, &links.collect::<Vec<_>>())
    }

    pub(in crate::activity::post) fn display_entities(self) -> Vec<PlacedEntity<'a>> {
        let shown = self.shown();
        let content = shown.content();
        let entities = shown.entities();
        let placed = displayed(content.text, content.start(), content.displayed(), entities);
        let placed = placed.into_iter();
        placed.map(|(indices, it)| PlacedEntity { indices, entity: it.entity }).collect()
    }

    pub(in crate::activity::post) fn mentions(self) -> impl Iterator<Item = MentionView<'a>> {
        let entities = self.whole_entities().into_iter();
        entities.flat_map(|entities| entities.mentions.iter().flatten()).map(Into::into)
    }

    pub(in crate::activity::post) fn links(self) -> impl Iterator<Item = LinkView<'a>> {
        urls(self.whole_entities()).filter(|link| !is_to_media(link)).map(Into::into)
    }

    pub(in crate::activity::post) fn hashtags(self) -> impl Iterator<Item = &'a str> {
        let entities = self.whole_entities().into_iter();
        entities.flat_map(|entities| entities.hashtags.iter().flatten()).map(|it| it.tag.as_str())
    }

    pub(in crate::activity::post) fn cashtags(self) -> impl Iterator<Item = &'a str> {
        let entities = self.whole_entities().into_iter();
        entities.flat_map(|entities| entities.cashtags.iter().flatten()).map(|it| it.tag.as_str())
    }

    pub(in crate::activity::post) fn media(self) -> impl Iterator<Item = MediaView<'a>> {
        let keys = self.post.attachments.iter().flat_map(|it| it.media_keys.iter().flatten());
        // A key that is repeated again and again must not repeat a large medium.
        let mut seen = BTreeSet::new();
        let keys = keys.filter(move |key| seen.insert(key.as_str()));
        keys.filter_map(move |key| self.included?.medium(key)).map(Into::into)
    }

    fn note(self) -> Option<&'a Note> {
        self.post.note_tweet.as_ref().filter(|note| !note.text.is_empty())
    }

    /// Returns the text of the [content](Self::content).
    pub(super) fn whole_text(self) -> &'a str {
        self.note().map_or(&self.post.text, |note| &note.text)
    }

    /// Returns the entities of the [content](Self::content).
    fn whole_entities(self) -> Option<&'a PostEntities> {
        let of_note = self.note().and_then(|note| note.entities.as_ref());
        of_note.or(self.post.entities.as_deref())
    }

    /// Returns the content of the post itself, not of a reposted one.
    pub(super) fn content(self) -> Content<'a, PostEntities> {
        let post = self.post;
        let cut = Content {
            text: &post.text,
            range: post.display_text_range,
            entities: post.entities.as_deref(),
        };
        self.note().map_or(cut, |note| {
            let links = urls(note.entities.as_ref())
                .chain(urls(cut.entities))
                .filter(|link| is_to_media(link));
            let links: Vec<&str> = links.map(|link| link.url.as_str()).collect();
            let range = Some(cut.range_of(&note.text, &links));
            Content { text: &note.text, range, entities: self.whole_entities() }
        })
    }

    fn entities(self) -> impl Iterator<Item = XEntity<'a>> {
        let entities = self.whole_entities().into_iter();
        entities.flat_map(move |entities| {
            let hashtags = entities.hashtags.iter().flatten();
            let cashtags = entities.cashtags.iter().flatten();
            let mentions = entities.mentions.iter().flatten().map(|mention| XEntity {
                indices: indices(mention.start, mention.end),
                url: "",
                entity: EntityView::Mention(mention.into()),
            });
            hashtags
                .map(|hashtag| tag(hashtag, EntityView::Hashtag))
                .chain(cashtags.map(|cashtag| tag(cashtag, EntityView::Cashtag)))
                .chain(mentions)
                .chain(urls(Some(entities)).map(move |url| self.link(url)))
        })
    }

    /// Returns a link, or the medium that it shows.
    fn link(self, link: &'a xaa::Link) -> XEntity<'a> {
        let medium = link.media_key.as_deref().and_then(|key| self.included?.medium(key));
        XEntity {
            indices: indices(link.start, link.end),
            url: &link.url,
            entity: match medium {
                Some(medium) => EntityView::Media(medium.into()),
                None => EntityView::Link(link.into()),
            },
        }
    }
}

fn urls(entities: Option<&PostEntities>) -> impl Iterator<Item = &xaa::Link> {
    entities.into_iter().flat_map(|entities| entities.urls.iter().flatten())
}

/// Returns `true` for a link to media of the post itself, which X adds to the text.
fn is_to_media(link: &xaa::Link) -> bool {
    let display = link.display_url.as_deref().unwrap_or_default();
    link.media_key.is_some()
        || display.starts_with("pic.x.com/")
        || display.starts_with("pic.twitter.com/")
}

fn tag<'a>(tag: &'a xaa::Tag, entity: fn(&'a str) -> EntityView<'a>) -> XEntity<'a> {
    XEntity { indices: indices(tag.start, tag.end), url: "", entity: entity(&tag.tag) }
}

fn indices(start: Option<i64>, end: Option<i64>) -> Option<Indices> {
    start.zip(end).map(|(start, end)| Indices::new(start, end))
}
