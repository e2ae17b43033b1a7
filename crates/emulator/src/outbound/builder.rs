//! How a sender is set up.

use std::sync::{Arc, Weak};

use reqwest::Certificate;
use tokio::runtime::Handle;

use super::error::OutboundError;
use super::sender::{Limits, Sender};
use super::target::Webhooks;
use super::transport::Transport;
use super::{Outbound, Owner};
use crate::clock::Clock;
use crate::fault::Faults;

/// Sets up an [`Outbound`].
#[derive(Debug)]
#[must_use]
pub struct OutboundBuilder {
    clock: Clock,
    faults: Faults,
    seed: u64,
    authorities: Vec<Certificate>,
    limits: Limits,
}

impl OutboundBuilder {
    pub(super) fn new(clock: Clock) -> Self {
        Self {
            clock,
            faults: Faults::new(0),
            seed: 0,
            authorities: Vec::new(),
            limits: Limits { records: 1_000, replay_bytes: 16 << 20 },
        }
    }

    /// The faults to produce; none by default.
    pub fn faults(mut self, faults: Faults) -> Self {
        self.faults = faults;
        self
    }

    /// Where the tokens of challenges come from; 0 by default.
    pub const fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// Trusts certificate authorities besides those of the platform: for webhooks on https with a
    /// private one. May be called several times.
    ///
    /// # Errors
    ///
    /// [`OutboundError::Certificate`] if `pem` is not one or more certificates in PEM.
    pub fn trust_ca_pem(mut self, pem: &[u8]) -> Result<Self, OutboundError> {
        let certificates = Certificate::from_pem_bundle(pem)
            .map_err(|error| OutboundError::Certificate(error.to_string()))?;
        if certificates.is_empty() {
            return Err(OutboundError::Certificate("the text holds none".to_owned()));
        }
        self.authorities.extend(certificates);
        Ok(self)
    }

    /// How many attempts, and how many challenges, are recorded: the newest 1,000 by default.
    pub const fn log_capacity(mut self, records: usize) -> Self {
        self.limits.records = records;
        self
    }

    /// How much is kept for Replay, in bytes for each webhook: 16 MiB by default. A job whose
    /// window reaches what had to give way ends Incomplete.
    pub const fn replay_bytes(mut self, bytes: usize) -> Self {
        self.limits.replay_bytes = bytes;
        self
    }

    /// Starts it. The registry is held weakly, so that it can own the sender; when it is gone,
    /// nothing is sent any more.
    ///
    /// # Errors
    ///
    /// [`OutboundError`] outside of a Tokio runtime, or if TLS cannot be set up.
    pub fn build(self, webhooks: Weak<impl Webhooks>) -> Result<Outbound, OutboundError> {
        let runtime = Handle::try_current().map_err(|_| OutboundError::NoRuntime)?;
        let transport = Transport::new(&self.authorities)?;
        let Self { clock, faults, seed, limits, .. } = self;
        let sender = Sender::new(clock, faults, webhooks, transport, runtime, seed, limits);
        Ok(Outbound(Arc::new(Owner(Arc::new(sender)))))
    }
}
