//! The stream of the X Activity API.

use account_activity::Tier;
use serde_json::json;

use crate::server::api::call::Call;
use crate::server::api::problem;
use crate::server::response::ApiResponse;

/// The parameters that only Enterprise and Partner accounts may use.
const PAID: [&str; 3] = ["backfill_minutes", "start_time", "end_time"];

/// Opens a connection. The response begins with the first line.
pub(super) async fn open(call: &Call<'_>) -> Result<ApiResponse, ApiResponse> {
    check_parameters(call)?;
    let source = call.service.streams.open(call.app.id).await;
    source.map(ApiResponse::stream).ok_or_else(too_many_connections)
}

fn check_parameters(call: &Call<'_>) -> Result<(), ApiResponse> {
    let query = call.request.query();
    let Some((name, _)) = query.iter().find(|(name, _)| PAID.contains(&name.as_str())) else {
        return match query.first() {
            Some((name, _)) => {
                let message = format!("The query parameter [{name}] is not valid.");
                Err(problem::invalid_request(&message))
            }
            None => Ok(()),
        };
    };
    let is_enterprise =
        matches!(call.core().tier, Tier::Enterprise | Tier::V2Enterprise | Tier::V2Partner);
    let message = format!("The query parameter `{name}` is not authorized.");
    let refused = problem::invalid_request(&message);
    if is_enterprise {
        let note = format!("not emulated: the emulator keeps no events for `{name}`");
        return Err(refused.noting(&note).because(note));
    }
    Err(refused)
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
