//! Successful responses and how they are decoded.

use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use serde::de::DeserializeOwned;

use super::bearer::BearerToken;
use super::endpoint::{AuthScheme, EndpointGroup};
use super::error::Error;
use super::json::Json;
use super::redact::Secrets;
use super::replay::ReplayJob;
use super::target::Target;
use super::webhook::{EnvironmentWebhooks, Webhook, WireEnvironment};
use crate::wire::Wire;

/// How many bytes of the body of a failed response are read. A gateway's page may be longer, but
/// does not explain the failure.
pub(super) const LARGEST_ERROR: usize = 64 << 10;

/// A response with a status of 2xx, or its head and a body that is yet to be read.
pub(super) struct Response<B = Bytes> {
    pub(super) target: Target,
    pub(super) auth: AuthScheme,
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: B,
    pub(super) secrets: Secrets,
}

impl<B> Response<B> {
    pub(super) fn split(self) -> (Response<()>, B) {
        let Self { target, auth, status, headers, body, secrets } = self;
        (Response { target, auth, status, headers, body: (), secrets }, body)
    }

    /// Returns the response with another body.
    pub(super) fn with<C>(self, body: C) -> Response<C> {
        let Self { target, auth, status, headers, body: _, secrets } = self;
        Response { target, auth, status, headers, body, secrets }
    }

    /// Returns the error that a body describes.
    pub(super) fn failure(&self, body: Bytes, is_truncated: bool) -> Error {
        let mut response = http::Response::new(self.secrets.redact(body));
        *response.status_mut() = self.status;
        *response.headers_mut() = self.headers.clone();
        Error::api(&self.target, self.auth, response, is_truncated)
    }
}

impl Response {
    /// Returns the error for a response with an unexpected body. `expected` completes "the body is
    /// not", and does not quote the body.
    pub(super) fn unexpected(&self, expected: impl Into<String>) -> Error {
        Error::response(&self.target, self.status, self.body.clone(), expected)
    }

