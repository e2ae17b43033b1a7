//! The X Activity API: the rows of its subscriptions, what is particular to them, and its stream.

#[cfg(feature = "receiver")]
mod activity_example;
mod cancellation;
pub(super) mod cases;
mod credentials;
mod double;
mod double_traps;
mod dry_run;
mod ensure;
mod forms;
mod pages;
mod serial;
mod stream;
pub(super) mod stream_row;
mod stream_server;
mod unsubscribing;

use account_activity::SubscriptionId;
use account_activity::client::xaa::{DeliverTo, NewSubscription, SubscriptionFilter};
use account_activity::client::{AuthScheme, Endpoint, Reason};
use account_activity::xaa::EventKind;

use cases::traps;

use super::row::{Body, Failure, Failure::*, Row, call};
use super::shapes::*;
use super::*;

const PATH: &str = "/2/activity/subscriptions";
const ONE: &str = "/2/activity/subscriptions/1986000000000000001";

const ID: SubscriptionId = SubscriptionId::new(1_986_000_000_000_000_001);

/// The posts of a user, at the webhook.
fn posts() -> NewSubscription {
    of_kind(EventKind::PostCreate)
}

/// The Direct Messages to a user, which are private.
fn messages() -> NewSubscription {
    of_kind(EventKind::DmReceived)
}

fn of_kind(kind: EventKind) -> NewSubscription {
    let filter = SubscriptionFilter::user(USER);
    NewSubscription::new(kind, filter, DeliverTo::Webhook(WEBHOOK)).tag("bot")
}

macro_rules! posts_json {
    () => {
        r#"{"created_at":"2026-02-01T05:31:56.000Z","event_type":"post.create","filter":{"user_id":"2244994945"},"subscription_id":"1986000000000000001","tag":"bot","updated_at":"2026-02-01T05:31:56.000Z","webhook_id":"1241980494134145024"}"#
    };
}

macro_rules! is_posts {
    () => {
        r#"Subscription { id: SubscriptionId(1986000000000000001), kind: PostCreate, filter: Filter { user_id: Some(UserId(2244994945)), keyword: None, direction: None, qualifiers: None }, tag: Some("bot"), webhook_id: Some(WebhookId(1241980494134145024)), created_at: Some(Timestamp(2026-02-01T05:31:56Z)), updated_at: Some(Timestamp(2026-02-01T05:31:56Z)), expires_at: None }"#
    };
}

/// Without what some responses lack.
macro_rules! bare_posts {
    () => {
        r#"{"event_type":"post.create","filter":{"user_id":"2244994945"},"subscription_id":"1986000000000000001"}"#
    };
}

macro_rules! is_bare_posts {
    () => {
        r#"Subscription { id: SubscriptionId(1986000000000000001), kind: PostCreate, filter: Filter { user_id: Some(UserId(2244994945)), keyword: None, direction: None, qualifiers: None }, tag: None, webhook_id: None, created_at: None, updated_at: None, expires_at: None }"#
    };
}

/// As X sends it beside data.
macro_rules! partial_error {
    () => {
        r#"[{"title":"Internal Server Error","detail":"Something is broken.","type":"about:blank"}]"#
    };
}

pub(super) use {is_posts, posts_json};

const SUBSCRIBE_BODY: Body = Body::Json(
    r#"{"event_type":"post.create","filter":{"user_id":"2244994945"},"tag":"bot","webhook_id":"1241980494134145024"}"#,
);

const SUBSCRIBE_PRIVATE_BODY: Body = Body::Json(
    r#"{"event_type":"dm.received","filter":{"user_id":"2244994945"},"tag":"bot","webhook_id":"1241980494134145024"}"#,
);

