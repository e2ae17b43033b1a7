//! The stream of the X Activity API.

use std::time::Duration;

use account_activity::Timestamp;
use serde_json::json;

use super::invalid_parameter;
use crate::clock::earlier;

use crate::server::api::call::Call;
use crate::server::api::problem;
use crate::server::response::ApiResponse;
use crate::server::stream::Period;

/// The parameters that only Enterprise and Partner accounts may use.
const PAID: [&str; 3] = ["backfill_minutes", "start_time", "end_time"];

/// The most minutes of `backfill_minutes`.
const MOST_MINUTES: u64 = 5;

/// Opens a connection. The response begins with the first line.
pub(super) async fn open(call: &Call<'_>) -> Result<ApiResponse, ApiResponse> {
    let period = period(call)?;
    let reset = call.request.reset.clone();
    let source = call.service.streams.open(call.app.id, period, reset).await;
    source.map(ApiResponse::stream).ok_or_else(too_many_connections)
}

/// Reads the parameters.
fn period(call: &Call<'_>) -> Result<Period, ApiResponse> {
    let query = call.request.query();
    if let Some((name, _)) = query.iter().find(|(name, _)| PAID.contains(&name.as_str()))
        && !call.core().is_enterprise()
    {
        let message = format!("The query parameter `{name}` is not authorized.");
        return Err(problem::invalid_request(&message));
    }
    let mut period = Period::default();
    for (name, text) in &query {
        match name.as_str() {
            "backfill_minutes" => {
                let minutes = text.parse::<u64>().ok().filter(|it| *it <= MOST_MINUTES);
                let minutes = minutes.ok_or_else(|| {
                    invalid_parameter(name, text, &format!("is not between 0 and {MOST_MINUTES}"))
                })?;
                if minutes > 0 {
                    let beginning = earlier(call.core().now(), Duration::from_secs(60 * minutes));
                    period.from = Some(period.from.map_or(beginning, |from| from.min(beginning)));
                }
            }
            "start_time" => {
                let start = time(name, text)?;
                period.from = Some(period.from.map_or(start, |from| from.min(start)));
            }
            "end_time" => period.until = Some(time(name, text)?),
            _ => {
                let message = format!("The query parameter [{name}] is not valid.");
                return Err(problem::invalid_request(&message));
            }
        }
    }
    if period.until.is_some() {
        // Without a beginning, everything that is kept is sent.
        period.from = period.from.or(Some(Timestamp::from_millis(i64::MIN)));
    }
    Ok(period)
}

/// Reads a time in whole seconds: `2026-01-01T00:00:00Z`.
fn time(name: &str, text: &str) -> Result<Timestamp, ApiResponse> {
    let is_whole = text.len() == "2026-01-01T00:00:00Z".len() && text.ends_with('Z');
    let time = text.parse().ok().filter(|_| is_whole);
    time.ok_or_else(|| invalid_parameter(name, text, "is not valid"))
}

fn too_many_connections() -> ApiResponse {
    let body = json!({
        "title": "ConnectionException",
        "detail": "This stream is currently at the maximum allowed connection limit.",
        "connection_issue": "TooManyConnections",
        "type": "https://api.twitter.com/2/problems/streaming-connection",
    });
    ApiResponse::problem(429, &body)
}
