//! Bodies of requests and responses.

use std::convert::Infallible;
use std::pin::{Pin, pin};
use std::task::{Context, Poll};

use bytes::{Buf, BufMut, Bytes};
use http_body::{Body, Frame, SizeHint};
use http_body_util::{BodyExt, Full};

use super::gate::Place;
use crate::receiver::{Error, Receiver};

/// The most bytes that are reserved for a body because of its announced length. Most payloads fit.
const MOST_RESERVED: u64 = 16 << 10;

/// Reads a body to its end, within the limits.
///
/// The bytes are copied: the frames of a server are slices of buffers that are larger than the
/// body, and would keep these buffers alive as long as the delivery.
pub(super) async fn read<B>(body: B, receiver: &Receiver, place: &mut Place) -> Result<Bytes, Error>
where
    B: Body,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    let reserved = body.size_hint().lower().min(MOST_RESERVED);
    let mut bytes = Vec::with_capacity(usize::try_from(reserved).unwrap_or_default());
    let mut body = pin!(body);
    while let Some(frame) = place.wait(body.frame()).await? {
        let frame = frame.map_err(|error| {
            tracing::debug!(error = error.into(), "the body cannot be read");
            Error::Disconnected
        })?;
        // The signature does not cover trailers.
        let Ok(data) = frame.into_data() else { continue };
        if data.remaining() > receiver.most_bytes().saturating_sub(bytes.len()) {
            return Err(receiver.too_large());
        }
        place.hold(data.remaining())?;
        bytes.put(data);
    }
    Ok(bytes.into())
}

/// The body of a response: a line of JSON or text, or empty.
#[derive(Debug, Default)]
pub struct ResponseBody(Full<Bytes>);

impl From<Bytes> for ResponseBody {
    fn from(bytes: Bytes) -> Self {
        Self(Full::new(bytes))
    }
}

impl Body for ResponseBody {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        Pin::new(&mut self.0).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.0.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.0.size_hint()
    }
}
