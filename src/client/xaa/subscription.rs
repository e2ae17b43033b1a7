//! Subscriptions, as the API returns them.

use crate::client::error::Error;
use crate::client::response::Response;
use crate::value::id::{SubscriptionId, WebhookId};
use crate::value::text::Text;
use crate::value::timestamp::{Rfc3339, Timestamp};
use crate::wire::presence::{Defaulted, Optional, Required};
use crate::wire::table::object;
use crate::xaa::{EventKind, Filter};

/// A subscription of the X Activity API. serde reads and writes the form of X's responses.
///
/// X identifies a subscription by its kind and the subject of its filter. There cannot be two that
/// differ in the direction alone.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Subscription {
    /// The id.
    pub id: SubscriptionId,
    /// The kind of the events.
    pub kind: EventKind,
    /// The condition of the events. Empty if the response does not have it.
    pub filter: Filter,
    /// The name that the app gave the subscription. Absent if it gave none. Some responses lack it.
    pub tag: Option<Text>,
    /// The webhook to which X delivers the events. Absent if X delivers them to the stream alone.
    /// Some responses lack it.
    pub webhook_id: Option<WebhookId>,
    /// The time of its creation. Absent if the response does not have it.
    pub created_at: Option<Timestamp>,
    /// The time of its last change. Absent if the response does not have it.
    pub updated_at: Option<Timestamp>,
    /// The time at which X deletes the subscription. Absent if it does not expire.
    pub expires_at: Option<Timestamp>,
}

object! {
    Subscription = "a subscription of the X Activity API";
    id: Required<SubscriptionId> = "subscription_id";
    kind: Required<EventKind> = "event_type";
    filter: Defaulted<Filter> = "filter";
    tag: Optional<Text> = "tag";
    webhook_id: Optional<WebhookId> = "webhook_id";
    created_at: Optional<Rfc3339> = "created_at";
    updated_at: Optional<Rfc3339> = "updated_at";
    expires_at: Optional<Rfc3339> = "expires_at";
}

/// The outcome of creating a subscription.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Subscribed {
    /// X created the subscription, or moved the expiry of the one that existed.
    New(Box<Subscription>),
    /// A subscription of the same kind with the same subject existed already. Nothing changed: its
    /// direction, tag and webhook may be others.
    Already,
}

impl Subscription {
    /// Reads the subscription in the response to its creation or change. X sends it as the member
    /// `subscription` of `data`, as `data` itself, or in an array. Of several the wanted one counts.
    pub(super) fn of(
        response: &Response,
        is_wanted: impl Fn(&Self) -> bool,
    ) -> Result<Self, Error> {
        const WHAT: &str = "a subscription";
        let data = response.json()?;
        let data = data.member("subscription").unwrap_or(data);
        let mut found: Option<Self> = None;
        let elements = data.for_each_element(|element| {
            let next: Self = response.read_tolerantly(element, WHAT)?;
            if found.is_none() || is_wanted(&next) {
                found = Some(next);
            }
            Ok(())
        });
        match elements {
            Some(read) => read.and_then(|()| found.ok_or_else(|| response.unexpected(WHAT))),
            None => response.read_tolerantly(data, WHAT),
        }
    }
}
