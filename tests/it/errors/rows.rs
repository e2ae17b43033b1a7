//! Every documented failure, as it was seen: the body, and what it means.

use account_activity::client::{ApiError, AuthScheme, Endpoint, Reason};

use AuthScheme::{Bearer, Consumer, Owner, RequestToken, User};
use Endpoint::*;

/// A failure.
pub(super) struct Row {
    pub(super) endpoint: Endpoint,
    pub(super) auth: AuthScheme,
    pub(super) status: u16,
    pub(super) content_type: &'static str,
    pub(super) body: String,
    pub(super) code: Option<u32>,
    pub(super) reason: Reason,
    pub(super) is_retryable: bool,
}

impl Row {
    pub(super) fn error(&self) -> ApiError {
        let mut response = http::Response::builder().status(self.status);
        if !self.content_type.is_empty() {
            response = response.header("content-type", self.content_type);
        }
        let response = response.body(self.body.clone().into()).unwrap();
        ApiError::from_response(self.endpoint, self.auth, response)
    }

    fn retryable(mut self) -> Self {
        self.is_retryable = true;
        self
    }

    fn code(mut self, code: u32) -> Self {
        self.code = Some(code);
        self
    }
}

const JSON: &str = "application/json; charset=utf-8";
const PROBLEM: &str = "application/problem+json";
const XML: &str = "application/xml;charset=utf-8";
const HTML: &str = "text/html;charset=utf-8";

