//! The endpoints of v1.1 by environment: sandbox and Premium.

use account_activity::AppId;
use account_activity::client::Endpoint;
use serde::Serialize;

use super::call::Call;
use super::v1::{SubscriptionBody, WebhookBody};
use super::{rejection, v1};
use crate::account::Webhook;
use crate::server::response::ApiResponse;

#[derive(Serialize)]
struct Environments {
    environments: Vec<EnvironmentBody>,
}

#[derive(Serialize)]
struct EnvironmentBody {
    environment_name: String,
    webhooks: Vec<WebhookBody>,
}

/// The form of real responses. The older reference has two counts, as for Enterprise.
#[derive(Serialize)]
struct Count<'a> {
    account_name: &'a str,
    subscriptions_count: String,
    provisioned_count: String,
}

#[derive(Serialize)]
struct Subscriptions<'a> {
    environment: &'a str,
    application_id: AppId,
    subscriptions: Vec<SubscriptionBody>,
}

pub(super) async fn respond(call: &Call<'_>) -> Result<ApiResponse, ApiResponse> {
    v1::check_caller(call)?;
    match call.endpoint {
        Endpoint::PremiumAllWebhooks => all_webhooks(call),
        Endpoint::PremiumSubscriptionCount => Ok(count(call)),
        _ => of_environment(call).await,
    }
}

async fn of_environment(call: &Call<'_>) -> Result<ApiResponse, ApiResponse> {
    let name = call.names.environment.as_str();
    let app = call.core().environment(name).ok_or_else(|| {
        let reason = format!("there is no environment {name:?}; names are case-sensitive");
        rejection::forbidden().because(reason)
    })?;
    let is_own = app.id == call.app.id;
    let webhook = webhook_of(call, name);
    let id = webhook.as_ref().map(|webhook| webhook.id);
    match call.endpoint {
        Endpoint::PremiumSubscribe
        | Endpoint::PremiumIsSubscribed
        | Endpoint::PremiumUnsubscribeWithToken
            if !is_own =>
        {
            Err(v1::not_permitted().because(belongs_to_another(name)))
        }
        Endpoint::PremiumSubscribe => {
            let user = v1::subscriber(call)?;
            let message = "Webhook URL must be defined to create subscriptions.";
            let id = id.ok_or_else(|| ApiResponse::error(403, 170, message))?;
            v1::subscribe(call, id, user)
        }
        Endpoint::PremiumIsSubscribed => v1::is_subscribed(call, id, v1::subscriber(call)?),
        Endpoint::PremiumUnsubscribeWithToken => {
            v1::unsubscribe(call, id, Some(v1::subscriber(call)?))
        }
        _ if !is_own => Err(rejection::forbidden().because(belongs_to_another(name))),
        Endpoint::PremiumRegisterWebhook => v1::register(call, Some(name)).await,
        Endpoint::PremiumWebhooks => {
            let webhooks: Vec<_> = webhook.iter().map(WebhookBody::from).collect();
            Ok(ApiResponse::json(200, &webhooks))
        }
        Endpoint::PremiumValidateWebhook => v1::validate(call, &addressed(call, webhook)?).await,
        Endpoint::PremiumDeleteWebhook => v1::delete(call, &addressed(call, webhook)?),
        Endpoint::PremiumSubscriptions => {
            let subscriptions = v1::subscriptions(call, id);
            let body =
                Subscriptions { environment: name, application_id: call.app.id, subscriptions };
            Ok(ApiResponse::json(200, &body))
        }
        Endpoint::PremiumUnsubscribe => v1::unsubscribe(call, id, call.names.user.parse().ok()),
        _ => Err(rejection::not_found(call.request)),
    }
}

fn belongs_to_another(environment: &str) -> String {
    format!("the environment {environment:?} belongs to another app")
}

fn webhook_of(call: &Call<'_>, environment: &str) -> Option<Webhook> {
    let state = call.core().state();
    let mut webhooks = state.registry.webhooks();
    webhooks.find(|it| it.environment.as_deref() == Some(environment)).cloned()
}

/// Returns the webhook of the environment, if it has the id in the path.
fn addressed(call: &Call<'_>, webhook: Option<Webhook>) -> Result<Webhook, ApiResponse> {
    let id = call.names.webhook.parse().ok();
    webhook.filter(|webhook| Some(webhook.id) == id).ok_or_else(v1::no_such_webhook)
}

fn all_webhooks(call: &Call<'_>) -> Result<ApiResponse, ApiResponse> {
    if call.app.environments.is_empty() {
        return Err(rejection::forbidden());
    }
    let environments = call.app.environments.iter().map(|name| EnvironmentBody {
        environment_name: name.clone(),
        webhooks: webhook_of(call, name).iter().map(WebhookBody::from).collect(),
    });
    Ok(ApiResponse::json(200, &Environments { environments: environments.collect() }))
}

fn count(call: &Call<'_>) -> ApiResponse {
    let core = call.core();
    let body = Count {
        account_name: &core.account_name,
        subscriptions_count: core.state().registry.subscribers().to_string(),
        provisioned_count: core.limits.subscriptions.to_string(),
    };
    ApiResponse::json(200, &body)
}
