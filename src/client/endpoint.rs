//! The endpoints, as data.

use std::fmt;

use http::Method;

/// The part of the API that an endpoint belongs to.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[non_exhaustive]
pub enum Family {
    /// v1.1, addressed by environment name: sandbox and paid Premium.
    Premium,
    /// v1.1, addressed by webhook id: Enterprise, Replay included.
    Enterprise,
    /// v2: webhooks, subscriptions, Replay.
    V2,
    /// Tokens and sign-in.
    OAuth,
}

/// How a request says whose it is.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[non_exhaustive]
pub enum AuthScheme {
    /// OAuth 1.0a with the access token of the app's owner.
    Owner,
    /// OAuth 1.0a with the access token of a subscriber.
    User,
    /// OAuth 2.0 with the access token of a subscriber.
    UserOAuth2,
    /// OAuth 2.0 with the app's bearer token ("app-only").
    Bearer,
    /// OAuth 1.0a with the consumer key alone.
    Consumer,
    /// OAuth 1.0a with a request token, in the midst of a sign-in.
    RequestToken,
    /// HTTP Basic with consumer key and secret.
    Basic,
    /// None: a person opens the address in a browser.
    Browser,
}

impl fmt::Display for AuthScheme {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Owner => "OAuth 1.0a, app owner",
            Self::User => "OAuth 1.0a, user",
            Self::UserOAuth2 => "OAuth 2.0, user",
            Self::Bearer => "bearer token",
            Self::Consumer => "OAuth 1.0a, consumer key alone",
            Self::RequestToken => "OAuth 1.0a, request token",
            Self::Basic => "HTTP Basic",
            Self::Browser => "none (browser)",
        })
    }
}

/// Where the facts about an endpoint come from.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[non_exhaustive]
pub enum Source {
    /// X's reference of the Premium Account Activity API, with its table of rate limits.
    PremiumReference,
    /// X's reference of the Enterprise Account Activity API.
    EnterpriseReference,
    /// X's reference of the Replay API.
    ReplayReference,
    /// X's OpenAPI description of v2 and its tables of rate limits.
    V2Reference,
    /// X's authentication guide and reference.
    AuthenticationGuide,
}

impl fmt::Display for Source {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::PremiumReference => "Premium reference",
            Self::EnterpriseReference => "Enterprise reference",
            Self::ReplayReference => "Replay reference",
            Self::V2Reference => "v2 OpenAPI description",
            Self::AuthenticationGuide => "authentication guide",
        })
    }
}

/// What is known of an endpoint.
struct Row {
    method: Method,
    path: &'static str,
    family: Family,
    auth: &'static [AuthScheme],
    rate_limit: Option<u32>,
    status: u16,
    source: Source,
    summary: &'static str,
    deprecated: bool,
}

