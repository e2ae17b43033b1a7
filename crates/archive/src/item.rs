//! The items of an archive, each with its place in a source.

use std::borrow::Cow;
use std::sync::Arc;

use account_activity::{Body, Timestamp};

use crate::fault::Fault;
use crate::notice::Notice;

/// One item of an archive: a body, a notice, something skipped or a fault, with its place.
///
/// A record of a source gives at least one item. A record that holds several values, such as the
/// response of a search, gives an item for each of them, all with the place of the record.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Item {
    /// The body, notice, count or fault.
    pub content: Content,
    /// The name of the source: a path, a path within a ZIP file (`archive.zip/data/tweets.js`), `-` for standard
    /// input, or the name given with a reader.
    pub source: Arc<str>,
    /// The byte at which the record begins, counted from 0 in the decompressed source. In UTF-16 it is
    /// counted in the same text in UTF-8. Compressed data that is damaged counts as an empty line.
    pub offset: u64,
    /// The line on which the record begins, counted from 1.
    pub line: u64,
    /// The time at which the body was received, if the form has one: a column or member such as
    /// `received_at`, or the time of a queue.
    pub received_at: Option<Timestamp>,
    pub(crate) nesting: Nesting,
    /// The number of the item among those of its record.
    pub(crate) nth: u32,
    /// The number of earlier sources of this name.
    pub(crate) occurrence: u32,
}

/// The content of an [`Item`].
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Content {
    /// A body of either family. A bare Tweet or Direct Message is a payload with one event, and a bare
    /// Post of the v2 API is an envelope with one event, `post.create`. An event that cannot be decoded is
    /// [`Event::Undecoded`](account_activity::Event::Undecoded) in its body, and other values that cannot be
    /// read are [faults of the body](Body::faults).
    Body(Body),
    /// A notice of a stream.
    Notice(Notice),
    /// Something known that is not an event.
    Skipped(Skipped),
    /// Something that cannot be read or is not understood.
    Fault(Fault),
}

/// Something known that is not an event.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Skipped {
    /// A file or folder that is not opened, which the item's source names.
    #[non_exhaustive]
    NotOpened {
        /// The reason.
        reason: Cow<'static, str>,
    },
    /// Entries of a personal archive that are not events: likes, followers and others have no time.
    ///
    /// Entries of one kind that follow one another in a source are one item. Its place is that of the last one.
    #[non_exhaustive]
    NotEvents {
        /// The name that the archive has for them, such as `like`, `follower` or `reactionCreate`.
        kind: Arc<str>,
        /// The number of entries.
        count: u64,
    },
}

/// The pointer to a bare Direct Message in its payload.
pub(crate) const MESSAGE_PREFIX: &str = "/direct_message_events/0";

/// The place of the body of an item in its record.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(crate) struct Nesting {
    /// The start of pointers into the body that the record does not have.
    pub(crate) added: &'static str,
    /// The pointer to the value within the record.
    pub(crate) outer: Option<Box<str>>,
    /// Whether the body has a member `payload` around each post of a response.
    pub(crate) is_response: bool,
}

impl Nesting {
    /// The posts of a response of the v2 API.
    pub(crate) fn of_posts(pointer: &str) -> Self {
        let outer = (!pointer.is_empty()).then(|| pointer.into());
        Self { added: "", outer, is_response: true }
    }
}

impl Item {
    #[inline]
    pub(crate) fn new(content: Content, source: &Arc<str>, offset: u64, line: u64) -> Self {
        Self {
            content,
            source: Arc::clone(source),
            offset,
            line,
            received_at: None,
            nesting: Nesting::default(),
            nth: 0,
            occurrence: 0,
        }
    }

    /// Returns `true` for entries that are counted, and are all of their record.
    pub(crate) fn is_count(&self) -> bool {
        self.nth == 0
            && matches!(self.content, Content::Skipped(Skipped::NotEvents { count: 1.., .. }))
    }

    /// Returns `true` for entries of the same kind and source as those of another item.
    pub(crate) fn continues(&self, other: &Self) -> bool {
        let kind = |item: &Self| match &item.content {
            Content::Skipped(Skipped::NotEvents { kind, .. }) => Some(Arc::clone(kind)),
            _ => None,
        };
        self.is_count()
            && other.is_count()
            && self.source == other.source
            && self.occurrence == other.occurrence
            && kind(self) == kind(other)
    }

    /// Adds the entries of an item that follows, and moves to its place.
    pub(crate) fn add(&mut self, mut next: Self) {
        if let (
            Content::Skipped(Skipped::NotEvents { count, .. }),
            Content::Skipped(Skipped::NotEvents { count: more, .. }),
        ) = (&self.content, &mut next.content)
        {
            *more += count;
            *self = next;
        }
    }

    /// Returns the body, if the item has one.
    #[must_use]
    pub const fn body(&self) -> Option<&Body> {
        match &self.content {
            Content::Body(body) => Some(body),
            _ => None,
        }
    }

    /// Returns the fault, if the item is one.
    #[must_use]
    pub const fn fault(&self) -> Option<&Fault> {
        match &self.content {
            Content::Fault(fault) => Some(fault),
            _ => None,
        }
    }

    /// Converts a JSON pointer into the body, such as that of a fault of the body or of an undecoded
    /// event, to a pointer into the record.
    ///
    /// Only pointers of bodies that the record does not have as such differ: the pointer
    /// `/tweet_create_events/0/id` into the body of a bare Tweet becomes `/id`, and that of the second
    /// Tweet of a search `/statuses/1/id`. A pointer continues into a text that holds JSON.
    #[must_use]
    pub fn pointer<'a>(&self, pointer: &'a str) -> Cow<'a, str> {
        let Nesting { added, outer, is_response } = &self.nesting;
        let outer = outer.as_deref().unwrap_or_default();
        let inner = pointer.strip_prefix(added).unwrap_or(pointer);
        if *is_response {
            return Cow::Owned(format!("{outer}{}", inner.replacen("/payload", "", 1)));
        }
        if outer.is_empty() { Cow::Borrowed(inner) } else { Cow::Owned(format!("{outer}{inner}")) }
    }
}
