//! Code shared by Premium and Enterprise.

use account_activity::client::{AuthScheme, Endpoint};
use account_activity::{AppId, UserId, WebhookId};
use serde::Serialize;

use super::call::Call;
use super::{date, rejection};
use crate::account::{Caller, NewWebhook, Permission, SubscribeError, Webhook};
use crate::outbound::Failure;
use crate::server::core::Core;
use crate::server::oauth::AuthFailure;
use crate::server::response::ApiResponse;
use crate::server::service::{RegisterError, UrlFault};

/// A webhook in the form of real responses; the reference has `created_at`.
#[derive(Serialize)]
pub(super) struct WebhookBody {
    id: WebhookId,
    url: String,
    valid: bool,
    created_timestamp: String,
}

impl From<&Webhook> for WebhookBody {
    fn from(webhook: &Webhook) -> Self {
        Self {
            id: webhook.id,
            url: webhook.url.clone(),
            valid: webhook.valid,
            created_timestamp: date::v1(webhook.created_at),
        }
    }
}

#[derive(Serialize)]
pub(super) struct SubscriptionBody {
    user_id: UserId,
}

/// Returns the users who are subscribed to a webhook.
pub(super) fn subscriptions(call: &Call<'_>, webhook: Option<WebhookId>) -> Vec<SubscriptionBody> {
    let state = call.core().state();
    let users = webhook.into_iter().flat_map(|webhook| state.registry.users_of(webhook));
    users.map(|user_id| SubscriptionBody { user_id }).collect()
}

/// Rejects apps without access, and credentials of a kind that the endpoint does not accept.
pub(super) fn check_caller(call: &Call<'_>) -> Result<(), ApiResponse> {
    check_token(call)?;
    if !call.has_accepted_scheme() {
        return Err(match (call.endpoint, &call.caller) {
            (
                Endpoint::PremiumRegisterWebhook | Endpoint::EnterpriseRegisterWebhook,
                Caller::App(_),
            ) => rejection::write_actions().because("a bearer token cannot register a webhook"),
            (Endpoint::EnterpriseReplay, _) => ApiResponse::error(
                401,
                32,
                "Invalid authentication method. Please use application-only authentication.",
            ),
            _ => rejection::wrong_credentials(&call.caller),
        });
    }
    if !call.core().has_access(call.app.id, call.endpoint) {
        return Err(match call.endpoint {
            Endpoint::EnterpriseWebhooks => {
                ApiResponse::error(403, 99, "You don’t have access to this resource.")
            }
            Endpoint::EnterpriseSubscriptionCount | Endpoint::EnterpriseSubscriptions => {
                rejection::could_not_authenticate()
            }
            Endpoint::EnterpriseReplay => ApiResponse::error(
                403,
                200,
                "Account Activity API enterprise account with replay is required. Please confirm \
                 you have an enterprise account and replay is enabled.",
            ),
            _ => rejection::forbidden(),
        }
        .because(rejection::no_access(call.app.id, call.core().tier)));
    }
    // X does not document its response to a user who is not the app's owner.
    if call.is_foreign() {
        return Err(rejection::forbidden().because(rejection::NOT_THE_OWNER));
    }
    Ok(())
}

/// Rejects a token of another app, except where the endpoints of subscriptions have their own
/// error.
pub(super) fn check_token(call: &Call<'_>) -> Result<(), ApiResponse> {
    let is_subscription = call.endpoint.path().contains("/subscriptions")
        && call.endpoint.auth().contains(&AuthScheme::User);
    match call.caller {
        Caller::User(delegate) if delegate.is_of_other_app && !is_subscription => {
            Err(rejection::unauthenticated(call.endpoint.group(), AuthFailure::Token))
        }
        _ => Ok(()),
    }
}

/// Registers a webhook with the URL in the query or in the form.
pub(super) async fn register(
    call: &Call<'_>,
    environment: Option<&str>,
) -> Result<ApiResponse, ApiResponse> {
    check_write(call)?;
    let Some(url) = call.request.parameter("url").filter(|url| !url.is_empty()) else {
        let is_json = call.request.has_media_type("application/json");
        return Err(
            if is_json && serde_json::from_slice::<serde_json::Value>(&call.request.body).is_err() {
                ApiResponse::error(400, 369, "Invalid JSON Syntax")
            } else {
                ApiResponse::error(400, 357, "url: queryParam is required")
            },
        );
    };
    let new =
        NewWebhook { app: call.app.id, is_v2: false, environment, url: &url, is_unique: false };
    let registered =
        call.service.register(&new).await.map_err(|error| register_rejection(&error))?;
    Ok(ApiResponse::json(200, &WebhookBody::from(&registered)))
}

/// Creates the errors of code 214. The reference prints status 403; real responses have 400.
fn register_rejection(error: &RegisterError) -> ApiResponse {
    let message = match error {
        RegisterError::Url(UrlFault::Malformed) => "Webhook URL does not meet the requirements.",
        RegisterError::Url(UrlFault::NotHttps) => {
            "Webhook URL does not meet the requirements. Please use HTTPS."
        }
        RegisterError::Url(UrlFault::Port) => {
            "Webhook URL does not meet the requirements. Port other than 443 is not allowed."
        }
        RegisterError::Limit | RegisterError::Duplicate => "Too many resources already created.",
        RegisterError::Crc(failure) => return crc_rejection(failure),
    };
    ApiResponse::error(400, 214, message)
}

