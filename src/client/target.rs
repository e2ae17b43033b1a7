//! The endpoint of a request, and its actual address.

use std::fmt;
use std::sync::Arc;

use url::Url;

use super::endpoint::Endpoint;

/// The endpoint of a request and, once it is known, the address that fills the endpoint's path. The
/// address has no query, whose values may be secret.
#[derive(Clone, Eq, PartialEq)]
pub(super) struct Target {
    pub(super) endpoint: Endpoint,
    address: Option<Arc<Url>>,
}

impl Target {
    pub(super) fn new(endpoint: Endpoint, url: &Url) -> Self {
        let mut address = url.clone();
        address.set_query(None);
        Self { endpoint, address: Some(Arc::new(address)) }
    }

    /// Returns the actual path, percent-encoded.
    pub(super) fn path(&self) -> Option<&str> {
        self.address.as_ref().map(|address| address.path())
    }

    /// Returns the host to which the request was sent.
    pub(super) fn host(&self) -> Option<&str> {
        self.address.as_ref().and_then(|address| address.host_str())
    }

    /// Replaces a target of the same endpoint whose address is not known.
    pub(super) fn fill(&self, other: &mut Self) {
        if other.address.is_none() && other.endpoint == self.endpoint {
            *other = self.clone();
        }
    }
}

impl From<Endpoint> for Target {
    fn from(endpoint: Endpoint) -> Self {
        Self { endpoint, address: None }
    }
}

/// Writes the endpoint and, if its path has parameters or a prefix, the actual path after it.
impl fmt::Display for Target {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}", self.endpoint)?;
        match self.path().filter(|path| *path != self.endpoint.path()) {
            Some(path) => write!(formatter, " ({path})"),
            None => Ok(()),
        }
    }
}

impl fmt::Debug for Target {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Target")
            .field("endpoint", &self.endpoint)
            .field("path", &self.path())
            .finish()
    }
}
