//! Replaces a webhook by one with another URL.

use super::error::{Error, Reason};
use super::webhook::{Ensured, Webhook};
use super::webhook_url::WebhookUrl;
use crate::value::id::WebhookId;

/// The methods of a tier.
pub(super) struct Steps<L, E, R, D> {
    pub(super) list: L,
    pub(super) ensure: E,
    pub(super) register: R,
    pub(super) delete: D,
}

/// Replaces `old`, or the only webhook if `old` is `None`.
pub(super) async fn replace_webhook<L, E, R, D>(
    old: Option<WebhookId>,
    url: &WebhookUrl,
    steps: Steps<impl Fn() -> L, impl Fn() -> E, impl Fn(WebhookUrl) -> R, impl Fn(WebhookId) -> D>,
) -> Result<Webhook, Error>
where
    L: Future<Output = Result<Vec<Webhook>, Error>>,
    E: Future<Output = Result<Ensured, Error>>,
    R: Future<Output = Result<Webhook, Error>>,
    D: Future<Output = Result<(), Error>>,
{
    let webhooks = (steps.list)().await?;
    let is_new = |webhook: &Webhook| url.is(&webhook.url);
    let old = webhooks.iter().find(|it| old.is_none_or(|old| it.id == old) && !is_new(it));
    let new = if webhooks.iter().any(is_new) {
        (steps.ensure)().await.map(|ensured| ensured.webhook().clone())
    } else {
        (steps.register)(url.clone()).await
    };
    match (new, old) {
        (Ok(new), Some(old)) => {
            (steps.delete)(old.id).await?;
            Ok(new)
        }
        (Err(error), Some(old)) if error.reason() == Some(&Reason::TooManyWebhooks) => {
            (steps.delete)(old.id).await?;
            let new = (steps.register)(url.clone()).await;
            if let (Err(_), Ok(url)) = (&new, old.url.parse()) {
                // The caller learns why the new webhook failed, whether or not this succeeds.
                let _ = (steps.register)(url).await;
            }
            new
        }
        (new, _) => new,
    }
}
