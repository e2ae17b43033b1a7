//! The builder of a service.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use super::gate::{Capacity, DECODED_PER_BYTE, Gate};
use super::notices::Notices;
use super::recent::Recent;
use super::{ReceiverService, Shared};
use crate::receiver::stats::Counters;
use crate::receiver::{Error, Failure, Handler, Receiver};

/// When the service responds to a delivery.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum Mode {
    /// Responds when the handler has finished: 200 if it succeeded, 503 if it failed, so that X
    /// retries the delivery. If the handler has not finished by the
    /// [deadline](ReceiverServiceBuilder::response_deadline), the response is 503. The handler
    /// continues to run, and receives the delivery again later.
    ///
    /// No delivery is lost as long as X retries. In the sandbox X never retries.
    #[default]
    Await,
    /// Responds as soon as the delivery is verified: 200 if it has a place in the
    /// [queue](ReceiverServiceBuilder::queue), 503 if the queue is full. Handlers have no time
    /// limit.
    ///
    /// X does not retry an acknowledged delivery. If the handler fails, only
    /// [`on_failure`](ReceiverServiceBuilder::on_failure) can keep the delivery. If the process
    /// dies, the deliveries in the queue are lost. Do not use this mode in AWS Lambda, which stops
    /// a process after the response.
    Acknowledge,
}

/// A builder for a [`ReceiverService`].
///
/// | | default |
/// |---|---|
/// | [`mode`](Self::mode) | [`Mode::Await`] |
/// | [`unverified`](Self::unverified) | 1024 bodies |
/// | [`unverified_memory`](Self::unverified_memory) | 24 MiB |
/// | [`concurrent`](Self::concurrent) | 1024 deliveries |
/// | [`queue`](Self::queue) | 1024 deliveries |
/// | [`memory`](Self::memory) | 2304 MiB, for 24 MiB of bodies |
/// | [`recent_bodies`](Self::recent_bodies) | none |
/// | [`max_age`](Self::max_age) | none |
/// | [`read_timeout`](Self::read_timeout) | 2 s |
/// | [`response_deadline`](Self::response_deadline) | 2 s |
/// | [`Receiver::body_limit`] | 1 MiB |
///
/// Numbers of bodies and deliveries are at least 1.
#[must_use = "the builder does nothing until `build` is called"]
pub struct ReceiverServiceBuilder {
    receiver: Receiver,
    handler: Arc<dyn Handler>,
    settings: Settings,
    limits: Limits,
}

#[derive(Clone, Copy, Debug)]
struct Limits {
    unverified: usize,
    unverified_memory: usize,
    concurrent: usize,
    queue: usize,
    memory: usize,
    recent_bodies: usize,
}

#[derive(Clone)]
pub(super) struct Settings {
    pub(super) mode: Mode,
    pub(super) read_timeout: Duration,
    pub(super) response_deadline: Duration,
    pub(super) max_age: Option<Duration>,
    pub(super) on_failure: Option<OnFailure>,
}

type OnFailure = Arc<dyn Fn(Failure) -> Pin<Box<dyn Future<Output = ()> + Send>> + Send + Sync>;

impl ReceiverServiceBuilder {
    pub(super) fn new(receiver: Receiver, handler: Arc<dyn Handler>) -> Self {
        let seconds = Duration::from_secs;
        Self {
            receiver,
            handler,
            settings: Settings {
                mode: Mode::default(),
                read_timeout: seconds(2),
                response_deadline: seconds(2),
                max_age: None,
                on_failure: None,
            },
            limits: Limits {
                unverified: 1024,
                unverified_memory: 24 << 20,
                concurrent: 1024,
                queue: 1024,
                memory: (24 << 20) * DECODED_PER_BYTE,
                recent_bodies: 0,
            },
        }
    }

    /// Sets when the service responds to a delivery.
    pub const fn mode(mut self, mode: Mode) -> Self {
        self.settings.mode = mode;
        self
    }

    /// Sets the maximum number of bodies that are being read.
    ///
    /// Anyone can send a request with the form of a delivery, so these bodies never use the room of
    /// verified deliveries. When a further one arrives, the oldest is given up. The response to it is
    /// 503, and its connection is closed.
    pub fn unverified(mut self, bodies: usize) -> Self {
        self.limits.unverified = bodies.max(1);
        self
    }

    /// Sets the maximum number of bytes that have arrived of the bodies that are being read.
    ///
    /// When further bytes arrive, the oldest of these bodies are given up. The response to them is
    /// 503. The limit is at least the [`body_limit`](Receiver::body_limit). The buffers of the server
    /// come on top.
    pub fn unverified_memory(mut self, bytes: usize) -> Self {
        self.limits.unverified_memory = bytes;
        self
    }

    /// Sets the maximum number of verified deliveries that are handled at the same time, in
    /// [`Mode::Await`].
    ///
    /// Deliveries whose handler continues after the deadline count as well. Further deliveries are
    /// rejected with 503.
    pub fn concurrent(mut self, deliveries: usize) -> Self {
        self.limits.concurrent = deliveries.max(1);
        self
    }

