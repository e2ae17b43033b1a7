//! Authenticates requests and counts them.

use account_activity::client::EndpointGroup;
use http::Method;

use super::rejection;
use crate::account::{Caller, Quota, Registered, Window};
use crate::server::core::lock;
use crate::server::oauth;
use crate::server::oauth::AuthFailure;
use crate::server::request::Request;
use crate::server::response::ApiResponse;
use crate::server::service::Service;

/// The caller of a request that is authenticated and within the rate limit.
pub(super) struct Admission<'a> {
    pub(super) caller: Caller,
    pub(super) app: &'a Registered,
    /// The state of the caller's rate limit, if the headers tell it: on v2 always, on v1.1 with GET
    /// only.
    pub(super) window: Option<Window>,
}

impl<'a> Admission<'a> {
    /// Authenticates a request and counts it. `group` decides the form of errors, and `exceeded` is
    /// the response above the limit.
    pub(super) fn of(
        service: &'a Service,
        request: &Request,
        group: EndpointGroup,
        quota: Quota,
        exceeded: impl FnOnce() -> ApiResponse,
    ) -> Result<Self, ApiResponse> {
        let core = &*service.core;
        let reject = |failure| rejection::unauthenticated(group, failure);
        let caller = oauth::caller(core, request).map_err(reject)?;
        let app = core.app(caller.app()).ok_or_else(|| reject(AuthFailure::NoToken))?;
        let window = lock(&core.rate_limits).count(quota, &caller, core.now());
        if core.limits.rate_limits && window.as_ref().is_some_and(|window| window.exceeded) {
            return Err(exceeded().with_rate_limit(window.as_ref()));
        }
        let tells = rejection::is_group_of_v2(group) || request.method == Method::GET;
        Ok(Self { caller, app, window: window.filter(|_| tells) })
    }
}
