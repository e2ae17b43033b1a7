//! The form of a request for tokens.

use super::failure;
use crate::server::request::{Pair, Request};
use crate::server::response::ApiResponse;

/// The parameters in the body of a request. Those in the query do not count (RFC 6749 §3.2).
pub(super) struct Form(Vec<Pair>);

impl Form {
    /// Reads the form. A parameter must not occur twice, and an empty one counts as absent (RFC 6749
    /// §3.2).
    pub(super) fn of(request: &Request) -> Result<Self, ApiResponse> {
        let mut pairs = request.form();
        pairs.retain(|(_, value)| !value.is_empty());
        pairs.sort_unstable();
        let is_repeated = |pairs: &[Pair]| matches!(pairs, [one, other] if one.0 == other.0);
        if pairs.windows(2).any(is_repeated) {
            return Err(failure::invalid_request("A parameter occurs more than once."));
        }
        Ok(Self(pairs))
    }

    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    pub(super) fn required(&self, name: &str) -> Result<&str, ApiResponse> {
        self.get(name).ok_or_else(|| failure::missing(name))
    }
}
