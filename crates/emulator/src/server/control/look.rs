//! The routes that read the state.

use std::ops::RangeInclusive;

use serde::Serialize;
use serde_json::{Value, json};

use super::rejection::Rejection;
use super::response::ControlResponse;
use super::route::Route;
use super::{Outcome, parameter, users};
use crate::account::Credentials;
use crate::server::core::lock;
use crate::server::request::Request;
use crate::server::service::Service;

pub(super) fn index(service: &Service) -> ControlResponse {
    let routes: Vec<Value> = Route::ALL
        .into_iter()
        .map(|route| {
            let method = route.method();
            json!({"route": format!("{method} {}", route.path()), "about": route.about()})
        })
        .collect();
    let core = &service.core;
    ControlResponse::ok(
        &json!({"tier": core.tier.to_string(), "now": core.now().to_string(), "routes": routes}),
    )
}

pub(super) fn credentials(service: &Service) -> ControlResponse {
    let core = &service.core;
    let apps: Vec<Value> = core
        .apps
        .iter()
        .map(|app| {
            let credentials = Credentials::of(&core.state(), app);
            json!({
                "id": app.id,
                "name": app.name,
                "consumer_key": app.consumer_key,
                "consumer_secret": app.consumer_secret,
                "bearer_token": credentials.bearer_token,
                "client_id": app.client_id,
                "client_secret": app.client_secret,
                "environments": app.environments,
                "owner": app.owner,
                "users": credentials.users.iter().map(users::with_token).collect::<Vec<_>>(),
            })
        })
        .collect();
    ControlResponse::ok(&json!({"apps": apps}))
}

pub(super) fn webhooks(service: &Service) -> ControlResponse {
    let state = service.core.state();
    let webhooks: Vec<Value> = state
        .registry
        .webhooks()
        .map(|webhook| {
            json!({
                "id": webhook.id,
                "app": webhook.app,
                "is_v2": webhook.is_v2,
                "environment": webhook.environment,
                "url": webhook.url,
                "valid": webhook.valid,
                "created_at": webhook.created_at.to_string(),
                "validated_at": webhook.validated_at.to_string(),
                "subscriptions": state.registry.users_of(webhook.id).count(),
            })
        })
        .collect();
    ControlResponse::ok(&json!({"webhooks": webhooks}))
}

pub(super) fn subscriptions(service: &Service) -> ControlResponse {
    let subscriptions: Vec<_> = service.core.state().registry.subscriptions().collect();
    ControlResponse::ok(&json!({"subscriptions": subscriptions}))
}

pub(super) fn activity_subscriptions(service: &Service) -> ControlResponse {
    let core = &service.core;
    let state = core.state();
    let subscriptions = state.activity.all(core.now()).map(|row| {
        json!({
            "id": row.id,
            "app": row.app,
            "kind": row.kind,
            "filter": row.filter,
            "tag": row.tag,
            "webhook": row.webhook,
            "authorized_by": row.authorized_by,
            "created_at": row.created_at.to_string(),
            "updated_at": row.updated_at.to_string(),
            "expires_at": row.expires_at.map(|end| end.to_string()),
        })
    });
    let subscriptions: Vec<_> = subscriptions.collect();
    ControlResponse::ok(&json!({"activity_subscriptions": subscriptions}))
}

pub(super) fn deliveries(service: &Service, request: &Request) -> Outcome {
    let outbound = &service.outbound;
    let deliveries = newer(&outbound.deliveries(), request, |record| record.number)?;
    Ok(ControlResponse::ok(&json!({"deliveries": deliveries, "waiting": outbound.waiting()})))
}

pub(super) fn crc_requests(service: &Service, request: &Request) -> Outcome {
    let crc_requests = newer(&service.outbound.crc_requests(), request, |record| record.number)?;
    Ok(ControlResponse::ok(&json!({"challenges": crc_requests})))
}

pub(super) fn requests(service: &Service, request: &Request) -> Outcome {
    let requests = newer(&service.core.requests.all(), request, |record| record.number)?;
    Ok(ControlResponse::ok(&json!({"requests": requests})))
}

/// Returns the records with numbers above `after`.
fn newer<R: Serialize>(
    records: &[R],
    request: &Request,
    number: impl Fn(&R) -> u64,
) -> Result<Value, Rejection> {
    let after = parameter(request, "after")?.unwrap_or(0);
    let newer: Vec<_> = records.iter().filter(|record| number(record) > after).collect();
    serde_json::to_value(newer).map_err(|error| Rejection::bad_request(error.to_string()))
}

pub(super) fn streams(service: &Service) -> ControlResponse {
    ControlResponse::ok(&json!({"streams": service.streams.connections()}))
}

pub(super) fn usage(service: &Service) -> ControlResponse {
    let cost = |cost: RangeInclusive<u64>| json!({"min": dollars(*cost.start()), "max": dollars(*cost.end())});
    let days = lock(&service.core.usage).days().into_iter().map(|usage| {
        let kinds = usage.kinds.iter().map(|usage| {
            json!({
                "kind": usage.kind,
                "deliveries": usage.deliveries,
                "charges": usage.charges,
                "listed": usage.is_listed(),
                "cost": cost(usage.cost()),
            })
        });
        let kinds: Vec<Value> = kinds.collect();
        let day = usage.day.to_string();
        let (date, _) = day.split_once('T').unwrap_or((&day, ""));
        json!({"day": date, "cost": cost(usage.cost()), "kinds": kinds})
    });
    ControlResponse::ok(&json!({"days": days.collect::<Vec<_>>()}))
}

/// Returns an amount in US dollars, as a text because it is exact.
fn dollars(thousandths: u64) -> String {
    format!("{}.{:03}", thousandths / 1000, thousandths % 1000)
}

pub(super) fn faults(service: &Service) -> ControlResponse {
    let faults = service.outbound.faults();
    let outage = faults.outage(service.core.now()).map(|end| end.to_string());
    ControlResponse::ok(&json!({"faults": faults.rules(), "outage_until": outage}))
}
