//! Responses of the control API.

use axum::response::{IntoResponse, Response};
use http::header::CONTENT_TYPE;
use http::{HeaderValue, StatusCode};
use serde_json::Value;

/// A status and a JSON body, indented for readability.
#[derive(Debug)]
pub(super) struct ControlResponse {
    status: u16,
    body: String,
}

impl ControlResponse {
    pub(super) fn of(status: u16, body: &Value) -> Self {
        Self { status, body: format!("{body:#}\n") }
    }

    /// Creates a response with a body that is JSON already.
    pub(super) const fn ok_text(body: String) -> Self {
        Self { status: 200, body }
    }

    pub(super) fn ok(body: &Value) -> Self {
        Self::of(200, body)
    }
}

impl IntoResponse for ControlResponse {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let json = HeaderValue::from_static("application/json");
        (status, [(CONTENT_TYPE, json)], self.body).into_response()
    }
}
