//! Composes texts in the form of the API from texts as users write them.

use std::fmt;

use account_activity::model::{Entities, Hashtag, Media, Symbol, UrlEntity, UserMention};
use account_activity::{Indices, unescape};

use super::fingerprint::slug;

/// A text, HTML-escaped and with t.co links, and its entities.
#[derive(Clone, Debug, Default)]
pub(super) struct Composition {
    pub(super) text: String,
    /// The length of the text in code points.
    pub(super) length: i64,
    pub(super) entities: Entities,
}

/// A part of a written text that becomes an entity.
enum Part {
    Mention(UserMention),
    Hashtag,
    Symbol,
    Link,
}

impl Composition {
    /// Composes a text and finds mentions, hashtags, cashtags and links. `of` identifies the Tweet
    /// or message; links are derived from it. `mention` returns the user with a screen name.
    pub(super) fn new(
        written: &str,
        of: impl fmt::Display,
        mention: impl Fn(&str) -> Option<UserMention>,
    ) -> Self {
        Self::compose(written, of, mention, Self::push)
    }

    /// Like [`new`](Self::new), for the description in a profile, which is not escaped.
    pub(super) fn of_profile(
        written: &str,
        of: impl fmt::Display,
        mention: impl Fn(&str) -> Option<UserMention>,
    ) -> Self {
        Self::compose(written, of, mention, |composition, character| {
            composition.push_str(character.encode_utf8(&mut [0; 4]));
        })
    }

    fn compose(
        written: &str,
        of: impl fmt::Display,
        mention: impl Fn(&str) -> Option<UserMention>,
        push: impl Fn(&mut Self, char),
    ) -> Self {
        let mut composition = Self::default();
        let mut before = None;
        let mut rest = written;
        while let Some(first) = rest.chars().next() {
            let length = if let Some((part, length)) = part(rest, before, &mention) {
                composition.push_part(part, rest.get(..length).unwrap_or_default(), &of);
                length
            } else {
                push(&mut composition, first);
                first.len_utf8()
            };
            before = rest.get(..length).and_then(|done| done.chars().next_back());
            rest = rest.get(length..).unwrap_or_default();
        }
        composition
    }

    fn push_part(&mut self, part: Part, shown: &str, of: &impl fmt::Display) {
        let name = shown.get(1..).unwrap_or_default();
        match part {
            Part::Mention(mention) => self.push_mention(mention),
            Part::Hashtag => {
                let mut hashtag = Hashtag::new();
                hashtag.text = name.into();
                hashtag.indices = Some(self.push_str(shown));
                self.entities.hashtags.push(hashtag);
            }
            Part::Symbol => {
                let mut symbol = Symbol::new();
                symbol.text = name.into();
                symbol.indices = Some(self.push_str(shown));
                self.entities.symbols.push(symbol);
            }
            Part::Link => {
                let number = self.entities.urls.len();
                self.push_link(&format!("{of}/url/{number}"), shown);
            }
        }
    }

    pub(super) fn push_mention(&mut self, mut mention: UserMention) {
        mention.indices = Some(self.push_str(&format!("@{}", mention.screen_name)));
        self.entities.user_mentions.push(mention);
    }

    /// Adds a t.co link that is derived from `of`.
    pub(super) fn push_link(&mut self, of: &str, expanded: &str) {
        let mut link = UrlEntity::new();
        link.url = format!("https://t.co/{}", slug(of, 10)).into();
        link.expanded_url = Some(expanded.into());
        link.display_url = Some(displayed(expanded).into());
        link.indices = Some(self.push_str(&link.url));
        self.entities.urls.push(link);
    }

    /// Adds the link that all photos of a Tweet share.
    pub(super) fn push_media(&mut self, media: Vec<Media>) {
        let Some(first) = media.first() else { return };
        let indices = self.push_str(&first.url);
        self.entities.media = media;
        for media in &mut self.entities.media {
            media.indices = Some(indices);
        }
    }

    /// Adds the link to a photo to the other links, as in Direct Messages.
    pub(super) fn push_media_link(&mut self, media: &Media) {
        let mut link = UrlEntity::new();
        link.url = media.url.clone();
        link.expanded_url = Some(media.expanded_url.clone());
        link.display_url = Some(media.display_url.clone());
        link.indices = Some(self.push_str(&media.url));
        self.entities.urls.push(link);
    }

    /// Adds a text that needs no escaping and returns its position.
    pub(super) fn push_str(&mut self, text: &str) -> Indices {
        let start = self.length;
        self.text.push_str(text);
        self.length += code_points(text);
        Indices::new(start, self.length)
    }

    pub(super) fn push_space(&mut self) {
        if !self.text.is_empty() {
            self.push_str(" ");
        }
    }

    fn push(&mut self, character: char) {
        match character {
            '&' => self.push_str("&amp;"),
            '<' => self.push_str("&lt;"),
            '>' => self.push_str("&gt;"),
            _ => self.push_str(character.encode_utf8(&mut [0; 4])),
        };
    }

