//! The control API: the methods of the handle, over HTTP. It is not part of X's API, so faults do
//! not affect it.

mod look;
mod rejection;
mod response;
mod route;
mod sign_ins;
mod time;
mod users;

use std::str::FromStr;

use account_activity::{Payload, WebhookId};
use axum::response::{IntoResponse, Response};
use http::Method;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::request::Request;
use super::service::Service;
use super::stream::End;
use crate::fault::FaultRule;
use crate::world::{Action, Notice};

use rejection::Rejection;
use response::ControlResponse;
use route::{Route, find};

/// The path prefix of the routes.
const ROOT: &str = "/emulator";

/// The result of a request.
type Outcome = Result<ControlResponse, Rejection>;

/// Returns whether a path belongs to the control API, whether or not the route exists.
pub(super) fn is_path(path: &str) -> bool {
    path.strip_prefix(ROOT).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Responds to a request of the control API.
pub(super) async fn respond(service: &Service, request: &Request) -> Response {
    let response = outcome(service, request)
        .await
        .map_or_else(Rejection::into_response, ControlResponse::into_response);
    // Successful GET requests are not logged, because programs poll.
    if request.method != Method::GET || !response.status().is_success() {
        let (method, path) = (&request.method, request.path());
        tracing::info!(%method, path, status = response.status().as_u16(), "control");
    }
    response
}

async fn outcome(service: &Service, request: &Request) -> Outcome {
    let is_of_page = request.headers.contains_key("origin")
        || request.header("sec-fetch-site").is_some_and(|site| site != "none");
    if is_of_page {
        return Err(Rejection::forbidden("web pages cannot use the control API"));
    }
    let (route, token) = find(&request.method, request.path())?;
    request.check_query(route)?;
    let faults = service.outbound.faults();
    match route {
        Route::Index => Ok(look::index(service)),
        Route::Credentials => Ok(look::credentials(service)),
        Route::Users => users::list(service, request).await,
        Route::AddUser => users::add(service, &request.json()?).await,
        Route::Act => act(service, request.json()?).await,
        Route::SignIns => Ok(sign_ins::list(service)),
        Route::AllowNext => sign_ins::allow_next(service, request.json()?).await,
        Route::Allow => sign_ins::allow(service, token, request.json()?).await,
        Route::Deny => sign_ins::deny(service, token).await,
        Route::Webhooks => Ok(look::webhooks(service)),
        Route::DeleteWebhook => {
            service.delete_webhook(webhook(token)?).await?;
            Ok(look::webhooks(service))
        }
        Route::InvalidateWebhook => {
            service.invalidate_webhook(webhook(token)?).await?;
            Ok(look::webhooks(service))
        }
        Route::Subscriptions => Ok(look::subscriptions(service)),
        Route::ActivitySubscriptions => Ok(look::activity_subscriptions(service)),
        Route::Requests => look::requests(service, request),
        Route::Deliveries => look::deliveries(service, request),
        Route::CrcRequests => look::crc_requests(service, request),
        Route::Streams => Ok(look::streams(service)),
        Route::DisconnectStreams => Ok(end_streams(service, End::Notice)),
        Route::CloseStreams => Ok(end_streams(service, End::InOrder)),
        Route::ResetStreams => Ok(end_streams(service, End::Reset)),
        Route::WriteToStreams => {
            service.streams.write(&request.body);
            Ok(look::streams(service))
        }
        Route::Usage => Ok(look::usage(service)),
        Route::Wait => Ok(time::drained(service).await),
        Route::Reset => {
            service.reset().await?;
            Ok(look::index(service))
        }
        Route::Faults => Ok(look::faults(service)),
        Route::AddFault => {
            faults.add(request.json::<FaultRule>()?);
            Ok(look::faults(service))
        }
        Route::ClearFaults => {
            faults.clear();
            Ok(look::faults(service))
        }
        Route::Outage => time::outage(service, request.json()?),
        Route::Clock => Ok(time::now(service)),
        Route::Advance => time::advance(service, request.json()?).await,
    }
}

fn end_streams(service: &Service, end: End) -> ControlResponse {
    service.streams.end(None, end);
    look::streams(service)
}

fn webhook(id: &str) -> Result<WebhookId, Rejection> {
    id.parse().map_err(|_| Rejection::bad_request(format!("expected a webhook's id, found {id:?}")))
}

async fn act(service: &Service, action: Action) -> Outcome {
    let performed = service.perform(action).await?;
    // The bytes that would be sent. The types serialize absent members in another way.
    let sent = |payload: &Payload| serde_json::from_slice(payload.as_bytes());
    let notice = |notice: &Notice| {
        let payload = sent(&notice.payload).unwrap_or_else(|_| json!(notice.payload));
        json!({"user": notice.user, "payload": payload})
    };
    let notices: Vec<Value> = performed.notices.iter().map(notice).collect();
    Ok(ControlResponse::ok(&json!({
        "created": performed.created,
        "notices": notices,
        "activities": performed.activities,
    })))
}

/// Returns a number in the query.
fn parameter<T: FromStr>(request: &Request, name: &str) -> Result<Option<T>, Rejection> {
    let given = request.query().into_iter().find(|(key, _)| key == name);
    let parse = |(_, value): (String, String)| {
        let expected = || format!("expected a number for `{name}`, found {value:?}");
        value.parse().map_err(|_| Rejection::bad_request(expected()))
    };
    given.map(parse).transpose()
}

impl Request {
    /// Deserializes the body as JSON, whatever its media type.
    fn json<T: DeserializeOwned>(&self) -> Result<T, Rejection> {
        serde_json::from_slice(&self.body).map_err(|error| {
            Rejection::bad_request(format!("cannot deserialize the body: {error}"))
        })
    }

    /// Rejects parameters that the route does not have.
    fn check_query(&self, route: Route) -> Result<(), Rejection> {
        let unknown =
            self.query().into_iter().find(|(name, _)| !route.parameters().contains(&name.as_str()));
        let Some((name, _)) = unknown else { return Ok(()) };
        let known = match route.parameters() {
            [] => "expected none".to_owned(),
            known => format!("expected {}", known.join(", ")),
        };
        Err(Rejection::bad_request(format!("unknown parameter `{name}`: {known}")))
    }
}
