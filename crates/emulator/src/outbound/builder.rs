//! The builder of a sender.

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

/// The number of bytes that are kept for Replay, by default.
pub(crate) const REPLAY_BYTES: usize = 16 << 20;

/// Configures and builds an [`Outbound`].
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
            limits: Limits { records: 1_000, replay_bytes: REPLAY_BYTES },
        }
    }

    /// Sets the faults to produce: by default none.
    pub fn faults(mut self, faults: Faults) -> Self {
        self.faults = faults;
        self
    }

    /// Sets the seed of the CRC tokens: by default 0.
    pub const fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// Trusts certificate authorities in addition to those of the platform, for https webhooks with
    /// a private authority. May be called several times.
    ///
    /// # Errors
    ///
    /// [`OutboundError::Certificate`] if `pem` is not one or more certificates in PEM.
    pub fn trust_ca_pem(mut self, pem: &[u8]) -> Result<Self, OutboundError> {
        let certificates = Certificate::from_pem_bundle(pem)
            .map_err(|error| OutboundError::Certificate(error.to_string()))?;
        if certificates.is_empty() {
            return Err(OutboundError::Certificate("found none".to_owned()));
        }
        self.authorities.extend(certificates);
        Ok(self)
    }

    /// Sets how many attempts, and how many CRC requests, are recorded: by default the newest
    /// 1,000.
    pub const fn log_capacity(mut self, records: usize) -> Self {
        self.limits.records = records;
        self
    }

    /// Sets how many bytes are kept for Replay for each webhook: by default 16 MiB. A job whose
    /// window includes dropped deliveries ends Incomplete.
    pub const fn replay_bytes(mut self, bytes: usize) -> Self {
        self.limits.replay_bytes = bytes;
        self
    }

    /// Builds the sender. It holds the registry weakly, so that the registry can own the sender.
    /// After the registry is dropped, nothing is sent.
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
