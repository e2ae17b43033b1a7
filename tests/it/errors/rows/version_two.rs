//! Names and problem documents of v2.

use account_activity::client::Reason;

use super::*;

pub(super) fn rows() -> Vec<Row> {
    let twitter = |slug: &str| format!(r#","type":"https://api.twitter.com/2/problems/{slug}""#);
    vec![
        named(
            V2,
            400,
            "CrcValidationFailed: URL returned bad response during CRC with error: Invalid `response_token`",
            Reason::CrcWrongResponse,
        ),
        named(V2, 400, "CrcValidationFailed: something new", Reason::CrcFailed),
        named(
            (V2ValidateWebhook, Bearer),
            400,
            "CrcValidationFailed: High latency on CRC GET request.",
            Reason::CrcTooSlow,
        ),
        named(V2, 400, "UrlValidationFailed: the URL is not valid", Reason::WebhookUrlUnfit),
        named(V2, 400, "DuplicateUrlFailed: ", Reason::WebhookUrlTaken),
        named(V2, 400, "WebhookLimitExceeded: ", Reason::TooManyWebhooks),
        named((V2DeleteWebhook, Bearer), 400, "WebhookIdInvalid: 1", Reason::WebhookNotFound),
        named(
            V2_SUBSCRIBE,
            400,
            "DuplicateSubscriptionFailed: Subscription already exists",
            Reason::AlreadySubscribed,
        ),
        plain(
            V2_SUBSCRIBE,
            400,
            (PROBLEM, r#"{"errors":[{"title":"DuplicateSubscriptionFailed","detail":"It exists."}]}"#),
            Reason::AlreadySubscribed,
        ),
        plain(
            V2_SUBSCRIBE,
            409,
            (PROBLEM, r#"{"title":"DuplicateSubscriptionFailed","type":"about:blank"}"#),
            Reason::AlreadySubscribed,
        ),
        named(
            V2_SUBSCRIBE,
            400,
            "SubscriptionLimitExceeded: the limit is 3",
            Reason::TooManySubscriptions,
        ),
        named((V2Unsubscribe, Bearer), 400, "SubscriptionNotFound: 1", Reason::NotSubscribed),
        named(
            V2_REPLAY,
            400,
            "QueryParamInvalid: from_date must be before to_date",
            Reason::ReplayWindowReversed,
        ),
        named(V2_REPLAY, 400, "QueryParamInvalid: bad format", Reason::ReplayWindowInvalid),
        named(V2, 400, "QueryParamInvalid: url", Reason::ParameterInvalid),
        named(
            V2_REPLAY,
            400,
            "ReplayConflictError: a job is in progress",
            Reason::ReplayInProgress,
        ),
        named(V2, 400, "$.url: is missing but it is required", Reason::RequestInvalid),
        problem(V2, 403, "unsupported-authentication", "", Reason::AuthenticationUnsupported),
        plain(
            V2,
            403,
            (
                PROBLEM,
                r#"{"title":"Unsupported Authentication","detail":"Authenticating with OAuth 2.0 User Context is forbidden for this endpoint.","type":"about:blank","status":403}"#,
            ),
            Reason::AuthenticationUnsupported,
        ),
        plain(
            V2,
            403,
            (
                PROBLEM,
                r#"{"client_id":"1","detail":"When authenticating requests to the Twitter API v2 endpoints, you must use keys and tokens from a Twitter developer App that is attached to a Project. You can create a project via the developer portal.","registration_url":"https://developer.twitter.com/en/docs/projects/overview","title":"Client Forbidden","required_enrollment":"Standard Basic","reason":"client-not-enrolled","type":"https://api.twitter.com/2/problems/client-forbidden"}"#,
            ),
            Reason::ClientNotEnrolled,
        ),
        problem(
            V2,
            403,
            "client-forbidden",
            r#","reason":"official-client-forbidden""#,
            Reason::ClientForbidden,
        ),
        problem(
            V2,
            403,
            "not-authorized-for-resource",
            r#","resource_type":"user""#,
            Reason::NotAuthorizedForResource,
        ),
        problem(V2, 403, "field-unauthorized", "", Reason::NotAuthorizedForResource),
        problem(V2, 404, "resource-not-found", "", Reason::ResourceNotFound),
        problem(
            V2,
            429,
            "usage-capped",
            r#","period":"Monthly","scope":"Product""#,
            Reason::UsageCapExceeded,
        ),
        problem(V2, 429, "rate-limit-exceeded", "", Reason::RateLimited).retryable(),
        problem(V2_REPLAY, 409, "conflict", "", Reason::ReplayInProgress),
        problem(V2_SUBSCRIBE, 409, "conflict", "", Reason::AlreadySubscribed),
        problem(V2, 400, "invalid-request", "", Reason::RequestInvalid),
        problem(V2, 500, "internal-error", "", Reason::InternalError).retryable(),
        plain(
            V2,
            400,
            (PROBLEM, &format!(r#"{{"title":"Invalid Request"{}}}"#, twitter("invalid-request"))),
            Reason::RequestInvalid,
        ),
        plain(
            (V2IsSubscribed, User),
            401,
            (PROBLEM, r#"{"title":"Unauthorized","type":"about:blank","status":401}"#),
            Reason::NotAuthenticated,
        ),
        plain(
            V2,
            500,
            (
                JSON,
                r#"{"title":"Internal Server Error","detail":"Something is broken. This is usually a temporary error, for example in a high load situation or if an endpoint is temporarily having issues.","type":"about:blank","status":500}"#,
            ),
            Reason::InternalError,
        )
        .retryable(),
        plain(
            V2,
            403,
            (
                PROBLEM,
                r#"{"data":null,"errors":[{"type":"https://api.x.com/2/problems/not-authorized-for-resource","title":"Authorization Error","detail":"Not yours."}]}"#,
            ),
            Reason::NotAuthorizedForResource,
        ),
        plain(V2, 402, (PROBLEM, r#"{"title":"Payment Required"}"#), Reason::CreditsDepleted),
        problem(V2, 402, "credits-depleted", "", Reason::CreditsDepleted),
        problem(V2, 402, "credits", "", Reason::CreditsDepleted),
        plain(
            V2,
            403,
            (PROBLEM, r#"{"title":"CreditsDepleted","detail":"No credits are left.","type":"about:blank"}"#),
            Reason::CreditsDepleted,
        ),
        problem(V2_SUBSCRIBE, 403, "oauth1-permissions", "", Reason::OAuth1Permissions),
        plain(
            V2_SUBSCRIBE,
            403,
            (
                PROBLEM,
                r#"{"title":"Forbidden","detail":"Your client app is not configured with the appropriate oauth1 app permissions for this endpoint.","type":"about:blank","status":403}"#,
            ),
            Reason::OAuth1Permissions,
        ),
    ]
}
