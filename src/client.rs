//! Calling the API: every endpoint of every tier.

mod endpoint;
mod rate_limit;

pub use endpoint::{AuthScheme, Endpoint, Family, Source};
pub use rate_limit::RateLimit;
