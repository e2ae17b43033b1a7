//! Accepts connections until the server is stopped.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::runtime::Handle;
use tokio::sync::watch;
use tokio::time::{Instant, sleep, timeout, timeout_at};

use super::connection::{self, Common};
use super::connections::Connections;
use super::error::ServerError;
use super::limits::Limits;
use super::stop_signal::stop_signal;
use crate::receiver::ReceiverService;

/// The most time to wait if the system cannot open a connection, for example for lack of file
/// descriptors.
const PAUSE: Duration = Duration::from_millis(50);

/// The time between two log lines about it.
const BETWEEN_WARNINGS: Duration = Duration::from_secs(60);

/// The time that a request on its way has to arrive after the server has been stopped.
const GRACE: Duration = Duration::from_secs(1);

pub(super) struct Acceptor {
    listener: TcpListener,
    connections: Arc<Connections>,
    common: Arc<Common>,
}

impl Acceptor {
    pub(super) fn new(
        listener: std::net::TcpListener,
        limits: Limits,
        service: ReceiverService,
        handlers: Handle,
    ) -> Result<Self, ServerError> {
        let protocol = limits.protocol();
        let is_stopping = watch::Sender::new(false);
        Ok(Self {
            listener: TcpListener::from_std(listener).map_err(ServerError::start)?,
            connections: Arc::default(),
            common: Arc::new(Common { limits, protocol, service, handlers, is_stopping }),
        })
    }

    /// Serves until a signal or until it is stopped, and ends at once if the sender is dropped.
    pub(super) async fn run(
        self,
        mut is_stopped: watch::Receiver<bool>,
        stops_at_signal: bool,
    ) -> Result<(), ServerError> {
        let signal = async {
            if !stops_at_signal {
                return std::future::pending().await;
            }
            stop_signal()?.await;
            Ok(())
        };
        let is_cancelled = tokio::select! {
            () = self.accept() => false,
            received = signal => received.map(|()| false).map_err(ServerError::start)?,
            stopped = is_stopped.wait_for(|it| *it) => stopped.is_err(),
        };
        if is_cancelled {
            return Ok(());
        }
        tracing::info!("the server is stopping");
        // It closes the socket, so that the system refuses further connections.
        let Self { listener, connections, common } = self;
        drop(listener);
        tokio::select! {
            result = stop(&connections, &common) => result,
            () = dropped(is_stopped) => Ok(()),
        }
    }

    async fn accept(&self) {
        let mut warned: Option<Instant> = None;
        loop {
            match self.listener.accept().await {
                Ok((stream, _)) => {
                    let open = self.connections.open();
                    tokio::spawn(connection::serve(stream, Arc::clone(&self.common), open));
                    self.connections.shrink(self.common.limits.connections).await;
                }
                Err(error) if is_of_the_peer(&error) => {}
                Err(error) => {
                    if warned.is_none_or(|time| time.elapsed() >= BETWEEN_WARNINGS) {
                        warned = Some(Instant::now());
                        tracing::warn!(%error, "cannot accept a connection; closing the oldest one");
                    }
                    self.make_room().await;
                }
            }
        }
    }

    /// Closes a connection as if one fewer were allowed, so that the next one can be accepted.
    async fn make_room(&self) {
        match self.connections.number() {
            0 => sleep(PAUSE).await,
            open => drop(timeout(PAUSE, self.connections.shrink(open - 1)).await),
        }
    }
}

async fn dropped(mut is_stopped: watch::Receiver<bool>) {
    while is_stopped.changed().await.is_ok() {}
}

/// Whether an error concerns only the connection that was to be accepted.
fn is_of_the_peer(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset, Interrupted};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset | Interrupted)
}

/// Lets requests and handlers finish within the limit.
async fn stop(connections: &Connections, common: &Common) -> Result<(), ServerError> {
    let limit = common.limits.stop_timeout;
    let deadline = Instant::now() + limit;
    common.is_stopping.send_replace(true);
    let finished = async {
        connections.drain(GRACE).await;
        common.service.shutdown().await;
    };
    timeout_at(deadline, finished).await.or_else(|_| match common.service.stats().unfinished {
        0 => Ok(()),
        deliveries => Err(ServerError::Unfinished { deliveries, limit }),
    })
}
