//! The schemas as data: what objects there are, which members they have, and what each holds.
//!
//! The same tables that decode an object can be walked here, so that a program can find what a
//! payload holds beyond them ([`unknown`]) or check that nothing was lost on the way through the
//! typed model ([`differences`]).

mod difference;
mod round_trip;
mod unknown;

pub use difference::{Difference, differences};
pub use unknown::{Unknown, unknown};

pub use crate::wire::shape::{Object, Presence, Property, Shape};

use crate::model::*;
use crate::wire;

include!(concat!(env!("OUT_DIR"), "/objects.rs"));

/// Every object of `schemas/` that a Rust type is generated from.
///
/// ```
/// let tweet = account_activity::schema::objects().find(|object| object.name() == "Tweet");
/// assert_eq!(tweet.map(|tweet| tweet.source()), Some("schemas/tweet.json"));
/// ```
pub fn objects() -> impl Iterator<Item = &'static Object> {
    OBJECTS.iter().map(|object| object())
}

/// The whole delivery: `schemas/payload.json`, whose Rust type is written by hand.
#[must_use]
pub fn payload() -> &'static Object {
    PAYLOAD
}

const USER_EVENT: &Object = &Object::new(
    "UserEvent",
    "schemas/payload.json#/properties/user_event",
    &[optional("revoke", object::<Revoke>())],
);

const PAYLOAD: &Object = &Object::new(
    "Payload",
    "schemas/payload.json",
    &[
        optional("for_user_id", Shape::Id),
        optional("user_has_blocked", Shape::Boolean),
        optional("is_blocked_by", Shape::Boolean),
        optional("tweet_create_events", Shape::List(&object::<Tweet>())),
        optional("tweet_delete_events", Shape::List(&object::<TweetDelete>())),
        optional("favorite_events", Shape::List(&object::<Favorite>())),
        optional("follow_events", Shape::List(&object::<Follow>())),
        optional("unfollow_events", Shape::List(&object::<Follow>())),
        optional("block_events", Shape::List(&object::<Block>())),
        optional("unblock_events", Shape::List(&object::<Block>())),
        optional("mute_events", Shape::List(&object::<Mute>())),
        optional("unmute_events", Shape::List(&object::<Mute>())),
        optional("user_event", Shape::Object(|| USER_EVENT)),
        optional("direct_message_events", Shape::List(&object::<DirectMessage>())),
        optional(
            "direct_message_indicate_typing_events",
            Shape::List(&object::<DirectMessageTyping>()),
        ),
        optional(
            "direct_message_mark_read_events",
            Shape::List(&object::<DirectMessageMarkRead>()),
        ),
        optional("users", Shape::Map(&object::<DirectMessageUser>())),
        optional("apps", Shape::Map(&object::<App>())),
        optional("replay_job_status", object::<ReplayJobStatus>()),
        optional("meta", object::<Meta>()),
    ],
);

const fn optional(name: &'static str, shape: Shape) -> Property {
    Property::new(name, None, Presence::Optional, shape)
}

const fn object<T: wire::object::Members>() -> Shape {
    Shape::Object(wire::object::shape::<T>)
}
