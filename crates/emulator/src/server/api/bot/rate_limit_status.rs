//! The state of the caller's rate limits on v1.1.

use account_activity::client::Endpoint;
use serde_json::{Map, Value, json};

use super::{BotCall, BotEndpoint};
use crate::account::{Quota, Window};
use crate::server::core::lock;
use crate::server::response::ApiResponse;

/// Returns the windows of the families in `resources`, or of all.
pub(super) fn show(call: &BotCall<'_>) -> ApiResponse {
    let core = &*call.service.core;
    let wanted = call.request.parameter("resources");
    let wanted: Option<Vec<_>> = wanted.as_ref().map(|families| families.split(',').collect());
    let mut resources = Map::new();
    for quota in quotas() {
        let path = documented(quota.path);
        let family = path.split('/').nth(1).unwrap_or_default().to_owned();
        if wanted.as_ref().is_some_and(|wanted| !wanted.contains(&family.as_str())) {
            continue;
        }
        let window = lock(&core.rate_limits).window(quota, &call.caller, core.now());
        let members = resources.entry(family).or_insert_with(|| json!({}));
        if let (Some(members), Some(window)) = (members.as_object_mut(), window) {
            members.entry(path).or_insert_with(|| form(window));
        }
    }
    let context = match call.caller.user() {
        Some(user) => json!({ "access_token": user }),
        None => json!({ "application": call.caller.app() }),
    };
    let body = json!({ "rate_limit_context": context, "resources": resources });
    ApiResponse::json(200, &body)
}

/// Returns the limits of v1.1. Of two endpoints with one path, the one that reads comes first.
fn quotas() -> impl Iterator<Item = Quota> {
    let all = || {
        let own = BotEndpoint::ALL.iter().map(|endpoint| endpoint.quota());
        let quotas = Endpoint::ALL.iter().map(|endpoint| Quota::from(*endpoint)).chain(own);
        quotas.filter(|quota| quota.path.starts_with("/1.1/") && quota.limit.is_some())
    };
    all().filter(|quota| quota.method == "GET").chain(all().filter(|quota| quota.method != "GET"))
}

/// Returns a path as X names it here: `/account_activity/all/:instance_name/webhooks`.
fn documented(path: &str) -> String {
    path.replacen("/1.1", "", 1)
        .replace(".json", "")
        .replace(":env_name", ":instance_name")
        .replace(":webhook_id", ":id")
}

fn form(window: Window) -> Value {
    json!({
        "limit": window.limit,
        "remaining": window.remaining,
        "reset": window.reset_seconds,
    })
}
