//! Authenticates clients (RFC 6749 §2.3).

use super::failure;
use super::form::Form;
use crate::account::Registered;
use crate::server::core::Core;
use crate::server::oauth;
use crate::server::request::Request;
use crate::server::response::ApiResponse;

/// Returns the client of a request: a confidential one, by HTTP Basic, or a public one, by the
/// `client_id` in the form.
pub(super) fn client<'a>(
    core: &'a Core,
    request: &Request,
    form: &Form,
) -> Result<&'a Registered, ApiResponse> {
    if !request.headers.contains_key(http::header::AUTHORIZATION) {
        let app = named(core, form.required("client_id")?)?;
        return match app.client_secret {
            None => Ok(app),
            Some(_) => Err(failure::unauthorized_client(
                "the app has a client secret, so it must authenticate by HTTP Basic",
            )),
        };
    }
    let (id, secret) = oauth::basic_credentials(request).ok_or_else(|| {
        failure::unauthorized_client("`Authorization` is not HTTP Basic, or cannot be decoded")
    })?;
    let app = named(core, &id)?;
    if form.get("client_id").is_some_and(|other| other != id) {
        let reason = "`client_id` is another one than that of HTTP Basic";
        return Err(failure::unauthorized_client(reason));
    }
    proven(app, &secret)
}

/// Returns the client of a request with its secret in the form, the only place in which X accepts it
/// for the app's own token.
pub(super) fn client_in_form<'a>(
    core: &'a Core,
    form: &Form,
) -> Result<&'a Registered, ApiResponse> {
    let (id, secret) = (form.required("client_id")?, form.required("client_secret")?);
    proven(named(core, id)?, secret)
}

fn named<'a>(core: &'a Core, id: &str) -> Result<&'a Registered, ApiResponse> {
    core.app_with_client_id(id).ok_or_else(|| failure::unknown_client(core, id))
}

fn proven<'a>(app: &'a Registered, secret: &str) -> Result<&'a Registered, ApiResponse> {
    match &app.client_secret {
        Some(own) if oauth::constant_time_eq(own, secret) => Ok(app),
        Some(_) => Err(failure::unauthorized_client("the client secret is not that of the app")),
        None => Err(failure::unauthorized_client(
            "the app has no client secret: it is a public client, which sends its `client_id` alone",
        )),
    }
}
