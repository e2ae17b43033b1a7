//! Subscriptions, as the API tells of them.

use crate::value::id::{AppId, UserId, WebhookId};
use crate::value::text::Text;
use crate::wire::object::object;
use crate::wire::presence::{Optional, Required};
use crate::wire::scalar::Integer;
use crate::wire::sequence::List;

/// The outcome of subscribing a user.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum Subscribed {
    /// The user is subscribed now. The first event may take ten seconds.
    New,
    /// The user was subscribed already; nothing changed.
    Already,
}

/// The subscriptions of an environment or a webhook.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Subscriptions {
    /// The subscribed users.
    pub users: Vec<UserId>,
    /// The app. Absent where the answer does not name it.
    pub app_id: Option<AppId>,
    /// The environment. Absent on Enterprise and v2.
    pub environment: Option<Text>,
    /// The webhook. Absent on Premium.
    pub webhook_id: Option<WebhookId>,
    /// The URL of the webhook. Absent on Premium.
    pub webhook_url: Option<Text>,
}

/// How many users are subscribed, over all webhooks of the account, and how many can be.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct SubscriptionCount {
    /// How many are subscribed.
    pub subscriptions: u64,
    /// How many are subscribed to Direct Messages alone, a product that is gone: 0 on v2. Absent
    /// from real answers of Premium.
    pub direct_messages: Option<u64>,
    /// How many can be subscribed. Absent where the answer does not say.
    pub provisioned: Option<u64>,
    /// The account. Absent where the answer does not name it.
    pub account_name: Option<Text>,
}

impl SubscriptionCount {
    /// How many more users can be subscribed. `None` where the answer does not say.
    ///
    /// X documents no error for one too many on v1.1, so ask before.
    #[must_use]
    pub fn remaining(&self) -> Option<u64> {
        Some(self.provisioned?.saturating_sub(self.subscriptions))
    }
}

/// A list as it is on the wire.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct WireSubscriptions {
    environment: Option<Text>,
    webhook_id: Option<WebhookId>,
    webhook_url: Option<Text>,
    application_id: Option<AppId>,
    subscriptions: Vec<WireSubscription>,
}

object! {
    WireSubscriptions = "a list of subscriptions";
    environment: Optional<Text> = "environment";
    webhook_id: Optional<WebhookId> = "webhook_id";
    webhook_url: Optional<Text> = "webhook_url";
    application_id: Optional<AppId> = "application_id";
    subscriptions: Required<List<WireSubscription>> = "subscriptions";
}

#[derive(Clone, Debug, PartialEq)]
struct WireSubscription {
    user_id: UserId,
}

object! {
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

/// A count as it is on the wire: each number as text or as a number, the first of them by either
/// of its names.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct WireCount {
    account_name: Option<Text>,
    subscriptions_count: Option<i64>,
    subscriptions_count_all: Option<i64>,
    subscriptions_count_direct_messages: Option<i64>,
    provisioned_count: Option<i64>,
}

object! {
    WireCount = "a count of subscriptions";
    account_name: Optional<Text> = "account_name";
    subscriptions_count: Optional<Integer> = "subscriptions_count";
    subscriptions_count_all: Optional<Integer> = "subscriptions_count_all";
    subscriptions_count_direct_messages: Optional<Integer> = "subscriptions_count_direct_messages";
    provisioned_count: Optional<Integer> = "provisioned_count";
}

impl WireCount {
    /// The count, or `None` if the answer has none.
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
