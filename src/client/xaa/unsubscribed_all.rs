//! The outcome of deleting many subscriptions.

use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;

use crate::client::error::Error;
use crate::client::json::Json;
use crate::client::response::Response;
use crate::value::id::SubscriptionId;
use crate::value::text::Text;
use crate::wire::Wire;
use crate::wire::presence::{Defaulted, Optional};
use crate::wire::scalar::Boolean;
use crate::wire::table::{object, record};

/// The outcome of deleting many subscriptions. Each id is in exactly one of the lists.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct UnsubscribedAll {
    /// The subscriptions that X deleted.
    pub deleted: Vec<SubscriptionId>,
    /// The subscriptions that did not exist.
    pub not_found: Vec<SubscriptionId>,
    /// The subscriptions that X did not delete.
    pub failed: Vec<UnsubscribeFailure>,
    /// The subscriptions of the request that failed, and of those that were not sent after it. Whether
    /// X deleted those of the failed request is unknown if the response was lost.
    pub rest: Vec<SubscriptionId>,
    /// The error of the request that failed. Absent if none failed.
    pub error: Option<Error>,
}

/// A subscription that X did not delete.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct UnsubscribeFailure {
    /// The subscription.
    pub id: SubscriptionId,
    /// X's name for the reason. Absent if the response has none.
    pub reason: Option<Text>,
    /// X's explanation. Absent if the response has none.
    pub message: Option<Text>,
}

impl UnsubscribedAll {
    /// Returns whether none of the subscriptions exists any more.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.failed.is_empty() && self.rest.is_empty()
    }

    pub(super) fn add(&mut self, part: Self) {
        self.deleted.extend(part.deleted);
        self.not_found.extend(part.not_found);
        self.failed.extend(part.failed);
    }

    /// Reads the response to deleting `ids`. An error without an id counts for each subscription that
    /// the response does not name.
    pub(super) fn of(response: &Response, ids: &[SubscriptionId]) -> Result<Self, Error> {
        if response.is_status_alone() {
            return Ok(Self { deleted: ids.to_vec(), ..Self::default() });
        }
        let (mut deleted, mut errors, mut other) = (BTreeSet::new(), BTreeMap::new(), None);
        let envelope = response.envelope()?;
        for_each(envelope, "errors", |error: WireFailure| match error.subscription_id {
            Some(id) if ids.contains(&id) => drop(errors.insert(id, error)),
            Some(_) => {}
            None => other = other.take().or(Some(error)),
        });
        let has_data = for_each(envelope, "data", |entry: WireDeletion| {
            deleted.extend(entry.subscription_id.filter(|id| entry.deleted && ids.contains(id)));
        });
        if !has_data && errors.is_empty() {
            // The whole request failed.
            response.json()?;
            return Err(response.unexpected("a list of deleted subscriptions"));
        }
        let mut all = Self::default();
        for &id in ids {
            match errors.get(&id).or(other.as_ref()) {
                _ if deleted.contains(&id) => all.deleted.push(id),
                Some(error) if error.is_not_found() => all.not_found.push(id),
                error => all.failed.push(UnsubscribeFailure {
                    id,
                    reason: error.and_then(|error| error.reason.clone()),
                    message: error.and_then(|error| error.message.clone()),
                }),
            }
        }
        Ok(all)
    }
}

/// Calls a function with each element that can be read of a member. Returns whether the member is an
/// array.
fn for_each<T: Wire<Value = T>>(envelope: Json<'_>, name: &str, mut call: impl FnMut(T)) -> bool {
    let each = envelope.member(name).and_then(|list| {
        list.for_each_element(|element| {
            element.read_tolerantly().into_iter().for_each(&mut call);
            Ok::<_, Infallible>(())
        })
    });
    each.is_some()
}

record! {
    WireDeletion = "a deleted subscription";
    subscription_id: Optional<SubscriptionId> = "subscription_id";
    deleted: Defaulted<Boolean> = "deleted";
}

/// An error on the wire: in the form of this endpoint, or a problem of v2.
#[derive(Clone, Debug, PartialEq)]
struct WireFailure {
    subscription_id: Option<SubscriptionId>,
    reason: Option<Text>,
    message: Option<Text>,
}

object! {
    WireFailure = "a subscription that was not deleted";
    subscription_id: Optional<SubscriptionId> = "value" | "resource_id" | "subscription_id";
    reason: Optional<Text> = "type" | "title" | "reason";
    message: Optional<Text> = "detail" | "message";
}

impl WireFailure {
    /// Returns whether the subscription does not exist. X does not document its names for reasons.
    fn is_not_found(&self) -> bool {
        let says = |text: &Text| {
            let letters = text.chars().filter(char::is_ascii_alphabetic);
            let letters = letters.collect::<String>().to_ascii_lowercase();
            letters.contains("notfound") || letters.contains("doesnotexist")
        };
        [&self.reason, &self.message].into_iter().flatten().any(says)
    }
}
