//! The schemas as data: the objects, their members, and the types of the members' values.
//!
//! The data is the tables by which objects are decoded. With them, a program can find the parts of
//! a payload that are not in the schemas ([`unknown`]), or check that the typed model lost nothing
//! ([`differences`]).

mod difference;
mod round_trip;
mod unknown;
mod x_activity;

pub use difference::{Difference, differences};
pub use unknown::{Unknown, unknown};

pub use crate::wire::shape::{Object, Presence, Property, Shape};

use crate::model::*;
use crate::value::id::{IdText, UserId};
use crate::wire::scalar::Boolean;
use crate::wire::sequence::List;
use crate::wire::{Wire, object};

/// Defines `OBJECTS`, the shapes of the generated types.
macro_rules! objects {
    ($($name:ident,)*) => {
        const OBJECTS: &[fn() -> &'static Object] = &[$(object::shape::<$name>),*];
    };
}

include!(concat!(env!("OUT_DIR"), "/account_activity_objects.rs"));
include!(concat!(env!("OUT_DIR"), "/account_activity_envelope.rs"));

/// Returns every object of `schemas/` that has a generated Rust type.
///
/// ```
/// let tweet = account_activity::schema::objects().find(|object| object.name() == "Tweet");
/// assert_eq!(tweet.map(|tweet| tweet.source()), Some("schemas/account_activity/tweet.json"));
/// ```
pub fn objects() -> impl Iterator<Item = &'static Object> {
    OBJECTS.iter().chain(x_activity::OBJECTS).map(|object| object())
}

/// Returns the whole envelope of the X Activity API: `schemas/x_activity/envelope.json`, whose Rust
/// type is written by hand. The content of the event has the shape that
/// [`content`] returns.
#[must_use]
pub fn envelope() -> &'static Object {
    x_activity::envelope()
}

/// Returns the content of the events of a kind of the X Activity API. `None` for an unknown kind.
///
/// ```
/// use account_activity::{schema, xaa::EventKind};
///
/// let object = schema::content(&EventKind::PostCreate).unwrap();
/// assert_eq!(object.source(), "schemas/x_activity/post.json");
/// ```
#[must_use]
pub fn content(kind: &crate::xaa::EventKind) -> Option<&'static Object> {
    kind.shape()
}

/// Returns the whole payload: `schemas/account_activity/payload.json`, whose Rust type is written
/// by hand.
#[must_use]
pub fn payload() -> &'static Object {
    PAYLOAD
}