    /// Sets the maximum number of deliveries that are acknowledged and not yet handled, in
    /// [`Mode::Acknowledge`].
    ///
    /// Each is handled in its own task. Further deliveries are rejected with 503.
    pub fn queue(mut self, deliveries: usize) -> Self {
        self.limits.queue = deliveries.max(1);
        self
    }

    /// Sets the maximum number of bytes that verified deliveries take in memory until they are
    /// handled.
    ///
    /// Each counts by the worst case, 96 bytes for each byte of its body: a body of many tiny
    /// parts takes that much when it is decoded. A usual one takes 3 bytes for each. So the default
    /// holds 24 MiB of bodies, such as a thousand Tweets of 20 kB, and they usually take 60 MB. Further
    /// deliveries are rejected with 503. A single delivery that takes more is accepted if there is
    /// no other.
    pub fn memory(mut self, bytes: usize) -> Self {
        self.limits.memory = bytes;
        self
    }

    /// Sets the number of the last accepted deliveries that are recognized when they are posted again.
    ///
    /// A signature has no time, so anyone who has recorded a delivery can post it again. Such a
    /// delivery is not passed to the handler, and [`Stats::repeated`] counts it. The response is 200:
    /// X itself posts a delivery again if it did not get the response, and would otherwise continue
    /// to do so.
    ///
    /// A delivery is recognized by any of its signatures, once the response to it was 200. So X's
    /// retry after any other response is handled. The same body at another path of
    /// [`Receiver::at`] is another delivery. [`Receiver::new`] accepts every path, so the path does
    /// not count there. Each takes about 100 bytes. By default, none is recognized, because a Replay
    /// job can post the same body again on purpose.
    ///
    /// [`Stats::repeated`]: crate::receiver::Stats::repeated
    pub fn recent_bodies(mut self, bodies: usize) -> Self {
        self.limits.recent_bodies = bodies;
        self
    }

    /// Sets the maximum age of a delivery: that of its newest event. By default, there is none.
    ///
    /// Older deliveries are rejected with 400 and [`Error::TooOld`]. With
    /// [`recent_bodies`](Self::recent_bodies), it protects against all recorded deliveries that are
    /// older than the window. X retries a delivery for up to four hours. The events of a Replay job
    /// can be days old, so a service that receives them cannot have such a limit. A delivery none
    /// of whose events has a time is accepted, such as every follow of the X Activity API.
    pub const fn max_age(mut self, limit: Duration) -> Self {
        self.settings.max_age = Some(limit);
        self
    }

    /// Sets the time within which a body must arrive, counted from the arrival of its head.
    pub const fn read_timeout(mut self, limit: Duration) -> Self {
        self.settings.read_timeout = limit;
        self
    }

    /// Sets the time after which the response is 503 if the handler has not finished, in
    /// [`Mode::Await`].
    ///
    /// It counts from the arrival of the head. X waits three seconds for a response, ten in v2. The
    /// time on the network is part of that.
    pub const fn response_deadline(mut self, limit: Duration) -> Self {
        self.settings.response_deadline = limit;
        self
    }

    /// Sets a function that is called with each delivery whose handler returned an error or
    /// panicked, in either mode.
    ///
    /// In [`Mode::Acknowledge`] it is the last chance to keep the delivery. The error is logged
    /// whether or not a function is set.
    pub fn on_failure<F, Fut>(mut self, on_failure: F) -> Self
    where
        F: Fn(Failure) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = ()> + Send + 'static,
    {
        self.settings.on_failure = Some(Arc::new(move |failure| Box::pin(on_failure(failure))));
        self
    }

    /// Builds the service.
    #[must_use]
    pub fn build(self) -> ReceiverService {
        let Limits { unverified, unverified_memory, concurrent, queue, memory, .. } = self.limits;
        let (deliveries, full) = match self.settings.mode {
            Mode::Await => (concurrent, Error::Overloaded),
            Mode::Acknowledge => (queue, Error::QueueFull),
        };
        let unverified_memory = unverified_memory.max(self.receiver.most_bytes());
        let capacity = Capacity { unverified, unverified_memory, deliveries, full, memory };
        ReceiverService(Arc::new(Shared {
            receiver: self.receiver,
            handler: self.handler,
            settings: self.settings,
            gate: Arc::new(Gate::new(capacity)),
            recent: Recent::new(self.limits.recent_bodies),
            notices: Notices::default(),
            counters: Counters::default(),
        }))
    }
}

impl fmt::Debug for ReceiverServiceBuilder {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("ReceiverServiceBuilder")
            .field("receiver", &self.receiver)
            .field("settings", &self.settings)
            .field("limits", &self.limits)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Settings {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Settings")
            .field("mode", &self.mode)
            .field("read_timeout", &self.read_timeout)
            .field("response_deadline", &self.response_deadline)
            .field("max_age", &self.max_age)
            .finish_non_exhaustive()
    }
}
