//! Runs against the real API, with an account.

use std::env;

use account_activity::client::WebhookUrl;
use account_activity::receiver::{Secrets, Server};
use account_activity::{AppCredentials, Client, Tier, UserToken};

use super::line::say;
use super::{Result, explain, observe, receiver, subscribe};

/// The settings in the environment variables.
pub(crate) struct Settings {
    app: AppCredentials,
    owner: UserToken,
    secrets: Secrets,
    url: WebhookUrl,
    environment: String,
    port: u16,
    base_url: Option<String>,
}

impl Settings {
    /// Reads the environment variables. Returns `None` if there are no credentials.
    pub(crate) fn from_environment() -> Result<Option<Self>> {
        if env::var_os("TWITTER_CONSUMER_KEY").is_none() {
            return Ok(None);
        }
        let variable = |name: &str| env::var(name).map_err(|error| format!("{name}: {error}"));
        let app = AppCredentials::from_env()?;
        let owner = app.owner_token().cloned();
        let port = env::var("PORT").unwrap_or_else(|_| "8080".to_owned());
        Ok(Some(Self {
            secrets: app.secrets()?,
            owner: owner.ok_or("not set: TWITTER_ACCESS_TOKEN, TWITTER_ACCESS_TOKEN_SECRET")?,
            app,
            url: variable("TWITTER_WEBHOOK_URL")?.parse()?,
            environment: variable("TWITTER_WEBHOOK_ENV")?,
            port: port.parse().map_err(|_| "PORT: expected a port number")?,
            base_url: env::var("TWITTER_BASE_URL").ok(),
        }))
    }
}

/// Subscribes the app's owner and prints the events until Ctrl-C or SIGTERM.
pub(crate) async fn run(settings: Settings) -> Result<()> {
    let mut client = Client::builder(settings.app).observer(observe);
    if let Some(url) = settings.base_url {
        client = client.base_url(url);
    }
    let env = client.build()?.premium(settings.environment);
    let server = Server::bind(("127.0.0.1", settings.port)).await?;
    let service = receiver(settings.secrets);
    let serving = tokio::spawn(server.serve(service.clone()));
    if let Err(error) = subscribe(&env, &settings.url, &service, &settings.owner).await {
        if let Some(error) = error.downcast_ref() {
            explain(error, Tier::Premium);
        }
        return Err(error);
    }
    say("\nThe owner of the app is the subscriber. Act as this user on X. Ctrl-C ends.\n");
    Ok(serving.await??)
}
