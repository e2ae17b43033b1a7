//! A request as it was received.

use axum::body::to_bytes;
use bytes::Bytes;
use http::header::{AUTHORIZATION, CONTENT_TYPE, HOST};
use http::{HeaderMap, Method, Uri};
use url::form_urlencoded;

use super::response::ApiResponse;

/// No endpoint takes a body that is longer.
const LONGEST_BODY: usize = 1024 * 1024;

/// A request, read to its end.
pub(super) struct Request {
    pub(super) method: Method,
    pub(super) uri: Uri,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
}

/// A parameter, decoded.
pub(super) type Pair = (String, String);

impl Request {
    /// Reads the body, or says that it is too long or broke off.
    pub(super) async fn read(request: axum::extract::Request) -> Result<Self, ApiResponse> {
        let (parts, body) = request.into_parts();
        let body = to_bytes(body, LONGEST_BODY)
            .await
            .map_err(|_| ApiResponse::text(413, "Payload Too Large"))?;
        Ok(Self { method: parts.method, uri: parts.uri, headers: parts.headers, body })
    }

    pub(super) fn path(&self) -> &str {
        self.uri.path()
    }

    /// The host that was asked for, in lower case, with its port if there is one.
    pub(super) fn host(&self) -> Option<String> {
        let authority = self.uri.authority().map(http::uri::Authority::as_str);
        authority.or_else(|| self.header(HOST.as_str())).map(str::to_ascii_lowercase)
    }

    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The credentials of a scheme in `Authorization`, the scheme's name in any case.
    pub(super) fn authorization(&self, scheme: &str) -> Option<&str> {
        let (name, credentials) = self.header(AUTHORIZATION.as_str())?.split_once(' ')?;
        name.eq_ignore_ascii_case(scheme).then_some(credentials.trim())
    }

    /// The parameters of the query.
    pub(super) fn query(&self) -> Vec<Pair> {
        pairs(self.uri.query().unwrap_or_default().as_bytes())
    }

    /// The parameters of a form in the body; none if it is not a form.
    pub(super) fn form(&self) -> Vec<Pair> {
        if self.has_media_type("application/x-www-form-urlencoded") {
            pairs(&self.body)
        } else {
            Vec::new()
        }
    }

    /// A parameter of the query or, if it is not there, of the form.
    pub(super) fn parameter(&self, name: &str) -> Option<String> {
        let mut pairs = self.query().into_iter().chain(self.form());
        pairs.find(|(key, _)| key == name).map(|(_, value)| value)
    }

    /// Whether the body is declared to be of a media type, whatever its parameters.
    pub(super) fn has_media_type(&self, media_type: &str) -> bool {
        let declared = self.header(CONTENT_TYPE.as_str()).unwrap_or_default();
        let essence = declared.split(';').next().unwrap_or_default().trim();
        essence.eq_ignore_ascii_case(media_type)
    }

    /// The value of a cookie.
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
