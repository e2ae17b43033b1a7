//! Replay: its documented table, in its order.

use account_activity::client::Reason;

use super::*;

pub(super) fn rows() -> Vec<Row> {
    let replay = |status, code, message: &str, reason| coded(REPLAY, status, code, message, reason);
    vec![
        replay(400, 357, "from_date: queryParam is required.", Reason::ParameterMissing),
        replay(400, 358, "Unable to parse to_date parameter.", Reason::ParameterInvalid),
        replay(
            400,
            360,
            "webhook_id: [-1] is not greater than or equal to 0.",
            Reason::WebhookIdNegative,
        ),
        replay(
            400,
            368,
            "from_date: [209901010000] is not in the past.",
            Reason::ReplayWindowNotPast,
        ),
        replay(400, 356, "from_date must be before to_date.", Reason::ReplayWindowReversed),
        replay(400, 356, "from_date must be within the past 5 days.", Reason::ReplayWindowTooOld),
        replay(400, 356, "from_date is odd.", Reason::ReplayWindowInvalid),
        coded(
            (EnterpriseReplay, Owner),
            401,
            32,
            "Invalid authentication method. Please use application-only authentication.",
            Reason::BearerTokenRequired,
        ),
        replay(
            401,
            61,
            "Client is not permitted to request this method.",
            Reason::ActionNotPermitted,
        ),
        replay(
            403,
            200,
            "Account Activity API enterprise account with replay is required. Please confirm you have an enterprise account and replay is enabled.",
            Reason::ReplayNotEnabled,
        ),
        replay(
            404,
            34,
            "Webhook does not exist or is associated with a different twitter application.",
            Reason::WebhookNotFound,
        ),
        replay(
            409,
            355,
            "A replay job is already in progress for this webhook.",
            Reason::ReplayInProgress,
        ),
        plain(REPLAY, 409, ("", ""), Reason::ReplayInProgress),
        replay(
            429,
            88,
            "Too many requests. Please back off your API request rate.",
            Reason::RateLimited,
        )
        .retryable(),
        replay(500, 0, "Internal server error.", Reason::InternalError).retryable(),
        replay(
            503,
            67,
            "Twitter server error. Retry using an exponential backoff pattern.",
            Reason::ServerUnavailable,
        )
        .retryable(),
    ]
}
