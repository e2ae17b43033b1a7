//! Calling the API: every endpoint of every tier.

mod endpoint;
mod error;
mod rate_limit;

pub use endpoint::{AuthScheme, Endpoint, Family, Source};
pub use error::{
    ApiError, Error, ErrorCode, ErrorEntry, Problem, Reason, Refusal, RefusedError, Remedy,
    ResponseError, TransportError, TransportErrorKind, UnknownCode,
};
pub use rate_limit::RateLimit;
