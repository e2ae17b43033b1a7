//! The rows of Enterprise, and of its Replay.

use account_activity::client::{AppAuth, AuthScheme, Endpoint, Reason, ReplayWindow};

use super::row::{Body, Failure, Failure::*, Row, call};
use super::shapes::*;
use super::*;

const WEBHOOKS: &str = "/1.1/account_activity/webhooks.json";
const ONE_WEBHOOK: &str = "/1.1/account_activity/webhooks/1241980494134145024.json";
const SUBSCRIPTIONS: &str =
    "/1.1/account_activity/webhooks/1241980494134145024/subscriptions/all.json";

/// From 09:59 (included) to 12:00 (excluded).
pub(super) fn window() -> ReplayWindow {
    ReplayWindow::covering(at("2026-03-01T09:59:30Z"), at("2026-03-01T12:00:00Z")).unwrap()
}

const REPLAY: &[Failure] = &[
    Coded(400, 214, "Webhook is marked invalid and requires a CRC check.", Reason::WebhookInvalid),
    Coded(400, 357, "from_date: queryParam is required.", Reason::ParameterMissing),
    Coded(400, 358, "Unable to parse from_date parameter.", Reason::ParameterInvalid),
    Coded(
        400,
        360,
        "webhook_id: [-1] is not greater than or equal to 0.",
        Reason::WebhookIdNegative,
    ),
    Coded(400, 368, "from_date: [209901010000] is not in the past.", Reason::ReplayWindowNotPast),
    Coded(400, 356, "from_date must be before to_date.", Reason::ReplayWindowReversed),
    Coded(400, 356, "from_date must be within the past 5 days.", Reason::ReplayWindowTooOld),
    Coded(
        401,
        32,
        "Invalid authentication method. Please use application-only authentication.",
        Reason::BearerTokenRequired,
    ),
    Coded(401, 61, "Client is not permitted to request this method.", Reason::ActionNotPermitted),
    Coded(
        403,
        200,
        "Account Activity API enterprise account with replay is required. Please confirm you have an enterprise account and replay is enabled.",
        Reason::ReplayNotEnabled,
    ),
    Coded(
        409,
        355,
        "A replay job is already in progress for this webhook.",
        Reason::ReplayInProgress,
    ),
    Coded(
        429,
        88,
        "Too many requests. Please back off your API request rate.",
        Reason::RateLimited,
    ),
    Coded(500, 0, "Internal server error.", Reason::InternalError),
    Coded(
        503,
        67,
        "Twitter server error. Retry using an exponential backoff pattern.",
        Reason::ServerUnavailable,
    ),
];

/// A typographic apostrophe, or a straight one.
const NO_ACCESS: &[Failure] = &[
    Coded(403, 99, "You don’t have access to this resource.", Reason::AccessNotEnabled),
    Coded(403, 99, "You don't have access to this resource", Reason::AccessNotEnabled),
];

const HIDDEN: &[Failure] =
    &[Coded(401, 32, "Could not authenticate you.", Reason::SubscriptionsHidden)];

