//! Received requests.

use axum::body::to_bytes;
use axum::extract::ConnectInfo;
use bytes::Bytes;
use http::header::{AUTHORIZATION, CONTENT_TYPE, HOST};
use http::{HeaderMap, Method, Uri};
use url::form_urlencoded;

use super::response::ApiResponse;
use super::socket::Reset;

/// The longest body that is accepted. No endpoint needs more.
const LONGEST_BODY: usize = 1024 * 1024;

/// The extension of requests that came over https.
#[derive(Clone, Copy, Debug)]
pub(crate) struct OverHttps;

/// A request with its whole body.
pub(super) struct Request {
    pub(super) is_https: bool,
    pub(super) method: Method,
    pub(super) uri: Uri,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
    /// Resets the connection of the request.
    pub(super) reset: Reset,
}

/// A decoded parameter.
pub(super) type Pair = (String, String);

impl Request {
    /// Reads the body. Returns a response of 413 if it is too long or incomplete.
    pub(super) async fn read(request: axum::extract::Request) -> Result<Self, ApiResponse> {
        let (parts, body) = request.into_parts();
        let body = to_bytes(body, LONGEST_BODY)
            .await
            .map_err(|_| ApiResponse::text(413, "Payload Too Large"))?;
        let reset =
            parts.extensions.get().map(|ConnectInfo(reset): &ConnectInfo<Reset>| reset.clone());
        let reset = reset.unwrap_or_default();
        let is_https = parts.extensions.get::<OverHttps>().is_some();
        Ok(Self {
            is_https,
            method: parts.method,
            uri: parts.uri,
            headers: parts.headers,
            body,
            reset,
        })
    }

    pub(super) fn path(&self) -> &str {
        self.uri.path()
    }

    /// Returns the requested host in lower case, with its port if there is one.
    pub(super) fn host(&self) -> Option<String> {
        let authority = self.uri.authority().map(http::uri::Authority::as_str);
        authority.or_else(|| self.header(HOST.as_str())).map(str::to_ascii_lowercase)
    }

    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// Returns the credentials in `Authorization` if they have this scheme, in any case.
    pub(super) fn authorization(&self, scheme: &str) -> Option<&str> {
        let (name, credentials) = self.header(AUTHORIZATION.as_str())?.split_once(' ')?;
        name.eq_ignore_ascii_case(scheme).then_some(credentials.trim())
    }

    /// Returns the parameters of the query.
    pub(super) fn query(&self) -> Vec<Pair> {
        pairs(self.uri.query().unwrap_or_default().as_bytes())
    }

    /// Returns the parameters of a form in the body, or none if the body is not a form.
    pub(super) fn form(&self) -> Vec<Pair> {
        if self.has_media_type("application/x-www-form-urlencoded") {
            pairs(&self.body)
        } else {
            Vec::new()
        }
    }

    /// Returns a parameter of the query or, if it is absent there, of the form.
    pub(super) fn parameter(&self, name: &str) -> Option<String> {
        let mut pairs = self.query().into_iter().chain(self.form());
        pairs.find(|(key, _)| key == name).map(|(_, value)| value)
    }

    /// Returns whether the body is declared to have a media type, whatever its parameters.
    pub(super) fn has_media_type(&self, media_type: &str) -> bool {
        let declared = self.header(CONTENT_TYPE.as_str()).unwrap_or_default();
        let essence = declared.split(';').next().unwrap_or_default().trim();
        essence.eq_ignore_ascii_case(media_type)
    }

    /// Returns the value of a cookie.
    pub(super) fn cookie(&self, name: &str) -> Option<&str> {
        let cookies = self.header("cookie")?.split(';');
        cookies
            .filter_map(|cookie| cookie.trim().split_once('='))
            .find(|(key, _)| *key == name)
            .map(|(_, value)| value)
    }
}

fn pairs(bytes: &[u8]) -> Vec<Pair> {
    form_urlencoded::parse(bytes).into_owned().collect()
}
