//! The endpoints of Replay jobs.

use std::time::Duration;

use account_activity::{ReplayJobId, Timestamp};
use serde::Serialize;

use super::call::Call;
use super::date;
use super::v1::no_such_webhook;
use crate::account::Webhook;
use crate::server::response::ApiResponse;

const MINUTE: Duration = Duration::from_secs(60);

/// The minimum age of the start and of the end of a window on v1.1.
const FROM_AGE: Duration = Duration::from_secs(31 * 60);
const TO_AGE: Duration = Duration::from_secs(10 * 60);

#[derive(Serialize)]
pub(super) struct Job {
    pub(super) job_id: ReplayJobId,
    pub(super) created_at: String,
}

/// Starts a job on v1.1.
pub(super) fn v1(call: &Call<'_>, webhook: Option<Webhook>) -> Result<ApiResponse, ApiResponse> {
    check_id(&call.names.webhook)?;
    let webhook = webhook.ok_or_else(no_such_webhook)?;
    let (from, to) = (parameter(call, "from_date")?, parameter(call, "to_date")?);
    let now = call.core().now();
    for (name, date, age) in [("from_date", &from, FROM_AGE), ("to_date", &to, TO_AGE)] {
        if date.at > before(now, age) {
            // X documents no message for a date that is in the past, but too recent.
            let message = format!("{name}: [{}] is not in the past.", date.text);
            return Err(ApiResponse::error(400, 368, &message));
        }
    }
    if from.at >= to.at {
        return Err(ApiResponse::error(400, 356, "from_date must be before to_date."));
    }
    let reach = call.core().tier.replay_window().unwrap_or_default();
    if from.at < before(minute_of(now), reach) {
        return Err(ApiResponse::error(400, 356, "from_date must be within the past 5 days."));
    }
    if !webhook.valid {
        let message = "Webhook is marked invalid and requires a CRC check.";
        return Err(ApiResponse::error(400, 214, message));
    }
    let job = call.service.outbound.replay(webhook.id, from.at, to.at).map_err(|_| {
        let message = "A replay job is already in progress for this webhook.";
        ApiResponse::error(409, 355, message)
    })?;
    let job = Job { job_id: job.id, created_at: date::to_second(job.created_at) };
    Ok(ApiResponse::json(202, &job))
}

/// Checks that the id of a webhook is a non-negative number.
fn check_id(id: &str) -> Result<(), ApiResponse> {
    if id.parse::<u64>().is_ok() {
        return Ok(());
    }
    Err(if id.parse::<i64>().is_ok() {
        let message = format!("webhook_id: [{id}] is not greater than or equal to 0.");
        ApiResponse::error(400, 360, &message)
    } else {
        unreadable("webhook_id")
    })
}

struct Date {
    text: String,
    at: Timestamp,
}

fn parameter(call: &Call<'_>, name: &str) -> Result<Date, ApiResponse> {
    let text =
        call.request.parameter(name).filter(|text| !text.is_empty()).ok_or_else(|| {
            ApiResponse::error(400, 357, &format!("{name}: queryParam is required."))
        })?;
    let at = date::minute(&text).ok_or_else(|| unreadable(name))?;
    Ok(Date { text, at })
}

fn unreadable(name: &str) -> ApiResponse {
    ApiResponse::error(400, 358, &format!("Unable to parse {name} parameter."))
}

/// Returns the window of a job on v2, which includes both minutes, or the details of an error.
pub(super) fn v2_window(
    from: &str,
    to: &str,
    now: Timestamp,
    reach: Duration,
) -> Result<(Timestamp, Timestamp), String> {
    let read = |name: &str, text: &str| {
        let at =
            date::minute(text).ok_or_else(|| format!("{name}: [{text}] is not yyyymmddhhmm"))?;
        if at > now { Err(format!("{name}: [{text}] is not in the past")) } else { Ok(at) }
    };
    let (from, to) = (read("from_date", from)?, read("to_date", to)?);
    if from > to {
        return Err("from_date must be before to_date".to_owned());
    }
    if from < before(minute_of(now), reach) {
        return Err("from_date must be within the past 24 hours".to_owned());
    }
    Ok((from, after(to, MINUTE)))
}

fn before(instant: Timestamp, duration: Duration) -> Timestamp {
    Timestamp::from_millis(instant.as_millis().saturating_sub(millis(duration)))
}

fn after(instant: Timestamp, duration: Duration) -> Timestamp {
    Timestamp::from_millis(instant.as_millis().saturating_add(millis(duration)))
}

fn millis(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}

/// Returns the start of the minute, because windows are given in minutes.
fn minute_of(instant: Timestamp) -> Timestamp {
    let millis = instant.as_millis();
    Timestamp::from_millis(millis.saturating_sub(millis.rem_euclid(60_000)))
}
