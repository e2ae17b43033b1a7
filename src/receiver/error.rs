//! Why a request is not answered with 200.

use std::time::Duration;

use bytes::Bytes;
use http::header::{ALLOW, CONTENT_TYPE};
use http::{HeaderValue, Response, StatusCode};

use super::{CrcError, SignatureError};

/// Why a request is refused, and with which status.
///
/// Its text is what the answer says, so it tells a stranger nothing: what exactly is wrong with a
/// signature or a challenge is in the [`source`](std::error::Error::source), for the log.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// 404: the receiver has no webhook at the path.
    #[error("there is no webhook at this path")]
    UnknownPath,
    /// 405: neither GET, HEAD nor POST.
    #[error("a webhook takes GET, HEAD and POST")]
    MethodNotAllowed,
    /// 400 without a token of the shape that X sends, 401 if the GET is signed and not by X.
    #[doc(alias = "challenge")]
    #[error("the challenge is refused")]
    Crc(#[source] CrcError),
    /// 415: a content type other than `application/json`. None at all is accepted.
    #[error("a delivery is application/json")]
    ContentType,
    /// 413: the body is larger than the receiver's limit, or says that it will be.
    #[error("the body is larger than {limit} bytes")]
    TooLarge {
        /// [`Receiver::body_limit`](super::Receiver::body_limit), in bytes.
        limit: usize,
    },
    /// 408: the sender took too long over the body.
    #[error("the body took longer than {limit:?}")]
    BodyTimeout {
        /// [`read_timeout`](super::ReceiverServiceBuilder::read_timeout).
        limit: Duration,
    },
    /// 400: the connection broke off within the body.
    #[error("the body broke off")]
    Disconnected,
    /// 401: nothing shows that X sent it.
    #[error("the signature is refused")]
    Signature(#[source] SignatureError),
    /// 400: the body is verified but does not begin as a JSON object. X posts nothing else; an
    /// answer to a challenge, which is a signature too, must not verify anything.
    #[error("a delivery is a JSON object")]
    NotAnObject,
    /// 503: as many deliveries as there may be are being read or handled, or hold as much memory.
    #[error("too many deliveries at once")]
    Overloaded,
    /// 503: as many deliveries as there may be are acknowledged and not handled yet.
    #[error("the queue is full")]
    QueueFull,
    /// 503: the service drains before it ends.
    #[error("the receiver is shutting down")]
    ShuttingDown,
    /// 503: the handler returned an error or panicked.
    #[error("the handler failed")]
    HandlerFailed,
    /// 503: the handler has not finished yet. It goes on.
    #[error("the handler took longer than {limit:?}")]
    HandlerTimeout {
        /// [`response_deadline`](super::ReceiverServiceBuilder::response_deadline).
        limit: Duration,
    },
}

impl Error {
    /// The status of the answer: 4xx if the request is wrong, 503 if X should send it again.
    #[must_use]
    pub const fn status(&self) -> StatusCode {
        match self {
            Self::Crc(CrcError::Token(_)) | Self::Disconnected | Self::NotAnObject => {
                StatusCode::BAD_REQUEST
            }
            Self::Crc(CrcError::Signature(_)) | Self::Signature(_) => StatusCode::UNAUTHORIZED,
            Self::UnknownPath => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::BodyTimeout { .. } => StatusCode::REQUEST_TIMEOUT,
            Self::TooLarge { .. } => StatusCode::PAYLOAD_TOO_LARGE,
            Self::ContentType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::Overloaded
            | Self::QueueFull
            | Self::ShuttingDown
            | Self::HandlerFailed
            | Self::HandlerTimeout { .. } => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    /// The answer: the status, and the error as plain text.
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
