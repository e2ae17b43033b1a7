//! The rows of v2.

use account_activity::client::{AppAuth, AuthScheme, Endpoint, Reason};

use super::enterprise::window;
use super::row::{Body, Failure, Failure::*, Row, call};
use super::shapes::*;
use super::*;

const ONE_WEBHOOK: &str = "/2/webhooks/1241980494134145024";
const SUBSCRIPTIONS: &str = "/2/account_activity/webhooks/1241980494134145024/subscriptions/all";

const REGISTER_BODY: Body = Body::Json(r#"{"url":"https://bot.example/webhooks/twitter"}"#);

const LIST: &str = concat!(r#"{"data":["#, v2_webhook!(), r#"],"meta":{"result_count":1}}"#);

const REGISTER_V2: &[Failure] = &[
    Named("UrlValidationFailed: the url is not valid", Reason::WebhookUrlUnfit),
    Named("DuplicateUrlFailed: Webhook already exists", Reason::WebhookUrlTaken),
    // Real responses may lack the details.
    Named("WebhookLimitExceeded: ", Reason::TooManyWebhooks),
];

const SUBSCRIBE_V2: &[Failure] =
    &[Named("SubscriptionLimitExceeded: ", Reason::TooManySubscriptions)];

const SUBSCRIBED: &[(u16, &str, &str)] = &[
    (200, r#"{"data":{"subscribed":true}}"#, "New"),
    // Samples of X accept 204 as success too.
    (204, "", "New"),
    (
        400,
        r#"{"errors":[{"message":"DuplicateSubscriptionFailed: Subscription already exists"}],"title":"Invalid Request","detail":"One or more parameters to your request was invalid.","type":"https://api.twitter.com/2/problems/invalid-request"}"#,
        "Already",
    ),
    (400, r#"{"errors":[{"title":"DuplicateSubscriptionFailed"}]}"#, "Already"),
    (
        409,
        r#"{"title":"Conflict","type":"https://api.x.com/2/problems/conflict","status":409}"#,
        "Already",
    ),
];

const IS_SUBSCRIBED: &[(u16, &str, &str)] = &[
    (200, r#"{"data":{"subscribed":true}}"#, "true"),
    (200, r#"{"data":{"subscribed":false}}"#, "false"),
    (204, "", "true"),
];

const VALIDATED: &[(u16, &str, &str)] = &[
    (200, r#"{"data":{"valid":true}}"#, "Valid"),
    (200, r#"{"data":{"valid":false}}"#, "Begun"),
    (200, r#"{"data":{"attempted":true}}"#, "Begun"),
    (204, "", "Begun"),
];

const DELETED: &[(u16, &str, &str)] =
    &[(200, r#"{"data":{"deleted":true}}"#, "()"), (204, "", "()")];

pub(super) const ROWS: &[Row] = &[
    Row {
        endpoint: Endpoint::V2RegisterWebhook,
        scheme: AuthScheme::Bearer,
        path: "/2/webhooks",
        query: "",
        body: REGISTER_BODY,
        call: call!(client => client.v2().register_webhook(&webhook_url())),
        successes: &[
            (200, concat!(r#"{"data":"#, v2_webhook!(), "}"), is_webhook!()),
            (201, v2_webhook!(), is_webhook!()),
        ],
        failures: &[REGISTER_V2, V2_CRC, V2_ACCESS],
    },
    Row {
        endpoint: Endpoint::V2RegisterWebhook,
        scheme: AuthScheme::Owner,
        path: "/2/webhooks",
        query: "",
        body: REGISTER_BODY,
        call: call!(client => client.v2().using(AppAuth::Owner).register_webhook(&webhook_url())),
        successes: &[(200, concat!(r#"{"data":"#, v2_webhook!(), "}"), is_webhook!())],
        failures: &[REGISTER_V2, V2_CRC, V2_ACCESS, OAUTH1],
    },
    Row {
        endpoint: Endpoint::V2Webhooks,
        scheme: AuthScheme::Bearer,
        path: "/2/webhooks",
        query: "",
        body: Body::None,
        call: call!(client => client.v2().webhooks()),
        successes: &[
            (200, LIST, concat!("[", is_webhook!(), "]")),
            (200, r#"{"data":[],"meta":{"result_count":0}}"#, "[]"),
            (200, r#"{"meta":{"result_count":0}}"#, "[]"),
            (200, r#"{"data":null}"#, "[]"),
            (200, "{}", "[]"),
        ],
        failures: &[V2_ACCESS, APP_ONLY],
    },
    Row {
        endpoint: Endpoint::V2Webhooks,
        scheme: AuthScheme::Owner,
        path: "/2/webhooks",
        query: "",
        body: Body::None,
        call: call!(client => client.v2().using(AppAuth::Owner).webhooks()),
        successes: &[(200, LIST, concat!("[", is_webhook!(), "]"))],
        failures: &[V2_ACCESS, OAUTH1],
    },
    Row {
        endpoint: Endpoint::V2ValidateWebhook,
        scheme: AuthScheme::Bearer,
        path: ONE_WEBHOOK,
        query: "",
        body: Body::None,
        call: call!(client => client.v2().validate_webhook(WEBHOOK)),
        successes: VALIDATED,
        failures: &[V2_WEBHOOK, V2_CRC, V2_ACCESS],
    },
    Row {
        endpoint: Endpoint::V2ValidateWebhook,
        scheme: AuthScheme::Owner,
        path: ONE_WEBHOOK,
        query: "",
        body: Body::None,
        call: call!(client => client.v2().using(AppAuth::Owner).validate_webhook(WEBHOOK)),
        successes: VALIDATED,
        failures: &[V2_WEBHOOK, V2_CRC, V2_ACCESS, OAUTH1],
    },
    Row {
        endpoint: Endpoint::V2DeleteWebhook,
        scheme: AuthScheme::Bearer,
        path: ONE_WEBHOOK,
        query: "",
        body: Body::None,
        call: call!(client => client.v2().delete_webhook(WEBHOOK)),
        successes: DELETED,
        failures: &[V2_WEBHOOK, V2_ACCESS],
    },
    Row {
        endpoint: Endpoint::V2DeleteWebhook,
        scheme: AuthScheme::Owner,
        path: ONE_WEBHOOK,
        query: "",
        body: Body::None,
        call: call!(client => client.v2().using(AppAuth::Owner).delete_webhook(WEBHOOK)),
        successes: DELETED,
        failures: &[V2_WEBHOOK, V2_ACCESS, OAUTH1],
    },
    Row {
        endpoint: Endpoint::V2Replay,
        scheme: AuthScheme::Bearer,
        path: "/2/webhooks/replay",
        query: "",
        body: Body::Json(
            r#"{"from_date":"202603010959","to_date":"202603011200","webhook_id":"1241980494134145024"}"#,
        ),
        call: call!(client => client.v2().replay(WEBHOOK, window())),
        successes: &[
            (
                200,
                r#"{"data":{"job_id":"12","created_at":"2026-03-01T13:00:00.000Z"}}"#,
                "ReplayJob { id: ReplayJobId(12), created_at: Some(Timestamp(2026-03-01T13:00:00Z)) }",
            ),
            (
                200,
                r#"{"for_user_id":"1","replay_event":{"job_id":"12","created_at":"2026-03-01T13:00:00.000Z"}}"#,
                "ReplayJob { id: ReplayJobId(12), created_at: Some(Timestamp(2026-03-01T13:00:00Z)) }",
            ),
            (202, r#"{"job_id":"12"}"#, "ReplayJob { id: ReplayJobId(12), created_at: None }"),
        ],
        failures: &[
            &[
                Named(
                    "QueryParamInvalid: from_date must be before to_date",
                    Reason::ReplayWindowReversed,
                ),
                Named(
                    "QueryParamInvalid: from_date must be within the past 24 hours",
                    Reason::ReplayWindowTooOld,
                ),
                Named("QueryParamInvalid: bad format", Reason::ReplayWindowInvalid),
                Named("ReplayConflictError: a job is running", Reason::ReplayInProgress),
                Raw(409, "", None, Reason::ReplayInProgress),
            ],
            V2_WEBHOOK,
            V2_CRC,
            V2_ACCESS,
        ],
    },
    Row {
        endpoint: Endpoint::V2Subscribe,
        scheme: AuthScheme::User,
        path: SUBSCRIPTIONS,
        query: "",
        body: Body::Json("{}"),
        call: call!(client => client.v2().subscribe(WEBHOOK, &user())),
        successes: SUBSCRIBED,
        failures: &[SUBSCRIBE_V2, V2_WEBHOOK, V2_ACCESS, OAUTH1],
    },
    Row {
        endpoint: Endpoint::V2Subscribe,
        scheme: AuthScheme::UserOAuth2,
        path: SUBSCRIPTIONS,
        query: "",
        body: Body::Json("{}"),
        call: call!(client => client.v2().subscribe(WEBHOOK, &user_oauth2())),
        successes: SUBSCRIBED,
        failures: &[SUBSCRIBE_V2, V2_WEBHOOK, V2_ACCESS],
    },
    Row {
        endpoint: Endpoint::V2IsSubscribed,
        scheme: AuthScheme::User,
        path: SUBSCRIPTIONS,
        query: "",
        body: Body::None,
        call: call!(client => client.v2().is_subscribed(WEBHOOK, &user())),
        successes: IS_SUBSCRIBED,
        failures: &[V2_WEBHOOK, V2_ACCESS, OAUTH1],
    },
    Row {
        endpoint: Endpoint::V2IsSubscribed,
        scheme: AuthScheme::UserOAuth2,
        path: SUBSCRIPTIONS,
        query: "",
        body: Body::None,
        call: call!(client => client.v2().is_subscribed(WEBHOOK, &user_oauth2())),
        successes: IS_SUBSCRIBED,
        failures: &[V2_WEBHOOK, V2_ACCESS],
    },
    Row {
        endpoint: Endpoint::V2Subscriptions,
        scheme: AuthScheme::Bearer,
        path: "/2/account_activity/webhooks/1241980494134145024/subscriptions/all/list",
        query: "",
        body: Body::None,
        call: call!(client => client.v2().subscriptions(WEBHOOK)),
        successes: &[
            (
                200,
                r#"{"data":{"application_id":"13090192","webhook_id":"12","webhook_url":"https://bot.example/","subscriptions":[{"user_id":"20212306"}]}}"#,
                r#"Subscriptions { users: [UserId(20212306)], app_id: Some(AppId(13090192)), environment: None, webhook_id: Some(WebhookId(12)), webhook_url: Some("https://bot.example/") }"#,
            ),
            (
                200,
                r#"{"data":{"application_id":"1","webhook_id":"12"}}"#,
                "Subscriptions { users: [], app_id: Some(AppId(1)), environment: None, webhook_id: Some(WebhookId(12)), webhook_url: None }",
            ),
            (
                200,
                r#"{"data":{"subscriptions":[]},"errors":[{"title":"Not Found","type":"about:blank"}]}"#,
                "Subscriptions { users: [], app_id: None, environment: None, webhook_id: None, webhook_url: None }",
            ),
        ],
        failures: &[V2_WEBHOOK, V2_ACCESS, APP_ONLY],
    },
    Row {
        endpoint: Endpoint::V2SubscriptionCount,
        scheme: AuthScheme::Bearer,
        path: "/2/account_activity/subscriptions/count",
        query: "",
        body: Body::None,
        call: call!(client => client.v2().subscription_count()),
        successes: &[(
            200,
            r#"{"data":{"account_name":"a","provisioned_count":"5000","subscriptions_count_all":"2","subscriptions_count_direct_messages":"0"}}"#,
            r#"SubscriptionCount { subscriptions: 2, direct_messages: Some(0), provisioned: Some(5000), account_name: Some("a") }"#,
        )],
        failures: &[V2_ACCESS, APP_ONLY],
    },
    Row {
        endpoint: Endpoint::V2Unsubscribe,
        scheme: AuthScheme::Bearer,
        path: "/2/account_activity/webhooks/1241980494134145024/subscriptions/2244994945/all",
        query: "",
        body: Body::None,
        call: call!(client => client.v2().unsubscribe(WEBHOOK, USER)),
        successes: &[
            (200, r#"{"data":{"subscribed":false}}"#, "Done"),
            (204, "", "Done"),
            (
                400,
                r#"{"errors":[{"message":"SubscriptionNotFound: no subscription"}]}"#,
                "NotSubscribed",
            ),
        ],
        failures: &[V2_WEBHOOK, V2_ACCESS],
    },
];
