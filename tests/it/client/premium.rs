//! The rows of Premium.

use account_activity::client::{AppAuth, AuthScheme, Endpoint, Reason};

use super::row::{Body, Failure::*, Row, call};
use super::shapes::*;
use super::*;

const SUBSCRIPTIONS: &str = "/1.1/account_activity/all/prod/subscriptions.json";
const WEBHOOKS: &str = "/1.1/account_activity/all/prod/webhooks.json";
const ONE_WEBHOOK: &str = "/1.1/account_activity/all/prod/webhooks/1241980494134145024.json";

pub(super) const ROWS: &[Row] = &[
    Row {
        endpoint: Endpoint::PremiumRegisterWebhook,
        scheme: AuthScheme::Owner,
        path: WEBHOOKS,
        query: "url=https%3A%2F%2Fbot.example%2Fwebhooks%2Ftwitter",
        body: Body::None,
        call: call!(client => client.premium("prod").register_webhook(&webhook_url())),
        successes: &[
            (200, webhook!(), is_webhook!()),
            (200, documented_webhook!(), is_webhook!()),
            (201, bare_webhook!(), is_bare_webhook!()),
        ],
        failures: &[REGISTER, CRC, FORBIDDEN, NO_PAGE, OAUTH1],
    },
    Row {
        endpoint: Endpoint::PremiumAllWebhooks,
        scheme: AuthScheme::Bearer,
        path: "/1.1/account_activity/all/webhooks.json",
        query: "",
        body: Body::None,
        call: call!(client => client.premium_account().webhooks()),
        successes: &[
            (
                200,
                concat!(
                    r#"{"environments":[{"environment_name":"prod","webhooks":["#,
                    webhook!(),
                    r#"]},{"environment_name":"Dev","webhooks":[]},{"environment_name":"new"}]}"#
                ),
                concat!(
                    r#"[EnvironmentWebhooks { environment: EnvironmentName("prod"), webhooks: ["#,
                    is_webhook!(),
                    r#"] }, EnvironmentWebhooks { environment: EnvironmentName("Dev"), webhooks: [] }"#,
                    r#", EnvironmentWebhooks { environment: EnvironmentName("new"), webhooks: [] }]"#
                ),
            ),
            (200, r#"{"environments":[]}"#, "[]"),
        ],
        failures: &[FORBIDDEN, CANNOT_AUTHENTICATE, APP_ONLY],
    },
    Row {
        endpoint: Endpoint::PremiumAllWebhooks,
        scheme: AuthScheme::Owner,
        path: "/1.1/account_activity/all/webhooks.json",
        query: "",
        body: Body::None,
        call: call!(client => client.premium_account().using(AppAuth::Owner).webhooks()),
        successes: &[(200, r#"{"environments":[]}"#, "[]")],
        failures: &[FORBIDDEN, OAUTH1],
    },
    Row {
        endpoint: Endpoint::PremiumWebhooks,
        scheme: AuthScheme::Bearer,
        path: WEBHOOKS,
        query: "",
        body: Body::None,
        call: call!(client => client.premium("prod").webhooks()),
        successes: &[
            (200, concat!("[", webhook!(), "]"), concat!("[", is_webhook!(), "]")),
            (
                200,
                concat!("[", bare_webhook!(), ",", documented_webhook!(), "]"),
                concat!("[", is_bare_webhook!(), ", ", is_webhook!(), "]"),
            ),
            (200, "[]", "[]"),
        ],
        failures: &[FORBIDDEN, NO_PAGE, CANNOT_AUTHENTICATE, APP_ONLY],
    },
    Row {
        endpoint: Endpoint::PremiumWebhooks,
        scheme: AuthScheme::Owner,
        path: WEBHOOKS,
        query: "",
        body: Body::None,
        call: call!(client => client.premium("prod").using(AppAuth::Owner).webhooks()),
        successes: &[(200, "[]", "[]")],
        failures: &[FORBIDDEN, NO_PAGE, OAUTH1],
    },
    Row {
        endpoint: Endpoint::PremiumValidateWebhook,
        scheme: AuthScheme::Owner,
        path: ONE_WEBHOOK,
        query: "",
        body: Body::None,
        call: call!(client => client.premium("prod").validate_webhook(WEBHOOK)),
        successes: &[(204, "", "()"), (200, "{ }", "()"), (200, "", "()")],
        failures: &[CRC, OTHER_APP, FORBIDDEN, OAUTH1],
    },
    Row {
        endpoint: Endpoint::PremiumValidateWebhook,
        scheme: AuthScheme::Bearer,
        path: ONE_WEBHOOK,
        query: "",
        body: Body::None,
        call: call!(client => client.premium("prod").using(AppAuth::Bearer).validate_webhook(WEBHOOK)),
        successes: &[(204, "", "()")],
        failures: &[
            CRC,
            OTHER_APP,
            &[Coded(
                403,
                261,
                "Your App cannot perform write actions.",
                Reason::AppOnlyCannotWrite,
            )],
        ],
    },
    Row {
        endpoint: Endpoint::PremiumDeleteWebhook,
        scheme: AuthScheme::Owner,
        path: ONE_WEBHOOK,
        query: "",
        body: Body::None,
        call: call!(client => client.premium("prod").delete_webhook(WEBHOOK)),
        successes: &[(204, "", "()"), (200, "{ }", "()")],
        failures: &[OTHER_APP, FORBIDDEN, OAUTH1],
    },
    Row {
        endpoint: Endpoint::PremiumSubscribe,
        scheme: AuthScheme::User,
        path: SUBSCRIPTIONS,
        query: "",
        body: Body::None,
        call: call!(client => client.premium("prod").subscribe(&user())),
        successes: &[
            (204, "", "New"),
            (200, "{ }", "New"),
            (
                409,
                r#"{"errors":[{"code":355,"message":"Subscription already exists."}]}"#,
                "Already",
            ),
            (
                403,
                r#"{"errors":[{"code":355,"message":"Subscription already exists"}]}"#,
                "Already",
            ),
            (409, "", "Already"),
        ],
        failures: &[SUBSCRIBE, FORBIDDEN, NO_PAGE, OAUTH1],
    },
    Row {
        endpoint: Endpoint::PremiumIsSubscribed,
        scheme: AuthScheme::User,
        path: SUBSCRIPTIONS,
        query: "",
        body: Body::None,
        call: call!(client => client.premium("prod").is_subscribed(&user())),
        successes: &[
            (204, "", "true"),
            (200, "", "true"),
            (200, "{ }", "true"),
            (
                404,
                r#"{"errors":[{"code":34,"message":"Sorry, that page does not exist."}]}"#,
                "false",
            ),
            (404, "", "false"),
        ],
        failures: &[NOT_AUTHORIZED, FORBIDDEN, OAUTH1],
    },
    Row {
        endpoint: Endpoint::PremiumSubscriptionCount,
        scheme: AuthScheme::Bearer,
        path: "/1.1/account_activity/all/subscriptions/count.json",
        query: "",
        body: Body::None,
        call: call!(client => client.premium_account().subscription_count()),
        successes: &[
            (
                200,
                r#"{"account_name":"my-account","subscriptions_count":"1","provisioned_count":"15"}"#,
                r#"SubscriptionCount { subscriptions: 1, direct_messages: None, provisioned: Some(15), account_name: Some("my-account") }"#,
            ),
            (
                200,
                r#"{"subscriptions_count_all":15,"subscriptions_count_direct_messages":2,"provisioned_count":15}"#,
                "SubscriptionCount { subscriptions: 15, direct_messages: Some(2), provisioned: Some(15), account_name: None }",
            ),
            (
                200,
                r#"{"subscriptions_count":7}"#,
                "SubscriptionCount { subscriptions: 7, direct_messages: None, provisioned: None, account_name: None }",
            ),
        ],
        failures: &[FORBIDDEN, CANNOT_AUTHENTICATE, APP_ONLY],
    },
    Row {
        endpoint: Endpoint::PremiumSubscriptions,
        scheme: AuthScheme::Bearer,
        path: "/1.1/account_activity/all/prod/subscriptions/list.json",
        query: "",
        body: Body::None,
        call: call!(client => client.premium("prod").subscriptions()),
        successes: &[
            (
                200,
                r#"{"environment":"prod","application_id":"13090192","subscriptions":[{"user_id":"3001969357"},{"user_id":18446744073709551615}]}"#,
                r#"Subscriptions { users: [UserId(3001969357), UserId(18446744073709551615)], app_id: Some(AppId(13090192)), environment: Some("prod"), webhook_id: None, webhook_url: None }"#,
            ),
            (
                200,
                r#"{"environment":"prod","application_id":"13090192"}"#,
                r#"Subscriptions { users: [], app_id: Some(AppId(13090192)), environment: Some("prod"), webhook_id: None, webhook_url: None }"#,
            ),
            (
                200,
                r#"{"subscriptions":[]}"#,
                "Subscriptions { users: [], app_id: None, environment: None, webhook_id: None, webhook_url: None }",
            ),
        ],
        failures: &[FORBIDDEN, NO_PAGE, CANNOT_AUTHENTICATE, APP_ONLY],
    },
    Row {
        endpoint: Endpoint::PremiumUnsubscribe,
        scheme: AuthScheme::Bearer,
        path: "/1.1/account_activity/all/prod/subscriptions/2244994945.json",
        query: "",
        body: Body::None,
        call: call!(client => client.premium("prod").unsubscribe(USER)),
        successes: UNSUBSCRIBED,
        failures: &[FORBIDDEN, APP_ONLY],
    },
    Row {
        endpoint: Endpoint::PremiumUnsubscribeWithToken,
        scheme: AuthScheme::User,
        path: SUBSCRIPTIONS,
        query: "",
        body: Body::None,
        #[allow(deprecated)]
        call: call!(client => client.premium("prod").unsubscribe_with_token(&user())),
        successes: UNSUBSCRIBED,
        failures: &[FORBIDDEN, OAUTH1],
    },
];