    /// Returns the JSON of the response. From v2's envelope it returns the value of `data`.
    ///
    /// # Errors
    ///
    /// The body is empty or not JSON, or is a response of v2 that has errors in place of data.
    pub(super) fn json(&self) -> Result<Json<'_>, Error> {
        let json = self.envelope()?;
        if let Some(data) = json.member("data").filter(|data| !data.is_null()) {
            return Ok(data);
        }
        match json.member("errors") {
            Some(_) => Err(self.errors()),
            None => Ok(json),
        }
    }

    /// Returns the JSON of the response with v2's envelope.
    ///
    /// # Errors
    ///
    /// The body is empty or not JSON.
    pub(super) fn envelope(&self) -> Result<Json<'_>, Error> {
        if self.body.trim_ascii().is_empty() {
            return Err(self.unexpected("JSON: it is empty"));
        }
        Json::parse(&self.body).map_err(|error| self.unexpected(format!("JSON: {error}")))
    }

    /// Returns the member `meta` of v2's envelope.
    pub(super) fn meta(&self) -> Option<Json<'_>> {
        self.envelope().ok()?.member("meta")
    }

    /// Returns the error for a response of v2 that has errors in place of data.
    fn errors(&self) -> Error {
        let is_truncated = self.body.len() > LARGEST_ERROR;
        self.failure(self.body.slice(..self.body.len().min(LARGEST_ERROR)), is_truncated)
    }

    /// Deserializes the object of the response. `what` names it, such as "a webhook".
    pub(super) fn object<T: DeserializeOwned>(&self, what: &str) -> Result<T, Error> {
        self.read(self.json()?, what)
    }

    /// Deserializes a value. The error names the place of the fault, but does not quote the value
    /// there.
    fn read<T: DeserializeOwned>(&self, json: Json<'_>, what: &str) -> Result<T, Error> {
        json.read()
            .map_err(|error| self.unexpected(format!("{what} (the fault is at {})", error.path())))
    }

    /// Deserializes an object whose members are absent if they cannot be read, unless they are
    /// required.
    pub(super) fn read_tolerantly<T: DeserializeOwned + Wire<Value = T>>(
        &self,
        json: Json<'_>,
        what: &str,
    ) -> Result<T, Error> {
        json.read_tolerantly().map_or_else(|| self.read(json, what), Ok)
    }

    /// Returns whether the status is the whole response: the body is empty, and X documents none or
    /// the status is 204.
    pub(super) fn is_status_alone(&self) -> bool {
        let no_content = StatusCode::NO_CONTENT;
        let needs_no_body = [self.status.as_u16(), self.target.endpoint.status()];
        self.body.trim_ascii().is_empty() && needs_no_body.contains(&no_content.as_u16())
    }

    /// Checks a response that has no information but its status. A body that is not JSON is the
    /// page of a proxy or another intermediary.
    pub(super) fn done(&self) -> Result<(), Error> {
        if self.is_status_alone() { Ok(()) } else { self.json().map(drop) }
    }

    /// Returns the webhooks of the response, which are a bare list, a named list, or lists by
    /// environment.
    pub(super) fn webhooks(&self) -> Result<Vec<Webhook>, Error> {
        let json = self.json()?;
        if json.member("environments").is_some() {
            let environments = self.environments_of(json)?;
            return Ok(environments.into_iter().flat_map(|it| it.webhooks).collect());
        }
        let list = match json.member("webhooks") {
            Some(list) => list,
            None if self.lacks_data(json) => return Ok(Vec::new()),
            None => json,
        };
        let webhooks: Option<Vec<Webhook>> = self.read(list, "a list of webhooks")?;
        Ok(webhooks.unwrap_or_default())
    }

    /// Deserializes the elements of a list in v2's envelope, as [`read_tolerantly`](Self::read_tolerantly)
    /// does.
    pub(super) fn list<T>(&self, what: &str) -> Result<Vec<T>, Error>
    where
        T: DeserializeOwned + Wire<Value = T>,
    {
        let (json, mut list) = (self.json()?, Vec::new());
        let read = json.for_each_element(|element| {
            list.push(self.read_tolerantly(element, what)?);
            Ok(())
        });
        match read {
            Some(read) => read.map(|()| list),
            None if self.lacks_data(json) => Ok(Vec::new()),
            None => Err(self.unexpected(what)),
        }
    }

    /// Returns whether an envelope of v2 has no data. X's description does not require `data`, and
    /// X may leave it out if a list is empty.
    fn lacks_data(&self, json: Json<'_>) -> bool {
        let is_envelope = || json.member("meta").is_some() || json.has_only_nulls();
        let is_v2 =
            matches!(self.target.endpoint.group(), EndpointGroup::V2 | EndpointGroup::XActivity);
        is_v2 && json.is_object() && is_envelope()
    }

    /// Returns the webhooks of every environment.
    pub(super) fn environments(&self) -> Result<Vec<EnvironmentWebhooks>, Error> {
        self.environments_of(self.json()?)
    }

    fn environments_of(&self, json: Json<'_>) -> Result<Vec<EnvironmentWebhooks>, Error> {
        let Some(environments) = json.member("environments") else {
            return Err(self.unexpected("an object with `environments`"));
        };
        let environments: Vec<WireEnvironment> =
            self.read(environments, "a list of environments")?;
        Ok(environments.into_iter().map(EnvironmentWebhooks::from).collect())
    }

    /// Returns the job of the response. The retired endpoint of v2 wrapped the job in another
    /// object.
    pub(super) fn replay_job(&self) -> Result<ReplayJob, Error> {
        let json = self.json()?;
        self.read(json.member("replay_event").unwrap_or(json), "a Replay job")
    }

    /// Checks the flag by which v2 confirms that it acted on the request. A response without a
    /// body, as v1.1 and samples of X have it, confirms this by its status.
    pub(super) fn expect_flag(&self, name: &str, expected: bool) -> Result<(), Error> {
        if self.is_status_alone() {
            return Ok(());
        }
        match self.json()?.flag(name) {
            Some(flag) if flag != expected => {
                Err(self.unexpected(format!("an object whose `{name}` is {expected}")))
            }
            _ => Ok(()),
        }
    }

    /// Returns the bearer token of the response.
    pub(super) fn bearer_token(&self) -> Result<BearerToken, Error> {
        let json = self.json()?;
        match (json.text("token_type"), json.text("access_token")) {
            (Some(kind), Some(token))
                if kind.eq_ignore_ascii_case("bearer") && !token.is_empty() =>
            {
                Ok(BearerToken::new(token))
            }
            _ => Err(self.unexpected("an object with a bearer `access_token`")),
        }
    }
}
