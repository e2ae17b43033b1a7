//! A delivery: the body of one POST to a webhook.

mod decode;
mod entries;
mod entry;
mod error;
mod fault;
pub(crate) mod serial;

pub use entries::Entries;
pub use entry::Entry;
pub use error::{DecodeError, DecodeErrorKind};
pub use fault::Fault;

use std::collections::BTreeMap;

use bytes::Bytes;

use crate::event::Event;
use crate::model::{App, DirectMessageUser, Meta};
use crate::value::id::{AppId, UserId};

/// A delivery, decoded: its events, and the bytes it came as.
///
/// Any JSON object decodes. What this version does not know becomes [`Event::Unknown`], an entry
/// that does not decode becomes [`Event::Undecoded`], and neither affects its siblings. Equality
/// is that of the content, not of the bytes.
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
    meta: Option<Meta>,
    faults: Vec<Fault>,
}

impl Payload {
    /// Decodes a delivery, copying its bytes.
    ///
    /// # Errors
    ///
    /// [`DecodeError`] if it is not a JSON object in UTF-8, or nests deeper than 128 levels
    /// outside members that the schemas do not know.
    pub fn from_slice(body: &[u8]) -> Result<Self, DecodeError> {
        Self::from_bytes(Bytes::copy_from_slice(body))
    }

    /// Decodes a delivery and keeps its bytes without a copy.
    ///
    /// # Errors
    ///
    /// As for [`from_slice`](Self::from_slice).
    pub fn from_bytes(body: Bytes) -> Result<Self, DecodeError> {
        decode::decode(body)
    }

    /// Builds a delivery, for tests; its bytes are what it serialises to.
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

    /// Says whether the subscriber blocks the author who mentions them, for tests.
    #[must_use]
    pub fn with_user_has_blocked(mut self, blocked: bool) -> Self {
        self.user_has_blocked = Some(blocked);
        self.rewritten()
    }

    /// Makes the bytes follow the content.
    fn rewritten(mut self) -> Self {
        self.body = serde_json::to_vec(&self).unwrap_or_default().into();
        self
    }

    /// The delivery as it came, which is what its signature covers.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.body
    }

    /// The subscriber the delivery is for. Absent from revocations and Replay job ends.
    #[must_use]
    pub fn for_user_id(&self) -> Option<UserId> {
        self.for_user_id
    }

    /// Whether the subscriber blocks the author who mentions them. Absent unless the delivery is a
    /// mention, and before October 2019.
    #[must_use]
    pub fn user_has_blocked(&self) -> Option<bool> {
        self.user_has_blocked
    }

    /// The older name of [`user_has_blocked`](Self::user_has_blocked) in the documentation's
    /// table. Absent from all data seen.
    #[must_use]
    pub fn is_blocked_by(&self) -> Option<bool> {
        self.is_blocked_by
    }

    /// What is said of the whole delivery. Absent from all deliveries of this API seen.
    #[must_use]
    pub fn meta(&self) -> Option<&Meta> {
        self.meta.as_ref()
    }

    /// The events with their context: how most programs read a delivery.
    ///
    /// `for entry in &payload` iterates over the same.
    pub fn entries(&self) -> Entries<'_> {
        Entries::new(self)
    }

    /// The events in the order of the delivery, those of a repeated key together.
    #[must_use]
    pub fn events(&self) -> &[Event] {
        &self.events
    }

    /// Gives the events away.
    #[must_use]
    pub fn into_events(self) -> Vec<Event> {
        self.events
    }

    /// The parties of Direct Messages, by the keys of the wire's `users`.
    #[must_use]
    pub fn users(&self) -> &BTreeMap<UserId, DirectMessageUser> {
        &self.users
    }

    /// The apps that sent Direct Messages, by the keys of the wire's `apps`.
    #[must_use]
    pub fn apps(&self) -> &BTreeMap<AppId, App> {
        &self.apps
    }

    /// Members of the envelope that do not decode: `for_user_id` and the like, and members of
    /// `users` and `apps`. They never fail the payload.
    #[must_use]
    pub fn faults(&self) -> &[Fault] {
        &self.faults
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
            meta,
            faults,
        } = self;
        *for_user_id == other.for_user_id
            && *user_has_blocked == other.user_has_blocked
            && *is_blocked_by == other.is_blocked_by
            && *events == other.events
            && *users == other.users
            && *apps == other.apps
            && *meta == other.meta
            && *faults == other.faults
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
