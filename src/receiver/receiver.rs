//! The receiver of single requests.

use std::collections::BTreeMap;
use std::time::SystemTime;

use bytes::Bytes;
use http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Response};

use super::delivery::{Decoded, Origin};
use super::signature::SignatureHeader;
use super::{Delivery, Error, Received, Secrets, UndecodableDelivery, Verified};
use crate::activity::Body;
use crate::value::timestamp::Timestamp;

/// Verifies and decodes a request, and makes the response to it.
///
/// A receiver is synchronous. It does not depend on an async runtime or a server. Within Tokio,
/// [`ReceiverService`](super::ReceiverService) also reads bodies, calls a handler and enforces
/// limits.
///
/// ```
/// use account_activity::receiver::{Received, Receiver, Secret, Secrets};
///
/// # let secrets = Secrets::new(Secret::new("consumer secret")?);
/// # let request = secrets.signed_request("/webhooks/twitter".parse()?, r#"{"for_user_id": "1"}"#);
/// let receiver = Receiver::at("/webhooks/twitter", secrets);
/// let response = match receiver.receive(&request) {
///     Ok(received) => {
///         if let Received::Delivery(delivery) = &received {
///             println!("{} events", delivery.entries().len());
///         }
///         received.response()
///     }
///     Err(error) => error.response(),
/// };
/// assert_eq!(response.status(), 200);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Receiver {
    anywhere: Option<Secrets>,
    by_path: BTreeMap<Box<str>, Secrets>,
    body_limit: usize,
}

/// The kind of a request, as its head determines it.
pub(super) enum Asked<'a> {
    /// A CRC request, with the response to it, and whether X has signed it.
    Crc(Response<Bytes>, bool),
    /// A delivery, whose body is not verified yet.
    Delivery(Signed<'a>),
}

/// The signatures of a delivery, with the secrets of its path.
pub(super) struct Signed<'a> {
    secrets: &'a Secrets,
    headers: Vec<SignatureHeader>,
    /// The path of the webhook. It is `None` if the receiver accepts every path, because then a
    /// stranger can choose the path.
    pub(super) path: Option<&'a str>,
}

impl Signed<'_> {
    /// Returns the codes of all signatures.
    pub(super) fn codes(&self) -> impl Iterator<Item = [u8; 32]> {
        self.headers.iter().flat_map(SignatureHeader::codes)
    }
}

impl Receiver {
    /// The default limit of the body's length: 1 MiB. The payload of a Tweet takes 5 to 20 KiB.
    pub const DEFAULT_BODY_LIMIT: usize = 1 << 20;

    /// Creates a receiver that accepts every path.
    ///
    /// Use it behind a router, which selects the requests.
    #[must_use]
    pub fn new(secrets: impl Into<Secrets>) -> Self {
        Self {
            anywhere: Some(secrets.into()),
            by_path: BTreeMap::new(),
            body_limit: Self::DEFAULT_BODY_LIMIT,
        }
    }

    /// Creates a receiver with a webhook at one path, such as `/webhooks/twitter`.
    ///
    /// The response to requests at other paths is 404.
    #[must_use]
    pub fn at(path: impl AsRef<str>, secrets: impl Into<Secrets>) -> Self {
        let secrets = secrets.into();
        Self { anywhere: None, ..Self::new(secrets.clone()) }.and_at(path, secrets)
    }

    /// Adds a webhook at another path, with its own secrets: that of another environment, app or
    /// tenant.
    ///
    /// [`Delivery::path`] returns the path of a delivery. Paths are compared exactly, as they stand
    /// in the request. A missing slash at the beginning of `path` is added.
    #[must_use]
    pub fn and_at(mut self, path: impl AsRef<str>, secrets: impl Into<Secrets>) -> Self {
        let path = format!("/{}", path.as_ref().trim_start_matches('/'));
        self.by_path.insert(path.into(), secrets.into());
        self
    }

    /// Sets the maximum length of a body in bytes. The default is
    /// [`DEFAULT_BODY_LIMIT`](Self::DEFAULT_BODY_LIMIT).
    #[must_use]
    pub const fn body_limit(mut self, bytes: usize) -> Self {
        self.body_limit = bytes;
        self
    }

    /// Verifies and decodes a request that arrives now.
    ///
    /// # Errors
    ///
    /// Returns an error if the request is rejected. [`Error::response`] returns the response to it.
    pub fn receive(&self, request: &Request<Bytes>) -> Result<Received, Error> {
        self.receive_at(request, SystemTime::now().into())
    }

