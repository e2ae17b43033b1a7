//! An error as data.

use std::error::Error as _;
use std::iter::successors;

use serde::ser::{Serialize, SerializeMap, Serializer};

use super::Error;
use super::api::ApiError;
use super::code::ErrorCode;
use super::reason::Reason;

/// An [`Error`] as data, for structured logs and for other programs. [`Error::report`] returns it.
///
/// It is serialized as an object with the names of the fields. A later version may add members. It
/// does not remove or rename them. A member whose field is `None` is left out. No member contains a
/// credential.
///
/// ```
/// use account_activity::client::{ApiError, AuthScheme, Endpoint, Error};
///
/// let body = r#"{"errors":[{"code":34,"message":"Sorry, that page does not exist."}]}"#;
/// let response = http::Response::builder().status(404).body(body.into())?;
/// let error = ApiError::from_response(Endpoint::PremiumWebhooks, AuthScheme::Bearer, response);
/// let report = serde_json::to_value(Error::Api(Box::new(error)).report())?;
/// assert_eq!(report["kind"], "api");
/// assert_eq!(report["status"], 404);
/// assert_eq!(report["reason"], "page_not_found");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct ErrorReport {
    /// The variant of the error: `not_sent`, `transport`, `api` or `response`.
    pub kind: &'static str,
    /// The text of the error, one line.
    pub message: String,
    /// The texts of the causes, the nearest first. Empty unless there was no complete response.
    pub causes: Vec<String>,
    /// The method and the path of the endpoint, such as `GET /2/webhooks`.
    pub endpoint: String,
    /// The actual path: see [`Error::path`].
    pub path: Option<String>,
    /// The HTTP status. Absent if there was no response.
    pub status: Option<u16>,
    /// The first code of the body. Absent if the body has none, as in v2.
    pub code: Option<u32>,
    /// The text of the [`Reason`], such as `too_many_webhooks`. Absent where
    /// [`Error::reason`] is.
    pub reason: Option<String>,
    /// The meaning of the reason, a sentence.
    pub meaning: Option<&'static str>,
    /// Whether the same request may succeed later: see [`Error::is_retryable`].
    pub is_retryable: bool,
}

impl ErrorReport {
    pub(super) fn of(error: &Error) -> Self {
        let causes = successors(error.source(), |&cause| cause.source());
        Self {
            kind: match error {
                Error::NotSent(_) => "not_sent",
                Error::Transport(_) => "transport",
                Error::Api(_) => "api",
                Error::Response(_) => "response",
            },
            message: error.to_string(),
            causes: causes.map(ToString::to_string).collect(),
            endpoint: error.endpoint().to_string(),
            path: error.path().map(str::to_owned),
            status: error.status().map(|status| status.as_u16()),
            code: error.as_api().and_then(ApiError::code).map(ErrorCode::number),
            reason: error.reason().map(ToString::to_string),
            meaning: error.reason().map(Reason::meaning),
            is_retryable: error.is_retryable(),
        }
    }
}

impl Serialize for ErrorReport {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("kind", self.kind)?;
        map.serialize_entry("message", &self.message)?;
        map.serialize_entry("causes", &self.causes)?;
        map.serialize_entry("endpoint", &self.endpoint)?;
        if let Some(path) = &self.path {
            map.serialize_entry("path", path)?;
        }
        if let Some(status) = self.status {
            map.serialize_entry("status", &status)?;
        }
        if let Some(code) = self.code {
            map.serialize_entry("code", &code)?;
        }
        if let Some(reason) = &self.reason {
            map.serialize_entry("reason", reason)?;
        }
        if let Some(meaning) = self.meaning {
            map.serialize_entry("meaning", meaning)?;
        }
        map.serialize_entry("is_retryable", &self.is_retryable)?;
        map.end()
    }
}
