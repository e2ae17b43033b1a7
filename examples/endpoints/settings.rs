//! The settings in the environment variables.

use std::env;

use account_activity::client::{EndpointGroup, EnvironmentName, WebhookUrl};
use account_activity::{AppCredentials, UserToken};

pub(crate) struct Settings {
    pub(crate) app: AppCredentials,
    pub(crate) user: UserToken,
    pub(crate) bearer_token: Option<String>,
    pub(crate) environment: EnvironmentName,
    pub(crate) webhook: WebhookUrl,
    pub(crate) verifier: Option<String>,
}

impl Settings {
    /// Reads the variables for every part of the API, or for one only.
    pub(crate) fn read(only: Option<EndpointGroup>) -> Result<Self, String> {
        let mut missing = Vec::new();
        let mut required = |name: &'static str, needed: bool| {
            let value = variable(name);
            if value.is_none() && needed {
                missing.push(name);
            }
            value.unwrap_or_default()
        };
        let key = required("TWITTER_CONSUMER_KEY", true);
        let secret = required("TWITTER_CONSUMER_SECRET", true);
        let token = required("TWITTER_ACCESS_TOKEN", true);
        let token_secret = required("TWITTER_ACCESS_TOKEN_SECRET", true);
        let environment =
            required("TWITTER_WEBHOOK_ENV", matches!(only, None | Some(EndpointGroup::Premium)));
        let webhook = required("TWITTER_WEBHOOK_URL", only != Some(EndpointGroup::OAuth));
        if !missing.is_empty() {
            return Err(format!("not set: {}", missing.join(", ")));
        }
        // If the URL is not needed, the value does not matter.
        let webhook = if webhook.is_empty() { "https://bot.example/" } else { &webhook };
        let user = UserToken::oauth1(token, token_secret);
        let mut app = AppCredentials::new(key, secret).owner(user.clone());
        let bearer_token = variable("TWITTER_BEARER_TOKEN");
        if let Some(token) = &bearer_token {
            app = app.bearer_token(token);
        }
        Ok(Self {
            app,
            user,
            bearer_token,
            environment: environment.into(),
            webhook: webhook.parse().map_err(|error| format!("TWITTER_WEBHOOK_URL: {error}"))?,
            verifier: variable("TWITTER_OAUTH_VERIFIER"),
        })
    }
}

/// Returns a variable, if it is set and not empty.
fn variable(name: &str) -> Option<String> {
    env::var(name).ok().filter(|value| !value.trim().is_empty())
}
