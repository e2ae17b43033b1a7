//! The routes of sign-ins.

use serde::Deserialize;
use serde_json::json;

use super::Outcome;
use super::response::ControlResponse;
use crate::server::service::Service;
use crate::world::Who;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Allow {
    user: Who,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AllowNext {
    user: Who,
    pin: String,
}

pub(super) fn list(service: &Service) -> ControlResponse {
    let core = &service.core;
    ControlResponse::ok(&json!({"sign_ins": core.state().pending_sign_ins(core.now())}))
}

pub(super) async fn allow_next(service: &Service, next: AllowNext) -> Outcome {
    service.allow_next(next.user, &next.pin).await?;
    Ok(ControlResponse::of(201, &json!({"pin": next.pin})))
}

pub(super) async fn allow(service: &Service, request_token: &str, allow: Allow) -> Outcome {
    let signed_in = service.allow(request_token, allow.user).await?;
    Ok(ControlResponse::ok(&json!(signed_in)))
}

pub(super) async fn deny(service: &Service, request_token: &str) -> Outcome {
    let callback = service.deny(request_token).await?;
    Ok(ControlResponse::ok(&json!({"callback": callback})))
}