fn plain(
    (endpoint, auth): (Endpoint, AuthScheme),
    status: u16,
    (content_type, body): (&'static str, &str),
    reason: Reason,
) -> Row {
    let body = body.to_owned();
    Row { endpoint, auth, status, content_type, body, code: None, reason, is_retryable: false }
}

/// The usual JSON of v1.1.
fn coded(
    call: (Endpoint, AuthScheme),
    status: u16,
    code: u32,
    message: &str,
    reason: Reason,
) -> Row {
    let message = serde_json::to_string(message).unwrap();
    let body = format!(r#"{{"errors":[{{"code":{code},"message":{message}}}]}}"#);
    plain(call, status, (JSON, &body), reason).code(code)
}

/// The JSON of v2, with a name before the message.
fn named(call: (Endpoint, AuthScheme), status: u16, message: &str, reason: Reason) -> Row {
    let message = serde_json::to_string(message).unwrap();
    let body = format!(
        r#"{{"errors":[{{"message":{message}}}],"title":"Invalid Request","detail":"One or more parameters to your request was invalid.","type":"https://api.twitter.com/2/problems/invalid-request"}}"#
    );
    plain(call, status, (JSON, &body), reason)
}

/// A problem document of v2.
fn problem(
    call: (Endpoint, AuthScheme),
    status: u16,
    slug: &str,
    more: &str,
    reason: Reason,
) -> Row {
    let body = format!(
        r#"{{"title":"A title","detail":"A detail.","type":"https://api.x.com/2/problems/{slug}","status":{status}{more}}}"#
    );
    plain(call, status, (PROBLEM, &body), reason)
}

const REGISTER: (Endpoint, AuthScheme) = (PremiumRegisterWebhook, Owner);
const SUBSCRIBE: (Endpoint, AuthScheme) = (EnterpriseSubscribe, User);
const LIST: (Endpoint, AuthScheme) = (PremiumWebhooks, Bearer);
const REPLAY: (Endpoint, AuthScheme) = (EnterpriseReplay, Bearer);
const VERIFY: (Endpoint, AuthScheme) = (OAuthVerifyCredentials, User);
const TOKEN: (Endpoint, AuthScheme) = (OAuthRequestToken, Consumer);
const V2: (Endpoint, AuthScheme) = (V2RegisterWebhook, Bearer);
const V2_SUBSCRIBE: (Endpoint, AuthScheme) = (V2Subscribe, User);
const V2_REPLAY: (Endpoint, AuthScheme) = (V2Replay, Bearer);

pub(super) fn rows() -> Vec<Row> {
    let mut rows = webhooks();
    rows.extend(subscriptions());
    rows.extend(authentication());
    rows.extend(replay());
    rows.extend(general());
    rows.extend(version_two());
    rows.extend(other_forms());
    rows
}

fn webhooks() -> Vec<Row> {
    let unfit = "Webhook URL does not meet the requirements.";
    let with = |rest: &str| format!("{unfit} {rest}");
    let securing = "https://developer.twitter.com/en/docs/accounts-and-users/subscribe-account-activity/guides/securing-webhooks";
    vec![
        coded(REGISTER, 400, 214, unfit, Reason::WebhookUrlUnfit),
        coded(
            REGISTER,
            400,
            214,
            &with("Please consult: https://dev.twitter.com/webhooks/securing"),
            Reason::WebhookUrlUnfit,
        ),
        coded(
            REGISTER,
            400,
            214,
            &with(&format!("Please consult: {securing}")),
            Reason::WebhookUrlUnfit,
        ),
        coded(
            REGISTER,
            400,
            214,
            &with("Port other than 443 is not allowed."),
            Reason::WebhookUrlPort,
        ),
        coded(REGISTER, 400, 214, &with("Please use HTTPS."), Reason::WebhookUrlNotHttps),
        coded(
            REGISTER,
            400,
            214,
            &with("Please, check your SSL Configuration."),
            Reason::WebhookCertificate,
        ),
        coded(
            REGISTER,
            400,
            214,
            &with("Invalid CRC token or json response format."),
            Reason::ChallengeWrongAnswer,
        ),
        coded(
            (EnterpriseValidateWebhook, Owner),
            403,
            214,
            "High latency on CRC GET request. Your webhook should respond in less than 3 seconds.",
            Reason::ChallengeTooSlow,
        ),
        coded(
            (PremiumValidateWebhook, Owner),
            400,
            214,
            "Non-200 response code during CRC GET request (i.e. 404, 500, etc).",
            Reason::ChallengeStatus,
        ),
        coded(
            REGISTER,
            400,
            214,
            "Unable to connect during CRC GET request.",
            Reason::ChallengeUnreachable,
        ),
        coded(
            (EnterpriseRegisterWebhook, Owner),
            403,
            214,
            "Too many resources already created.",
            Reason::TooManyWebhooks,
        ),
        coded(
            REPLAY,
            400,
            214,
            "Webhook is marked invalid and requires a CRC check.",
            Reason::WebhookInvalid,
        ),
        coded(
            (PremiumSubscribe, User),
            403,
            214,
            "Owner must allow dms from anyone.",
            Reason::OwnerMustAllowDirectMessages,
        ),
        coded(REGISTER, 400, 214, "Something else about webhooks.", Reason::WebhookRefused),
        coded(REGISTER, 500, 131, "Internal error", Reason::InternalErrorOrUnreachable).retryable(),
        coded(REGISTER, 400, 357, "url: queryParam is required", Reason::ParameterMissing),
        coded(REGISTER, 400, 369, "Invalid JSON Syntax", Reason::JsonInvalid),
    ]
}

fn subscriptions() -> Vec<Row> {
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

fn authentication() -> Vec<Row> {
    let write = "Application cannot perform write actions.";
    let contact = "Application cannot perform write actions. Contact Twitter Platform Operations through https://help.twitter.com/forms/platform.";
    vec![
        coded(REGISTER, 401, 32, "Could not authenticate you.", Reason::NotAuthenticated),
        plain((PremiumSubscribe, User), 401, ("", ""), Reason::NotAuthenticated),
        coded(REGISTER, 403, 261, write, Reason::WriteNotPermitted),
        coded(SUBSCRIBE, 403, 261, contact, Reason::WriteNotPermitted),
        coded(
            (PremiumRegisterWebhook, Bearer),
            403,
            261,
            "Your App cannot perform write actions.",
            Reason::AppOnlyCannotWrite,
        ),
        coded(LIST, 403, 200, "Forbidden.", Reason::AccessForbidden),
        coded(
            (EnterpriseWebhooks, Bearer),
            403,
            99,
            "You don’t have access to this resource.",
            Reason::AccessNotEnabled,
        ),
        plain(
            (OAuthBearerToken, AuthScheme::Basic),
            403,
            (
                JSON,
                r#"{"errors":[{"code":99,"label":"authenticity_token_error","message":"Unable to verify your credentials"}]}"#,
            ),
            Reason::CredentialsWrong,
        )
        .code(99),
        plain(
            LIST,
            401,
            (JSON, r#"{"errors":[{"message":"Invalid or expired token","code":89}]}"#),
            Reason::BearerTokenInvalid,
        )
        .code(89),
        coded(
            (PremiumSubscribe, User),
            403,
            89,
            "Invalid or expired token.",
            Reason::UserTokenInvalid,
        ),
        plain(
            (PremiumSubscribe, Bearer),
            403,
            (
                JSON,
                r#"{"errors":[{"message":"Your credentials do not allow access to this resource","code":220}]}"#,
            ),
            Reason::UserContextRequired,
        )
        .code(220),
        coded(
            SUBSCRIBE,
            403,
            220,
            "Your credentials do not allow access to this resource.",
            Reason::CredentialsNotAllowed,
        ),
        coded(REGISTER, 400, 215, "Bad Authentication data.", Reason::AuthenticationMissing),
        coded(REGISTER, 401, 135, "Timestamp out of bounds.", Reason::ClockOff),
        coded(VERIFY, 401, 135, "Could not authenticate you.", Reason::ClockOff),
        coded(VERIFY, 401, 32, "Timestamp out of bounds.", Reason::ClockOff),
        coded(
            VERIFY,
            403,
            93,
            "This application is not allowed to access or delete your direct messages.",
            Reason::DirectMessagesNotPermitted,
        ),
        coded(VERIFY, 403, 92, "SSL is required", Reason::TlsRequired),
        coded(
            VERIFY,
            403,
            64,
            "Your account is suspended and is not permitted to access this feature.",
            Reason::AccountSuspended,
        ),
        coded(
            VERIFY,
            403,
            326,
            "To protect our users from spam and other malicious activity, this account is temporarily locked. Please log in to https://twitter.com to unlock your account.",
            Reason::AccountLocked,
        ),
        coded(VERIFY, 401, 231, "User must verify login", Reason::LoginUnverified),
        coded(
            VERIFY,
            403,
            226,
            "This request looks like it might be automated. To protect our users from spam and other malicious activity, we can't complete this action right now.",
            Reason::LooksAutomated,
        ),
        coded(
            LIST,
            403,
            453,
            "You currently have access to a subset of Twitter API v2 endpoints and limited v1.1 endpoints (e.g. media post, oauth) only. If you need access to this endpoint, you may need a different access level. You can learn more here: https://developer.twitter.com/en/portal/product",
            Reason::AccessLevel,
        ),
        coded(
            LIST,
            403,
            453,
            "You currently have Essential access which includes access to Twitter API v2 endpoints only.",
            Reason::AccessLevel,
        ),
        coded(
            LIST,
            403,
            87,
            "Client is not permitted to perform this action.",
            Reason::ActionNotPermitted,
        ),
        coded(LIST, 403, 37, "Not authorized to use this endpoint", Reason::ActionNotPermitted),
        coded(
            (OAuthRequestToken, Consumer),
            403,
            415,
            "Callback URL not approved for this client App. Approved callback URLs can be adjusted in your App's settings.",
            Reason::CallbackNotApproved,
        ),
        coded(TOKEN, 401, 416, "Invalid / suspended application", Reason::AppSuspended),
    ]
}

fn replay() -> Vec<Row> {
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

/// X's table of codes, apart from those above.
fn general() -> Vec<Row> {
    let limited = coded(LIST, 429, 88, "Rate limit exceeded.", Reason::RateLimited).retryable();
    let capacity = coded(LIST, 503, 130, "Over capacity.", Reason::OverCapacity).retryable();
    let failed = coded(LIST, 500, 131, "Internal error.", Reason::InternalError).retryable();
    let retired = "The Twitter REST API v1 is no longer active. Please migrate to API v1.1.";
    let other = [
        (3, 400, "Invalid coordinates."),
        (13, 404, "No location associated with the specified IP address."),
        (36, 403, "You cannot report yourself for spam."),
        (44, 400, "attachment_url parameter is invalid."),
        (47, 403, "You cannot block yourself."),
        (85, 400, "List name error"),
        (109, 404, "The specified user is not found in this list."),
        (110, 400, "The user you are trying to remove from this list is not a member."),
        (120, 403, "Account update failed: value is too long (maximum is nn characters)."),
        (136, 403, "You have been blocked from the author of this tweet."),
        (139, 403, "You have already favorited this status."),
        (142, 403, "You cannot favorite a protected tweet."),
        (144, 404, "No status found with that ID."),
        (150, 403, "You cannot send messages to users who are not following you."),
        (151, 403, "There was an error sending your message: reason."),
        (158, 403, "You can't follow yourself."),
        (159, 403, "This account has been suspended."),
        (160, 403, "You've already requested to follow the user."),
        (161, 403, "You are unable to follow more people at this time."),
        (162, 403, "You have been blocked from following this account."),
        (168, 404, "Could not find status."),
        (179, 403, "Sorry, you are not authorized to see this status."),
        (183, 403, "You may not delete another user's status."),
        (185, 403, "User is over daily status update limit."),
        (186, 403, "Tweet needs to be a bit shorter."),
        (187, 403, "Status is a duplicate."),
        (188, 403, "Status contains malware."),
        (189, 403, "Error creating status."),
        (190, 403, "Status creation failed."),
        (191, 403, "User is over daily photo limit."),
        (193, 403, "One or more of the uploaded media is too large."),
        (205, 403, "You are over the limit for spam reports."),
        (239, 403, "Bad guest token."),
        (271, 403, "You can't mute yourself."),
        (272, 403, "You are not muting the specified user."),
        (323, 400, "Animated GIFs are not allowed when uploading multiple images."),
        (324, 400, "The validation of media ids failed."),
        (325, 400, "A media id was not found."),
        (327, 403, "You have already retweeted this Tweet."),
        (349, 403, "You cannot send messages to this user."),
        (354, 403, "The text of your direct message is over the max character limit."),
        (385, 403, "You attempted to reply to a Tweet that is deleted or not visible to you."),
        (386, 403, "The Tweet exceeds the number of allowed attachment types."),
        (421, 404, "This Tweet is no longer available."),
        (422, 404, "This Tweet is no longer available because it violated the Twitter Rules."),
        (425, 403, "Some actions on this user's Tweet have been disabled by Twitter."),
        (433, 403, "The original Tweet author restricted who can reply to this Tweet."),
    ];
    let other =
        other.map(|(code, status, text)| coded(VERIFY, status, code, text, Reason::OtherApi));
    let mut rows = vec![
        limited,
        capacity,
        failed,
        coded(LIST, 404, 17, "No user matches for specified terms.", Reason::UserNotFound),
        coded(VERIFY, 404, 50, "User not found.", Reason::UserNotFound),
        coded(VERIFY, 404, 108, "Cannot find specified user.", Reason::UserNotFound),
        coded(VERIFY, 403, 63, "User has been suspended.", Reason::UserSuspended),
        coded(REGISTER, 403, 38, "url parameter is missing.", Reason::ParameterMissing),
        coded(REGISTER, 403, 195, "Missing or invalid url parameter", Reason::ParameterInvalid),
        coded(REGISTER, 400, 407, "The given URL is invalid.", Reason::ParameterInvalid),
        coded(LIST, 410, 68, retired, Reason::Retired),
        coded(
            (PremiumUnsubscribeWithToken, User),
            410,
            251,
            "This endpoint has been retired and should not be used.",
            Reason::Retired,
        ),
    ];
    rows.extend(other);
    rows
}

fn version_two() -> Vec<Row> {
    let twitter = |slug: &str| format!(r#","type":"https://api.twitter.com/2/problems/{slug}""#);
    vec![
        named(
            V2,
            400,
            "CrcValidationFailed: URL returned bad response during CRC with error: Invalid `response_token`",
            Reason::ChallengeWrongAnswer,
        ),
        named(V2, 400, "CrcValidationFailed: something new", Reason::ChallengeFailed),
        named(
            (V2ValidateWebhook, Bearer),
            400,
            "CrcValidationFailed: High latency on CRC GET request.",
            Reason::ChallengeTooSlow,
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
        plain(V2, 402, (PROBLEM, r#"{"title":"Payment Required"}"#), Reason::UsageCapExceeded),
    ]
}

/// XML, plain text, HTML and nothing at all.
fn other_forms() -> Vec<Row> {
    vec![
        plain(
            TOKEN,
            403,
            (
                XML,
                "<?xml version='1.0' encoding='UTF-8'?><errors><error code=\"415\">Callback URL not approved for this client application. Approved callback URLs can be adjusted in your application settings</error></errors>",
            ),
            Reason::CallbackNotApproved,
        )
        .code(415),
        plain(
            TOKEN,
            401,
            (
                XML,
                "<?xml version='1.0' encoding='UTF-8'?><errors><error code=\"417\">Desktop applications only support the oauth_callback value &apos;oob&apos;</error></errors>",
            ),
            Reason::CallbackMustBeOob,
        )
        .code(417),
        plain(
            TOKEN,
            401,
            (
                XML,
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<hash>\n  <error>Desktop applications only support the oauth_callback value 'oob'</error>\n  <request>/oauth/request_token</request>\n</hash>\n",
            ),
            Reason::CallbackMustBeOob,
        ),
        plain(
            TOKEN,
            401,
            (
                XML,
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<hash>\n  <error>Failed to validate oauth signature and token</error>\n  <request>/oauth/request_token</request>\n</hash>\n",
            ),
            Reason::NotAuthenticated,
        ),
        plain(
            (OAuthAccessToken, RequestToken),
            401,
            (HTML, "Error processing your OAuth request: Invalid oauth_verifier parameter"),
            Reason::VerifierInvalid,
        ),
        plain(
            VERIFY,
            401,
            (JSON, r#"{"error":"Invalid or expired token.","request":"/1.1/x.json"}"#),
            Reason::UserTokenInvalid,
        ),
        plain(
            VERIFY,
            403,
            (JSON, r#"{"errors":"sharing is not permissible for this status"}"#),
            Reason::AccessForbidden,
        ),
        plain(
            REPLAY,
            503,
            (
                JSON,
                r#"{"error":{"message":"Request rate exceeded","sent":"2013-08-16T00:50:00+00:00"}}"#,
            ),
            Reason::ServerUnavailable,
        )
        .retryable(),
        plain(
            LIST,
            502,
            (HTML, "<!DOCTYPE html><html><head><title>Twitter / Over capacity</title></head></html>"),
            Reason::ServerUnavailable,
        )
        .retryable(),
        plain(LIST, 504, ("", ""), Reason::ServerUnavailable).retryable(),
        plain(LIST, 503, (HTML, "<html></html>"), Reason::ServerUnavailable).retryable(),
        plain(LIST, 420, ("", ""), Reason::RateLimited).retryable(),
        plain(LIST, 400, ("", ""), Reason::RequestInvalid),
        plain(LIST, 403, (HTML, "<html></html>"), Reason::AccessForbidden),
        plain(LIST, 302, ("", ""), Reason::Redirected),
        plain(LIST, 406, ("", ""), Reason::NotAcceptable),
        plain(LIST, 410, ("", ""), Reason::Retired),
    ]
}
