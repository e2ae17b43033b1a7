//! The sign-ins.

use serde::Deserialize;
use serde_json::json;

use super::Outcome;
use super::reply::Reply;
use crate::emulator::service::Service;
use crate::emulator::sign_in::Grant;
use crate::emulator::{EmulatorError, Who, WorldUser};
use crate::id::UserId;

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

pub(super) fn list(service: &Service) -> Reply {
    Reply::ok(&json!({"sign_ins": service.core.state().sign_ins.pending()}))
}

pub(super) fn allow_next(service: &Service, next: AllowNext) -> Outcome {
    let user = user(service, next.user)?;
    let grant = Grant::with_pin(user, &next.pin);
    let grant = grant.ok_or_else(|| EmulatorError::InvalidPin(next.pin.clone()))?;
    service.core.change(|state| state.next_sign_ins.push_back(grant));
    Ok(Reply::of(201, &json!({"user": user, "pin": next.pin})))
}

pub(super) fn allow(service: &Service, request_token: &str, allow: Allow) -> Outcome {
    let user = user(service, allow.user)?;
    let signed_in = service.allow(request_token, user).ok_or(EmulatorError::UnknownSignIn)?;
    Ok(Reply::ok(&json!(signed_in)))
}

pub(super) fn deny(service: &Service, request_token: &str) -> Outcome {
    let denied = service.core.change(|state| state.sign_ins.deny(request_token));
    Ok(Reply::ok(&json!({"callback": denied.ok_or(EmulatorError::UnknownSignIn)?})))
}

fn user(service: &Service, who: Who) -> Result<UserId, EmulatorError> {
    let user = service.core.state().world.user(who.clone()).map(WorldUser::id);
    user.ok_or(EmulatorError::UnknownUser(who))
}
