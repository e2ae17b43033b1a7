//! Premium: an environment and the account.

use account_activity::client::Endpoint;

use crate::walk::Walk;

#[allow(deprecated)]
pub(crate) async fn walk(walk: &mut Walk) {
    let account = walk.client.premium_account();
    let env = walk.client.premium(&walk.environment);
    let (url, user, user_id) = (walk.webhook.clone(), walk.user.clone(), walk.user_id());

    walk.call(Endpoint::PremiumAllWebhooks, account.webhooks()).await;
    let listed = walk.call(Endpoint::PremiumWebhooks, env.webhooks()).await;
    let registered = walk.call(Endpoint::PremiumRegisterWebhook, env.register_webhook(&url)).await;
    let webhook = walk.webhook_id(registered, listed);
    walk.call(Endpoint::PremiumValidateWebhook, env.validate_webhook(webhook)).await;

    walk.call(Endpoint::PremiumSubscribe, env.subscribe(&user)).await;
    walk.call(Endpoint::PremiumIsSubscribed, env.is_subscribed(&user)).await;
    walk.call(Endpoint::PremiumSubscriptions, env.subscriptions()).await;
    walk.call(Endpoint::PremiumSubscriptionCount, account.subscription_count()).await;

    walk.call(Endpoint::PremiumUnsubscribeWithToken, env.unsubscribe_with_token(&user)).await;
    // Subscribed again, to be unsubscribed by id.
    walk.call(Endpoint::PremiumSubscribe, env.subscribe(&user)).await;
    walk.call(Endpoint::PremiumUnsubscribe, env.unsubscribe(user_id)).await;
    walk.call(Endpoint::PremiumDeleteWebhook, env.delete_webhook(webhook)).await;
}