macro_rules! endpoints {
    ($(
        $name:ident = $method:ident $path:literal, $family:ident, [$($auth:ident),+],
            $limit:expr, $status:literal, $source:ident, $summary:literal $(, $deprecated:ident)?;
    )*) => {
        /// An endpoint of the API: what is known of it before any request is made.
        ///
        /// The client sends by this table, the guide prints it, and the emulator serves it.
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
                        family: Family::$family,
                        auth: &[$(AuthScheme::$auth),+],
                        rate_limit: $limit,
                        status: $status,
                        source: Source::$source,
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
        Some(15), 200, PremiumReference, "Registers the webhook of an environment.";
    PremiumAllWebhooks = GET "/1.1/account_activity/all/webhooks.json", Premium, [Bearer, Owner],
        Some(15), 200, PremiumReference, "Lists the webhooks of every environment.";
    PremiumWebhooks = GET "/1.1/account_activity/all/:env_name/webhooks.json", Premium, [Bearer, Owner],
        Some(15), 200, PremiumReference, "Lists the webhooks of an environment.";
    PremiumValidateWebhook = PUT "/1.1/account_activity/all/:env_name/webhooks/:webhook_id.json", Premium, [Owner, Bearer],
        Some(15), 204, PremiumReference, "Runs a challenge, which makes an invalid webhook valid again.";
    PremiumDeleteWebhook = DELETE "/1.1/account_activity/all/:env_name/webhooks/:webhook_id.json", Premium, [Owner],
        Some(15), 204, PremiumReference, "Deletes the webhook of an environment.";
    PremiumSubscribe = POST "/1.1/account_activity/all/:env_name/subscriptions.json", Premium, [User],
        Some(500), 204, PremiumReference, "Subscribes a user.";
    PremiumIsSubscribed = GET "/1.1/account_activity/all/:env_name/subscriptions.json", Premium, [User],
        Some(500), 204, PremiumReference, "Tells whether a user is subscribed.";
    PremiumSubscriptionCount = GET "/1.1/account_activity/all/subscriptions/count.json", Premium, [Bearer],
        Some(15), 200, PremiumReference, "Counts the subscriptions of the account.";
    PremiumSubscriptions = GET "/1.1/account_activity/all/:env_name/subscriptions/list.json", Premium, [Bearer],
        Some(50), 200, PremiumReference, "Lists the subscriptions of an environment.";
    PremiumUnsubscribe = DELETE "/1.1/account_activity/all/:env_name/subscriptions/:user_id.json", Premium, [Bearer],
        Some(500), 204, PremiumReference, "Unsubscribes a user by id.";
    PremiumUnsubscribeWithToken = DELETE "/1.1/account_activity/all/:env_name/subscriptions.json", Premium, [User],
        Some(500), 204, PremiumReference, "Unsubscribes a user by their token. Retired by X in 2020.", deprecated;
    EnterpriseRegisterWebhook = POST "/1.1/account_activity/webhooks.json", Enterprise, [Owner],
        Some(15), 200, EnterpriseReference, "Registers a webhook.";
    EnterpriseWebhooks = GET "/1.1/account_activity/webhooks.json", Enterprise, [Bearer, Owner],
        Some(15), 200, EnterpriseReference, "Lists the webhooks of the app.";
    EnterpriseValidateWebhook = PUT "/1.1/account_activity/webhooks/:webhook_id.json", Enterprise, [Owner, Bearer],
        Some(15), 204, EnterpriseReference, "Runs a challenge, which makes an invalid webhook valid again.";
    EnterpriseDeleteWebhook = DELETE "/1.1/account_activity/webhooks/:webhook_id.json", Enterprise, [Owner],
        Some(15), 204, EnterpriseReference, "Deletes a webhook.";
    EnterpriseSubscribe = POST "/1.1/account_activity/webhooks/:webhook_id/subscriptions/all.json", Enterprise, [User],
        Some(500), 204, EnterpriseReference, "Subscribes a user.";
    EnterpriseIsSubscribed = GET "/1.1/account_activity/webhooks/:webhook_id/subscriptions/all.json", Enterprise, [User],
        Some(500), 204, EnterpriseReference, "Tells whether a user is subscribed.";
    EnterpriseSubscriptionCount = GET "/1.1/account_activity/subscriptions/count.json", Enterprise, [Bearer],
        Some(15), 200, EnterpriseReference, "Counts the subscriptions of the account.";
    EnterpriseSubscriptions = GET "/1.1/account_activity/webhooks/:webhook_id/subscriptions/all/list.json", Enterprise, [Bearer],
        Some(50), 200, EnterpriseReference, "Lists the subscriptions of a webhook.";
    EnterpriseUnsubscribe = DELETE "/1.1/account_activity/webhooks/:webhook_id/subscriptions/:user_id/all.json", Enterprise, [Bearer],
        Some(500), 204, EnterpriseReference, "Unsubscribes a user by id.";
    EnterpriseUnsubscribeWithToken = DELETE "/1.1/account_activity/webhooks/:webhook_id/subscriptions/all.json", Enterprise, [User],
        Some(500), 204, EnterpriseReference, "Unsubscribes a user by their token. Retired by X in 2020.", deprecated;
    EnterpriseReplay = POST "/1.1/account_activity/replay/webhooks/:webhook_id/subscriptions/all.json", Enterprise, [Bearer],
        Some(5), 202, ReplayReference, "Sends the events of a past window again.";
    V2RegisterWebhook = POST "/2/webhooks", V2, [Bearer, Owner],
        Some(450), 200, V2Reference, "Registers a webhook.";
    V2Webhooks = GET "/2/webhooks", V2, [Bearer, Owner],
        Some(450), 200, V2Reference, "Lists the webhooks of the app.";
    V2ValidateWebhook = PUT "/2/webhooks/:webhook_id", V2, [Bearer, Owner],
        Some(450), 200, V2Reference, "Runs a challenge, which makes an invalid webhook valid again.";
    V2DeleteWebhook = DELETE "/2/webhooks/:webhook_id", V2, [Bearer, Owner],
        Some(450), 200, V2Reference, "Deletes a webhook.";
    V2Replay = POST "/2/webhooks/replay", V2, [Bearer],
        Some(100), 200, V2Reference, "Sends the events of a past window again.";
    V2Subscribe = POST "/2/account_activity/webhooks/:webhook_id/subscriptions/all", V2, [User, UserOAuth2],
        None, 200, V2Reference, "Subscribes a user.";
    V2IsSubscribed = GET "/2/account_activity/webhooks/:webhook_id/subscriptions/all", V2, [User, UserOAuth2],
        None, 200, V2Reference, "Tells whether a user is subscribed.";
    V2Subscriptions = GET "/2/account_activity/webhooks/:webhook_id/subscriptions/all/list", V2, [Bearer],
        None, 200, V2Reference, "Lists the subscriptions of a webhook.";
    V2SubscriptionCount = GET "/2/account_activity/subscriptions/count", V2, [Bearer],
        None, 200, V2Reference, "Counts the subscriptions of the account.";
    V2Unsubscribe = DELETE "/2/account_activity/webhooks/:webhook_id/subscriptions/:user_id/all", V2, [Bearer],
        None, 200, V2Reference, "Unsubscribes a user by id.";
    OAuthBearerToken = POST "/oauth2/token", OAuth, [Basic],
        None, 200, AuthenticationGuide, "Gives the bearer token of the app.";
    OAuthInvalidateBearerToken = POST "/oauth2/invalidate_token", OAuth, [Owner],
        None, 200, AuthenticationGuide, "Invalidates the bearer token of the app.";
    OAuthRequestToken = POST "/oauth/request_token", OAuth, [Consumer],
        None, 200, AuthenticationGuide, "Begins a sign-in.";
    OAuthAuthorize = GET "/oauth/authorize", OAuth, [Browser],
        None, 200, AuthenticationGuide, "Where the user allows the app to act for them, asked each time.";
    OAuthAuthenticate = GET "/oauth/authenticate", OAuth, [Browser],
        None, 200, AuthenticationGuide, "Where the user signs in, asked only the first time.";
    OAuthAccessToken = POST "/oauth/access_token", OAuth, [RequestToken],
        None, 200, AuthenticationGuide, "Ends a sign-in with the token of the user.";
    OAuthInvalidateUserToken = POST "/1.1/oauth/invalidate_token.json", OAuth, [User],
        None, 200, AuthenticationGuide, "Invalidates the access token of a user.";
    OAuthVerifyCredentials = GET "/1.1/account/verify_credentials.json", OAuth, [User],
        Some(75), 200, AuthenticationGuide, "Tells whose a token is, and what it permits.";
}

impl Endpoint {
    /// The HTTP method.
    #[must_use]
    pub const fn method(self) -> &'static Method {
        &self.row().method
    }

    /// The path, with its parameters as `:env_name`, `:webhook_id` and `:user_id`.
    #[must_use]
    pub const fn path(self) -> &'static str {
        self.row().path
    }

    /// The part of the API that it belongs to.
    #[must_use]
    pub const fn family(self) -> Family {
        self.row().family
    }

    /// The schemes of authentication that it accepts, the one that is sent by default first.
    #[must_use]
    pub const fn auth(self) -> &'static [AuthScheme] {
        self.row().auth
    }

    /// How many requests X documents for each window of 15 minutes. `None` where it documents none.
    #[must_use]
    pub const fn rate_limit(self) -> Option<u32> {
        self.row().rate_limit
    }

    /// The HTTP status of success. Any other 2xx is taken for success too.
    #[must_use]
    pub const fn status(self) -> u16 {
        self.row().status
    }

    /// Where these facts come from.
    #[must_use]
    pub const fn source(self) -> Source {
        self.row().source
    }

    /// What it does, in a sentence.
    #[must_use]
    pub const fn summary(self) -> &'static str {
        self.row().summary
    }

    /// Whether X has retired it.
    #[must_use]
    pub const fn is_deprecated(self) -> bool {
        self.row().deprecated
    }
}

/// Method and path, such as `GET /2/webhooks`.
impl fmt::Display for Endpoint {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} {}", self.method(), self.path())
    }
}
