//! From text as the wire has it, HTML-escaped and with t.co links, to text for people.

use crate::indices::Indices;
use crate::model::{Entities, Media};

/// Decodes `&amp;`, `&lt;` and `&gt;`, the entities that the API writes.
pub(crate) fn unescape(text: &str) -> String {
    let mut decoded = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, entity)) = rest.split_once('&') {
        decoded.push_str(before);
        let known = [("amp;", '&'), ("lt;", '<'), ("gt;", '>')];
        let known = known.iter().find_map(|(name, character)| {
            entity.strip_prefix(name).map(|after| (*character, after))
        });
        let (character, after) = known.unwrap_or(('&', entity));
        decoded.push(character);
        rest = after;
    }
    decoded.push_str(rest);
    decoded
}

/// A t.co link and what stands in for it.
pub(crate) struct Link<'a> {
    url: &'a str,
    expanded: &'a str,
    indices: Option<Indices>,
}

/// The links of a text: those of its entities, then those of its media.
pub(crate) fn links<'a>(entities: Option<&'a Entities>, media: &'a [Media]) -> Vec<Link<'a>> {
    let urls = entities.into_iter().flat_map(|entities| &entities.urls).map(|url| Link {
        url: &url.url,
        expanded: url.expanded_url.as_deref().unwrap_or_default(),
        indices: url.indices,
    });
    let media = media.iter().map(|media| Link {
        url: &media.url,
        expanded: &media.expanded_url,
        indices: media.indices,
    });
    urls.chain(media).filter(|link| !link.url.is_empty() && !link.expanded.is_empty()).collect()
}

/// Replaces links by what they lead to and decodes HTML entities in the rest.
///
/// Indices are trusted only where they cover the link: where they do not, as in examples of the
/// documentation, the link is searched for.
pub(crate) fn expand(text: &str, links: Vec<Link<'_>>) -> String {
    let mut places: Vec<(usize, Link<'_>)> =
        links.into_iter().filter_map(|link| Some((place(text, &link)?, link))).collect();
    places.sort_by_key(|(at, _)| *at);
    let mut expanded = String::with_capacity(text.len());
    let mut done = 0;
    for (at, link) in places {
        // Several photos share one link.
        if let Some(before) = text.get(done..at) {
            expanded.push_str(&unescape(before));
            expanded.push_str(link.expanded);
            done = at + link.url.len();
        }
    }
    expanded.push_str(&unescape(text.get(done..).unwrap_or_default()));
    expanded
}

/// The byte at which a link stands.
fn place(text: &str, link: &Link<'_>) -> Option<usize> {
    let slice = link.indices.and_then(|indices| indices.slice(text));
    match slice.filter(|slice| *slice == link.url) {
        Some(slice) => Some(slice.as_ptr().addr() - text.as_ptr().addr()),
        None => text.find(link.url),
    }
}