    /// Adds another text up to a length, with an ellipsis if it does not fit.
    pub(super) fn append(&mut self, other: &Self, limit: i64) {
        let room = limit - self.length;
        let (kept, ellipsis) = if other.length <= room {
            (other.text.as_str(), "")
        } else {
            (beginning(&other.text, room - 1), "…")
        };
        let entities = within(&other.entities, code_points(kept), self.length);
        self.push_str(kept);
        self.push_str(ellipsis);
        self.entities.hashtags.extend(entities.hashtags);
        self.entities.urls.extend(entities.urls);
        self.entities.user_mentions.extend(entities.user_mentions);
        self.entities.symbols.extend(entities.symbols);
        self.entities.media.extend(entities.media);
    }

    /// Returns the first words before `end`, as many as fit within `limit`, and their entities
    /// except links and media.
    pub(super) fn first_words(&self, end: i64, limit: i64) -> Self {
        let text = beginning(&self.text, end);
        let words = if code_points(text) <= limit {
            text
        } else {
            let head = beginning(text, limit + 1);
            let cut = head.trim_end_matches(|character: char| !character.is_whitespace());
            if cut.trim().is_empty() { beginning(text, limit) } else { cut.trim_end() }
        };
        let mut entities = within(&self.entities, code_points(words), 0);
        entities.urls.clear();
        entities.media.clear();
        Self { text: words.to_owned(), length: code_points(words), entities }
    }

    /// Returns the code points of the mentions at the start of the text, each with the space after
    /// it.
    pub(super) fn leading_mentions(&self) -> i64 {
        let mut rest = self.text.as_str();
        for mention in &self.entities.user_mentions {
            let after =
                rest.strip_prefix('@').and_then(|rest| rest.strip_prefix(&*mention.screen_name));
            match after {
                Some("") => return self.length,
                Some(after) if after.starts_with(' ') => rest = after.trim_start_matches(' '),
                _ => break,
            }
        }
        self.length - code_points(rest)
    }

    /// Returns the length of the text without escapes, in code points.
    pub(super) fn shown_length(&self) -> i64 {
        code_points(&unescape(&self.text))
    }
}

/// Returns the part at the start of a text, and its length in bytes.
fn part(
    text: &str,
    before: Option<char>,
    mention: &impl Fn(&str) -> Option<UserMention>,
) -> Option<(Part, usize)> {
    if before.is_some_and(|before| before.is_alphanumeric() || "_@#$&/".contains(before)) {
        return None;
    }
    let word = |sigil: char| {
        let name = text.strip_prefix(sigil)?;
        let is_outside = |character: char| !character.is_alphanumeric() && character != '_';
        name.split(is_outside).next().filter(|name| !name.is_empty())
    };
    if let Some(name) = word('@') {
        let mut mention = mention(name)?;
        mention.screen_name = name.into();
        return Some((Part::Mention(mention), 1 + name.len()));
    }
    if let Some(tag) = word('#').filter(|tag| !tag.chars().all(char::is_numeric)) {
        return Some((Part::Hashtag, 1 + tag.len()));
    }
    let is_symbol =
        |name: &&str| name.len() <= 6 && name.bytes().all(|letter| letter.is_ascii_alphabetic());
    if let Some(symbol) = word('$').filter(is_symbol) {
        return Some((Part::Symbol, 1 + symbol.len()));
    }
    let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"))?;
    let link = text.split(char::is_whitespace).next()?;
    let link = link.trim_end_matches(['.', ',', ';', ':', '!', '?', ')', '"', '\'']);
    host.starts_with(char::is_alphanumeric).then_some((Part::Link, link.len()))
}

/// Returns the displayed form of a URL: without the scheme, and cut.
fn displayed(address: &str) -> String {
    let address = address.split_once("://").map_or(address, |(_, address)| address);
    let address = address.strip_prefix("www.").unwrap_or(address);
    match code_points(address) {
        ..=27 => address.to_owned(),
        _ => format!("{}…", beginning(address, 26)),
    }
}

fn code_points(text: &str) -> i64 {
    i64::try_from(text.chars().count()).unwrap_or(i64::MAX)
}

/// Returns the first code points of a text. A cut escape such as `&am` is left out.
fn beginning(text: &str, code_points: i64) -> &str {
    let kept = Indices::new(0, code_points).covered(text);
    match kept.rfind('&') {
        Some(at)
            if kept.len() < text.len() && !kept.get(at..).unwrap_or_default().contains(';') =>
        {
            kept.get(..at).unwrap_or(kept)
        }
        _ => kept,
    }
}

/// Returns the entities that end within the first `end` code points, moved by `shift`.
fn within(entities: &Entities, end: i64, shift: i64) -> Entities {
    let mut entities = entities.clone();
    let moved = |indices: &mut Option<Indices>| match indices {
        Some(indices) if indices.end <= end => {
            *indices = Indices::new(indices.start + shift, indices.end + shift);
            true
        }
        _ => false,
    };
    entities.hashtags.retain_mut(|hashtag| moved(&mut hashtag.indices));
    entities.urls.retain_mut(|url| moved(&mut url.indices));
    entities.user_mentions.retain_mut(|mention| moved(&mut mention.indices));
    entities.symbols.retain_mut(|symbol| moved(&mut symbol.indices));
    entities.media.retain_mut(|media| moved(&mut media.indices));
    entities
}
