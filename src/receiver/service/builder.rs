//! How a service is set up.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use super::gate::{Capacity, Gate};
use super::{ReceiverService, Shared};
use crate::receiver::stats::Counters;
use crate::receiver::{Failure, Handler, Receiver};

/// When a delivery is answered.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum Mode {
    /// When its handler is done: 200 if it succeeded, 503 if it failed, so that X sends it again.
    /// A handler that is not done by the [deadline](ReceiverServiceBuilder::response_deadline) is
    /// answered for with 503 and goes on; it will see the delivery again.
    ///
    /// Nothing is lost as long as X retries. In the sandbox it never does.
    #[default]
    Await,
    /// As soon as it is verified and has a place in the [queue](ReceiverServiceBuilder::queue):
    /// 200, and 503 if the queue is full. Handlers may take as long as they like.
    ///
    /// X does not send it again, so a failure is for
    /// [`on_failure`](ReceiverServiceBuilder::on_failure), and whatever is in the queue when the
    /// process dies is lost. Not for AWS Lambda, which stops a process once it has answered.
    Acknowledge,
}

/// Sets up a [`ReceiverService`].
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
#[must_use = "nothing happens before it is built"]
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

    /// Sets when a delivery is answered.
    pub const fn mode(mut self, mode: Mode) -> Self {
        self.settings.mode = mode;
        self
    }

    /// Sets how many deliveries may be read at once or, in [`Mode::Await`], be handled, those
    /// whose handler goes on after the deadline included. Further ones are answered with 503.
    pub fn concurrent(mut self, deliveries: usize) -> Self {
        self.capacity.deliveries = deliveries.max(1);
        self
    }

    /// Sets how many deliveries may be acknowledged and not yet handled in [`Mode::Acknowledge`].
    /// Each is handled in a task of its own; further ones are answered with 503.
    pub fn queue(mut self, deliveries: usize) -> Self {
        self.capacity.queue = deliveries.max(1);
        self
    }

    /// Sets how many bytes the bodies of all deliveries may have together that are being read, in
    /// the queue or handled: what strangers can make the process hold, whatever the number and the
    /// size of their requests, beside the buffers of its server. Further ones are answered with
    /// 503.
    pub fn memory(mut self, bytes: usize) -> Self {
        self.capacity.memory = bytes.max(1);
        self
    }

    /// Sets how long the sender may take over a body, counted from the arrival of its head.
    pub const fn read_timeout(mut self, limit: Duration) -> Self {
        self.settings.read_timeout = limit;
        self
    }

    /// Sets after how long, counted from the arrival of the head, an unfinished handler is
    /// answered for with 503 in [`Mode::Await`]. X waits three seconds, ten in v2, less the way.
    pub const fn response_deadline(mut self, limit: Duration) -> Self {
        self.settings.response_deadline = limit;
        self
    }

    /// Sets what is done with a delivery whose handler returned an error or panicked, in either
    /// mode: in [`Mode::Acknowledge`] it is the last chance to keep it. By default there is but a
    /// line in the log.
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
