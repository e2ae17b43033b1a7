//! The endpoints that bots call beside those of the SDK: lookups, and what users do by API.
//!
//! They read and change the emulator's world, so a Tweet that is posted by API is delivered like any
//! other. Error texts are X's. Where X documents none, they are chosen.

mod action_rejection;
mod direct_messages;
mod endpoint;
mod rate_limit_status;
mod ties;
mod tweets;
mod users;

use account_activity::client::{AuthScheme, EndpointGroup};
use account_activity::{Payload, UserId};
use http::Method;
use serde_json::Value;

use super::admission::Admission;
use super::{problem, rejection, route};
use crate::account::{Caller, Delegate, Permission};
use crate::error::EmulatorError;
use crate::server::oauth::AuthFailure;
use crate::server::request::Request;
use crate::server::response::ApiResponse;
use crate::server::service::Service;
use crate::world::{Action, Performed};

pub(super) use endpoint::BotEndpoint;

/// The parameters in a path, with their values.
type Captures = Vec<(&'static str, String)>;

/// An authenticated request that is within the rate limit and permitted.
pub(super) struct BotCall<'a> {
    service: &'a Service,
    request: &'a Request,
    endpoint: BotEndpoint,
    captures: Captures,
    caller: Caller,
}

/// Returns the endpoint with this method and path, and the parameters in the path.
pub(super) fn find(method: &Method, path: &str) -> Option<(BotEndpoint, Captures)> {
    let mut endpoints = BotEndpoint::ALL.iter().filter(|endpoint| endpoint.takes(method));
    endpoints.find_map(|endpoint| Some((*endpoint, route::captures(endpoint.path(), path)?)))
}

pub(super) async fn respond(
    service: &Service,
    request: &Request,
    endpoint: BotEndpoint,
    captures: Captures,
) -> Result<ApiResponse, ApiResponse> {
    let group = if endpoint.is_v2() { EndpointGroup::V2 } else { EndpointGroup::OAuth };
    let exceeded = || match group {
        EndpointGroup::V2 => problem::of_status(429, "Too Many Requests"),
        _ => ApiResponse::error(429, 88, "Rate limit exceeded."),
    };
    let admission = Admission::of(service, request, group, endpoint.quota(), exceeded)?;
    let Admission { caller, window, .. } = admission;
    let call = BotCall { service, request, endpoint, captures, caller };
    let response = call.respond().await.unwrap_or_else(|rejection| rejection);
    Ok(response.with_rate_limit(window.as_ref()))
}

impl BotCall<'_> {
    async fn respond(&self) -> Result<ApiResponse, ApiResponse> {
        self.check_caller()?;
        match self.endpoint {
            BotEndpoint::UsersLookup => users::lookup(self),
            BotEndpoint::UsersShow => users::show(self),
            BotEndpoint::RateLimitStatus => Ok(rate_limit_status::show(self)),
            BotEndpoint::UpdateStatus => tweets::update_status(self).await,
            BotEndpoint::RetweetStatus | BotEndpoint::Retweet => tweets::retweet(self).await,
            BotEndpoint::DestroyStatus | BotEndpoint::DeleteTweet => tweets::delete(self).await,
            BotEndpoint::CreateFavorite | BotEndpoint::Like => tweets::like(self).await,
            BotEndpoint::CreateTweet => tweets::create_tweet(self).await,
            BotEndpoint::CreateFriendship | BotEndpoint::Follow => ties::follow(self).await,
            BotEndpoint::DestroyFriendship | BotEndpoint::Unfollow => ties::unfollow(self).await,
            BotEndpoint::NewDirectMessage => direct_messages::new_v1(self).await,
            BotEndpoint::CreateDirectMessage => direct_messages::create(self).await,
            BotEndpoint::Me => users::me(self),
            BotEndpoint::UserByUsername => users::user(self, "username"),
            BotEndpoint::UsersByUsername => users::users(self, "usernames"),
            BotEndpoint::Users => users::users(self, "ids"),
            BotEndpoint::User => users::user(self, "id"),
        }
    }

    /// Rejects credentials of a kind that the endpoint does not accept, tokens of another app, and
    /// tokens without the permission or the scopes.
    fn check_caller(&self) -> Result<(), ApiResponse> {
        let is_v2 = self.endpoint.is_v2();
        match self.caller {
            Caller::App(_) if self.endpoint.takes_bearer() => Ok(()),
            Caller::App(_) if is_v2 => {
                let accepted = [AuthScheme::User, AuthScheme::UserOAuth2];
                Err(problem::unsupported_authentication(&self.caller, &accepted))
            }
            Caller::User(Delegate { is_of_other_app: true, .. }) => {
                let group = if is_v2 { EndpointGroup::V2 } else { EndpointGroup::OAuth };
                Err(rejection::unauthenticated(group, AuthFailure::Token))
            }
            Caller::User(delegate) => self.check_permission(delegate),
            Caller::UserOAuth2(delegate) if is_v2 => {
                problem::check_scopes(&self.caller, self.endpoint.scopes())?;
                self.check_permission(delegate)
            }
            _ => Err(rejection::wrong_credentials(&self.caller)),
        }
    }

    fn check_permission(&self, delegate: Delegate) -> Result<(), ApiResponse> {
        let needed = self.endpoint.permission();
        if delegate.permission >= needed {
            return Ok(());
        }
        let response = if self.endpoint.is_v2() {
            problem::permission()
        } else if needed == Permission::ReadWriteDirectMessages {
            let message =
                "This application is not allowed to access or delete your direct messages.";
            ApiResponse::error(403, 93, message)
        } else {
            rejection::write_actions()
        };
        Err(response.because(rejection::lacking(delegate.permission, needed)))
    }

    /// Returns the user whose token the call uses.
    fn user(&self) -> Result<UserId, ApiResponse> {
        self.caller.user().ok_or_else(|| rejection::wrong_credentials(&self.caller))
    }

    /// Returns a parameter of the path.
    fn captured(&self, name: &str) -> &str {
        let captured = self.captures.iter().find(|(key, _)| *key == name);
        captured.map(|(_, value)| value.as_str()).unwrap_or_default()
    }

    /// Returns the user in the path of v2, who must be the user whose token the call uses.
    fn user_in_path(&self, name: &str) -> Result<UserId, ApiResponse> {
        let (user, given) = (self.user()?, self.captured(name));
        if given == user.to_string() {
            return Ok(user);
        }
        Err(problem::invalid_request(&format!(
            "The `{name}` query parameter value [{given}] must be the same as the authenticating \
             user [{user}]"
        )))
    }

    /// Returns the body of a request of v2, which is JSON.
    fn json(&self) -> Result<Value, ApiResponse> {
        serde_json::from_slice(&self.request.body).map_err(|_| {
            problem::invalid_request(
                "Requests with bodies must have content-type of application/json.",
            )
        })
    }

    /// Lets the user act. Returns the result with the event of the user's own notice.
    async fn perform(
        &self,
        action: impl Into<Action>,
    ) -> Result<(Performed, Value), EmulatorError> {
        let performed = self.service.perform(action.into()).await?;
        let own = performed.notices.first().map(|notice| event(&notice.payload));
        Ok((performed, own.unwrap_or_default()))
    }
}

/// Returns the first event of a payload, as it is delivered.
fn event(payload: &Payload) -> Value {
    let payload: Value = serde_json::from_slice(payload.as_bytes()).unwrap_or_default();
    let mut members = payload.as_object().into_iter().flat_map(|members| members.values());
    members.find_map(|value| value.as_array()?.first().cloned()).unwrap_or_default()
}