const SUBSCRIBED: &[(u16, &str, &str)] = &[
    (
        200,
        concat!(
            r#"{"data":{"subscription":"#,
            posts_json!(),
            r#"},"meta":{"total_subscriptions":1}}"#
        ),
        concat!("New(", is_posts!(), ")"),
    ),
    (
        201,
        concat!(r#"{"data":"#, posts_json!(), r#","meta":{"total_subscriptions":1}}"#),
        concat!("New(", is_posts!(), ")"),
    ),
    (
        200,
        concat!(r#"{"data":["#, posts_json!(), r#"],"meta":{"total_subscriptions":1}}"#),
        concat!("New(", is_posts!(), ")"),
    ),
    (
        200,
        concat!(
            r#"{"data":{"subscription":"#,
            bare_posts!(),
            r#","total_subscriptions_for_instance_id":3}}"#
        ),
        concat!("New(", is_bare_posts!(), ")"),
    ),
    (
        200,
        concat!(
            r#"{"data":{"subscription":"#,
            posts_json!(),
            r#"},"errors":"#,
            partial_error!(),
            "}"
        ),
        concat!("New(", is_posts!(), ")"),
    ),
    (
        400,
        r#"{"errors":[{"message":"DuplicateSubscriptionFailed: Subscription already exists"}],"title":"Invalid Request","detail":"One or more parameters to your request was invalid.","type":"https://api.twitter.com/2/problems/invalid-request"}"#,
        "Already",
    ),
    (
        200,
        r#"{"errors":[{"message":"DuplicateSubscriptionFailed: Subscription already exists"}]}"#,
        "Already",
    ),
    (
        409,
        r#"{"title":"Conflict","type":"https://api.x.com/2/problems/conflict","status":409}"#,
        "Already",
    ),
];

const CREATED: &[(u16, &str, &str)] = &[(
    200,
    concat!(r#"{"data":{"subscription":"#, posts_json!(), "}}"),
    concat!("New(", is_posts!(), ")"),
)];

const LISTED: &[(u16, &str, &str)] = &[
    (
        200,
        concat!(r#"{"data":["#, posts_json!(), r#"],"meta":{"result_count":1}}"#),
        concat!("[", is_posts!(), "]"),
    ),
    (200, concat!(r#"{"data":["#, bare_posts!(), "]}"), concat!("[", is_bare_posts!(), "]")),
    (
        200,
        concat!(r#"{"data":["#, posts_json!(), r#"],"errors":"#, partial_error!(), "}"),
        concat!("[", is_posts!(), "]"),
    ),
    (200, r#"{"data":[],"meta":{"total_subscriptions":0}}"#, "[]"),
    (200, r#"{"meta":{"result_count":0}}"#, "[]"),
    (200, r#"{"data":null}"#, "[]"),
    (200, "{}", "[]"),
];

const CREDITS: &[Failure] = &[
    Raw(
        402,
        r#"{"title":"Payment Required","detail":"credits depleted","type":"https://api.x.com/2/problems/credits-depleted","status":402}"#,
        None,
        Reason::CreditsDepleted,
    ),
    Raw(
        402,
        r#"{"title":"CreditsDepleted","detail":"Your enrolled account does not have any credits","type":"https://api.twitter.com/2/problems/credits"}"#,
        None,
        Reason::CreditsDepleted,
    ),
    Raw(
        403,
        r#"{"title":"SpendCapReached","detail":"Blocked.","reset_date":"2026-12-14","type":"https://api.twitter.com/2/problems/credits"}"#,
        None,
        Reason::SpendCapReached,
    ),
];

const SUBSCRIBE: &[Failure] = &[
    Named(
        "OauthAccessTokenRequired: OAuth user access token is required for this event type",
        Reason::UserTokenRequired,
    ),
    Named(
        "FilterInvalid: Exactly one filter (userId or keyword) must be provided",
        Reason::FilterInvalid,
    ),
    Named("$.filter: is missing but it is required", Reason::RequestInvalid),
    Named("SubscriptionLimitExceeded: ", Reason::TooManySubscriptions),
];

/// A subscription that does not exist, for the endpoint that changes one.
const NO_SUBSCRIPTION: &[Failure] = &[Raw(
    404,
    r#"{"title":"Not Found Error","detail":"Could not find subscription.","type":"https://api.twitter.com/2/problems/resource-not-found"}"#,
    None,
    Reason::ResourceNotFound,
)];

pub(super) const ROWS: &[Row] = &[
    Row {
        endpoint: Endpoint::XaaSubscribe,
        scheme: AuthScheme::Bearer,
        path: PATH,
        query: "",
        body: SUBSCRIBE_BODY,
        call: call!(client => client.xaa().subscribe(&posts(), None)),
        successes: SUBSCRIBED,
        failures: &[SUBSCRIBE, V2_WEBHOOK, CREDITS, V2_ACCESS],
    },
    Row {
        endpoint: Endpoint::XaaSubscribe,
        scheme: AuthScheme::UserOAuth2,
        path: PATH,
        query: "",
        body: SUBSCRIBE_PRIVATE_BODY,
        call: call!(client => client.xaa().subscribe(&messages(), Some(&user_oauth2()))),
        successes: CREATED,
        failures: &[
            SUBSCRIBE,
            V2_WEBHOOK,
            CREDITS,
            V2_ACCESS,
            &[Raw(
                403,
                r#"{"title":"Forbidden","detail":"Forbidden","type":"about:blank","status":403}"#,
                None,
                Reason::ScopeMissing,
            )],
        ],
    },
    Row {
        endpoint: Endpoint::XaaSubscribe,
        scheme: AuthScheme::User,
        path: PATH,
        query: "",
        body: SUBSCRIBE_PRIVATE_BODY,
        call: call!(client => client.xaa().subscribe(&messages(), Some(&user()))),
        successes: CREATED,
        failures: &[SUBSCRIBE, V2_WEBHOOK, CREDITS, V2_ACCESS, OAUTH1],
    },
    Row {
        endpoint: Endpoint::XaaSubscriptions,
        scheme: AuthScheme::Bearer,
        path: PATH,
        query: "max_results=1000",
        body: Body::None,
        call: call!(client => client.xaa().list()),
        successes: LISTED,
        failures: &[CREDITS, V2_ACCESS],
    },
    Row {
        endpoint: Endpoint::XaaSubscriptions,
        scheme: AuthScheme::User,
        path: PATH,
        query: "max_results=1000",
        body: Body::None,
        call: call!(client => client.xaa().list_as(&user())),
        successes: LISTED,
        failures: &[CREDITS, V2_ACCESS, OAUTH1],
    },
    Row {
        endpoint: Endpoint::XaaSubscriptions,
        scheme: AuthScheme::UserOAuth2,
        path: PATH,
        query: "max_results=1000",
        body: Body::None,
        call: call!(client => client.xaa().list_as(&user_oauth2())),
        successes: LISTED,
        failures: &[CREDITS, V2_ACCESS],
    },
    Row {
        endpoint: Endpoint::XaaUpdate,
        scheme: AuthScheme::Bearer,
        path: ONE,
        query: "",
        body: Body::Json(r#"{"tag":"bot","webhook_id":"1241980494134145024"}"#),
        call: call!(client => client.xaa().update(ID, DeliverTo::Webhook(WEBHOOK), Some("bot"))),
        successes: &[
            (
                200,
                concat!(
                    r#"{"data":{"subscription":"#,
                    posts_json!(),
                    r#","total_subscriptions":1}}"#
                ),
                is_posts!(),
            ),
            (
                200,
                concat!(r#"{"data":"#, posts_json!(), r#","meta":{"total_subscriptions":1}}"#),
                is_posts!(),
            ),
        ],
        failures: &[NO_SUBSCRIPTION, V2_WEBHOOK, CREDITS, V2_ACCESS],
    },
    Row {
        endpoint: Endpoint::XaaUnsubscribe,
        scheme: AuthScheme::Bearer,
        path: ONE,
        query: "",
        body: Body::None,
        call: call!(client => client.xaa().unsubscribe(ID)),
        successes: &[
            (200, r#"{"data":{"deleted":true},"meta":{"total_subscriptions":0}}"#, "Done"),
            (200, r#"{"data":{"deleted":true}}"#, "Done"),
            (204, "", "Done"),
            (
                404,
                r#"{"title":"Not Found Error","detail":"Could not find subscription.","type":"https://api.twitter.com/2/problems/resource-not-found"}"#,
                "NotSubscribed",
            ),
            (
                400,
                r#"{"errors":[{"message":"SubscriptionNotFound: no subscription"}]}"#,
                "NotSubscribed",
            ),
        ],
        failures: &[CREDITS, V2_ACCESS],
    },
    Row {
        endpoint: Endpoint::XaaUnsubscribeAll,
        scheme: AuthScheme::Bearer,
        path: PATH,
        query: "ids=1986000000000000001%2C7",
        body: Body::None,
        call: call!(client => client.xaa().unsubscribe_all(&[ID, SubscriptionId::new(7), ID])),
        successes: &[
            (
                200,
                r#"{"data":[{"subscription_id":"7","deleted":true},{"subscription_id":"1986000000000000001","deleted":true}],"meta":{"total_subscriptions":0}}"#,
                "UnsubscribedAll { deleted: [SubscriptionId(1986000000000000001), SubscriptionId(7)], not_found: [], failed: [], rest: [], error: None }",
            ),
            (
                204,
                "",
                "UnsubscribedAll { deleted: [SubscriptionId(1986000000000000001), SubscriptionId(7)], not_found: [], failed: [], rest: [], error: None }",
            ),
            (
                200,
                r#"{"data":[{"subscription_id":"7","deleted":true}],"errors":[{"subscription_id":"1986000000000000001","reason":"NotFound","message":"no such subscription"}]}"#,
                "UnsubscribedAll { deleted: [SubscriptionId(7)], not_found: [SubscriptionId(1986000000000000001)], failed: [], rest: [], error: None }",
            ),
        ],
        failures: &[CREDITS, V2_ACCESS],
    },
];
