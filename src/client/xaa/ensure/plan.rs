//! Compares a wanted subscription with those that exist.

use std::collections::HashMap;

use super::difference::{Difference, have_agreeing_qualifiers};
use crate::client::xaa::new_subscription::NewSubscription;
use crate::client::xaa::subscription::{Subscribed, Subscription};
use crate::value::id::UserId;
use crate::value::text::Text;
use crate::xaa::{EventKind, Filter};

/// What X compares to find duplicates: the kind, and the user or the keyword.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub(super) struct Identity {
    kind: EventKind,
    user: Option<UserId>,
    keyword: Option<Text>,
}

impl Identity {
    pub(super) fn new(kind: &EventKind, filter: &Filter) -> Self {
        Self { kind: kind.clone(), user: filter.user_id, keyword: filter.keyword.clone() }
    }
}

/// The listed subscriptions by their identities.
pub(super) struct Index<'a>(HashMap<Identity, Vec<&'a Subscription>>);

impl<'a> Index<'a> {
    pub(super) fn new(listed: &'a [Subscription]) -> Self {
        let mut index: HashMap<_, Vec<_>> = HashMap::new();
        for it in listed {
            index.entry(Identity::new(&it.kind, &it.filter)).or_default().push(it);
        }
        Self(index)
    }

    pub(super) fn of(&self, identity: &Identity) -> &[&'a Subscription] {
        self.0.get(identity).map_or(&[], Vec::as_slice)
    }
}

/// What a wanted subscription needs.
#[derive(Debug)]
pub(super) struct Plan<'a> {
    /// The subscription that stays.
    pub(super) current: Option<&'a Subscription>,
    /// Whether `current` is not an own one.
    pub(super) adopts: bool,
    /// How `current` differs from the wanted one.
    pub(super) differences: Vec<Difference>,
    /// The own subscriptions of the same identity that have another direction. X does not change it.
    pub(super) superseded: Vec<&'a Subscription>,
    /// The own subscriptions of the same identity that have other qualifiers. Whether there can be one
    /// beside the wanted one shows only when that is created.
    pub(super) rivals: Vec<&'a Subscription>,
    /// A foreign subscription of the same identity, unless there is a current one.
    pub(super) holder: Option<&'a Subscription>,
}

impl<'a> Plan<'a> {
    /// Plans for `new`, which the user of the client wants. `same` are the listed subscriptions of its
    /// identity.
    pub(super) fn new(
        new: &NewSubscription,
        adopts: bool,
        prefix: &str,
        same: &[&'a Subscription],
    ) -> Self {
        let is_untagged = |it: &Subscription| it.tag.as_ref().is_none_or(|tag| tag.is_empty());
        let (own, foreign): (Vec<&Subscription>, Vec<&Subscription>) =
            same.iter().partition(|it| is_own(it, prefix));
        let wanted = new.filter.as_filter();
        let is_directed = |it: &Subscription| it.filter.direction == wanted.direction;
        let is_qualified = |it: &Subscription| have_agreeing_qualifiers(wanted, &it.filter);
        let (qualified, rivals): (Vec<&Subscription>, Vec<&Subscription>) =
            own.into_iter().partition(|it| is_qualified(it));
        let (fitting, superseded): (Vec<&Subscription>, Vec<&Subscription>) =
            qualified.into_iter().partition(|it| is_directed(it));

        let own = fitting.into_iter().min_by_key(|it| Difference::all(new, it).len());
        let adopted =
            foreign.iter().copied().filter(|it| adopts && own.is_none() && is_untagged(it));
        let adopted = adopted.into_iter().find(|it| is_qualified(it) && is_directed(it));
        let current = own.or(adopted);
        Self {
            current,
            adopts: adopted.is_some(),
            differences: current.map(|it| Difference::all(new, it)).unwrap_or_default(),
            superseded,
            rivals,
            holder: foreign.first().copied().filter(|_| current.is_none()),
        }
    }

    /// Returns whether X created the wanted subscription. X can respond with an old one in its place.
    pub(super) fn is_met_by(&self, subscribed: &Subscribed) -> bool {
        let Subscribed::New(new) = subscribed else { return false };
        self.superseded.iter().chain(&self.rivals).all(|old| old.id != new.id)
    }

    /// Returns whether a subscription must be created, or created again.
    pub(super) fn creates(&self) -> bool {
        self.current.is_none() && self.holder.is_none()
            || self.differences.contains(&Difference::ExpiresAt)
    }
}

/// Returns whether the tag of a subscription has the mark of own ones.
pub(super) fn is_own(listed: &Subscription, prefix: &str) -> bool {
    listed.tag.as_ref().is_some_and(|tag| tag.starts_with(prefix))
}
