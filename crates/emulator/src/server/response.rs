//! Responses of the API before their conversion to HTTP.

use axum::body::Body;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use http::header::{
    CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE, LOCATION, RETRY_AFTER, SET_COOKIE,
    WWW_AUTHENTICATE,
};
use http::{HeaderValue, StatusCode};
use serde::Serialize;
use serde_json::Value;

use super::stream::Source;
use crate::account::Window;

/// The media type of a body, in X's spelling.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Media {
    Json,
    Problem,
    Xml,
    /// Also the declared media type of the responses of the sign-in endpoints.
    Html,
    Text,
    Jpeg,
}

impl Media {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Json => "application/json; charset=utf-8",
            Self::Problem => "application/problem+json",
            Self::Xml => "application/xml;charset=utf-8",
            Self::Html => "text/html;charset=utf-8",
            Self::Text => "text/plain;charset=utf-8",
            Self::Jpeg => "image/jpeg",
        }
    }
}

/// What a body consists of.
#[derive(Debug)]
enum Content {
    Whole(Bytes),
    Lines(Box<Source>),
}

/// A response: success or failure. The `Err` of a handler is the response that ended it early.
#[derive(Debug)]
pub(super) struct ApiResponse {
    status: u16,
    /// The body. `None` if there is none.
    body: Option<(Media, Content)>,
    headers: Vec<(http::HeaderName, String)>,
    /// Why the request was refused, if the body does not say it.
    reason: Option<String>,
    base_string: Option<String>,
}

impl ApiResponse {
    fn new(status: u16, media: Media, body: impl Into<Bytes>) -> Self {
        let body = Some((media, Content::Whole(body.into())));
        Self { status, body, headers: Vec::new(), reason: None, base_string: None }
    }

    /// Creates a 204 response, without body and media type.
    pub(super) const fn no_content() -> Self {
        Self { status: 204, body: None, headers: Vec::new(), reason: None, base_string: None }
    }

    /// Creates a response of JSON lines that are sent as they come.
    pub(super) fn stream(lines: Source) -> Self {
        let mut response = Self::no_content();
        response.status = 200;
        response.body = Some((Media::Json, Content::Lines(Box::new(lines))));
        response
    }

    /// Creates a JSON response, its members in the order of the type's fields.
    pub(super) fn json(status: u16, body: &impl Serialize) -> Self {
        match serde_json::to_string(body) {
            Ok(text) => Self::new(status, Media::Json, text),
            Err(error) => Self::text(500, error.to_string()),
        }
    }

