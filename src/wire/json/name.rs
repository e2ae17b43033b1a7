//! The names of members.

use crate::wire::keys::{Member, Spelling};
use crate::wire::shape::{Object, Presence};

/// The name of a member.
#[derive(Clone, Copy, Eq, PartialEq)]
pub(crate) struct Name {
    /// The key of the property.
    pub(crate) key: &'static str,
    spelling: Option<Spelling>,
    /// Whether the object cannot be read without the member, which has no twin.
    pub(crate) is_required: bool,
}

impl Name {
    #[inline]
    pub(crate) fn new(object: &'static Object, member: Member) -> Self {
        let property = object.properties().get(usize::from(member.property));
        let is_required = property.is_some_and(|property| {
            matches!(property.presence(), Presence::Required) && property.twin().is_none()
        });
        let key = property.map_or("", |property| property.name());
        Self { key, spelling: Some(member.spelling), is_required }
    }

    /// Returns the name of a member without other spellings, or of a twin as a whole.
    pub(crate) const fn of(key: &'static str) -> Self {
        Self { key, spelling: None, is_required: false }
    }
}
