//! Enterprise, Replay included.

use account_activity::client::Endpoint;

use crate::walk::Walk;

#[allow(deprecated)]
pub(crate) async fn walk(walk: &mut Walk) {
    let api = walk.client.enterprise();
    let (url, user, user_id) = (walk.webhook.clone(), walk.user.clone(), walk.user_id());

    let listed = walk.call(Endpoint::EnterpriseWebhooks, api.webhooks()).await;
    let call = api.register_webhook(&url);
    let registered = walk.call(Endpoint::EnterpriseRegisterWebhook, call).await;
    let webhook = walk.webhook_id(registered, listed);
    walk.call(Endpoint::EnterpriseValidateWebhook, api.validate_webhook(webhook)).await;

    walk.call(Endpoint::EnterpriseSubscribe, api.subscribe(webhook, &user)).await;
    walk.call(Endpoint::EnterpriseIsSubscribed, api.is_subscribed(webhook, &user)).await;
    walk.call(Endpoint::EnterpriseSubscriptions, api.subscriptions(webhook)).await;
    walk.call(Endpoint::EnterpriseSubscriptionCount, api.subscription_count()).await;
    walk.call(Endpoint::EnterpriseReplay, api.replay(webhook, walk.window())).await;

    let call = api.unsubscribe_with_token(webhook, &user);
    walk.call(Endpoint::EnterpriseUnsubscribeWithToken, call).await;
    // Subscribed again, to be unsubscribed by id.
    walk.call(Endpoint::EnterpriseSubscribe, api.subscribe(webhook, &user)).await;
    walk.call(Endpoint::EnterpriseUnsubscribe, api.unsubscribe(webhook, user_id)).await;
    walk.call(Endpoint::EnterpriseDeleteWebhook, api.delete_webhook(webhook)).await;
}