fn crc_rejection(failure: &Failure) -> ApiResponse {
    ApiResponse::error(400, 214, failure.message()).because(failure.to_string())
}

/// Sends a CRC request to a webhook.
pub(super) async fn validate(
    call: &Call<'_>,
    webhook: &Webhook,
) -> Result<ApiResponse, ApiResponse> {
    check_write(call)?;
    match call.service.validate(webhook).await {
        Ok(()) => Ok(ApiResponse::no_content()),
        Err(failure) => Err(crc_rejection(&failure)),
    }
}

pub(super) fn delete(call: &Call<'_>, webhook: &Webhook) -> Result<ApiResponse, ApiResponse> {
    check_write(call)?;
    call.service.delete(webhook.id);
    Ok(ApiResponse::no_content())
}

/// Rejects a token without the permission for Direct Messages on endpoints that change something.
/// X's guide to code 261 names "Read, write and Direct Messages" as the permission that suffices.
fn check_write(call: &Call<'_>) -> Result<(), ApiResponse> {
    match call.caller {
        Caller::User(delegate) if delegate.permission < Permission::ReadWriteDirectMessages => {
            let needed = Permission::ReadWriteDirectMessages;
            Err(rejection::write_actions().because(rejection::lacking(delegate.permission, needed)))
        }
        _ => Ok(()),
    }
}

/// Returns the user whose token the call uses. The token must belong to the app and have the
/// permission for Direct Messages.
pub(super) fn subscriber(call: &Call<'_>) -> Result<UserId, ApiResponse> {
    match call.caller {
        Caller::User(delegate)
            if !delegate.is_of_other_app
                && delegate.permission == Permission::ReadWriteDirectMessages =>
        {
            Ok(delegate.user)
        }
        Caller::User(delegate) if delegate.is_of_other_app => {
            Err(not_permitted().because("the token was issued to another app"))
        }
        Caller::User(delegate) => {
            let needed = Permission::ReadWriteDirectMessages;
            Err(not_permitted().because(rejection::lacking(delegate.permission, needed)))
        }
        _ => Err(not_permitted()),
    }
}

pub(super) fn not_permitted() -> ApiResponse {
    let message =
        "Client application is not permitted to access this user's webhook subscriptions.";
    ApiResponse::error(401, 348, message)
}

pub(super) fn no_such_webhook() -> ApiResponse {
    let message = "Webhook does not exist or is associated with a different twitter application.";
    ApiResponse::error(404, 34, message)
}

/// The subscription counts as texts, in the form of Enterprise and v2.
#[derive(Serialize)]
pub(super) struct CountBody<'a> {
    account_name: &'a str,
    subscriptions_count_all: String,
    subscriptions_count_direct_messages: &'static str,
    provisioned_count: String,
}

impl<'a> CountBody<'a> {
    pub(super) fn of(core: &'a Core) -> Self {
        Self {
            account_name: &core.account_name,
            subscriptions_count_all: core.state().registry.subscribers().to_string(),
            subscriptions_count_direct_messages: "0",
            provisioned_count: core.limits.subscriptions.to_string(),
        }
    }
}

/// The list of a webhook's subscriptions, in the form of Enterprise and v2.
#[derive(Serialize)]
pub(super) struct ListBody {
    webhook_id: WebhookId,
    webhook_url: String,
    application_id: AppId,
    subscriptions: Vec<SubscriptionBody>,
}

impl ListBody {
    pub(super) fn of(call: &Call<'_>, webhook: &Webhook) -> Self {
        Self {
            webhook_id: webhook.id,
            webhook_url: webhook.url.clone(),
            application_id: webhook.app,
            subscriptions: subscriptions(call, Some(webhook.id)),
        }
    }
}

pub(super) fn subscribe(
    call: &Call<'_>,
    webhook: WebhookId,
    user: UserId,
) -> Result<ApiResponse, ApiResponse> {
    match call.service.subscribe(webhook, user) {
        Ok(()) => Ok(ApiResponse::no_content()),
        Err(SubscribeError::Duplicate) => {
            Err(ApiResponse::error(409, 355, "Subscription already exists."))
        }
        Err(SubscribeError::Limit) => Err(ApiResponse::error(
            403,
            214,
            "Too many subscriptions already created. (X documents no error for this; the emulator \
             chose one.)",
        )),
    }
}

/// Responds whether a user is subscribed.
pub(super) fn is_subscribed(
    call: &Call<'_>,
    webhook: Option<WebhookId>,
    user: UserId,
) -> Result<ApiResponse, ApiResponse> {
    let state = call.core().state();
    let is = webhook.is_some_and(|webhook| state.registry.is_subscribed(webhook, user));
    if is { Ok(ApiResponse::no_content()) } else { Err(rejection::no_such_page()) }
}

/// Ends a subscription: of the token's user or, with a bearer token, of the user with this id.
pub(super) fn unsubscribe(
    call: &Call<'_>,
    webhook: Option<WebhookId>,
    user: Option<UserId>,
) -> Result<ApiResponse, ApiResponse> {
    let ended =
        webhook.zip(user).is_some_and(|(webhook, user)| call.service.unsubscribe(webhook, user));
    if ended { Ok(ApiResponse::no_content()) } else { Err(rejection::no_such_page()) }
}
