//! Ensures that a webhook is registered and valid.

use super::error::{Error, Reason};
use super::webhook::{Ensured, Webhook};
use super::webhook_url::WebhookUrl;
use crate::value::id::WebhookId;

/// Keeps, validates or registers a webhook, with the methods of a tier.
pub(super) async fn ensure_webhook<L, V, R>(
    url: &WebhookUrl,
    list: impl Fn() -> L,
    validate: impl Fn(WebhookId) -> V,
    register: impl Fn() -> R,
) -> Result<Ensured, Error>
where
    L: Future<Output = Result<Vec<Webhook>, Error>>,
    V: Future<Output = Result<(), Error>>,
    R: Future<Output = Result<Webhook, Error>>,
{
    let found = |webhooks: Vec<Webhook>| webhooks.into_iter().find(|it| url.is(&it.url));
    let webhook = match found(list().await?) {
        Some(webhook) => webhook,
        None => match register().await {
            Ok(webhook) => return Ok(Ensured::Registered(webhook)),
            // Another process may have registered it meanwhile. At the limit of webhooks, X returns
            // the same error for the same URL as for another.
            Err(error) if is_conflict(&error) => match found(list().await?) {
                Some(webhook) => webhook,
                None => return Err(error),
            },
            Err(error) => return Err(error),
        },
    };
    if webhook.valid {
        return Ok(Ensured::Kept(webhook));
    }
    validate(webhook.id).await?;
    Ok(Ensured::Validated(Webhook { valid: true, ..webhook }))
}

fn is_conflict(error: &Error) -> bool {
    matches!(error.reason(), Some(Reason::TooManyWebhooks | Reason::WebhookUrlTaken))
}
