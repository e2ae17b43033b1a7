//! The endpoints of v2: webhooks, subscriptions, Replay.

use account_activity::UserId;
use account_activity::client::{Endpoint, EndpointGroup};
use serde::Serialize;
use serde_json::{Value, json};

use super::call::Call;
use super::problem::{Reason, rejected};
use super::replay::Job;
use super::v1::{CountBody, ListBody};
use super::{date, problem, rejection, replay};
use crate::account::{Caller, Delegate, NewWebhook, Permission, SubscribeError, Webhook};
use crate::outbound::Failure;
use crate::server::oauth::AuthFailure;
use crate::server::response::ApiResponse;
use crate::server::service::{RegisterError, UrlFault};

/// The scopes of OAuth 2.0 that a subscription needs.
const SUBSCRIBER_SCOPES: [&str; 4] = ["dm.read", "dm.write", "tweet.read", "users.read"];

/// The longest URL of a webhook, in characters.
const LONGEST_URL: usize = 200;

#[derive(Serialize)]
struct Data<T> {
    data: T,
}

pub(super) async fn respond(call: &Call<'_>) -> Result<ApiResponse, ApiResponse> {
    check_caller(call)?;
    match call.endpoint {
        Endpoint::V2RegisterWebhook => register(call).await,
        Endpoint::V2Webhooks => Ok(webhooks(call)),
        Endpoint::V2Replay => replay(call),
        Endpoint::V2SubscriptionCount => Ok(data(CountBody::of(call.core()))),
        _ => of_webhook(call, &webhook(call, &call.names.webhook)?).await,
    }
}

async fn of_webhook(call: &Call<'_>, webhook: &Webhook) -> Result<ApiResponse, ApiResponse> {
    match call.endpoint {
        Endpoint::V2ValidateWebhook => {
            let validated = call.service.validate(webhook).await;
            validated.map_err(|failure| crc_failed(&failure))?;
            Ok(data(json!({ "valid": true })))
        }
        Endpoint::V2DeleteWebhook => {
            call.service.delete(webhook.id);
            Ok(data(json!({ "deleted": true })))
        }
        Endpoint::V2Subscribe => {
            let user = subscriber(call)?;
            call.service.subscribe(webhook.id, user).map_err(|error| match error {
                SubscribeError::Duplicate => {
                    rejected(Reason::DuplicateSubscriptionFailed, "Subscription already exists")
                }
                SubscribeError::Limit => rejected(Reason::SubscriptionLimitExceeded, ""),
            })?;
            Ok(data(json!({ "subscribed": true })))
        }
        Endpoint::V2IsSubscribed => {
            let user = subscriber(call)?;
            let subscribed = call.core().state().registry.is_subscribed(webhook.id, user);
            Ok(data(json!({ "subscribed": subscribed })))
        }
        Endpoint::V2Subscriptions => Ok(data(ListBody::of(call, webhook))),
        Endpoint::V2Unsubscribe => {
            let user = call.names.user.parse().ok();
            if user.is_some_and(|user| call.service.unsubscribe(webhook.id, user)) {
                Ok(data(json!({ "subscribed": false })))
            } else {
                Err(rejected(Reason::SubscriptionNotFound, "Subscription not found"))
            }
        }
        _ => Err(rejection::not_found(call.request)),
    }
}

fn data(body: impl Serialize) -> ApiResponse {
    ApiResponse::json(200, &Data { data: body })
}

fn check_caller(call: &Call<'_>) -> Result<(), ApiResponse> {
    if let Caller::User(Delegate { is_of_other_app: true, .. }) = call.caller {
        return Err(rejection::unauthenticated(EndpointGroup::V2, AuthFailure::Token));
    }
    if !call.has_accepted_scheme() {
        return Err(problem::unsupported_authentication(&call.caller, call.endpoint.auth()));
    }
    if !call.core().has_access(call.app.id, call.endpoint) {
        return Err(problem::not_enrolled(call.app.id)
            .because(rejection::no_access(call.app.id, call.core().tier)));
    }
    if call.is_foreign() {
        return Err(problem::forbidden().because(rejection::NOT_THE_OWNER));
    }
    Ok(())
}

/// Returns the user whose token the call uses.
fn subscriber(call: &Call<'_>) -> Result<UserId, ApiResponse> {
    problem::check_scopes(&call.caller, &SUBSCRIBER_SCOPES)?;
    match call.caller {
        Caller::User(delegate) | Caller::UserOAuth2(delegate)
            if delegate.permission == Permission::ReadWriteDirectMessages =>
        {
            Ok(delegate.user)
        }
        Caller::User(delegate) | Caller::UserOAuth2(delegate) => {
            let needed = Permission::ReadWriteDirectMessages;
            Err(problem::permission().because(rejection::lacking(delegate.permission, needed)))
        }
        Caller::App(_) => Err(problem::permission()),
    }
}

