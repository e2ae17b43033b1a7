//! Payloads: the JSON bodies of deliveries.

mod bare;
pub(crate) mod decode;
mod entries;
mod entry;
mod error;
mod fault;
mod index;
mod kept;
pub(crate) mod serial;

pub use entries::Entries;
pub use entry::Entry;
pub use error::{DecodeError, DecodeErrorKind};
pub use fault::Fault;

use std::collections::BTreeMap;
use std::sync::OnceLock;

use bytes::Bytes;

use self::index::Index;
use self::kept::Kept;
use crate::event::{Event, Wanted};
use crate::model::{App, DirectMessageUser, Meta};
use crate::value::id::{AppId, UserId};

/// The decoded body of a delivery: its events, and the bytes received.
///
/// Any JSON object decodes. An event whose kind is not in the schemas becomes [`Event::Unknown`].
/// An entry whose required members or [key](crate::EventKey) cannot be read becomes
/// [`Event::Undecoded`]. Neither affects the other entries. Any other value that cannot be read is
/// absent, and [`faults`](Self::faults) lists it. Deserialization of a single type, such as a
/// [`Tweet`](crate::model::Tweet), fails on such a value. A byte order mark (U+FEFF) before the object is
/// ignored.
///
/// Decoding needs up to 768 KiB of stack, and 1,536 KiB in a build without optimization, for a Tweet that
/// is a Retweet of a Retweet and so on, to the limit of 128 levels.
///
/// Two payloads are equal if their contents are equal, even if their bytes or their faults differ.
///
/// ```
/// use account_activity::{Event, Payload};
///
/// let body = br#"{"for_user_id": "1", "tweet_delete_events": [
///     {"status": {"id": "1045405559317569537", "user_id": "930524282358325248"}}
/// ]}"#;
/// let payload = Payload::from_slice(body)?;
/// for entry in payload.entries() {
///     match entry.event() {
///         Event::TweetDelete(delete) => assert_eq!(delete.status.id.get(), 1045405559317569537),
///         other => println!("{}", other.kind()),
///     }
/// }
/// # Ok::<(), account_activity::DecodeError>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Payload {
    body: Bytes,
    for_user_id: Option<UserId>,
    user_has_blocked: Option<bool>,
    is_blocked_by: Option<bool>,
    events: Vec<Event>,
    users: BTreeMap<UserId, DirectMessageUser>,
    apps: BTreeMap<AppId, App>,
    /// Built when a party is not found by the keys of `users` and `apps`.
    index: OnceLock<Box<Index>>,
    meta: Option<Meta>,
    /// The members of the envelope that cannot be decoded.
    kept: Kept,
    /// Whether all members and values are known to be in the schemas.
    is_in_schema: bool,
    faults: Vec<Fault>,
    fault_count: usize,
}

impl Payload {
    /// Decodes a payload from a copy of its bytes.
    ///
    /// # Errors
    ///
    /// [`DecodeError`] if the body is not a JSON object in UTF-8, or nests deeper than 128 levels
    /// outside unknown members.
    pub fn from_slice(body: &[u8]) -> Result<Self, DecodeError> {
        Self::from_bytes(Bytes::copy_from_slice(body))
    }

    /// Decodes a payload and keeps its bytes without a copy.
    ///
    /// # Errors
    ///
    /// As for [`from_slice`](Self::from_slice).
    pub fn from_bytes(body: Bytes) -> Result<Self, DecodeError> {
        Self::from_wanted(body, None, Wanted::ALL, &mut String::new())
    }

    /// Decodes a payload with the events of some kinds. `checked` is the body, if its UTF-8 is checked already.
    /// `buffer` is memory that is used again.
    pub(crate) fn from_wanted(
        body: Bytes,
        checked: Option<&str>,
        wanted: Wanted,
        buffer: &mut String,
    ) -> Result<Self, DecodeError> {
        decode::decode(body, checked, wanted, buffer)
    }

    /// Consumes the payload and returns its bytes.
    #[must_use]
    pub fn into_bytes(self) -> Bytes {
        self.body
    }

    /// Creates a payload from events, for tests. Its bytes are its serialized form.
    ///
    /// ```
    /// use account_activity::model::{DeletedTweet, TweetDelete};
    /// use account_activity::{Payload, TweetId, UserId};
    ///
    /// let delete = TweetDelete::new(DeletedTweet::new(TweetId::new(2), UserId::new(1)));
    /// let payload = Payload::from_events(UserId::new(1), [delete]);
    /// assert_eq!(Payload::from_slice(payload.as_bytes())?, payload);
    /// # Ok::<(), account_activity::DecodeError>(())
    /// ```
    pub fn from_events<E: Into<Event>>(
        for_user_id: impl Into<Option<UserId>>,
        events: impl IntoIterator<Item = E>,
    ) -> Self {
        let events = events.into_iter().map(Into::into).collect();
        Self { for_user_id: for_user_id.into(), events, ..Self::default() }.rewritten()
    }

