//! Authenticated requests that are within the rate limit.

use super::admission::Admission;
use super::rejection;
use super::route::Names;
use crate::account::{Caller, Registered, Window};
use crate::server::core::Core;
use crate::server::request::Request;
use crate::server::response::ApiResponse;
use crate::server::service::Service;
use account_activity::client::{AuthScheme, Endpoint};

pub(super) struct Call<'a> {
    pub(super) service: &'a Service,
    pub(super) request: &'a Request,
    pub(super) endpoint: Endpoint,
    pub(super) names: Names,
    pub(super) caller: Caller,
    pub(super) app: &'a Registered,
    /// The state of the caller's rate limit, for the headers.
    window: Option<Window>,
}

impl<'a> Call<'a> {
    /// Authenticates a request and counts it.
    pub(super) fn open(
        service: &'a Service,
        request: &'a Request,
        endpoint: Endpoint,
        names: Names,
    ) -> Result<Self, ApiResponse> {
        let exceeded = || rejection::rate_limit(endpoint);
        let admission =
            Admission::of(service, request, endpoint.group(), endpoint.into(), exceeded)?;
        let Admission { caller, app, window } = admission;
        Ok(Self { service, request, endpoint, names, caller, app, window })
    }

    pub(super) fn core(&self) -> &Core {
        &self.service.core
    }

    /// Returns whether the endpoint accepts the kind of credentials of the request.
    pub(super) fn has_accepted_scheme(&self) -> bool {
        let accepts = |scheme| self.endpoint.auth().contains(&scheme);
        match self.caller {
            Caller::App(_) => accepts(AuthScheme::Bearer),
            Caller::User(_) => accepts(AuthScheme::User) || accepts(AuthScheme::Owner),
            Caller::UserOAuth2(_) => accepts(AuthScheme::UserOAuth2),
        }
    }

    /// Returns whether the endpoint requires the app's owner and the caller is another user.
    pub(super) fn is_foreign(&self) -> bool {
        let for_owner = self.endpoint.auth().contains(&AuthScheme::Owner);
        for_owner && self.caller.user().is_some_and(|user| user != self.app.owner)
    }

    /// Adds the headers of the rate limit.
    pub(super) fn close(&self, response: ApiResponse) -> ApiResponse {
        response.with_rate_limit(self.window.as_ref())
    }
}