async fn register(call: &Call<'_>) -> Result<ApiResponse, ApiResponse> {
    let url = member(call, "url")?;
    if url.chars().count() > LONGEST_URL {
        return Err(rejected(Reason::UrlValidationFailed, "URL is longer than 200 characters"));
    }
    let new =
        NewWebhook { app: call.app.id, is_v2: true, environment: None, url: &url, is_unique: true };
    let registered = call.service.register(&new).await.map_err(|error| match error {
        RegisterError::Url(UrlFault::Malformed) => {
            rejected(Reason::UrlValidationFailed, "URL is malformed")
        }
        RegisterError::Url(UrlFault::NotHttps) => {
            let details = "Webhook URL does not meet the requirements. Please use HTTPS.";
            rejected(Reason::UrlValidationFailed, details)
        }
        RegisterError::Url(UrlFault::Port) => {
            let details = "Webhook URL does not meet the requirements. Port other than 443 is not \
                           allowed.";
            rejected(Reason::UrlValidationFailed, details)
        }
        // X sends this error without details.
        RegisterError::Limit => rejected(Reason::WebhookLimitExceeded, ""),
        RegisterError::Duplicate => {
            rejected(Reason::DuplicateUrlFailed, "URL is registered already")
        }
        RegisterError::Crc(failure) => crc_failed(&failure),
    })?;
    Ok(data(webhook_body(&registered)))
}

fn crc_failed(failure: &Failure) -> ApiResponse {
    let cause = match failure {
        Failure::WrongToken => "Invalid `response_token`",
        Failure::Slow => "High latency on CRC GET request.",
        failure => failure.message(),
    };
    let details = format!("URL returned bad response during CRC with error: {cause}");
    rejected(Reason::CrcValidationFailed, &details).because(failure.to_string())
}

fn webhook_body(webhook: &Webhook) -> Value {
    json!({
        "id": webhook.id,
        "url": webhook.url,
        "valid": webhook.valid,
        "created_at": date::v2(webhook.created_at),
    })
}

/// Lists the webhooks, with all members or with those that `webhook_config.fields` selects.
fn webhooks(call: &Call<'_>) -> ApiResponse {
    let fields = call.request.parameter("webhook_config.fields");
    let is_wanted =
        |name: &String| fields.as_ref().is_none_or(|fields| fields.split(',').any(|it| it == name));
    let state = call.core().state();
    let own = state.registry.webhooks().filter(|it| it.app == call.app.id && it.is_v2);
    let bodies: Vec<Value> = own
        .map(webhook_body)
        .map(|body| match body {
            Value::Object(members) => {
                members.into_iter().filter(|(name, _)| is_wanted(name)).collect()
            }
            other => other,
        })
        .collect();
    ApiResponse::json(200, &json!({ "data": bodies, "meta": { "result_count": bodies.len() } }))
}

fn replay(call: &Call<'_>) -> Result<ApiResponse, ApiResponse> {
    let webhook = webhook(call, &member(call, "webhook_id")?)?;
    let (from, to) = (member(call, "from_date")?, member(call, "to_date")?);
    let reach = call.core().tier_of_v2().replay_window().unwrap_or_default();
    let (from, to) = replay::v2_window(&from, &to, call.core().now(), reach)
        .map_err(|details| rejected(Reason::QueryParamInvalid, &details))?;
    if !webhook.valid {
        return Err(rejected(Reason::CrcValidationFailed, "Webhook is marked invalid"));
    }
    let job = call.service.outbound.replay(webhook.id, from, to).map_err(|_| {
        rejected(Reason::ReplayConflictError, "A replay job is in progress for this webhook")
    })?;
    Ok(data(Job { job_id: job.id, created_at: date::v2(job.created_at) }))
}

/// Returns a text member of the JSON object in the body.
fn member(call: &Call<'_>, name: &str) -> Result<String, ApiResponse> {
    let body: Value = serde_json::from_slice(&call.request.body).unwrap_or_default();
    match body.get(name) {
        Some(Value::String(text)) => Ok(text.clone()),
        None | Some(Value::Null) => {
            let message = format!("$.{name}: is missing but it is required");
            Err(problem::invalid_request(&message))
        }
        Some(_) => Err(problem::invalid_request(&format!("$.{name}: is not a string"))),
    }
}

/// Returns the webhook with this id, if it belongs to the app.
pub(super) fn webhook(call: &Call<'_>, id: &str) -> Result<Webhook, ApiResponse> {
    let state = call.core().state();
    let found = id.parse().ok().and_then(|id| state.registry.webhook(id));
    let own = found.filter(|webhook| webhook.app == call.app.id && webhook.is_v2).cloned();
    own.ok_or_else(|| rejected(Reason::WebhookIdInvalid, "Webhook id is not valid"))
}