pub(super) const ROWS: &[Row] = &[
    Row {
        endpoint: Endpoint::EnterpriseRegisterWebhook,
        scheme: AuthScheme::Owner,
        path: WEBHOOKS,
        query: "url=https%3A%2F%2Fbot.example%2Fwebhooks%2Ftwitter",
        body: Body::None,
        call: call!(client => client.enterprise().register_webhook(&webhook_url())),
        successes: &[
            (200, documented_webhook!(), is_webhook!()),
            (200, webhook!(), is_webhook!()),
            (200, bare_webhook!(), is_bare_webhook!()),
        ],
        failures: &[REGISTER, CRC, OAUTH1],
    },
    Row {
        endpoint: Endpoint::EnterpriseWebhooks,
        scheme: AuthScheme::Bearer,
        path: WEBHOOKS,
        query: "",
        body: Body::None,
        call: call!(client => client.enterprise().webhooks()),
        successes: &[
            (200, concat!("[", documented_webhook!(), "]"), concat!("[", is_webhook!(), "]")),
            (200, concat!(r#"{"webhooks":["#, webhook!(), "]}"), concat!("[", is_webhook!(), "]")),
            (
                200,
                concat!(
                    r#"{"environments":[{"environment_name":"a","webhooks":["#,
                    webhook!(),
                    "]}]}"
                ),
                concat!("[", is_webhook!(), "]"),
            ),
            (200, "[]", "[]"),
        ],
        failures: &[NO_ACCESS, CANNOT_AUTHENTICATE, APP_ONLY],
    },
    Row {
        endpoint: Endpoint::EnterpriseWebhooks,
        scheme: AuthScheme::Owner,
        path: WEBHOOKS,
        query: "",
        body: Body::None,
        call: call!(client => client.enterprise().using(AppAuth::Owner).webhooks()),
        successes: &[(200, "[]", "[]")],
        failures: &[NO_ACCESS, OAUTH1],
    },
    Row {
        endpoint: Endpoint::EnterpriseValidateWebhook,
        scheme: AuthScheme::Owner,
        path: ONE_WEBHOOK,
        query: "",
        body: Body::None,
        call: call!(client => client.enterprise().validate_webhook(WEBHOOK)),
        successes: &[(204, "", "()"), (200, "{ }", "()")],
        failures: &[CRC, OTHER_APP, OAUTH1],
    },
    Row {
        endpoint: Endpoint::EnterpriseValidateWebhook,
        scheme: AuthScheme::Bearer,
        path: ONE_WEBHOOK,
        query: "",
        body: Body::None,
        call: call!(client => client.enterprise().using(AppAuth::Bearer).validate_webhook(WEBHOOK)),
        successes: &[(204, "", "()")],
        failures: &[CRC, OTHER_APP, APP_ONLY],
    },
    Row {
        endpoint: Endpoint::EnterpriseDeleteWebhook,
        scheme: AuthScheme::Owner,
        path: ONE_WEBHOOK,
        query: "",
        body: Body::None,
        call: call!(client => client.enterprise().delete_webhook(WEBHOOK)),
        successes: &[(204, "", "()"), (200, "{ }", "()")],
        failures: &[OTHER_APP, OAUTH1],
    },
    Row {
        endpoint: Endpoint::EnterpriseSubscribe,
        scheme: AuthScheme::User,
        path: SUBSCRIPTIONS,
        query: "",
        body: Body::None,
        call: call!(client => client.enterprise().subscribe(WEBHOOK, &user())),
        successes: &[
            (204, "", "New"),
            (200, "{ }", "New"),
            (
                409,
                r#"{"errors":[{"message":"Subscription already exists","code":355}]}"#,
                "Already",
            ),
            (409, "", "Already"),
        ],
        failures: &[SUBSCRIBE, OTHER_APP, OAUTH1],
    },
    Row {
        endpoint: Endpoint::EnterpriseIsSubscribed,
        scheme: AuthScheme::User,
        path: SUBSCRIPTIONS,
        query: "",
        body: Body::None,
        call: call!(client => client.enterprise().is_subscribed(WEBHOOK, &user())),
        successes: &[
            (204, "", "true"),
            (200, "{ }", "true"),
            (
                404,
                r#"{"errors":[{"code":34,"message":"Sorry, that page does not exist"}]}"#,
                "false",
            ),
            (
                404,
                r#"{"errors":[{"code":34,"message":"Webhook does not exist or is associated with a different twitter application."}]}"#,
                "false",
            ),
            (404, "", "false"),
        ],
        failures: &[NOT_AUTHORIZED, OAUTH1],
    },
    Row {
        endpoint: Endpoint::EnterpriseSubscriptionCount,
        scheme: AuthScheme::Bearer,
        path: "/1.1/account_activity/subscriptions/count.json",
        query: "",
        body: Body::None,
        call: call!(client => client.enterprise().subscription_count()),
        successes: &[
            (
                200,
                r#"{"account_name":"my-account","subscriptions_count_all":"1","subscriptions_count_direct_messages":"0","provisioned_count":"50"}"#,
                r#"SubscriptionCount { subscriptions: 1, direct_messages: Some(0), provisioned: Some(50), account_name: Some("my-account") }"#,
            ),
            (
                200,
                r#"{"subscriptions_count":3,"provisioned_count":null}"#,
                "SubscriptionCount { subscriptions: 3, direct_messages: None, provisioned: None, account_name: None }",
            ),
        ],
        failures: &[HIDDEN, APP_ONLY],
    },
    Row {
        endpoint: Endpoint::EnterpriseSubscriptions,
        scheme: AuthScheme::Bearer,
        path: "/1.1/account_activity/webhooks/1241980494134145024/subscriptions/all/list.json",
        query: "",
        body: Body::None,
        call: call!(client => client.enterprise().subscriptions(WEBHOOK)),
        successes: &[
            (
                200,
                r#"{"webhook_id":"1234567890","webhook_url":"https://bot.example/","application_id":"11231812","subscriptions":[{"user_id":"20212306"}]}"#,
                r#"Subscriptions { users: [UserId(20212306)], app_id: Some(AppId(11231812)), environment: None, webhook_id: Some(WebhookId(1234567890)), webhook_url: Some("https://bot.example/") }"#,
            ),
            (
                200,
                r#"{"application_id":11231812,"subscriptions":[]}"#,
                "Subscriptions { users: [], app_id: Some(AppId(11231812)), environment: None, webhook_id: None, webhook_url: None }",
            ),
        ],
        failures: &[
            HIDDEN,
            &[Coded(
                401,
                32,
                "application does not have permission to view subscriptions for the specified webhook",
                Reason::SubscriptionsHidden,
            )],
            OTHER_APP,
            APP_ONLY,
        ],
    },
    Row {
        endpoint: Endpoint::EnterpriseUnsubscribe,
        scheme: AuthScheme::Bearer,
        path: "/1.1/account_activity/webhooks/1241980494134145024/subscriptions/2244994945/all.json",
        query: "",
        body: Body::None,
        call: call!(client => client.enterprise().unsubscribe(WEBHOOK, USER)),
        successes: UNSUBSCRIBED,
        failures: &[OTHER_APP, APP_ONLY],
    },
    Row {
        endpoint: Endpoint::EnterpriseUnsubscribeWithToken,
        scheme: AuthScheme::User,
        path: SUBSCRIPTIONS,
        query: "",
        body: Body::None,
        #[allow(deprecated)]
        call: call!(client => client.enterprise().unsubscribe_with_token(WEBHOOK, &user())),
        successes: UNSUBSCRIBED,
        failures: &[OTHER_APP, OAUTH1],
    },
    Row {
        endpoint: Endpoint::EnterpriseReplay,
        scheme: AuthScheme::Bearer,
        path: "/1.1/account_activity/replay/webhooks/1241980494134145024/subscriptions/all.json",
        query: "from_date=202603010959&to_date=202603011200",
        body: Body::None,
        call: call!(client => client.enterprise().replay(WEBHOOK, window())),
        successes: &[
            (
                202,
                r#"{"job_id":"1234567890","created_at":"2016-06-02T23:54:02Z"}"#,
                "ReplayJob { id: ReplayJobId(1234567890), created_at: Some(Timestamp(2016-06-02T23:54:02Z)) }",
            ),
            (202, r#"{"job_id":12}"#, "ReplayJob { id: ReplayJobId(12), created_at: None }"),
        ],
        failures: &[REPLAY, OTHER_APP, APP_ONLY],
    },
];
