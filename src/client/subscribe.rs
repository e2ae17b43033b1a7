//! The requests for subscriptions, as all tiers share them.

use super::Client;
use super::call::Call;
use super::endpoint::EndpointGroup;
use super::error::Error;
use super::subscription::{
    Subscribed, SubscriptionCount, Subscriptions, Unsubscribed, WireCount, WireSubscriptions,
};

impl Client {
    pub(super) async fn subscribe(&self, call: Call<'_>) -> Result<Subscribed, Error> {
        match self.send(call).await {
            Ok(response) => response.expect_flag("subscribed", true).map(|()| Subscribed::New),
            Err(Error::Api(error)) if error.is_already_subscribed() => Ok(Subscribed::Already),
            Err(error) => Err(error),
        }
    }

    pub(super) async fn is_subscribed(&self, call: Call<'_>) -> Result<bool, Error> {
        let group = call.endpoint.group();
        match self.send(call).await {
            // v1.1 responds with the status alone, but its documents show `{ }` as the body.
            Ok(response) if response.is_status_alone() => Ok(true),
            Ok(response) => {
                let json = response.json()?;
                if json.is_empty_object() && group != EndpointGroup::V2 {
                    return Ok(true);
                }
                json.flag("subscribed").ok_or_else(|| {
                    response.unexpected("an object whose `subscribed` is true or false")
                })
            }
            Err(Error::Api(error)) if error.is_not_subscribed() => Ok(false),
            Err(error) => Err(error),
        }
    }

    pub(super) async fn unsubscribe(&self, call: Call<'_>) -> Result<Unsubscribed, Error> {
        match self.send(call).await {
            Ok(response) => response.expect_flag("subscribed", false).map(|()| Unsubscribed::Done),
            Err(Error::Api(error)) if error.is_not_subscribed() => Ok(Unsubscribed::NotSubscribed),
            Err(error) => Err(error),
        }
    }

    pub(super) async fn subscriptions(&self, call: Call<'_>) -> Result<Subscriptions, Error> {
        let response = self.send(call).await?;
        let list: WireSubscriptions = response.object("a list of subscriptions")?;
        Ok(list.into())
    }

    pub(super) async fn subscription_count(
        &self,
        call: Call<'_>,
    ) -> Result<SubscriptionCount, Error> {
        let response = self.send(call).await?;
        let count: WireCount = response.object("a count of subscriptions")?;
        count.count().ok_or_else(|| {
            response.unexpected("an object with `subscriptions_count` or `subscriptions_count_all`")
        })
    }
}
