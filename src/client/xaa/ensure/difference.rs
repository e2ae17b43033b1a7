//! How a listed subscription differs from a wanted one.

use std::collections::BTreeMap;
use std::fmt;

use crate::client::xaa::new_subscription::NewSubscription;
use crate::client::xaa::subscription::Subscription;
use crate::xaa::Filter;

/// A value of a listed subscription that is not as wanted.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[non_exhaustive]
pub enum Difference {
    /// The direction of the filter.
    Direction,
    /// The qualifiers of the filter. They are not compared if the list shows none.
    Qualifiers,
    /// The webhook, or the stream in its place.
    Webhook,
    /// The list does not show the webhook. X leaves it out of some lists, and a subscription to the
    /// stream alone has none.
    WebhookNotShown,
    /// The tag.
    Tag,
    /// The time at which the subscription expires, which is earlier than wanted or not shown.
    ExpiresAt,
}

impl Difference {
    /// Returns how `listed`, which has the kind and the subject of `new`, differs from it.
    pub(super) fn all(new: &NewSubscription, listed: &Subscription) -> Vec<Self> {
        let filter = new.filter.as_filter();
        let webhook = match (new.deliver_to.webhook_id(), listed.webhook_id) {
            (Some(_), None) => Some(Self::WebhookNotShown),
            (wanted, listed) => (wanted != listed).then_some(Self::Webhook),
        };
        let expires_at = match (new.expires_at, listed.expires_at) {
            (Some(wanted), Some(listed)) => listed < wanted,
            (wanted, listed) => wanted != listed,
        };
        let differences = [
            (filter.direction != listed.filter.direction).then_some(Self::Direction),
            (!have_agreeing_qualifiers(filter, &listed.filter)).then_some(Self::Qualifiers),
            webhook,
            (new.tag != listed.tag).then_some(Self::Tag),
            expires_at.then_some(Self::ExpiresAt),
        ];
        differences.into_iter().flatten().collect()
    }

    /// Returns whether a request for an update changes this.
    pub(super) const fn is_delivery(self) -> bool {
        matches!(self, Self::Webhook | Self::WebhookNotShown | Self::Tag)
    }
}

/// Returns whether the qualifiers are equal, as far as the list shows. A list without qualifiers does
/// not tell whether there are any. A subscription that is replaced for them in each run would have a gap
/// each time.
pub(super) fn have_agreeing_qualifiers(wanted: &Filter, listed: &Filter) -> bool {
    let shows_none = listed.qualifiers.as_ref().is_none_or(BTreeMap::is_empty);
    shows_none || wanted.qualifiers == listed.qualifiers
}

impl fmt::Display for Difference {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(match self {
            Self::Direction => "another direction",
            Self::Qualifiers => "other qualifiers",
            Self::Webhook => "another webhook",
            Self::WebhookNotShown => "no webhook",
            Self::Tag => "another tag",
            Self::ExpiresAt => "another time of expiry",
        })
    }
}
