//! What was asked and how it was answered, for logs and metrics.

use std::time::Duration;

use http::StatusCode;

use super::endpoint::{AuthScheme, Endpoint};

/// One request and the status of its answer: what an
/// [observer](super::ClientBuilder::observer) sees. Nothing in it is secret.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Exchange {
    /// The endpoint.
    pub endpoint: Endpoint,
    /// The scheme of authentication.
    pub auth: AuthScheme,
    /// Which attempt it was, counted from 1.
    pub attempt: u32,
    /// The status of the answer. Absent if none came, or none in time.
    pub status: Option<StatusCode>,
    /// How long it took.
    pub elapsed: Duration,
}
