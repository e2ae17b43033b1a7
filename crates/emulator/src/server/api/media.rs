//! The files of photos, which X serves on hosts of their own.

mod jpeg;

use account_activity::client::EndpointGroup;
use http::Method;

use super::rejection;
use crate::account::{Caller, Permission};
use crate::server::oauth;
use crate::server::oauth::AuthFailure;
use crate::server::request::Request;
use crate::server::response::ApiResponse;
use crate::server::service::Service;

/// Returns the response to a request for a photo, or `None` if the path is not that of one.
pub(super) fn respond(
    service: &Service,
    request: &Request,
) -> Option<Result<ApiResponse, ApiResponse>> {
    let path = request.path();
    if request.method != Method::GET {
        None
    } else if path.starts_with("/1.1/ton/data/dm/") {
        Some(private(service, request))
    } else if path.starts_with("/media/") {
        let photo = service.core.state().world.public_photo(path);
        let photo = photo.ok_or_else(rejection::no_such_page);
        Some(photo.map(|photo| ApiResponse::jpeg(jpeg::photo(photo))))
    } else {
        None
    }
}

/// Responds with a photo of a Direct Message, to the parties of the conversation only.
fn private(service: &Service, request: &Request) -> Result<ApiResponse, ApiResponse> {
    let caller = oauth::caller(&service.core, request)
        .map_err(|failure| rejection::unauthenticated(EndpointGroup::OAuth, failure))?;
    let Caller::User(delegate) = caller else {
        return Err(rejection::wrong_credentials(&caller));
    };
    let photo = service.core.state().world.private_photo(request.path());
    let (photo, parties) = photo.ok_or_else(rejection::no_such_page)?;
    let needed = Permission::ReadWriteDirectMessages;
    if delegate.is_of_other_app {
        Err(rejection::forbidden().because(AuthFailure::Token.to_string()))
    } else if delegate.permission < needed {
        Err(rejection::forbidden().because(rejection::lacking(delegate.permission, needed)))
    } else if !parties.contains(&delegate.user) {
        let reason = "the user is neither the sender nor the recipient of the message";
        Err(rejection::forbidden().because(reason))
    } else {
        Ok(ApiResponse::jpeg(jpeg::photo(photo)))
    }
}
