//! v2: webhooks, subscriptions, Replay.

use account_activity::client::Endpoint;

use crate::walk::Walk;

pub(crate) async fn walk(walk: &mut Walk) {
    let api = walk.client.v2();
    let (url, user, user_id) = (walk.webhook.clone(), walk.user.clone(), walk.user_id());

    let listed = walk.call(Endpoint::V2Webhooks, api.webhooks()).await;
    let registered = walk.call(Endpoint::V2RegisterWebhook, api.register_webhook(&url)).await;
    let webhook = walk.webhook_id(registered, listed);
    walk.call(Endpoint::V2ValidateWebhook, api.validate_webhook(webhook)).await;

    walk.call(Endpoint::V2Subscribe, api.subscribe(webhook, &user)).await;
    walk.call(Endpoint::V2IsSubscribed, api.is_subscribed(webhook, &user)).await;
    walk.call(Endpoint::V2Subscriptions, api.subscriptions(webhook)).await;
    walk.call(Endpoint::V2SubscriptionCount, api.subscription_count()).await;
    walk.call(Endpoint::V2Replay, api.replay(webhook, walk.window())).await;

    walk.call(Endpoint::V2Unsubscribe, api.unsubscribe(webhook, user_id)).await;
    walk.call(Endpoint::V2DeleteWebhook, api.delete_webhook(webhook)).await;
}
