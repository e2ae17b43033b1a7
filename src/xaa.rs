//! The X Activity API: its events, and the objects in them.
//!
//! X ends the Account Activity API on 2027-01-01, and delivers events through the X Activity API
//! from then on. An [`Envelope`] is the body of a delivery by webhook, or a line of the stream. It
//! holds an [`Event`] with its [`Filter`] and the [`Includes`] that describe its users and posts.
//!
//! | events | their type |
//! |---|---|
//! | a post, mention, reply, quote or repost | [`Post`] |
//! | a deleted post | [`PostDelete`] |
//! | a like | [`Like`] |
//! | a follow, paid subscription, mute or block, and the end of one | [`Follow`] |
//! | Direct Messages | [`DirectMessages`], [`MessageRead`], [`Typing`] |
//! | encrypted messages | [`Chat`] |
//! | a changed profile | [`ProfileUpdate`] |
//! | Spaces and live broadcasts | [`Space`], [`Broadcast`], [`BroadcastChat`] |
//! | news | [`NewsStory`] |
//! | revoked access | [`Revoke`] |
//!
//! [`EventKind`] has the facts about each kind: how sure its schema is, the filters and the scope of
//! its subscription, its price, and what it replaces in the Account Activity API.
//! [`Activity`](crate::Activity) is one view over the events of both APIs.
//!
//! The types are generated from the JSON Schemas in `schemas/x_activity/`. The rules of
//! [`model`](crate::model) apply to them too. X is renaming members from "tweet" to "post"; both
//! spellings are read, and the older is written, which is that of all events seen.
//!
//! ```
//! use account_activity::xaa::{Envelope, Event};
//!
//! let body = br#"{"data": {"event_type": "profile.update.bio", "filter": {"user_id": "12"},
//!     "payload": {"before": "Mars & Cars", "after": "Mars, Cars & AI"}}}"#;
//! let envelope = Envelope::from_slice(body)?;
//! match envelope.event() {
//!     Some(Event::ProfileUpdateBio(update)) => println!("{:?}", update.after),
//!     other => println!("{other:?}"),
//! }
//! # Ok::<(), account_activity::DecodeError>(())
//! ```
//!
//! The facts are those of
//! [X's documentation](https://docs.x.com/x-api/activity/introduction) in 2026, and of deliveries
//! that were published.

// The generated matches have an arm for each kind.
#![allow(clippy::match_same_arms)]

mod envelope;
mod facts;
mod messages;
mod undecoded;
mod unknown;
mod wanted;

#[cfg(test)]
pub(crate) use envelope::visited;
pub use envelope::{Entries, Entry, Envelope};
pub(crate) use envelope::{Included, Parties};
pub use facts::{Confidence, Price, Replaces, Visibility};
pub use undecoded::UndecodedEvent;
pub use unknown::UnknownEvent;
pub(crate) use wanted::Wanted;

include!(concat!(env!("OUT_DIR"), "/x_activity.rs"));
include!(concat!(env!("OUT_DIR"), "/x_activity_events.rs"));

// The names that the generated source uses.
use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

use self::facts::Facts;
use crate::event;
use crate::value::id::{AppId, DirectMessageId, FavoriteId, IdText, PlaceId, TweetId, UserId};
use crate::value::indices::Indices;
use crate::value::open_enum::{UnknownValue, open_enum};
use crate::value::text::Text;
use crate::value::timestamp::{MillisNumber, MillisText, Rfc3339, Timestamp};
use crate::value::wrapped::Wrapped;
use crate::wire::json::{GaveUp, Mode, Reader};
use crate::wire::presence::{Defaulted, Optional, Repeated, Required};
use crate::wire::scalar::{Boolean, Integer, Number};
use crate::wire::sequence::List;
use crate::wire::shape::Object;
use crate::wire::table::object;
use crate::wire::{Boxed, Json, Wire, object};

pub(crate) type Map<C> = crate::wire::sequence::Map<Text, C>;

/// Reads the content of an event into a box.
fn content<T: Wire<Value = T>, M: Mode>(
    reader: &mut Reader<'_, M>,
) -> Result<Option<Box<T>>, GaveUp> {
    let mut content = None;
    Boxed::<T>::read_json(&mut content, reader)?;
    Ok(content)
}
