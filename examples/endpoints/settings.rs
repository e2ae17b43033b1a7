//! The settings in the environment variables.

use std::env;

use account_activity::client::{EndpointGroup, EnvironmentName, WebhookUrl};
use account_activity::{AppCredentials, Secret, UserToken};

use crate::args::Args;

pub(crate) struct Settings {
    pub(crate) app: AppCredentials,
    pub(crate) user: UserToken,
    pub(crate) bearer_token: Option<String>,
    pub(crate) environment: EnvironmentName,
    pub(crate) webhook: WebhookUrl,
    pub(crate) verifier: Option<String>,
    pub(crate) redirect_uri: String,
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
        let has_webhooks = !matches!(
            args.only,
            Some(EndpointGroup::XActivity | EndpointGroup::OAuth | EndpointGroup::OAuth2)
        );
        let webhook = read("TWITTER_WEBHOOK_URL", has_webhooks, "https://bot.example/");
        let signs_in = args.walks(EndpointGroup::OAuth2);
        let client_id = read("TWITTER_CLIENT_ID", signs_in, "client-id");
        let client_secret = read("TWITTER_CLIENT_SECRET", signs_in, "client-secret");
        let redirect_uri = read("TWITTER_REDIRECT_URI", signs_in, "https://bot.example/signed-in");
        if !missing.is_empty() {
            return Err(format!("not set: {}", missing.join(", ")));
        }
        let user = UserToken::oauth1(token, token_secret);
        let mut app = AppCredentials::new(key, secret).owner(user.clone());
        app = app.oauth2(client_id, Secret::new(client_secret).ok());
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
            redirect_uri,
        })
    }
}

/// Returns a variable, if it is set and not empty.
fn variable(name: &str) -> Option<String> {
    env::var(name).ok().filter(|value| !value.trim().is_empty())
}
