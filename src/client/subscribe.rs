//! What the calls for subscriptions have in common over the tiers.

use serde_json::Value;

use super::Client;
use super::endpoint::Family;
use super::error::Error;
use super::request::Call;
use super::subscription::{
    Subscribed, SubscriptionCount, Subscriptions, WireCount, WireSubscriptions,
};

impl Client {
    pub(super) async fn subscribe(&self, call: Call<'_>) -> Result<Subscribed, Error> {
        match self.send(call).await {
            Ok(answer) => answer.expect_flag("subscribed", true).map(|()| Subscribed::New),
            Err(Error::Api(error)) if error.is_already_subscribed() => Ok(Subscribed::Already),
            Err(error) => Err(error),
        }
    }

    pub(super) async fn is_subscribed(&self, call: Call<'_>) -> Result<bool, Error> {
        let family = call.endpoint.family();
        match self.send(call).await {
            // v1.1 says it by the status alone, and documents `{ }` where it sends nothing.
            Ok(answer) if answer.is_blank() => Ok(true),
            Ok(answer) => match answer.json()? {
                Value::Object(object) if object.is_empty() && family != Family::V2 => Ok(true),
                json => json.get("subscribed").and_then(Value::as_bool).ok_or_else(|| {
                    answer.unexpected("an object whose `subscribed` is true or false")
                }),
            },
            Err(Error::Api(error)) if error.is_not_subscribed() => Ok(false),
            Err(error) => Err(error),
        }
    }

    pub(super) async fn subscriptions(&self, call: Call<'_>) -> Result<Subscriptions, Error> {
        let answer = self.send(call).await?;
        let list: WireSubscriptions = answer.object("a list of subscriptions")?;
        Ok(list.into())
    }

    pub(super) async fn subscription_count(
        &self,
        call: Call<'_>,
    ) -> Result<SubscriptionCount, Error> {
        let answer = self.send(call).await?;
        let count: WireCount = answer.object("a count of subscriptions")?;
        count.count().ok_or_else(|| {
            answer.unexpected("an object with `subscriptions_count` or `subscriptions_count_all`")
        })
    }
}
