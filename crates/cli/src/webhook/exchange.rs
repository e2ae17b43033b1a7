//! A request to a webhook, the response, and how they are told.

use account_activity_emulator::outbound::{CrcRecord, DeliveryRecord, Failure, Outcome};

use super::advice::advice;
use crate::escaped::{self, Escaped};
use crate::outcome::Result;
use crate::output::say;

/// A request to a webhook and the response.
pub(crate) struct Exchange {
    status: Option<u16>,
    latency_ms: u64,
    response: Option<String>,
    failure: Option<Failure>,
}

impl From<CrcRecord> for Exchange {
    fn from(record: CrcRecord) -> Self {
        let CrcRecord { status, latency_ms, response, failure, .. } = record;
        Self { status, latency_ms, response, failure }
    }
}

impl From<DeliveryRecord> for Exchange {
    fn from(record: DeliveryRecord) -> Self {
        let DeliveryRecord { status, latency_ms, response, outcome, .. } = record;
        let failure = match outcome {
            Outcome::Failed(failure) => Some(failure),
            _ => None,
        };
        Self { status, latency_ms, response, failure }
    }
}

impl Exchange {
    /// Returns `true` if the webhook did what X expects.
    pub(super) const fn is_good(&self) -> bool {
        self.failure.is_none()
    }

    pub(super) fn print_json(&self) -> Result<()> {
        let told = serde_json::json!({
            "passed": self.is_good(),
            "status": self.status,
            "latency_ms": self.latency_ms,
            "failure": self.failure.as_ref().map(ToString::to_string),
            "response": self.response,
        });
        say(escaped::json(&told)?)
    }

    /// Prints the status and the time, and of a failure what to do. `passed` is told if there is none.
    pub(super) fn print(&self, passed: &str) -> Result<()> {
        let status = self.status.map_or_else(|| "no response".to_owned(), |it| it.to_string());
        let failure = self.failure.as_ref().map(ToString::to_string);
        let told = failure.as_deref().unwrap_or(passed);
        say(format!("{status} in {} ms: {}", self.latency_ms, Escaped(told)))?;
        let Some(failure) = &self.failure else { return Ok(()) };
        if let Some(response) = &self.response {
            say(format!("the response begins with: {}", Escaped(response)))?;
        }
        say(advice(failure))
    }
}
