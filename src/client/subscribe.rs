//! What the calls for subscriptions have in common over the tiers.

use http::StatusCode;
use serde_json::Value;

use super::Client;
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
        match self.send(call).await {
            // v1.1 says it by the status alone.
            Ok(answer) if answer.body.is_empty() || answer.status == StatusCode::NO_CONTENT => {
                Ok(true)
            }
            Ok(answer) => match answer.json()?.get("subscribed") {
                Some(Value::Bool(subscribed)) => Ok(*subscribed),
                None => Ok(true),
                Some(_) => Err(answer.unexpected("`subscribed` is neither true nor false")),
            },
            Err(Error::Api(error)) if error.is_not_subscribed() => Ok(false),
            Err(error) => Err(error),
        }
    }

    pub(super) async fn subscriptions(&self, call: Call<'_>) -> Result<Subscriptions, Error> {
        let list: WireSubscriptions = self.send(call).await?.object()?;
        Ok(list.into())
    }

    pub(super) async fn subscription_count(
        &self,
        call: Call<'_>,
    ) -> Result<SubscriptionCount, Error> {
        let answer = self.send(call).await?;
        let count: WireCount = answer.object()?;
        count.count().ok_or_else(|| {
            answer
                .unexpected("neither `subscriptions_count` nor `subscriptions_count_all` is there")
        })
    }
}