    /// Creates an error response of v1.1: `{"errors":[{"code":…,"message":"…"}]}`.
    pub(super) fn error(status: u16, code: u32, message: &str) -> Self {
        let message = Value::from(message);
        let body = format!(r#"{{"errors":[{{"code":{code},"message":{message}}}]}}"#);
        Self::new(status, Media::Json, body).challenged(code)
    }

    /// Creates the same from the gateway that checks bearer tokens, in which `message` comes first.
    pub(super) fn bearer_error(status: u16, code: u32, message: &str) -> Self {
        let message = Value::from(message);
        let body = format!(r#"{{"errors":[{{"message":{message},"code":{code}}}]}}"#);
        Self::new(status, Media::Json, body).challenged(code)
    }

    /// Creates the same from `/oauth2/token`, with a label.
    pub(super) fn labelled_error(status: u16, code: u32, label: &str, message: &str) -> Self {
        let message = Value::from(message);
        let body =
            format!(r#"{{"errors":[{{"code":{code},"label":"{label}","message":{message}}}]}}"#);
        Self::new(status, Media::Json, body)
    }

    /// Creates the same from `/oauth/request_token`, in XML.
    pub(super) fn xml_error(status: u16, code: u32, message: &str) -> Self {
        let body = format!(
            "<?xml version='1.0' encoding='UTF-8'?>\
             <errors><error code=\"{code}\">{message}</error></errors>"
        );
        Self::new(status, Media::Xml, body).because(message)
    }

    /// Creates an error response of v2, a problem. The body has other members besides `title`,
    /// `type` and `status`.
    pub(super) fn problem(status: u16, body: &impl Serialize) -> Self {
        let mut response = Self::json(status, body);
        if let Some((media, _)) = &mut response.body {
            *media = Media::Problem;
        }
        response
    }

    pub(super) fn text(status: u16, text: impl Into<String>) -> Self {
        Self::new(status, Media::Text, text.into())
    }

    /// Creates a response with a photo.
    pub(super) fn jpeg(file: Vec<u8>) -> Self {
        Self::new(200, Media::Jpeg, file)
    }

    pub(super) fn html(status: u16, html: String) -> Self {
        Self::new(status, Media::Html, html)
    }

    /// Creates a redirect of the browser.
    pub(super) fn redirect(location: String) -> Self {
        let mut response = Self::html(302, String::new());
        response.headers.push((LOCATION, location));
        response
    }

    pub(super) fn with_cookie(mut self, cookie: String) -> Self {
        self.headers.push((SET_COOKIE, cookie));
        self
    }

    /// Forbids caches to keep the response, which has a token (RFC 6749 §5.1).
    pub(super) fn not_stored(mut self) -> Self {
        self.headers.push((CACHE_CONTROL, "no-store".to_owned()));
        self
    }

    /// Adds the `www-authenticate` header, which names the expected authentication.
    pub(super) fn with_challenge(mut self, challenge: &str) -> Self {
        self.headers.push((WWW_AUTHENTICATE, challenge.to_owned()));
        self
    }

    pub(super) fn with_retry_after(mut self, seconds: Option<u64>) -> Self {
        self.headers.extend(seconds.map(|seconds| (RETRY_AFTER, seconds.to_string())));
        self
    }

    /// Adds the headers of a rate limit, if there is one.
    pub(super) fn with_rate_limit(mut self, window: Option<&Window>) -> Self {
        let Some(window) = window else { return self };
        let number = |name: &'static str, value: i64| {
            (http::HeaderName::from_static(name), value.to_string())
        };
        self.headers.push(number("x-rate-limit-limit", window.limit.into()));
        self.headers.push(number("x-rate-limit-remaining", window.remaining.into()));
        self.headers.push(number("x-rate-limit-reset", window.reset_seconds));
        self
    }

    pub(super) fn with_access_level(mut self, level: &str) -> Self {
        self.headers.push((http::HeaderName::from_static("x-access-level"), level.to_owned()));
        self
    }

    /// Sets why the request was refused, for the log and the record of requests.
    pub(super) fn because(mut self, reason: impl Into<String>) -> Self {
        self.reason = Some(reason.into());
        self
    }

    /// Sets the expected signature base string, for the log and the record of requests.
    pub(super) fn with_base_string(mut self, base_string: Option<String>) -> Self {
        self.base_string = base_string;
        self
    }

    /// Adds the member `emulator`, which X's responses do not have, to a JSON object.
    pub(super) fn noting(mut self, note: &str) -> Self {
        if let Some((Media::Json | Media::Problem, Content::Whole(body))) = &mut self.body
            && let Some(members) = body.strip_suffix(b"}")
        {
            let note = format!(r#","emulator":{}}}"#, Value::from(note));
            *body = [members, note.as_bytes()].concat().into();
        }
        self
    }

    pub(super) const fn status(&self) -> u16 {
        self.status
    }

    /// Returns why the request was refused: as it was set, or as the body says it. `None` if the
    /// status is below 400.
    pub(super) fn reason(&self) -> Option<String> {
        if self.status < 400 {
            return None;
        }
        self.reason.clone().or_else(|| match &self.body {
            Some((Media::Json | Media::Problem, Content::Whole(body))) => message(body),
            Some((Media::Text, Content::Whole(body))) => {
                Some(String::from_utf8_lossy(body).into_owned())
            }
            _ => None,
        })
    }

    pub(super) fn base_string(&self) -> Option<String> {
        self.base_string.clone()
    }

    /// Adds the `www-authenticate` header of v1.1's 401 responses.
    fn challenged(self, code: u32) -> Self {
        if self.status != 401 {
            return self;
        }
        self.with_challenge(&format!(
            r#"OAuth realm="https://api.twitter.com", api_error_code={code}"#
        ))
    }
}

/// Returns the message of an error's body.
fn message(body: &[u8]) -> Option<String> {
    let body: Value = serde_json::from_slice(body).ok()?;
    let members = ["/errors/0/message", "/detail", "/error_description"];
    let message = members.iter().find_map(|member| body.pointer(member))?;
    message.as_str().map(str::to_owned)
}

impl IntoResponse for ApiResponse {
    fn into_response(self) -> Response {
        let mut response = Response::default();
        *response.status_mut() =
            StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let headers = response.headers_mut();
        for (name, value) in self.headers {
            if let Ok(value) = HeaderValue::try_from(value) {
                headers.insert(name, value);
            }
        }
        if let Some((media, body)) = self.body {
            headers.insert(CONTENT_TYPE, HeaderValue::from_static(media.as_str()));
            if media == Media::Json {
                let disposition = HeaderValue::from_static("attachment; filename=json.json");
                headers.insert(CONTENT_DISPOSITION, disposition);
            }
            *response.body_mut() = match body {
                Content::Whole(body) => Body::from(body),
                Content::Lines(lines) => Body::new(*lines),
            };
        }
        response
    }
}
