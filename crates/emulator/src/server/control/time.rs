//! The routes of the clock, of outages, and of waiting.

use std::time::Duration;

use serde::Deserialize;
use serde_json::json;

use super::rejection::Rejection;
use super::response::ControlResponse;
use super::{Outcome, look};
use crate::clock::later;
use crate::server::service::Service;

/// The longest duration: ten years. Each emulated day has its own CRC requests.
const LONGEST: u64 = 10 * 366 * 24 * 60 * 60;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Span {
    seconds: u64,
}

impl Span {
    fn duration(self) -> Result<Duration, Rejection> {
        match self.seconds {
            seconds @ 0..=LONGEST => Ok(Duration::from_secs(seconds)),
            _ => Err(Rejection::bad_request(format!("`seconds` exceeds {LONGEST} (ten years)"))),
        }
    }
}

pub(super) fn now(service: &Service) -> ControlResponse {
    let now = service.core.now();
    ControlResponse::ok(&json!({"now": now.to_string(), "milliseconds": now.as_millis()}))
}

pub(super) async fn advance(service: &Service, span: Span) -> Outcome {
    service.core.clock.advance(span.duration()?).await;
    Ok(now(service))
}

pub(super) fn outage(service: &Service, span: Span) -> Outcome {
    let end = later(service.core.now(), span.duration()?);
    service.outbound.faults().outage_until(end);
    Ok(look::faults(service))
}

pub(super) async fn drained(service: &Service) -> ControlResponse {
    service.outbound.drained().await;
    ControlResponse::ok(&json!({"waiting": service.outbound.waiting()}))
}
