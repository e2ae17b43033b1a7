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
use crate::value::id::{IdText, UserId};
use crate::wire::scalar::Boolean;
use crate::wire::sequence::List;
use crate::wire::{Wire, object};

/// Lists the shapes of the generated types.
macro_rules! objects {
    ($($name:ident,)*) => {
        const OBJECTS: &[fn() -> &'static Object] = &[$(object::shape::<$name>),*];
    };
}

include!(concat!(env!("OUT_DIR"), "/account_activity_objects.rs"));
include!(concat!(env!("OUT_DIR"), "/account_activity_envelope.rs"));

/// Every object of `schemas/` that a Rust type is generated from.
///
/// ```
/// let tweet = account_activity::schema::objects().find(|object| object.name() == "Tweet");
/// assert_eq!(tweet.map(|tweet| tweet.source()), Some("schemas/account_activity/tweet.json"));
/// ```
pub fn objects() -> impl Iterator<Item = &'static Object> {
    OBJECTS.iter().map(|object| object())
}

/// The whole delivery: `schemas/account_activity/payload.json`, whose Rust type is written by hand.
#[must_use]
pub fn payload() -> &'static Object {
    PAYLOAD
}
