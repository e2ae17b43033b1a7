//! The X Activity API: subscriptions and the stream.

use account_activity::client::Reason;

use super::*;

const SUBSCRIBE: (Endpoint, AuthScheme) = (XaaSubscribe, Bearer);
const SUBSCRIBE_AS: (Endpoint, AuthScheme) = (XaaSubscribe, UserOAuth2);
const STREAM: (Endpoint, AuthScheme) = (XaaStream, Bearer);

pub(super) fn rows() -> Vec<Row> {
    let groups = [subscriptions(), stream(), payment()];
    groups.into_iter().flatten().collect()
}

fn subscriptions() -> Vec<Row> {
    vec![
        named(
            SUBSCRIBE,
            400,
            "OauthAccessTokenRequired: This event type needs a user's token",
            Reason::UserTokenRequired,
        ),
        named(SUBSCRIBE, 400, "FilterInvalid: One filter is needed", Reason::FilterInvalid),
        named(SUBSCRIBE, 400, "$.filter: is missing but it is required", Reason::RequestInvalid),
        named(SUBSCRIBE, 400, "Duplicate subscription for the app", Reason::AlreadySubscribed),
        named(SUBSCRIBE_AS, 409, "This subscription already exists", Reason::AlreadySubscribed),
        problem(SUBSCRIBE, 409, "conflict", "", Reason::AlreadySubscribed),
        plain(SUBSCRIBE, 409, ("", ""), Reason::AlreadySubscribed),
        named(
            SUBSCRIBE,
            400,
            "SubscriptionLimitExceeded: The limit is 1500",
            Reason::TooManySubscriptions,
        ),
        named((XaaUpdate, Bearer), 400, "WebhookIdInvalid: 1", Reason::WebhookNotFound),
        plain(SUBSCRIBE_AS, 403, (PROBLEM, FORBIDDEN), Reason::ScopeMissing),
        plain(SUBSCRIBE, 403, (PROBLEM, FORBIDDEN), Reason::AccessForbidden),
        plain(
            SUBSCRIBE_AS,
            403,
            (
                PROBLEM,
                r#"{"title":"Forbidden","detail":"Not on your plan.","type":"about:blank","status":403}"#,
            ),
            Reason::AccessForbidden,
        ),
        plain(
            SUBSCRIBE_AS,
            403,
            (JSON, r#"{"error":"insufficient_scope","error_description":"dm.read is needed"}"#),
            Reason::ScopeMissing,
        ),
        plain((XaaUnsubscribe, Bearer), 503, ("", ""), Reason::ServerUnavailable).retryable(),
        problem((XaaUnsubscribe, Bearer), 404, "resource-not-found", "", Reason::ResourceNotFound),
    ]
}

/// X explains the lack of a scope in no other way.
const FORBIDDEN: &str =
    r#"{"title":"Forbidden","detail":"Forbidden","type":"about:blank","status":403}"#;

fn stream() -> Vec<Row> {
    let connection = |issue: &str| format!(r#","connection_issue":"{issue}""#);
    vec![
        problem(
            STREAM,
            429,
            "streaming-connection",
            &connection("TooManyConnections"),
            Reason::TooManyConnections,
        )
        .retryable(),
        problem(
            STREAM,
            429,
            "streaming-connection",
            &connection("ProvisioningSubscription"),
            Reason::RateLimited,
        )
        .retryable(),
        named(STREAM, 429, "TooManyConnections: there are 2", Reason::TooManyConnections)
            .retryable(),
        plain(
            STREAM,
            429,
            (
                PROBLEM,
                r#"{"title":"ConnectionException","detail":"The stream has its maximum allowed connection limit.","type":"https://api.x.com/2/problems/streaming-connection"}"#,
            ),
            Reason::TooManyConnections,
        )
        .retryable(),
        named(
            STREAM,
            400,
            "The parameter [backfill_minutes] is not authorized",
            Reason::BackfillNotEntitled,
        ),
        plain(
            STREAM,
            400,
            (
                PROBLEM,
                r#"{"title":"Invalid Request","detail":"`backfill_minutes` is not available to you","type":"https://api.x.com/2/problems/invalid-request"}"#,
            ),
            Reason::BackfillNotEntitled,
        ),
        plain(
            (XaaStream, UserOAuth2),
            403,
            (
                PROBLEM,
                r#"{"title":"Unsupported Authentication","detail":"Not with OAuth 2.0 User Context. Supported authentication types are [OAuth 2.0 Application-Only].","type":"https://api.x.com/2/problems/unsupported-authentication"}"#,
            ),
            Reason::AuthenticationUnsupported,
        ),
        problem(
            STREAM,
            503,
            "operational-disconnect",
            r#","disconnect_type":"UpstreamOperationalDisconnect""#,
            Reason::ServerUnavailable,
        )
        .retryable(),
    ]
}

/// No request works until the account has credits, whatever the status and the headers say.
fn payment() -> Vec<Row> {
    vec![
        plain(
            SUBSCRIBE,
            402,
            (
                PROBLEM,
                r#"{"title":"Payment Required","detail":"No credits.","type":"https://api.x.com/2/problems/credits-depleted","status":402}"#,
            ),
            Reason::CreditsDepleted,
        ),
        plain(
            STREAM,
            402,
            (
                PROBLEM,
                r#"{"title":"CreditsDepleted","detail":"No credits are left.","type":"https://api.twitter.com/2/problems/credits"}"#,
            ),
            Reason::CreditsDepleted,
        ),
        problem(SUBSCRIBE, 429, "credits", "", Reason::CreditsDepleted),
        plain(
            SUBSCRIBE,
            403,
            (
                PROBLEM,
                r#"{"title":"SpendCapReached","detail":"Blocked until the next cycle begins on 2026-12-14.","reset_date":"2026-12-14","type":"https://api.twitter.com/2/problems/credits"}"#,
            ),
            Reason::SpendCapReached,
        ),
        named(SUBSCRIBE, 403, "SpendCapReached: wait", Reason::SpendCapReached),
        plain(
            STREAM,
            429,
            (
                PROBLEM,
                r#"{"title":"Forbidden","detail":"Your monthly spend cap has been reached.","type":"https://api.x.com/2/problems/credits"}"#,
            ),
            Reason::SpendCapReached,
        ),
    ]
}
