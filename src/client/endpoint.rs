//! The endpoints, as data.

mod auth_scheme;

use std::fmt;

use http::Method;

pub use auth_scheme::AuthScheme;
pub(super) use auth_scheme::either;

/// The part of the API that an endpoint belongs to.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[non_exhaustive]
pub enum EndpointGroup {
    /// v1.1, addressed by environment name: sandbox and paid Premium.
    Premium,
    /// v1.1, addressed by webhook id: Enterprise, Replay included.
    Enterprise,
    /// v2: webhooks, subscriptions, Replay.
    V2,
    /// v2: the subscriptions and the stream of the X Activity API.
    XActivity,
    /// Tokens and sign-in: OAuth 1.0a, and the bearer token.
    OAuth,
    /// Tokens and sign-in: OAuth 2.0.
    OAuth2,
}

/// The data of an endpoint.
struct Row {
    method: Method,
    path: &'static str,
    group: EndpointGroup,
    auth: &'static [AuthScheme],
    rate_limit: Option<u32>,
    status: u16,
    largest_response: usize,
    documentation: &'static str,
    summary: &'static str,
    deprecated: bool,
}

/// The largest response with a token, a flag, a count, or one object: 64 KiB.
const SMALL: usize = 64 << 10;
/// The largest list of webhooks: 1 MiB, about 4,000 webhooks.
const WEBHOOKS: usize = 1 << 20;
/// The largest list of subscriptions, which X sends as a whole: 16 MiB, about 500,000 users.
const SUBSCRIPTIONS: usize = 16 << 20;

/// The largest page of subscriptions of the X Activity API: 4 MiB, for 1,000 subscriptions.
const PAGE: usize = 4 << 20;

/// X's references of v1.1, in the copies of the Internet Archive.
const PREMIUM: &str = "https://web.archive.org/web/2023/https://developer.twitter.com/en/docs/twitter-api/premium/account-activity-api/api-reference/aaa-premium";
const ENTERPRISE: &str = "https://web.archive.org/web/2025/https://docs.x.com/x-api/enterprise-gnip-2.0/fundamentals/account-activity";
const REPLAY: &str = "https://web.archive.org/web/2024/https://developer.x.com/en/docs/x-api/enterprise/account-activity-api/api-reference/replay-api";
const VERIFY_CREDENTIALS: &str = "https://web.archive.org/web/2023/https://developer.twitter.com/en/docs/twitter-api/v1/accounts-and-users/manage-account-settings/api-reference/get-account-verify_credentials";

/// X's guide to the sign-in by OAuth 2.0.
const OAUTH2: &str =
    "https://docs.x.com/resources/fundamentals/authentication/oauth-2-0/authorization-code";

/// A page of X's reference of v2.
macro_rules! v2 {
    ($page:literal) => {
        concat!("https://docs.x.com/x-api/", $page)
    };
}

/// A section of X's reference of authentication.
macro_rules! oauth {
    ($section:literal) => {
        concat!("https://docs.x.com/resources/fundamentals/authentication/api-reference#", $section)
    };
}

macro_rules! endpoints {
    ($(
        $name:ident = $method:ident $path:literal, $group:ident, [$($auth:ident),+],
            $limit:expr, $status:literal, $largest_response:ident, $documentation:expr, $summary:literal $(, $deprecated:ident)?;
    )*) => {
        /// An endpoint of the API, as data: method, path, authentication, limits, status.
        ///
        /// The client builds its requests from this table. The guide prints it, and the emulator
        /// serves it.
        ///
        /// ```
        /// use account_activity::client::{AuthScheme, Endpoint};
        ///
        /// let endpoint = Endpoint::PremiumSubscribe;
        /// let text = "POST /1.1/account_activity/all/:env_name/subscriptions.json";
        /// assert_eq!(endpoint.to_string(), text);
        /// assert_eq!(endpoint.auth(), [AuthScheme::User]);
        /// assert_eq!(endpoint.rate_limit(), Some(500));
        /// ```
        #[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
        #[non_exhaustive]
        pub enum Endpoint {$(
            #[doc = concat!("`", stringify!($method), " ", $path, "`. ", $summary)]
            $name,
        )*}

        impl Endpoint {
            /// Every endpoint, in the order of the guide.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            const fn row(self) -> &'static Row {
                match self {$(
                    Self::$name => &const { Row {
                        method: Method::$method,
                        path: $path,
                        group: EndpointGroup::$group,
                        auth: &[$(AuthScheme::$auth),+],
                        rate_limit: $limit,
                        status: $status,
                        largest_response: $largest_response,
                        documentation: $documentation,
                        summary: $summary,
                        deprecated: endpoints!(@deprecated $($deprecated)?),
                    } },
                )*}
            }
        }
    };
    (@deprecated) => { false };
    (@deprecated deprecated) => { true };
}

