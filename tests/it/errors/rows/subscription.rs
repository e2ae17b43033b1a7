//! Subscriptions.

use account_activity::client::Reason;

use super::*;

pub(super) fn rows() -> Vec<Row> {
    let nothing = "Sorry, that page does not exist.";
    let no_webhook =
        "Webhook does not exist or is associated with a different twitter application.";
    vec![
        coded(
            (PremiumSubscribe, User),
            409,
            355,
            "Subscription already exists.",
            Reason::AlreadySubscribed,
        ),
        coded(
            SUBSCRIBE,
            401,
            348,
            "Client application is not permitted to access this user's webhook subscriptions.",
            Reason::SubscriptionNotPermitted,
        ),
        coded(
            (PremiumSubscribe, User),
            400,
            170,
            "Webhook URL must be defined to create subscriptions.",
            Reason::WebhookMissing,
        ),
        coded(SUBSCRIBE, 404, 34, no_webhook, Reason::WebhookNotFound),
        coded((EnterpriseValidateWebhook, Owner), 404, 34, no_webhook, Reason::WebhookNotFound),
        coded((EnterpriseIsSubscribed, User), 404, 34, no_webhook, Reason::WebhookNotFound),
        coded((PremiumIsSubscribed, User), 404, 34, nothing, Reason::NotSubscribed),
        coded((EnterpriseUnsubscribe, Bearer), 404, 34, nothing, Reason::NotSubscribed),
        coded(LIST, 404, 34, nothing, Reason::PageNotFound),
        plain((EnterpriseIsSubscribed, User), 404, ("", ""), Reason::NotSubscribed),
        plain((EnterpriseWebhooks, Bearer), 404, ("", ""), Reason::PageNotFound),
        plain((PremiumSubscribe, User), 409, ("", ""), Reason::AlreadySubscribed),
        coded(
            (EnterpriseSubscriptionCount, Bearer),
            401,
            32,
            "Could not authenticate you.",
            Reason::SubscriptionsHidden,
        ),
        coded(
            (EnterpriseSubscriptions, Bearer),
            401,
            32,
            "The application does not have permission to view subscriptions for the specified webhook.",
            Reason::SubscriptionsHidden,
        ),
    ]
}
