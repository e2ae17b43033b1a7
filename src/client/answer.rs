//! Answers of success, and how they are read.

use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::endpoint::{AuthScheme, Endpoint};
use super::error::Error;
use super::replay::ReplayJob;
use super::webhook::{EnvironmentWebhooks, Webhook, WireEnvironment, WireWebhook};

/// An answer with a status of 2xx.
pub(super) struct Answer {
    pub(super) endpoint: Endpoint,
    pub(super) auth: AuthScheme,
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
}

impl Answer {
    /// The error of an answer that is not what the endpoint gives.
    pub(super) fn unexpected(&self, expected: impl Into<String>) -> Error {
        Error::response(self.endpoint, self.status, self.body.clone(), expected)
    }

    /// The JSON of the answer, of v2's envelope what is in `data`.
    ///
    /// # Errors
    ///
    /// An answer that is no JSON; one of v2 that has errors in place of data.
    pub(super) fn json(&self) -> Result<Value, Error> {
        let mut value: Value = serde_json::from_slice(&self.body)
            .map_err(|error| self.unexpected(error.to_string()))?;
        if let Some(data) = value.get_mut("data") {
            return Ok(data.take());
        }
        if value.get("errors").is_some() {
            let mut response = http::Response::new(self.body.clone());
            *response.status_mut() = self.status;
            *response.headers_mut() = self.headers.clone();
            return Err(Error::api(self.endpoint, self.auth, response, false));
        }
        Ok(value)
    }

    /// The object that the answer holds.
    pub(super) fn object<T: DeserializeOwned>(&self) -> Result<T, Error> {
        self.read(self.json()?)
    }

    fn read<T: DeserializeOwned>(&self, value: Value) -> Result<T, Error> {
        T::deserialize(value).map_err(|error| self.unexpected(error.to_string()))
    }

    /// The list of webhooks that the answer holds: bare, named, or by environment.
    pub(super) fn webhooks(&self) -> Result<Vec<Webhook>, Error> {
        let mut value = self.json()?;
        if value.get("environments").is_some() {
            let environments = self.environments_of(value)?;
            return Ok(environments.into_iter().flat_map(|it| it.webhooks).collect());
        }
        if let Some(webhooks) = value.get_mut("webhooks") {
            value = webhooks.take();
        }
        let webhooks: Vec<WireWebhook> = self.read(value)?;
        Ok(webhooks.into_iter().map(Webhook::from).collect())
    }

    /// The webhooks of every environment.
    pub(super) fn environments(&self) -> Result<Vec<EnvironmentWebhooks>, Error> {
        self.environments_of(self.json()?)
    }

    fn environments_of(&self, mut value: Value) -> Result<Vec<EnvironmentWebhooks>, Error> {
        let Some(environments) = value.get_mut("environments") else {
            return Err(self.unexpected("the key `environments` is missing"));
        };
        let environments: Vec<WireEnvironment> = self.read(environments.take())?;
        Ok(environments.into_iter().map(EnvironmentWebhooks::from).collect())
    }

    /// The job that the answer tells of. The retired endpoint of v2 wrapped it once more.
    pub(super) fn replay_job(&self) -> Result<ReplayJob, Error> {
        let mut job = self.json()?;
        if let Some(inner) = job.get_mut("replay_event") {
            job = inner.take();
        }
        self.read(job)
    }

    /// Checks the flag that v2 sets to say that it did as asked. An answer without a body, as
    /// v1.1 and samples of X have it, says the same by its status.
    pub(super) fn expect_flag(&self, name: &str, expected: bool) -> Result<(), Error> {
        if self.body.iter().all(u8::is_ascii_whitespace) {
            return Ok(());
        }
        match self.json()?.get(name).and_then(Value::as_bool) {
            Some(flag) if flag != expected => {
                Err(self.unexpected(format!("`{name}` is {flag}: it was not done")))
            }
            _ => Ok(()),
        }
    }
}
