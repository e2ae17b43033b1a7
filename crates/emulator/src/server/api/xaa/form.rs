//! A subscription in a response.

use account_activity::xaa::{EventKind, Filter};
use account_activity::{SubscriptionId, WebhookId};
use serde::Serialize;

use crate::account::ActivitySubscription;
use crate::server::api::call::Call;
use crate::server::api::date;

#[derive(Serialize)]
pub(super) struct Form<'a> {
    subscription_id: SubscriptionId,
    event_type: &'a EventKind,
    filter: &'a Filter,
    #[serde(skip_serializing_if = "Option::is_none")]
    tag: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    webhook_id: Option<WebhookId>,
    created_at: String,
    updated_at: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    expires_at: Option<String>,
}

impl<'a> Form<'a> {
    pub(super) fn of(row: &'a ActivitySubscription, call: &Call<'_>) -> Self {
        let faults = call.service.outbound.faults();
        Self {
            subscription_id: row.id,
            event_type: &row.kind,
            filter: &row.filter,
            tag: row.tag.as_deref(),
            webhook_id: row.webhook.filter(|_| !faults.hides_webhook()),
            created_at: date::v2(row.created_at),
            updated_at: date::v2(row.updated_at),
            expires_at: row.expires_at.map(|end| end.to_string()),
        }
    }
}
