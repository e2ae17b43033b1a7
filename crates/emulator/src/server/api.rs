//! The endpoints of X.

mod account;
mod admission;
mod bearer;
mod bot;
mod call;
mod date;
mod enterprise;
mod media;
mod oauth2;
mod page;
mod premium;
mod problem;
mod rejection;
mod replay;
mod route;
mod sign_in;
mod v1;
mod v2;
mod xaa;

use std::future::pending;
use std::time::Instant;

use account_activity::client::{Endpoint, EndpointGroup};
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, Method};

use super::control;
use super::guard;
use super::record::RequestRecord;
use super::request::Request;
use super::response::ApiResponse;
use super::service::Service;

use call::Call;

/// Responds to a request of the API as X would.
pub(crate) async fn respond(
    State(service): State<Service>,
    request: axum::extract::Request,
) -> Response {
    let began = Instant::now();
    let (method, path) = (request.method().to_string(), request.uri().path().to_owned());
    let is_control = service.core.control && control::is_path(&path);
    let request = Request::read(request).await.and_then(|request| {
        let checked = guard::check(&service.core, &request);
        checked.map(|()| request).map_err(rejection::foreign)
    });
    let response = match request {
        Ok(request) if !is_control && service.outbound.faults().resets_request() => {
            tracing::info!(method, path, "a requested fault resets the connection of a request");
            request.reset.reset();
            // The server drops the request with the connection.
            return pending().await;
        }
        Ok(request) if is_control => return control::respond(&service, &request).await,
        Err(rejection) if is_control => return rejection.into_response(),
        Ok(request) => endpoint_response(&service, &request).await,
        Err(rejection) => Err(rejection),
    };
    let mut response = response.unwrap_or_else(|rejection| rejection);
    // The state is saved before the response is sent, so that a restart does not lose it.
    if let Err(error) = service.core.save().await {
        tracing::error!(error = &error as &dyn std::error::Error, "cannot save the state");
        response = rejection::internal_error();
    }
    let record = service.core.requests.push(|number| RequestRecord {
        number,
        at: service.core.now(),
        method,
        path,
        status: response.status(),
        reason: response.reason(),
        base_string: response.base_string(),
    });
    let mut response = response.into_response();
    let milliseconds = began.elapsed().as_millis();
    tracing::info!(
        method = record.method,
        path = record.path,
        status = record.status,
        milliseconds,
        reason = record.reason,
        base_string = record.base_string,
        "request"
    );
    if let Ok(value) = HeaderValue::try_from(milliseconds.to_string()) {
        response.headers_mut().insert("x-response-time", value);
    }
    response
}

async fn endpoint_response(
    service: &Service,
    request: &Request,
) -> Result<ApiResponse, ApiResponse> {
    if let Some(fault) = service.outbound.faults().api_response(service.core.now()) {
        return Err(rejection::fault(request, &fault));
    }
    if let Some(response) = media::respond(service, request) {
        return response;
    }
    if let Some((endpoint, names)) = bot::find(&request.method, request.path()) {
        return bot::respond(service, request, endpoint, names).await;
    }
    let Some((endpoint, names)) = route::find(&request.method, request.path()) else {
        return if request.method == Method::POST && route::is_sign_in_page(request.path()) {
            sign_in::decide(service, request).await
        } else {
            Err(rejection::not_emulated(request))
        };
    };
    match endpoint {
        Endpoint::OAuthBearerToken => bearer::issue(service, request),
        Endpoint::OAuthInvalidateBearerToken => bearer::invalidate(service, request),
        Endpoint::OAuthRequestToken => sign_in::begin(service, request),
        Endpoint::OAuthAuthorize => sign_in::ask(service, request, sign_in::Prompt::Always).await,
        Endpoint::OAuthAuthenticate => sign_in::ask(service, request, sign_in::Prompt::Once).await,
        Endpoint::OAuthAccessToken => sign_in::end(service, request),
        Endpoint::OAuth2Authorize => oauth2::ask(service, request),
        Endpoint::OAuth2Token => oauth2::issue(service, request),
        Endpoint::OAuth2Revoke => oauth2::revoke(service, request),
        _ => {
            let call = Call::open(service, request, endpoint, names)?;
            let response = match endpoint.group() {
                EndpointGroup::Premium => premium::respond(&call).await,
                EndpointGroup::Enterprise => enterprise::respond(&call).await,
                EndpointGroup::V2 => v2::respond(&call).await,
                EndpointGroup::XActivity => xaa::respond(&call).await,
                EndpointGroup::OAuth => account::respond(&call),
                _ => Err(rejection::not_found(request)),
            };
            Ok(call.close(response.unwrap_or_else(|rejection| rejection)))
        }
    }
}
