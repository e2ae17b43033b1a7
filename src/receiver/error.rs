//! Errors that reject a request.

use std::time::Duration;

use bytes::Bytes;
use http::header::{ALLOW, CONTENT_TYPE};
use http::{HeaderValue, Response, StatusCode};

use super::{CrcError, SignatureError};

/// An error that rejects a request, with the status of the response.
///
/// Its text is the body of the response, so it has no details that could help an attacker. The
/// details of a signature or of a CRC request are in the [`source`](std::error::Error::source), for
/// the log.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// 404: the receiver has no webhook at the path.
    #[error("there is no webhook at this path")]
    UnknownPath,
    /// 405: the method is not GET, HEAD or POST.
    #[error("expected the method GET, HEAD or POST")]
    MethodNotAllowed,
    /// 400: the query has no valid token. 401: the request is signed, but not by X.
    #[doc(alias = "challenge")]
    #[error("the CRC request is rejected")]
    Crc(#[source] CrcError),
    /// 415: the content type is not `application/json`. A missing content type is accepted.
    #[error("expected the content type application/json")]
    ContentType,
    /// 413: the body or its announced length is larger than the receiver's limit.
    #[error("the body is larger than {limit} bytes")]
    TooLarge {
        /// The [limit](super::Receiver::body_limit) in bytes.
        limit: usize,
    },
    /// 408: the body did not arrive in time.
    #[error("the body did not arrive within {limit:?}")]
    BodyTimeout {
        /// The [limit](super::ReceiverServiceBuilder::read_timeout).
        limit: Duration,
    },
    /// 503: more bodies were being read than the service has room for, and this one was the oldest
    /// of them. The limits are [`unverified`](super::ReceiverServiceBuilder::unverified) and
    /// [`unverified_memory`](super::ReceiverServiceBuilder::unverified_memory).
    #[error("the body did not arrive before many others")]
    Displaced,
    /// 400: the connection closed before the end of the body.
    #[error("the connection closed before the end of the body")]
    Disconnected,
    /// 401: the signature of the request is missing, malformed or wrong.
    #[error("the signature is missing or invalid")]
    Signature(#[source] SignatureError),
    /// 400: the body is verified, but does not begin like a JSON object. X posts only JSON objects.
    /// A CRC response is a signature too, and this check keeps it from verifying a body.
    #[error("expected a JSON object")]
    NotAnObject,
    /// 400: the newest event of the verified delivery is too old.
    #[error("the newest event is older than {limit:?}")]
    TooOld {
        /// The [limit](super::ReceiverServiceBuilder::max_age).
        limit: Duration,
    },
    /// 503: the verified deliveries that are not handled yet reach the limit of number or memory.
    #[error("too many deliveries at once")]
    Overloaded,
    /// 503: the deliveries that are acknowledged and not yet handled reach the limit.
    #[error("the queue is full")]
    QueueFull,
    /// 503: the service is shutting down.
    #[error("the receiver is shutting down")]
    ShuttingDown,
    /// 503: the handler returned an error or panicked.
    #[error("the handler failed")]
    HandlerFailed,
    /// 503: the handler did not finish in time. It continues to run.
    #[error("the handler did not finish within {limit:?}")]
    HandlerTimeout {
        /// The [limit](super::ReceiverServiceBuilder::response_deadline).
        limit: Duration,
    },
}

impl Error {
    /// Returns the status of the response: 4xx if the request is invalid, 503 if X should retry.
    #[must_use]
    pub const fn status(&self) -> StatusCode {
        match self {
            Self::Crc(CrcError::Token(_))
            | Self::Disconnected
            | Self::NotAnObject
            | Self::TooOld { .. } => StatusCode::BAD_REQUEST,
            Self::Crc(CrcError::Signature(_)) | Self::Signature(_) => StatusCode::UNAUTHORIZED,
            Self::UnknownPath => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::BodyTimeout { .. } => StatusCode::REQUEST_TIMEOUT,
            Self::TooLarge { .. } => StatusCode::PAYLOAD_TOO_LARGE,
            Self::ContentType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::Displaced
            | Self::Overloaded
            | Self::QueueFull
            | Self::ShuttingDown
            | Self::HandlerFailed
            | Self::HandlerTimeout { .. } => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    /// Returns whether the connection still carries a body that nobody waits for.
    pub(super) const fn leaves_a_body(&self) -> bool {
        matches!(self, Self::BodyTimeout { .. } | Self::Displaced)
    }

    /// Returns the response: the status, and the error as plain text.
    #[must_use]
    pub fn response(&self) -> Response<Bytes> {
        let mut response = Response::new(Bytes::from(format!("{self}\n")));
        *response.status_mut() = self.status();
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
        if matches!(self, Self::MethodNotAllowed) {
            headers.insert(ALLOW, HeaderValue::from_static("GET, HEAD, POST"));
        }
        response
    }
}
