//! The endpoints of v1.1 by webhook id: Enterprise.

use account_activity::WebhookId;
use account_activity::client::Endpoint;

use super::call::Call;
use super::v1::{CountBody, ListBody, WebhookBody};
use super::{rejection, replay, v1};
use crate::account::Webhook;
use crate::server::response::ApiResponse;

pub(super) async fn respond(call: &Call<'_>) -> Result<ApiResponse, ApiResponse> {
    v1::check_caller(call)?;
    let webhook = call.names.webhook.parse().ok().and_then(|id| webhook(call, id));
    match call.endpoint {
        Endpoint::EnterpriseRegisterWebhook => v1::register(call, None).await,
        Endpoint::EnterpriseWebhooks => Ok(webhooks(call)),
        Endpoint::EnterpriseSubscriptionCount => {
            Ok(ApiResponse::json(200, &CountBody::of(call.core())))
        }
        Endpoint::EnterpriseReplay => replay::v1(call, webhook),
        Endpoint::EnterpriseSubscriptions => {
            // The reference documents this error for a missing permission to view the
            // subscriptions.
            let webhook = webhook.ok_or_else(rejection::could_not_authenticate)?;
            Ok(ApiResponse::json(200, &ListBody::of(call, &webhook)))
        }
        _ => of_webhook(call, &webhook.ok_or_else(v1::no_such_webhook)?).await,
    }
}

async fn of_webhook(call: &Call<'_>, webhook: &Webhook) -> Result<ApiResponse, ApiResponse> {
    match call.endpoint {
        Endpoint::EnterpriseValidateWebhook => v1::validate(call, webhook).await,
        Endpoint::EnterpriseDeleteWebhook => v1::delete(call, webhook),
        Endpoint::EnterpriseSubscribe => v1::subscribe(call, webhook.id, v1::subscriber(call)?),
        Endpoint::EnterpriseIsSubscribed => {
            v1::is_subscribed(call, Some(webhook.id), v1::subscriber(call)?)
        }
        Endpoint::EnterpriseUnsubscribe => {
            v1::unsubscribe(call, Some(webhook.id), call.names.user.parse().ok())
        }
        Endpoint::EnterpriseUnsubscribeWithToken => {
            v1::unsubscribe(call, Some(webhook.id), Some(v1::subscriber(call)?))
        }
        _ => Err(rejection::not_found(call.request)),
    }
}

/// Returns the webhook with an id, if it belongs to the app.
fn webhook(call: &Call<'_>, id: WebhookId) -> Option<Webhook> {
    let webhook = call.core().state().registry.webhook(id).cloned();
    webhook.filter(|webhook| webhook.app == call.app.id && !webhook.is_v2)
}

fn webhooks(call: &Call<'_>) -> ApiResponse {
    let state = call.core().state();
    let own = state.registry.webhooks().filter(|it| it.app == call.app.id && !it.is_v2);
    let bodies: Vec<_> = own.map(WebhookBody::from).collect();
    ApiResponse::json(200, &bodies)
}
