//! The settings in the environment variables.

use std::env;

use account_activity::client::{EndpointGroup, EnvironmentName, WebhookUrl};
use account_activity::{AppCredentials, UserToken};

use crate::args::Args;

pub(crate) struct Settings {
    pub(crate) app: AppCredentials,
    pub(crate) user: UserToken,
    pub(crate) bearer_token: Option<String>,
    pub(crate) environment: EnvironmentName,
    pub(crate) webhook: WebhookUrl,
    pub(crate) verifier: Option<String>,
}

impl Settings {
    /// Reads the variables that the walk needs. The others have an invented value if they are not
    /// set.
    pub(crate) fn read(args: &Args) -> Result<Self, String> {
        let mut missing = Vec::new();
        let mut read = |name: &'static str, is_used: bool, invented: &str| {
            let value = variable(name);
            if value.is_none() && is_used && !args.dry_run {
                missing.push(name);
            }
            value.unwrap_or_else(|| invented.to_owned())
        };
        let key = read("TWITTER_CONSUMER_KEY", true, "key");
        let secret = read("TWITTER_CONSUMER_SECRET", true, "secret");
        let token = read("TWITTER_ACCESS_TOKEN", true, "1-token");
        let token_secret = read("TWITTER_ACCESS_TOKEN_SECRET", true, "token-secret");
        let environment =
            read("TWITTER_WEBHOOK_ENV", args.walks(EndpointGroup::Premium), "environment");
        let has_webhooks = args.only != Some(EndpointGroup::OAuth);
        let webhook = read("TWITTER_WEBHOOK_URL", has_webhooks, "https://bot.example/");
        if !missing.is_empty() {
            return Err(format!("not set: {}", missing.join(", ")));
        }
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
