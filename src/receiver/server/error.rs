//! Errors of a server.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

/// An error of a [`Server`](super::Server).
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ServerError {
    /// The address to listen on cannot be resolved.
    #[error("expected an address to listen on, such as 127.0.0.1:8080")]
    #[non_exhaustive]
    Resolve {
        /// The error of the system.
        source: io::Error,
    },
    /// The server cannot listen on the address.
    #[error("cannot listen on {address}: {}", remedy(source))]
    #[non_exhaustive]
    Bind {
        /// The address. If a host name has several, it is the first one.
        address: SocketAddr,
        /// The error of the system.
        source: io::Error,
    },
    /// The system refused what the server needs to run: a thread, a timer or a signal handler.
    #[error("the server cannot start; check the limits on threads and open files")]
    #[non_exhaustive]
    Start {
        /// The error of the system.
        source: io::Error,
    },
    /// The thread of the server panicked.
    #[error("the thread of the server panicked, which is a defect of the server")]
    Panicked,
    /// The server has stopped, and deliveries were unhandled at the end of the time limit.
    #[error(
        "{deliveries} deliveries were unhandled {limit:?} after the server was stopped; in \
         Mode::Await X sends them again"
    )]
    #[non_exhaustive]
    Unfinished {
        /// The number of these deliveries.
        deliveries: usize,
        /// The [limit](super::Server::stop_timeout).
        limit: Duration,
    },
}

fn remedy(error: &io::Error) -> &'static str {
    match error.kind() {
        io::ErrorKind::AddrInUse => {
            "another program listens on it; end that program, or choose another port"
        }
        io::ErrorKind::PermissionDenied => {
            "the permission is missing; choose a port of 1024 or more"
        }
        io::ErrorKind::AddrNotAvailable => "this machine does not have the address",
        _ => "the system refuses it",
    }
}

impl ServerError {
    pub(super) const fn resolve(source: io::Error) -> Self {
        Self::Resolve { source }
    }

    pub(super) fn no_address() -> Self {
        Self::resolve(io::Error::new(io::ErrorKind::NotFound, "the host has no address"))
    }

    pub(super) const fn bind(address: SocketAddr, source: io::Error) -> Self {
        Self::Bind { address, source }
    }

    pub(super) const fn start(source: io::Error) -> Self {
        Self::Start { source }
    }
}
