//! One view over the events of both APIs.
//!
//! X ends the Account Activity API on 2027-01-01 in favour of the X Activity API, whose events have
//! other names and other shapes. A [`Body`] is the body of a delivery of either, and tells them
//! apart. An [`Activity`] answers the same questions about an event of either, so that a bot needs
//! one code path.
//!
//! ```
//! use account_activity::{ActivityKind, Body};
//!
//! # let body = include_bytes!("../tests/fixtures/tweet_create_events/mention.json");
//! let body = Body::from_slice(body)?;
//! for activity in body.activities().filter(|activity| !activity.is_own()) {
//!     match activity.kind() {
//!         ActivityKind::Post => println!("{:?}", activity.post().map(|post| post.display_text())),
//!         ActivityKind::DirectMessage => println!("{:?}", activity.message()),
//!         other => println!("{other} by {:?}", activity.actor()),
//!     }
//! }
//! # Ok::<(), account_activity::DecodeError>(())
//! ```

mod activities;
mod body;
mod decoder;
mod entity;
mod entry;
mod family;
mod kind;
mod media;
mod post;
mod raw_body;
mod serial;
mod source;
mod top_level;
mod user;
mod x_activity;

pub use activities::Activities;
pub use body::Body;
pub use decoder::Decoder;
pub use entity::{EntityView, LinkView, MentionView, PlacedEntity};
pub use family::{Family, ParseFamilyError};
pub use kind::{ActivityKind, ParseActivityKindError};
pub use media::MediaView;
pub use post::PostView;
pub use raw_body::RawBody;
pub use source::Source;
pub use user::UserView;

use self::x_activity::XActivity;
use crate::event::{EventKey, Relation};
use crate::model::DirectMessage;
use crate::payload::Entry;
use crate::value::id::{TweetId, UserId};
use crate::value::timestamp::Timestamp;

/// One thing that happened on an account, in either family.
///
/// It is a view of a decoded body: small, `Copy`, and valid as long as the body. An event of the X
/// Activity API that holds several Direct Messages is one activity for each.
///
/// # Serialization
///
/// An activity serializes as one flat object, to be stored. Later versions can add members, and
/// never change or remove one. Absent members and empty lists are left out. Ids are text.
///
/// | member | value |
/// |---|---|
/// | `family` | `account_activity` or `x_activity` |
/// | `kind` | [`kind`](Self::kind), such as `post` |
/// | `key` | [`key`](Self::key) |
/// | `subscriber_id` | [`subscriber`](Self::subscriber) |
/// | `actor_id` | [`actor`](Self::actor) |
/// | `target_id` | [`target`](Self::target) |
/// | `post_id` | [`post_id`](Self::post_id) |
/// | `message_id` | the id of the Direct Message, the encrypted message, or the message in a broadcast's chat |
/// | `conversation_id` | the first post of the conversation, or the encrypted conversation, as received |
/// | `occurred_at` | [`occurred_at`](Self::occurred_at), as RFC 3339 in UTC with milliseconds |
/// | `is_replay` | [`is_replay`](Self::is_replay), always present |
/// | `relation` | [`relation`](Self::relation) |
/// | `text` | the whole text of the post, the Direct Message or the message in a broadcast's chat, with HTML entities decoded |
/// | `lang` | [`PostView::lang`] |
/// | `reply_to_id`, `quoted_id`, `reposted_id` | the ids of other posts |
/// | `urls` | list of [`LinkView::address`] |
/// | `mentions` | list of objects with `username` and `id` |
/// | `hashtags` | list of texts, without `#` |
/// | `media` | list of objects with `kind`, `url`, `image`, `alt_text`, `width`, `height` and `duration_ms` |
/// | `like_count`, `repost_count`, `reply_count`, `quote_count` | the counts when the body was written |
///
/// For a `post` or a `like`, the members from `text` on, and `conversation_id`, describe the new or the
/// liked post, if the body has it.
///
/// ```
/// use account_activity::Payload;
///
/// let payload = Payload::from_slice(br#"{"for_user_id": "1", "tweet_delete_events": [
///     {"status": {"id": "5", "user_id": "1"}, "timestamp_ms": "1576540568600"}
/// ]}"#)?;
/// let activity = payload.activities().next().unwrap();
/// let stored = r#"{"family":"account_activity","kind":"post_delete","key":"1/1/tweet_delete/5","#;
/// assert!(serde_json::to_string(&activity).unwrap().starts_with(stored));
/// # Ok::<(), account_activity::DecodeError>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Activity<'a>(Origin<'a>);

