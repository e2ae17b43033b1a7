//! Subscriptions, as the API returns them.

use serde::de::{Deserialize, Deserializer, Error as _};
use serde::ser::{Serialize, Serializer};

use crate::value::id::{AppId, UserId, WebhookId};
use crate::value::text::Text;
use crate::wire::presence::{Defaulted, Optional, Required};
use crate::wire::scalar::Integer;
use crate::wire::sequence::List;
use crate::wire::table::record;

/// The outcome of subscribing a user.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum Subscribed {
    /// The user is subscribed now. The first event may take ten seconds.
    New,
    /// The user was subscribed already. Nothing changed.
    Already,
}

/// The outcome of unsubscribing a user.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum Unsubscribed {
    /// The user is no longer subscribed.
    Done,
    /// The user was not subscribed. Nothing changed.
    ///
    /// On Premium, X responds in the same way if the environment does not exist, for example because
    /// its name is misspelt.
    NotSubscribed,
}

/// The subscriptions of an environment or a webhook.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Subscriptions {
    /// The subscribed users.
    pub users: Vec<UserId>,
    /// The app. Absent if the response does not name it.
    pub app_id: Option<AppId>,
    /// The environment. Absent on Enterprise and v2.
    pub environment: Option<Text>,
    /// The webhook. Absent on Premium.
    pub webhook_id: Option<WebhookId>,
    /// The URL of the webhook. Absent on Premium.
    pub webhook_url: Option<Text>,
}

/// The number of subscribed users over all webhooks of the account, and its limit.
///
/// serde reads the forms of X's responses, and writes that of Enterprise and v2.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct SubscriptionCount {
    /// The number of subscribed users.
    pub subscriptions: u64,
    /// The number of users who are subscribed to Direct Messages alone, a product that no longer
    /// exists. 0 on v2. Absent from real responses of Premium.
    pub direct_messages: Option<u64>,
    /// The number of users who can be subscribed. Absent if the response does not have it.
    pub provisioned: Option<u64>,
    /// The account. Absent if the response does not name it.
    pub account_name: Option<Text>,
}

impl SubscriptionCount {
    /// Returns how many more users can be subscribed. `None` if the response does not have the
    /// limit.
    ///
    /// X documents no error of v1.1 for a subscription beyond the limit, so check this before
    /// subscribing.
    #[must_use]
    pub fn remaining(&self) -> Option<u64> {
        Some(self.provisioned?.saturating_sub(self.subscriptions))
    }
}

record! {
    pub(super) WireSubscriptions = "a list of subscriptions";
    environment: Optional<Text> = "environment";
    webhook_id: Optional<WebhookId> = "webhook_id";
    webhook_url: Optional<Text> = "webhook_url";
    application_id: Optional<AppId> = "application_id";
    subscriptions: Defaulted<List<WireSubscription>> = "subscriptions";
}

record! {
    WireSubscription = "a subscription";
    user_id: Required<UserId> = "user_id";
}

impl From<WireSubscriptions> for Subscriptions {
    fn from(list: WireSubscriptions) -> Self {
        Self {
            users: list.subscriptions.into_iter().map(|it| it.user_id).collect(),
            app_id: list.application_id,
            environment: list.environment,
            webhook_id: list.webhook_id,
            webhook_url: list.webhook_url,
        }
    }
}

// A count on the wire. Each number may be text or a number, and the first one may have either of
// its names.
record! {
    pub(super) WireCount = "a count of subscriptions";
    account_name: Optional<Text> = "account_name";
    subscriptions_count: Optional<Integer> = "subscriptions_count";
    subscriptions_count_all: Optional<Integer> = "subscriptions_count_all";
    subscriptions_count_direct_messages: Optional<Integer> = "subscriptions_count_direct_messages";
    provisioned_count: Optional<Integer> = "provisioned_count";
}

impl WireCount {
    /// Returns the count, or `None` if the response has none.
    pub(super) fn count(self) -> Option<SubscriptionCount> {
        let number = |number: Option<i64>| number.and_then(|number| u64::try_from(number).ok());
        Some(SubscriptionCount {
            subscriptions: number(self.subscriptions_count_all.or(self.subscriptions_count))?,
            direct_messages: number(self.subscriptions_count_direct_messages),
            provisioned: number(self.provisioned_count),
            account_name: self.account_name,
        })
    }
}

impl<'de> Deserialize<'de> for SubscriptionCount {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let count = WireCount::deserialize(deserializer)?.count();
        count.ok_or_else(|| D::Error::missing_field("subscriptions_count_all"))
    }
}

impl Serialize for SubscriptionCount {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let number = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
        let wire = WireCount {
            account_name: self.account_name.clone(),
            subscriptions_count: None,
            subscriptions_count_all: Some(number(self.subscriptions)),
            subscriptions_count_direct_messages: self.direct_messages.map(number),
            provisioned_count: self.provisioned.map(number),
        };
        wire.serialize(serializer)
    }
}
