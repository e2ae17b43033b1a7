//! The state that the calls share: the client, the ids found so far, the report.

use account_activity::client::{
    BearerToken, Endpoint, EndpointGroup, EnvironmentName, Error, ReplayWindow, Webhook, WebhookUrl,
};
use account_activity::{Client, Timestamp, UserId, UserToken, WebhookId};

use crate::args::Args;
use crate::report::Report;
use crate::settings::Settings;

/// Replaces an id that no response has contained.
pub(crate) const PLACEHOLDER: u64 = 1;

pub(crate) struct Walk {
    pub(crate) client: Client,
    pub(crate) report: Report,
    pub(crate) is_dry_run: bool,
    pub(crate) environment: EnvironmentName,
    pub(crate) webhook: WebhookUrl,
    /// The user to subscribe: the app's owner.
    pub(crate) user: UserToken,
    pub(crate) user_id: Option<UserId>,
    pub(crate) bearer: BearerToken,
    /// The verifier from the settings.
    pub(crate) verifier: Option<String>,
    /// The redirect URI of the sign-in by OAuth 2.0.
    pub(crate) redirect_uri: String,
    /// The token of the sign-in.
    pub(crate) signed_in: Option<UserToken>,
}

impl Walk {
    pub(crate) fn new(args: &Args, settings: Settings) -> Result<Self, String> {
        let report = Report::default();
        // Without retries, so that each line is one response.
        let mut builder = Client::builder(settings.app).retries(0).observer(report.observer());
        if let Some(url) = &args.base_url {
            builder = builder.base_url(url);
        }
        if args.dry_run {
            builder = builder.dry_run(report.dry_run());
        }
        Ok(Self {
            client: builder.build().map_err(|error| error.to_string())?,
            report,
            is_dry_run: args.dry_run,
            environment: settings.environment,
            webhook: settings.webhook,
            user_id: id_in(&settings.user),
            user: settings.user,
            bearer: BearerToken::new(settings.bearer_token.unwrap_or_else(|| "none".to_owned())),
            verifier: settings.verifier,
            redirect_uri: settings.redirect_uri,
            signed_in: None,
        })
    }

    /// Fetches the id of the token's user: always as a part of the sign-in, otherwise if needed.
    pub(crate) async fn identify(&mut self, only: Option<EndpointGroup>) {
        if self.user_id.is_some() && !matches!(only, None | Some(EndpointGroup::OAuth)) {
            return;
        }
        let (oauth, user) = (self.client.oauth(), self.user.clone());
        let call = oauth.verify_credentials(&user);
        if let Some(verified) = self.call(Endpoint::OAuthVerifyCredentials, call).await {
            self.user_id = Some(verified.user.id);
        }
    }

    /// Awaits a call and reports it.
    pub(crate) async fn call<T>(
        &mut self,
        endpoint: Endpoint,
        call: impl Future<Output = Result<T, Error>>,
    ) -> Option<T> {
        let result = call.await;
        self.report.line(endpoint, result.as_ref().err());
        result.ok()
    }

    pub(crate) fn user_id(&self) -> UserId {
        self.user_id.unwrap_or(UserId::new(PLACEHOLDER))
    }

    /// Returns the webhook to continue with: the registered one, else the listed one with its URL.
    /// Other webhooks are never changed.
    pub(crate) fn webhook_id(
        &self,
        registered: Option<Webhook>,
        listed: Option<Vec<Webhook>>,
    ) -> WebhookId {
        let listed = listed.into_iter().flatten().find(|it| it.url == *self.webhook.as_str());
        registered.or(listed).map_or(WebhookId::new(PLACEHOLDER), |webhook| webhook.id)
    }
}

/// Returns the half hour that ended an hour ago, which every tier with Replay covers.
pub(crate) fn window() -> ReplayWindow {
    let now = Timestamp::from(std::time::SystemTime::now()).as_millis();
    let ago = |minutes: i64| Timestamp::from_millis(now - minutes * 60_000);
    match ReplayWindow::covering(ago(90), ago(60)) {
        Ok(window) => window,
        Err(error) => unreachable!("{error}"),
    }
}

/// Returns the id of the user. X's access tokens begin with it.
fn id_in(user: &UserToken) -> Option<UserId> {
    let (token, _) = user.expose_oauth1()?;
    token.split_once('-')?.0.parse().ok()
}
