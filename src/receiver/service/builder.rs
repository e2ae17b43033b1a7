//! The builder of a service.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use super::gate::{Capacity, Gate};
use super::{ReceiverService, Shared};
use crate::receiver::stats::Counters;
use crate::receiver::{Failure, Handler, Receiver};

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
/// | [`concurrent`](Self::concurrent) | 1024 deliveries |
/// | [`queue`](Self::queue) | 1024 deliveries |
/// | [`memory`](Self::memory) | 16 MiB of bodies |
/// | [`read_timeout`](Self::read_timeout) | 2 s |
/// | [`response_deadline`](Self::response_deadline) | 2 s |
/// | [`Receiver::body_limit`] | 1 MiB |
///
/// Capacities are at least 1.
#[must_use = "the builder does nothing until `build` is called"]
pub struct ReceiverServiceBuilder {
    receiver: Receiver,
    handler: Arc<dyn Handler>,
    settings: Settings,
    capacity: Capacity,
}

#[derive(Clone)]
pub(super) struct Settings {
    pub(super) mode: Mode,
    pub(super) read_timeout: Duration,
    pub(super) response_deadline: Duration,
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
                on_failure: None,
            },
            capacity: Capacity { deliveries: 1024, queue: 1024, memory: 16 << 20 },
        }
    }

    /// Sets when the service responds to a delivery.
    pub const fn mode(mut self, mode: Mode) -> Self {
        self.settings.mode = mode;
        self
    }

    /// Sets the maximum number of deliveries that are read or, in [`Mode::Await`], handled at the
    /// same time.
    ///
    /// Deliveries whose handler continues after the deadline count as well. Further deliveries are
    /// rejected with 503.
    pub fn concurrent(mut self, deliveries: usize) -> Self {
        self.capacity.deliveries = deliveries.max(1);
        self
    }

    /// Sets the maximum number of deliveries that are acknowledged and not yet handled, in
    /// [`Mode::Acknowledge`].
    ///
    /// Each is handled in its own task. Further deliveries are rejected with 503.
    pub fn queue(mut self, deliveries: usize) -> Self {
        self.capacity.queue = deliveries.max(1);
        self
    }

    /// Sets the maximum total length in bytes of the bodies that are being read, queued or handled.
    ///
    /// It bounds the memory that senders can make the process use, whatever the number and the size
    /// of their requests. The buffers of the server come on top. Further deliveries are rejected
    /// with 503.
    pub fn memory(mut self, bytes: usize) -> Self {
        self.capacity.memory = bytes.max(1);
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
        ReceiverService(Arc::new(Shared {
            receiver: self.receiver,
            handler: self.handler,
            settings: self.settings,
            gate: Arc::new(Gate::new(self.capacity)),
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
            .field("capacity", &self.capacity)
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
            .finish_non_exhaustive()
    }
}
