//! What strangers do while genuine traffic arrives.

mod held_connections;
mod recorded_deliveries;
mod refused_requests;
mod repeated_signatures;

use std::net::SocketAddr;

#[derive(Clone, Copy)]
pub(crate) enum Attack {
    /// Heads with a well-formed signature, whose bodies do not arrive.
    FakeHeads,
    /// Large bodies with many signature headers.
    RepeatedSignatures,
    /// Connections that send nothing.
    SilentConnections,
    /// Long heads without an end.
    HalfHeads,
    /// One head without an end.
    OneHalfHead,
    /// Requests that are rejected, with hostile text in them.
    RefusedRequests,
    /// Deliveries that X has signed, posted again.
    RecordedDeliveries,
}

impl Attack {
    /// Attacks until the future is dropped.
    pub(crate) async fn run(self, address: SocketAddr, random: fastrand::Rng) {
        match self {
            Self::FakeHeads => held_connections::fake_heads(address, random).await,
            Self::RepeatedSignatures => repeated_signatures::send(address, random).await,
            Self::SilentConnections => held_connections::silent(address, random).await,
            Self::HalfHeads => held_connections::half_heads(address, random).await,
            Self::OneHalfHead => held_connections::one_half_head(address, random).await,
            Self::RecordedDeliveries => recorded_deliveries::send(address, random).await,
            Self::RefusedRequests => refused_requests::send(address, random).await,
        }
    }
}
