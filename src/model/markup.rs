//! Conversion of text from the wire, which is HTML-escaped and has t.co links, to text for display.

use std::collections::{HashMap, HashSet};

use super::{Entities, Indices, Media};
use crate::value::indices::CodePoints;
use crate::value::text::unescape;

/// A t.co link and the address that replaces it.
pub(crate) struct ShortLink<'a> {
    pub(crate) url: &'a str,
    pub(crate) expanded: &'a str,
    pub(crate) indices: Option<Indices>,
}

impl ShortLink<'_> {
    /// Returns `true` if the text begins with the link, and not with a longer one.
    fn begins(&self, text: &str) -> bool {
        let after = text.strip_prefix(self.url);
        after.is_some_and(|after| !after.starts_with(|next: char| next.is_ascii_alphanumeric()))
    }
}

/// Returns the links that the entities and the media list.
pub(super) fn links<'a>(
    entities: impl IntoIterator<Item = &'a Entities>,
    media: &'a [Media],
) -> Vec<ShortLink<'a>> {
    let urls = entities.into_iter().flat_map(|entities| &entities.urls).map(|url| ShortLink {
        url: &url.url,
        expanded: url.expanded_url.as_deref().unwrap_or_default(),
        indices: url.indices,
    });
    let media = media.iter().map(|media| ShortLink {
        url: &media.url,
        expanded: &media.expanded_url,
        indices: media.indices,
    });
    urls.chain(media).filter(|link| !link.url.is_empty() && !link.expanded.is_empty()).collect()
}

/// How many times as long as a text and its listed addresses together its expansion can be. One listed link can
/// be written in many places, and a hostile one leads to a long address.
const LONGEST_EXPANSION: usize = 8;

/// Replaces links by the addresses they lead to, and decodes HTML entities in the rest. Links beyond
/// [`LONGEST_EXPANSION`] stay as they are.
pub(crate) fn expand(text: &str, links: &[ShortLink<'_>]) -> String {
    let listed: usize = links.iter().map(|link| link.expanded.len()).sum();
    let longest = LONGEST_EXPANSION.saturating_mul(text.len() + listed);
    let mut expanded = String::with_capacity(text.len());
    let mut done = 0;
    for (at, link) in places(text, links) {
        // Several photos share one link, and most places are found by index and by address.
        if let Some(before) = text.get(done..at) {
            expanded.push_str(&unescape(before));
            let has_room = expanded.len() + link.expanded.len() <= longest;
            expanded.push_str(if has_room { link.expanded } else { link.url });
            done = at + link.url.len();
        }
    }
    expanded.push_str(&unescape(text.get(done..).unwrap_or_default()));
    expanded
}

/// Returns the byte offset of each occurrence of a link, in the order of the text.
///
/// A link is where its indices say, if they are right, and everywhere that its address is written.
/// Tools that edit texts leave wrong indices behind, and so do examples of X's documentation.
fn places<'a>(text: &str, links: &'a [ShortLink<'a>]) -> Vec<(usize, &'a ShortLink<'a>)> {
    let code_points = CodePoints::new(text);
    let indexed = links.iter().filter_map(|link| {
        let at = code_points.offset(link.indices?.start)?;
        link.begins(text.get(at..)?).then_some((at, link))
    });
    let mut by_url = HashMap::new();
    for link in links {
        by_url.entry(link.url).or_insert(link);
    }
    let written = addresses(text).filter_map(|(at, url)| Some((at, *by_url.get(url)?)));
    let mut places: Vec<_> = indexed.chain(written).collect();
    places.sort_by_key(|(at, _)| *at);
    places
}

/// Returns each address in a text, with its byte offset.
fn addresses(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut starts = text.match_indices("http").map(|(at, _)| at).peekable();
    std::iter::from_fn(move || {
        let at = starts.next()?;
        let end = starts.peek().copied().unwrap_or(text.len());
        Some((at, address(text.get(at..end)?)))
    })
}

/// Returns the address at the start of a text. One of t.co ends with its letters and digits.
fn address(text: &str) -> &str {
    const SLUG: &str = "://t.co/";
    let is_outside = |next: char| !next.is_ascii_alphanumeric() && !":/._~-".contains(next);
    let whole = text.split(is_outside).next().unwrap_or_default().trim_end_matches('.');
    let Some((scheme, slug)) = whole.split_once(SLUG) else { return whole };
    let length = slug.bytes().take_while(u8::is_ascii_alphanumeric).count();
    whole.get(..scheme.len() + SLUG.len() + length).unwrap_or(whole)
}

/// Removes links from the end of a text, each with the blank before it and all white space after
/// it.
pub(super) fn without_last<'a>(text: &'a str, urls: &[&str]) -> &'a str {
    let mut rest = text;
    let urls: HashSet<&str> = urls.iter().copied().collect();
    // Each link is looked up, because a text can have many, and so can the list.
    let before_link = |text: &'a str| {
        let (before, link) = text.trim_end().split_at_checked(text.rfind("http")?)?;
        urls.contains(link).then_some(before)
    };
    while let Some(before) = before_link(rest) {
        rest = before.strip_suffix(char::is_whitespace).unwrap_or(before);
    }
    rest
}