endpoints! {
    PremiumRegisterWebhook = POST "/1.1/account_activity/all/:env_name/webhooks.json", Premium, [Owner],
        Some(15), 200, SMALL, PREMIUM, "Registers the webhook of an environment.";
    PremiumAllWebhooks = GET "/1.1/account_activity/all/webhooks.json", Premium, [Bearer, Owner],
        Some(15), 200, WEBHOOKS, PREMIUM, "Lists the webhooks of every environment.";
    PremiumWebhooks = GET "/1.1/account_activity/all/:env_name/webhooks.json", Premium, [Bearer, Owner],
        Some(15), 200, WEBHOOKS, PREMIUM, "Lists the webhooks of an environment.";
    PremiumValidateWebhook = PUT "/1.1/account_activity/all/:env_name/webhooks/:webhook_id.json", Premium, [Owner, Bearer],
        Some(15), 204, SMALL, PREMIUM, "Runs a CRC. An invalid webhook that passes it becomes valid again.";
    PremiumDeleteWebhook = DELETE "/1.1/account_activity/all/:env_name/webhooks/:webhook_id.json", Premium, [Owner],
        Some(15), 204, SMALL, PREMIUM, "Deletes the webhook of an environment.";
    PremiumSubscribe = POST "/1.1/account_activity/all/:env_name/subscriptions.json", Premium, [User],
        Some(500), 204, SMALL, PREMIUM, "Subscribes a user.";
    PremiumIsSubscribed = GET "/1.1/account_activity/all/:env_name/subscriptions.json", Premium, [User],
        Some(500), 204, SMALL, PREMIUM, "Returns whether a user is subscribed.";
    PremiumSubscriptionCount = GET "/1.1/account_activity/all/subscriptions/count.json", Premium, [Bearer],
        Some(15), 200, SMALL, PREMIUM, "Counts the subscriptions of the account.";
    PremiumSubscriptions = GET "/1.1/account_activity/all/:env_name/subscriptions/list.json", Premium, [Bearer],
        Some(50), 200, SUBSCRIPTIONS, PREMIUM, "Lists the subscriptions of an environment.";
    PremiumUnsubscribe = DELETE "/1.1/account_activity/all/:env_name/subscriptions/:user_id.json", Premium, [Bearer],
        Some(500), 204, SMALL, PREMIUM, "Unsubscribes a user by id.";
    PremiumUnsubscribeWithToken = DELETE "/1.1/account_activity/all/:env_name/subscriptions.json", Premium, [User],
        Some(500), 204, SMALL, PREMIUM, "Unsubscribes a user by the user's token. X retired it in 2020.", deprecated;
    EnterpriseRegisterWebhook = POST "/1.1/account_activity/webhooks.json", Enterprise, [Owner],
        Some(15), 200, SMALL, ENTERPRISE, "Registers a webhook.";
    EnterpriseWebhooks = GET "/1.1/account_activity/webhooks.json", Enterprise, [Bearer, Owner],
        Some(15), 200, WEBHOOKS, ENTERPRISE, "Lists the webhooks of the app.";
    EnterpriseValidateWebhook = PUT "/1.1/account_activity/webhooks/:webhook_id.json", Enterprise, [Owner, Bearer],
        Some(15), 204, SMALL, ENTERPRISE, "Runs a CRC. An invalid webhook that passes it becomes valid again.";
    EnterpriseDeleteWebhook = DELETE "/1.1/account_activity/webhooks/:webhook_id.json", Enterprise, [Owner],
        Some(15), 204, SMALL, ENTERPRISE, "Deletes a webhook.";
    EnterpriseSubscribe = POST "/1.1/account_activity/webhooks/:webhook_id/subscriptions/all.json", Enterprise, [User],
        Some(500), 204, SMALL, ENTERPRISE, "Subscribes a user.";
    EnterpriseIsSubscribed = GET "/1.1/account_activity/webhooks/:webhook_id/subscriptions/all.json", Enterprise, [User],
        Some(500), 204, SMALL, ENTERPRISE, "Returns whether a user is subscribed.";
    EnterpriseSubscriptionCount = GET "/1.1/account_activity/subscriptions/count.json", Enterprise, [Bearer],
        Some(15), 200, SMALL, ENTERPRISE, "Counts the subscriptions of the account.";
    EnterpriseSubscriptions = GET "/1.1/account_activity/webhooks/:webhook_id/subscriptions/all/list.json", Enterprise, [Bearer],
        Some(50), 200, SUBSCRIPTIONS, ENTERPRISE, "Lists the subscriptions of a webhook.";
    EnterpriseUnsubscribe = DELETE "/1.1/account_activity/webhooks/:webhook_id/subscriptions/:user_id/all.json", Enterprise, [Bearer],
        Some(500), 204, SMALL, ENTERPRISE, "Unsubscribes a user by id.";
    EnterpriseUnsubscribeWithToken = DELETE "/1.1/account_activity/webhooks/:webhook_id/subscriptions/all.json", Enterprise, [User],
        Some(500), 204, SMALL, ENTERPRISE, "Unsubscribes a user by the user's token. X retired it in 2020.", deprecated;
    EnterpriseReplay = POST "/1.1/account_activity/replay/webhooks/:webhook_id/subscriptions/all.json", Enterprise, [Bearer],
        Some(5), 202, SMALL, REPLAY, "Sends the events of a past window again.";
    V2RegisterWebhook = POST "/2/webhooks", V2, [Bearer, Owner],
        Some(450), 200, SMALL, v2!("webhooks/create-webhook"), "Registers a webhook.";
    V2Webhooks = GET "/2/webhooks", V2, [Bearer, Owner],
        Some(450), 200, WEBHOOKS, v2!("webhooks/get-webhook"), "Lists the webhooks of the app.";
    V2ValidateWebhook = PUT "/2/webhooks/:webhook_id", V2, [Bearer, Owner],
        Some(450), 200, SMALL, v2!("webhooks/validate-webhook"), "Runs a CRC. An invalid webhook that passes it becomes valid again.";
    V2DeleteWebhook = DELETE "/2/webhooks/:webhook_id", V2, [Bearer, Owner],
        Some(450), 200, SMALL, v2!("webhooks/quickstart"), "Deletes a webhook.";
    V2Replay = POST "/2/webhooks/replay", V2, [Bearer],
        Some(100), 200, SMALL, v2!("webhooks/introduction"), "Sends the events of a past window again.";
    V2Subscribe = POST "/2/account_activity/webhooks/:webhook_id/subscriptions/all", V2, [User, UserOAuth2],
        None, 200, SMALL, v2!("account-activity/create-subscription"), "Subscribes a user.";
    V2IsSubscribed = GET "/2/account_activity/webhooks/:webhook_id/subscriptions/all", V2, [User, UserOAuth2],
        None, 200, SMALL, v2!("account-activity/validate-subscription"), "Returns whether a user is subscribed.";
    V2Subscriptions = GET "/2/account_activity/webhooks/:webhook_id/subscriptions/all/list", V2, [Bearer],
        None, 200, SUBSCRIPTIONS, v2!("account-activity/get-subscriptions"), "Lists the subscriptions of a webhook.";
    V2SubscriptionCount = GET "/2/account_activity/subscriptions/count", V2, [Bearer],
        None, 200, SMALL, v2!("account-activity/get-subscription-count"), "Counts the subscriptions of the account.";
    V2Unsubscribe = DELETE "/2/account_activity/webhooks/:webhook_id/subscriptions/:user_id/all", V2, [Bearer],
        None, 200, SMALL, v2!("account-activity/delete-subscription"), "Unsubscribes a user by id.";
    XaaSubscribe = POST "/2/activity/subscriptions", XActivity, [Bearer, UserOAuth2, User],
        Some(500), 200, SMALL, v2!("activity/create-x-activity-subscription"), "Creates a subscription of the X Activity API.";
    XaaSubscriptions = GET "/2/activity/subscriptions", XActivity, [Bearer, User, UserOAuth2],
        Some(500), 200, PAGE, v2!("activity/get-x-activity-subscriptions"), "Lists the subscriptions of the app.";
    XaaUpdate = PUT "/2/activity/subscriptions/:subscription_id", XActivity, [Bearer],
        Some(500), 200, SMALL, v2!("activity/update-x-activity-subscription"), "Changes the webhook and the tag of a subscription.";
    XaaUnsubscribe = DELETE "/2/activity/subscriptions/:subscription_id", XActivity, [Bearer],
        Some(500), 200, SMALL, v2!("activity/deletes-x-activity-subscription"), "Deletes a subscription.";
    XaaUnsubscribeAll = DELETE "/2/activity/subscriptions", XActivity, [Bearer],
        Some(500), 200, SMALL, v2!("activity/delete-x-activity-subscriptions-by-ids"), "Deletes up to 100 subscriptions.";
    XaaStream = GET "/2/activity/stream", XActivity, [Bearer],
        Some(450), 200, SMALL, v2!("activity/activity-stream"), "Streams the events of every subscription of the app.";
    OAuthBearerToken = POST "/oauth2/token", OAuth, [Basic],
        None, 200, SMALL, oauth!("post-oauth2-token"), "Returns the app's bearer token.";
    OAuthInvalidateBearerToken = POST "/oauth2/invalidate_token", OAuth, [Owner],
        None, 200, SMALL, oauth!("post-oauth2-invalidate-token"), "Invalidates the app's bearer token.";
    OAuthRequestToken = POST "/oauth/request_token", OAuth, [Consumer],
        None, 200, SMALL, oauth!("post-oauth-request-token"), "Starts a sign-in with a request token.";
    OAuthAuthorize = GET "/oauth/authorize", OAuth, [Browser],
        None, 200, SMALL, oauth!("get-oauth-authorize"), "Asks the user, each time, to authorise the app.";
    OAuthAuthenticate = GET "/oauth/authenticate", OAuth, [Browser],
        None, 200, SMALL, oauth!("get-oauth-authenticate"), "Signs the user in, and asks only the first time.";
    OAuthAccessToken = POST "/oauth/access_token", OAuth, [RequestToken],
        None, 200, SMALL, oauth!("post-oauth-access-token"), "Exchanges a verifier for an access token.";
    OAuthInvalidateUserToken = POST "/1.1/oauth/invalidate_token.json", OAuth, [User],
        None, 200, SMALL, oauth!("post-oauth-invalidate-token"), "Invalidates a user's access token.";
    OAuthVerifyCredentials = GET "/1.1/account/verify_credentials.json", OAuth, [User],
        Some(75), 200, SMALL, VERIFY_CREDENTIALS, "Returns the user and the permissions of a token.";
    OAuth2Authorize = GET "/i/oauth2/authorize", OAuth2, [Browser],
        None, 200, SMALL, OAUTH2, "Asks the user to authorise the app for some scopes.";
    OAuth2Token = POST "/2/oauth2/token", OAuth2, [ClientBasic, ClientId],
        None, 200, SMALL, OAUTH2, "Returns a token for an authorization code, for a refresh token, or for the app.";
    OAuth2Revoke = POST "/2/oauth2/revoke", OAuth2, [ClientBasic, ClientId],
        None, 200, SMALL, OAUTH2, "Revokes a token.";
}