#[derive(Clone, Copy, Debug)]
enum Origin<'a> {
    AccountActivity(Entry<'a>),
    XActivity(XActivity<'a>),
}

/// Evaluates an expression for whichever family the activity is of.
macro_rules! of_family {
    ($activity:ident, $entry:ident => $aaa:expr, $event:ident => $xaa:expr) => {
        match $activity.0 {
            Origin::AccountActivity($entry) => $aaa,
            Origin::XActivity($event) => $xaa,
        }
    };
}

impl<'a> Activity<'a> {
    /// Returns the family of APIs that the activity comes from.
    #[must_use]
    pub fn family(self) -> Family {
        of_family!(self, _entry => Family::AccountActivity, _event => Family::XActivity)
    }

    /// Returns the kind.
    #[must_use]
    pub fn kind(self) -> ActivityKind {
        of_family!(self, entry => entry.kind().into(), event => event.kind())
    }

    /// Returns the key to deduplicate and store the activity by.
    ///
    /// It is equal in both families for posts, deletions, Direct Messages, revocations, and likes if
    /// X keeps their ids. The X Activity API can deliver one post as several kinds, such as a reply
    /// that also mentions the subscriber. These have one key.
    #[must_use]
    pub fn key(self) -> EventKey {
        of_family!(self, entry => entry.key(), event => event.key())
    }

    /// Returns the user whose activity the delivery reports. `None` if the body names none, as for
    /// news.
    #[must_use]
    pub fn subscriber(self) -> Option<UserId> {
        of_family!(
            self,
            entry => entry.event().subscriber(entry.payload().for_user_id()),
            event => event.subscriber()
        )
    }

    /// Returns the user who acted. `None` if the body does not tell, which for a like of the X
    /// Activity API depends on the users that X includes.
    #[must_use]
    pub fn actor(self) -> Option<UserId> {
        of_family!(self, entry => entry.actor(), event => event.actor())
    }

    /// Returns the user acted upon: the other party of a follow, block, mute, subscription, Direct
    /// Message, typing notice, read receipt or encrypted message, or the author of a liked post. `None`
    /// for every other kind.
    #[must_use]
    pub fn target(self) -> Option<UserId> {
        of_family!(self, entry => entry.target(), event => event.target())
    }

    /// Returns the time of the activity itself.
    ///
    /// `None` where the body has no time: in the X Activity API for follows, subscriptions, blocks,
    /// mutes, deletions, changes of the profile, Spaces, messages in a broadcast's chat and news.
    #[must_use]
    pub fn occurred_at(self) -> Option<Timestamp> {
        of_family!(self, entry => entry.occurred_at(), event => event.occurred_at())
    }

    /// Returns the relation to the subscriber.
    ///
    /// The content decides first. In the X Activity API, the kind of the event decides where the
    /// content does not tell: a quote often lacks the quoted post.
    #[must_use]
    pub fn relation(self) -> Relation {
        of_family!(self, entry => entry.relation(), event => event.relation())
    }

    /// Returns `true` if the subscriber acted. A bot checks this to avoid responding to itself. Without a
    /// subscriber, as for bare posts, this is `false`.
    #[must_use]
    pub fn is_own(self) -> bool {
        of_family!(
            self,
            entry => entry.is_own(),
            event => event.subscriber().is_some() && event.relation().is_own()
        )
    }

    /// Returns `true` if X delivers the activity again for a Replay job, and says so in the body.
    #[must_use]
    pub fn is_replay(self) -> bool {
        of_family!(
            self,
            entry => entry.payload().meta().is_some_and(|meta| meta.replay == Some(true)),
            event => event.is_replay()
        )
    }

    /// Returns the new post of [`ActivityKind::Post`], or the liked post of [`ActivityKind::Like`].
    /// `None` for every other kind, and if the body does not have the liked post.
    #[must_use]
    pub fn post(self) -> Option<PostView<'a>> {
        of_family!(self, entry => entry::post(entry), event => event.post().map(Into::into))
    }

    /// Returns the id of the post that was posted, deleted or liked. `None` for every other kind.
    #[must_use]
    pub fn post_id(self) -> Option<TweetId> {
        of_family!(self, entry => entry::post_id(entry), event => event.post_id())
    }

    /// Returns the message of [`ActivityKind::DirectMessage`]. `None` for every other kind.
    #[must_use]
    pub fn message(self) -> Option<&'a DirectMessage> {
        of_family!(
            self,
            entry => entry.event().as_direct_message(),
            event => event.message()
        )
    }

    /// Returns a user, from wherever the body describes users: the parties of the activity, and the
    /// authors of its posts. `None` if the body does not describe the user.
    #[must_use]
    pub fn user(self, id: UserId) -> Option<UserView<'a>> {
        of_family!(self, entry => entry::user(entry, id), event => event.user(id))
    }

    /// Returns the typed original.
    #[must_use]
    pub fn source(self) -> Source<'a> {
        of_family!(
            self,
            entry => Source::AccountActivity(entry),
            event => Source::XActivity(event.event())
        )
    }
}
