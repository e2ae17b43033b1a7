//! Conversion of text from the wire, which is HTML-escaped and has t.co links, to text for display.

use std::collections::HashMap;

use super::{Entities, Indices, Media};
use crate::value::text::unescape;

/// A t.co link and the address that replaces it.
pub(crate) struct Link<'a> {
    url: &'a str,
    expanded: &'a str,
    indices: Option<Indices>,
}

/// Returns the links of a text: those of its entities, then those of its media.
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

/// Replaces links by the addresses they lead to, and decodes HTML entities in the rest.
///
/// Indices are used only if they cover the link. Otherwise the link is searched for. This happens
/// in examples of X's documentation.
pub(crate) fn expand(text: &str, links: Vec<Link<'_>>) -> String {
    let places = Places::new(text);
    let mut found: Vec<(usize, Link<'_>)> =
        links.into_iter().filter_map(|link| Some((places.find(&link)?, link))).collect();
    found.sort_by_key(|(at, _)| *at);
    let mut expanded = String::with_capacity(text.len());
    let mut done = 0;
    for (at, link) in found {
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

/// An index of the positions in a text, built once for all its links.
struct Places<'a> {
    text: &'a str,
    /// The byte offset of each code point.
    code_points: Vec<usize>,
    /// The byte offset of the first occurrence of each word that could be a link.
    words: HashMap<&'a str, usize>,
}

impl<'a> Places<'a> {
    fn new(text: &'a str) -> Self {
        let mut words = HashMap::new();
        let is_outside =
            |character: char| !character.is_ascii_alphanumeric() && !":/._~-".contains(character);
        for word in text.split(is_outside) {
            let at = word.as_ptr().addr() - text.as_ptr().addr();
            words.entry(word.trim_end_matches('.')).or_insert(at);
        }
        Self { text, code_points: text.char_indices().map(|(at, _)| at).collect(), words }
    }

    /// Returns the byte offset of a link.
    fn find(&self, link: &Link<'_>) -> Option<usize> {
        let start = link.indices.and_then(|indices| usize::try_from(indices.start).ok());
        let at = start.and_then(|start| self.code_points.get(start)).copied();
        at.filter(|at| self.text.get(*at..).is_some_and(|rest| rest.starts_with(link.url)))
            .or_else(|| self.words.get(link.url).copied())
    }
}
