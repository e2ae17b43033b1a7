//! Text, entities and media of a post of the X Activity API.

use std::collections::BTreeMap;

use super::XPost;
use crate::activity::entity::{EntityView, LinkView, MentionView, PlacedEntity, XEntity};
use crate::activity::media::MediaView;
use crate::model::{Content, ShortLink, displayed, expand};
use crate::value::indices::Indices;
use crate::value::text::unescape;
use crate::xaa::{self, PostEntities};

impl<'a> XPost<'a> {
    pub(in crate::activity::post) fn text(self) -> String {
        unescape(self.shown().content().text)
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
        let entities = self.content().entities.into_iter();
        entities.flat_map(|entities| entities.mentions.iter().flatten()).map(Into::into)
    }

    pub(in crate::activity::post) fn links(self) -> impl Iterator<Item = LinkView<'a>> {
        urls(self.content().entities).filter(|link| !is_to_media(link)).map(Into::into)
    }

    pub(in crate::activity::post) fn hashtags(self) -> impl Iterator<Item = &'a str> {
        let entities = self.content().entities.into_iter();
        entities.flat_map(|entities| entities.hashtags.iter().flatten()).map(|it| it.tag.as_str())
    }

    pub(in crate::activity::post) fn cashtags(self) -> impl Iterator<Item = &'a str> {
        let entities = self.content().entities.into_iter();
        entities.flat_map(|entities| entities.cashtags.iter().flatten()).map(|it| it.tag.as_str())
    }

    pub(in crate::activity::post) fn media(self) -> impl Iterator<Item = MediaView<'a>> {
        let by_key = self.media_by_key();
        let keys = self.post.attachments.iter().flat_map(|it| it.media_keys.iter().flatten());
        keys.filter_map(move |key| by_key.get(key.as_str()).copied()).map(Into::into)
    }

    /// Returns the content of the post itself, not of a reposted one.
    pub(super) fn content(self) -> Content<'a, PostEntities> {
        let post = self.post;
        let cut = Content {
            text: &post.text,
            range: post.display_text_range,
            entities: post.entities.as_deref(),
        };
        let note = post.note_tweet.as_ref().filter(|note| !note.text.is_empty());
        note.map_or(cut, |note| {
            let entities = note.entities.as_ref();
            let links = urls(entities).chain(urls(cut.entities)).filter(|link| is_to_media(link));
            let links: Vec<&str> = links.map(|link| link.url.as_str()).collect();
            let range = Some(cut.range_of(&note.text, &links));
            Content { text: &note.text, range, entities: entities.or(cut.entities) }
        })
    }

    fn entities(self) -> impl Iterator<Item = XEntity<'a>> {
        let by_key = self.media_by_key();
        let entities = self.content().entities.into_iter();
        entities.flat_map(move |entities| {
            let by_key = by_key.clone();
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
                .chain(urls(Some(entities)).map(move |url| link(url, &by_key)))
        })
    }

    fn media_by_key(self) -> MediaByKey<'a> {
        let media = self.includes.into_iter().flat_map(|it| it.media.iter().flatten());
        media.map(|medium| (medium.media_key.as_str(), medium)).collect()
    }
}

/// The media of an event. A post could have so many that a search for each would take long.
type MediaByKey<'a> = BTreeMap<&'a str, &'a xaa::Media>;

/// Returns a link, or the medium that it shows.
fn link<'a>(link: &'a xaa::Link, media: &MediaByKey<'a>) -> XEntity<'a> {
    let medium = link.media_key.as_deref().and_then(|key| media.get(key).copied());
    XEntity {
        indices: indices(link.start, link.end),
        url: &link.url,
        entity: match medium {
            Some(medium) => EntityView::Media(medium.into()),
            None => EntityView::Link(link.into()),
        },
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
