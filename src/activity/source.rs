//! The typed original of an activity.

use crate::payload::Entry;
use crate::xaa;

/// The typed original of an [`Activity`](super::Activity).
///
/// Two activities have the same original if one event of the X Activity API holds several messages,
/// typing notices or read receipts.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum Source<'a> {
    /// An entry of a payload of the Account Activity API.
    AccountActivity(Entry<'a>),
    /// An event of the X Activity API.
    XActivity(&'a xaa::Event),
}
