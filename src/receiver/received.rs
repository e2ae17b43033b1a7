//! What a request brought.

use bytes::Bytes;
use http::Response;

use super::{Delivery, UndecodableDelivery};

/// What a request of X brought. Each is answered with 200.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Received {
    /// A challenge, and the answer to it.
    #[doc(alias = "challenge")]
    Crc(Response<Bytes>),
    /// A delivery.
    Delivery(Delivery),
    /// A delivery that does not decode. Answer 200 none the less: sent again, it would not either.
    Undecodable(UndecodableDelivery),
}

impl Received {
    /// The answer: 200, with a body only for a challenge.
    #[must_use]
    pub fn response(&self) -> Response<Bytes> {
        match self {
            Self::Crc(response) => response.clone(),
            Self::Delivery(_) | Self::Undecodable(_) => Response::new(Bytes::new()),
        }
    }
}
