//! Accepted requests.

use bytes::Bytes;
use http::Response;

use super::{Delivery, UndecodableDelivery};

/// An accepted request. The status of the response is 200.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Received {
    /// A CRC request, with the response to it.
    #[doc(alias = "challenge")]
    Crc(Response<Bytes>),
    /// A delivery.
    Delivery(Delivery),
    /// A delivery that cannot be decoded. The response is 200 too, because a retry cannot be
    /// decoded either.
    Undecodable(UndecodableDelivery),
}

impl Received {
    /// Returns the response: 200, with a body only for a CRC request.
    #[must_use]
    pub fn response(&self) -> Response<Bytes> {
        match self {
            Self::Crc(response) => response.clone(),
            Self::Delivery(_) | Self::Undecodable(_) => Response::new(Bytes::new()),
        }
    }
}