impl Endpoint {
    /// Returns the HTTP method.
    #[must_use]
    pub const fn method(self) -> &'static Method {
        &self.row().method
    }

    /// Returns the path, with its parameters as `:env_name`, `:webhook_id`, `:user_id` and
    /// `:subscription_id`.
    #[must_use]
    pub const fn path(self) -> &'static str {
        self.row().path
    }

    /// Returns the part of the API that the endpoint belongs to.
    #[must_use]
    pub const fn group(self) -> EndpointGroup {
        self.row().group
    }

    /// Returns the schemes of authentication that the endpoint accepts. The first is the default.
    #[must_use]
    pub const fn auth(self) -> &'static [AuthScheme] {
        self.row().auth
    }

    /// Returns the number of requests that X documents for each window of 15 minutes. `None` if X
    /// documents none.
    #[must_use]
    pub const fn rate_limit(self) -> Option<u32> {
        self.row().rate_limit
    }

    /// Returns the HTTP status of success. The client accepts any other 2xx as success too.
    #[must_use]
    pub const fn status(self) -> u16 {
        self.row().status
    }

    /// Returns the limit of a successful response, in bytes. The client refuses a longer one while
    /// it arrives, with [`BodyTooLarge`](super::TransportErrorKind::BodyTooLarge). Of a failed
    /// response, it reads 64 KiB.
    #[must_use]
    pub const fn largest_response(self) -> usize {
        self.row().largest_response
    }

    /// Returns the URL of X's page about the endpoint; for v1.1, of its copy in the Internet
    /// Archive.
    #[must_use]
    pub const fn documentation(self) -> &'static str {
        self.row().documentation
    }

    /// Returns the summary of the endpoint, a sentence.
    #[must_use]
    pub const fn summary(self) -> &'static str {
        self.row().summary
    }

    /// Returns whether X has retired the endpoint.
    #[must_use]
    pub const fn is_deprecated(self) -> bool {
        self.row().deprecated
    }
}

/// Writes method and path, such as `GET /2/webhooks`.
impl fmt::Display for Endpoint {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} {}", self.method(), self.path())
    }
}