    /// Verifies and decodes a request that arrives now, given by its parts.
    ///
    /// It is for servers whose requests are not those of version 1 of the crate `http`. The target
    /// is that of the request line: a path with a query, such as `/webhooks/twitter?crc_token=…`,
    /// or a whole URL. Headers are pairs of name and value, whose names are compared without regard
    /// to case. The body is the raw one.
    ///
    /// ```
    /// use account_activity::receiver::{Receiver, Secret};
    ///
    /// let receiver = Receiver::at("/webhooks/twitter", Secret::new("ss")?);
    /// let headers: [(&str, &[u8]); 1] = [("Host", b"bot.example")];
    /// let target = "/webhooks/twitter?crc_token=helloWorld";
    /// let response = receiver.receive_parts("GET", target, headers, "")?.response();
    /// assert_eq!(
    ///     response.body(),
    ///     r#"{"response_token":"sha256=YFpPr1o5UmzuIUDQn+BqYQ14kFOjWiWYc7oNiVymMgg="}"#
    /// );
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Returns an error under the same conditions as [`receive`](Self::receive). A text that is not
    /// a method is an [`Error::MethodNotAllowed`], a text that is not a target an
    /// [`Error::UnknownPath`]. A header that is invalid in HTTP is ignored.
    pub fn receive_parts<'a>(
        &self,
        method: &str,
        target: &str,
        headers: impl IntoIterator<Item = (&'a str, &'a [u8])>,
        body: impl Into<Bytes>,
    ) -> Result<Received, Error> {
        let mut request = Request::new(body.into());
        *request.method_mut() = method.parse().map_err(|_| Error::MethodNotAllowed)?;
        *request.uri_mut() = target.parse().map_err(|_| Error::UnknownPath)?;
        for (name, value) in headers {
            let name = HeaderName::from_bytes(name.as_bytes());
            if let (Ok(name), Ok(value)) = (name, HeaderValue::from_bytes(value)) {
                // It fails only beyond 32,768 headers, more than any server accepts.
                let _ = request.headers_mut().try_append(name, value);
            }
        }
        self.receive(&request)
    }

    /// Verifies and decodes a request that arrived at a given time.
    ///
    /// It is for tests of code that depends on [`Delivery::received_at`].
    ///
    /// # Errors
    ///
    /// Returns an error under the same conditions as [`receive`](Self::receive).
    pub fn receive_at(
        &self,
        request: &Request<Bytes>,
        received_at: Timestamp,
    ) -> Result<Received, Error> {
        match self.read_head(request)? {
            Asked::Crc(response, _) => Ok(Received::Crc(response)),
            Asked::Delivery(signed) => {
                let body = request.body().clone();
                let verified = self.verify(&signed, &body)?;
                let decoded = decode(request, body, verified, received_at);
                Ok(decoded.map_or_else(Received::Undecodable, Received::Delivery))
            }
        }
    }

    /// Checks the request as far as possible before its body is read.
    pub(super) fn read_head<B>(&self, request: &Request<B>) -> Result<Asked<'_>, Error> {
        let webhook = self.by_path.get_key_value(request.uri().path());
        let path = webhook.map(|(path, _)| path.as_ref());
        let secrets = webhook.map(|(_, secrets)| secrets).or(self.anywhere.as_ref());
        let secrets = secrets.ok_or(Error::UnknownPath)?;
        match *request.method() {
            Method::GET | Method::HEAD => crc_response(secrets, request),
            Method::POST if !is_json(request.headers()) => Err(Error::ContentType),
            Method::POST if announced_length(request.headers()) > self.body_limit => {
                Err(self.too_large())
            }
            Method::POST => {
                let headers = secrets.signature_headers(request.headers());
                let headers = headers.map_err(Error::Signature)?;
                Ok(Asked::Delivery(Signed { secrets, headers, path }))
            }
            _ => Err(Error::MethodNotAllowed),
        }
    }

    /// Verifies a body.
    pub(super) fn verify(&self, signed: &Signed<'_>, body: &[u8]) -> Result<Verified, Error> {
        if body.len() > self.body_limit {
            return Err(self.too_large());
        }
        let verified = signed.secrets.verify_headers(&signed.headers, body);
        let verified = verified.map_err(Error::Signature)?;
        if begins_object(body) { Ok(verified) } else { Err(Error::NotAnObject) }
    }

    pub(super) const fn too_large(&self) -> Error {
        Error::TooLarge { limit: self.body_limit }
    }

    pub(super) const fn most_bytes(&self) -> usize {
        self.body_limit
    }
}

/// Decodes a verified body.
pub(super) fn decode<B>(
    request: &Request<B>,
    body: Bytes,
    verified: Verified,
    received_at: Timestamp,
) -> Decoded {
    let path = request.uri().path().into();
    let origin = Origin { path, received_at, verified: Some(verified) };
    match Body::from_bytes(body.clone()) {
        Ok(body) => Ok(Delivery::new(body, origin)),
        Err(error) => Err(UndecodableDelivery::new(body, error, origin)),
    }
}

fn crc_response<'a, B>(secrets: &'a Secrets, request: &Request<B>) -> Result<Asked<'a>, Error> {
    let query = request.uri().query().unwrap_or_default();
    let crc = secrets.crc(query, request.headers()).map_err(Error::Crc)?;
    let is_head = request.method() == Method::HEAD;
    let mut response = Response::new(if is_head { Bytes::new() } else { crc.response.into() });
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    Ok(Asked::Crc(response, crc.is_verified))
}

/// Returns whether the content type is JSON or absent.
fn is_json(headers: &HeaderMap) -> bool {
    headers.get(CONTENT_TYPE).is_none_or(|value| {
        let media_type = value.as_bytes().split(|byte| *byte == b';').next().unwrap_or_default();
        media_type.trim_ascii().eq_ignore_ascii_case(b"application/json")
    })
}

/// Returns the announced length, or 0 if it is absent or invalid.
fn announced_length(headers: &HeaderMap) -> usize {
    let length = headers.get(CONTENT_LENGTH).and_then(|value| value.to_str().ok());
    length.and_then(|length| length.parse().ok()).unwrap_or_default()
}

fn begins_object(body: &[u8]) -> bool {
    let json = body.strip_prefix("\u{feff}".as_bytes()).unwrap_or(body);
    json.iter().find(|byte| !b" \t\r\n".contains(byte)) == Some(&b'{')
}