    /// Adds the parties of Direct Messages, for tests.
    #[must_use]
    pub fn with_users(mut self, users: impl IntoIterator<Item = DirectMessageUser>) -> Self {
        self.users.extend(users.into_iter().map(|user| (user.id, user)));
        self.rewritten()
    }

    /// Adds the apps that sent Direct Messages, for tests.
    #[must_use]
    pub fn with_apps(mut self, apps: impl IntoIterator<Item = App>) -> Self {
        self.apps.extend(apps.into_iter().map(|app| (app.id, app)));
        self.rewritten()
    }

    /// Sets whether the subscriber blocks the author who mentions them, for tests.
    #[must_use]
    pub fn with_user_has_blocked(mut self, blocked: bool) -> Self {
        self.user_has_blocked = Some(blocked);
        self.rewritten()
    }

    /// Replaces the bytes by the serialized content.
    fn rewritten(mut self) -> Self {
        self.index = OnceLock::new();
        self.is_in_schema = false;
        self.body = serde_json::to_vec(&self).unwrap_or_default().into();
        self
    }

    /// Returns the bytes as received, with the byte order mark if there was one. The signature of the
    /// delivery covers them.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.body
    }

    /// Returns `true` if decoding has seen that all members and values are in the schemas.
    ///
    /// [`unknown`](Self::unknown) is empty then. It can also be empty otherwise, if values are null or if the body
    /// has faults.
    #[must_use]
    pub fn is_in_schema(&self) -> bool {
        self.is_in_schema
    }

    /// Returns the JSON in the bytes.
    pub(crate) fn json(&self) -> &str {
        std::str::from_utf8(decode::without_mark(&self.body)).unwrap_or_default()
    }

    /// Returns the id of the subscriber. Absent from revocations and the ends of Replay jobs.
    #[must_use]
    pub fn for_user_id(&self) -> Option<UserId> {
        self.for_user_id
    }

    /// Returns whether the subscriber blocks the author who mentions them. Absent unless the
    /// delivery is a mention, and before October 2019.
    #[must_use]
    pub fn user_has_blocked(&self) -> Option<bool> {
        self.user_has_blocked
    }

    /// Returns the member `is_blocked_by`, the older name of
    /// [`user_has_blocked`](Self::user_has_blocked) in the table of X's documentation. Absent from
    /// all data seen.
    #[must_use]
    pub fn is_blocked_by(&self) -> Option<bool> {
        self.is_blocked_by
    }

    /// Returns the information about the whole delivery. Absent from all deliveries of this API
    /// seen.
    #[must_use]
    pub fn meta(&self) -> Option<&Meta> {
        self.meta.as_ref()
    }

    /// Returns an iterator over the events with their context. Most programs read a payload this
    /// way.
    ///
    /// `for entry in &payload` iterates over the same entries.
    pub fn entries(&self) -> Entries<'_> {
        Entries::new(self)
    }

    /// Returns the events in the order of the payload. Those of a repeated key are together.
    #[must_use]
    pub fn events(&self) -> &[Event] {
        &self.events
    }

    /// Consumes the payload and returns its events.
    #[must_use]
    pub fn into_events(self) -> Vec<Event> {
        self.events
    }

    /// Returns the parties of Direct Messages, by the keys of the wire's `users`.
    #[must_use]
    pub fn users(&self) -> &BTreeMap<UserId, DirectMessageUser> {
        &self.users
    }

    /// Returns the apps that sent Direct Messages, by the keys of the wire's `apps`.
    #[must_use]
    pub fn apps(&self) -> &BTreeMap<AppId, App> {
        &self.apps
    }

    /// Returns the values that cannot be read, in the order of the payload, except those that cost
    /// an event: [`Event::Undecoded`] describes these.
    ///
    /// The list has up to 1,000 faults, and fewer if their pointers would together be longer than twice
    /// the body (64 KiB for a small body). [`fault_count`](Self::fault_count) counts the others too.
    #[must_use]
    pub fn faults(&self) -> &[Fault] {
        &self.faults
    }

    /// Returns the number of faults, including those that [`faults`](Self::faults) does not list.
    #[must_use]
    pub fn fault_count(&self) -> usize {
        self.fault_count
    }
}

impl PartialEq for Payload {
    fn eq(&self, other: &Self) -> bool {
        let Self {
            body: _,
            for_user_id,
            user_has_blocked,
            is_blocked_by,
            events,
            users,
            apps,
            index: _,
            meta,
            kept: _,
            is_in_schema: _,
            faults: _,
            fault_count: _,
        } = self;
        *for_user_id == other.for_user_id
            && *user_has_blocked == other.user_has_blocked
            && *is_blocked_by == other.is_blocked_by
            && *events == other.events
            && *users == other.users
            && *apps == other.apps
            && *meta == other.meta
    }
}

/// Iterates over the [entries](Payload::entries).
impl<'a> IntoIterator for &'a Payload {
    type Item = Entry<'a>;
    type IntoIter = Entries<'a>;

    fn into_iter(self) -> Entries<'a> {
        self.entries()
    }
}
