//! A server for one [`ReceiverService`], with limits.

mod acceptor;
mod activity;
mod arriving;
mod connection;
mod connections;
mod error;
mod limits;
mod listener;
mod stop_signal;
mod stream;
mod thread;

use std::future::pending;
use std::net::{SocketAddr, ToSocketAddrs};
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::sync::watch;
use tokio::task::spawn_blocking;

use super::ReceiverService;
use acceptor::Acceptor;
pub use error::ServerError;
use limits::Limits;
use listener::listen;
pub use stop_signal::stop_signal;

/// An HTTP server for a [`ReceiverService`], with safe limits.
///
/// It serves HTTP/1.1 and HTTP/2 with prior knowledge, without TLS. Put a proxy that terminates
/// TLS in front of it.
///
/// ```no_run
/// use account_activity::receiver::{Delivery, Receiver, ReceiverService, Secret, Server};
///
/// # #[tokio::main]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let receiver = Receiver::at("/webhooks/twitter", Secret::new("the app's consumer secret")?);
/// let service = ReceiverService::new(receiver, async |delivery: Delivery| {
///     println!("{} events", delivery.entries().len());
///     Ok(())
/// });
/// let server = Server::bind("127.0.0.1:8080").await?;
/// println!("receiving at http://{}/webhooks/twitter", server.local_addr());
/// server.serve(service).await?;
/// # Ok(())
/// # }
/// ```
///
/// # Threads
///
/// The server accepts connections, verifies requests and responds to CRC requests on a thread of
/// its own. Handlers run on the runtime that [`serve`](Self::serve) is called on. A handler that
/// blocks its thread delays other handlers, and neither a CRC response nor the response at the
/// [deadline](super::ReceiverServiceBuilder::response_deadline).
///
/// # Limits
///
/// | | default |
/// |---|---|
/// | [`head_timeout`](Self::head_timeout) | 5 s |
/// | [`head_limit`](Self::head_limit) | 16 KiB, and 100 headers in HTTP/1.1 |
/// | [`connections`](Self::connections) | 512 |
/// | [`streams`](Self::streams) | 32 per connection of HTTP/2 |
/// | [`idle_timeout`](Self::idle_timeout) | 75 s |
/// | [`stop_timeout`](Self::stop_timeout) | 10 s |
///
/// The limits of bodies and deliveries are those of the
/// [service](super::ReceiverServiceBuilder).
#[derive(Debug)]
#[must_use = "the server does nothing until `serve` is called"]
pub struct Server {
    listener: std::net::TcpListener,
    address: SocketAddr,
    limits: Limits,
}

impl Server {
    /// Creates a server that listens on an address, such as `"127.0.0.1:8080"`.
    ///
    /// Port 0 selects a free port. A host name is resolved on a thread for blocking work.
    /// Connections wait until [`serve`](Self::serve) is called.
    ///
    /// # Errors
    ///
    /// [`ServerError::Resolve`] if the text is not an address or its host is unknown,
    /// [`ServerError::Bind`] if the address cannot be used.
    pub async fn bind(address: impl ToSocketAddrs + Send + 'static) -> Result<Self, ServerError> {
        let resolving = spawn_blocking(move || Ok(address.to_socket_addrs()?.collect()));
        let addresses: Vec<SocketAddr> = resolving
            .await
            .unwrap_or_else(|error| Err(error.into()))
            .map_err(ServerError::resolve)?;
        let first = *addresses.first().ok_or_else(ServerError::no_address)?;
        let bind = || {
            let listener = listen(&addresses)?;
            Ok((listener.local_addr()?, listener.into_std()?))
        };
        let (address, listener) = bind().map_err(|error| ServerError::bind(first, error))?;
        Ok(Self { listener, address, limits: Limits::default() })
    }

    /// Returns the address that the server listens on.
    #[must_use]
    pub const fn local_addr(&self) -> SocketAddr {
        self.address
    }

    /// Sets the time within which the head of a request must arrive.
    ///
    /// It counts from the connection for the first request, and from the first byte after the last
    /// response for a later one. The server closes a connection that exceeds it. For the later
    /// requests of an HTTP/2 connection, the [`idle_timeout`](Self::idle_timeout) applies instead.
    pub const fn head_timeout(mut self, limit: Duration) -> Self {
        self.limits.head_timeout = limit;
        self
    }

