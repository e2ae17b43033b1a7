//! One request and its response, for logs and metrics.

use std::time::Duration;

use http::StatusCode;

use super::endpoint::{AuthScheme, Endpoint};

/// One request and the status of its response, for an [observer](super::ClientBuilder::observer).
/// It contains no secret.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Exchange {
    /// The endpoint.
    pub endpoint: Endpoint,
    /// The path to which the request was sent: the endpoint's path with the environment and the ids
    /// filled in, percent-encoded, without the query.
    pub path: String,
    /// The scheme of authentication.
    pub auth: AuthScheme,
    /// The number of the attempt, counted from 1.
    pub attempt: u32,
    /// The status of the response. Absent if there was no response, or none in time.
    pub status: Option<StatusCode>,
    /// The duration of the attempt.
    pub elapsed: Duration,
}