    /// Sets the maximum length of the head of a request in bytes, at least 8 KiB.
    ///
    /// The response to a longer head is 431. It is the size of the buffer of a connection, too.
    pub fn head_limit(mut self, bytes: usize) -> Self {
        self.limits.head_bytes = bytes.max(limits::LEAST_HEAD_BYTES);
        self
    }

    /// Sets the maximum number of open connections, at least 1.
    ///
    /// For each further connection, the server closes the one that has waited longest for a request,
    /// or for the rest of one. So silent connections, half-sent heads and slow bodies keep no
    /// request out. The server does not close a connection whose request it handles. If all
    /// connections are of this kind, it accepts up to 32 more for CRC requests, and the response to
    /// deliveries on these is 503.
    ///
    /// A connection takes one file descriptor. Many systems limit a process to 1024.
    pub fn connections(mut self, most: usize) -> Self {
        self.limits.connections = most.max(1);
        self
    }

    /// Sets the maximum number of simultaneous requests on one HTTP/2 connection, at least 1.
    pub fn streams(mut self, most: u32) -> Self {
        self.limits.streams = most.max(1);
        self
    }

    /// Sets the time after which a connection without a request is closed.
    ///
    /// The time of a proxy in front of the server should be shorter, so that the proxy does not
    /// send a request on a connection that the server is about to close.
    pub const fn idle_timeout(mut self, limit: Duration) -> Self {
        self.limits.idle_timeout = limit;
        self
    }

    /// Sets the time that requests and handlers have to finish after the server has been stopped.
    ///
    /// [`serve`](Self::serve) returns then, or as soon as handlers leave it a thread.
    pub const fn stop_timeout(mut self, limit: Duration) -> Self {
        self.limits.stop_timeout = limit;
        self
    }

    /// Serves until the process receives SIGINT (Ctrl-C) or SIGTERM, which supervisors and
    /// containers send, and stops as [`serve_until`](Self::serve_until) does. A second signal has no
    /// effect: [`stop_timeout`](Self::stop_timeout) limits the stop.
    ///
    /// # Errors
    ///
    /// Those of [`serve_until`](Self::serve_until).
    pub async fn serve(self, service: ReceiverService) -> Result<(), ServerError> {
        self.run(service, true, pending()).await
    }

    /// Serves until a future completes.
    ///
    /// The server then accepts no further connection, closes idle ones, and waits until all
    /// requests and all handlers have finished, in the sense of [`ReceiverService::shutdown`]. A
    /// head that has not arrived after a second is given up.
    ///
    /// If the returned future is dropped, the server closes all connections at once. Handlers
    /// continue.
    ///
    /// # Errors
    ///
    /// [`ServerError::Start`] if the system refuses a thread, a timer or a signal handler,
    /// [`ServerError::Unfinished`] if deliveries are unhandled after
    /// [`stop_timeout`](Self::stop_timeout). Their handlers continue.
    ///
    /// # Panics
    ///
    /// If it is not called on a Tokio runtime.
    pub async fn serve_until(
        self,
        service: ReceiverService,
        stop: impl Future<Output = ()>,
    ) -> Result<(), ServerError> {
        self.run(service, false, stop).await
    }

    async fn run(
        self,
        service: ReceiverService,
        stops_at_signal: bool,
        stop: impl Future<Output = ()>,
    ) -> Result<(), ServerError> {
        let handlers = Handle::current();
        // If this future is dropped, the sender is too, and the thread ends.
        let (stopper, is_stopped) = watch::channel(false);
        let mut ended = thread::start(async move || {
            let acceptor = Acceptor::new(self.listener, self.limits, service, handlers)?;
            acceptor.run(is_stopped, stops_at_signal).await
        })?;
        tokio::select! {
            result = &mut ended => return result.unwrap_or(Err(ServerError::Panicked)),
            () = stop => {}
        }
        stopper.send_replace(true);
        ended.await.unwrap_or(Err(ServerError::Panicked))
    }
}
