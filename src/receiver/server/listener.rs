//! The socket that a server listens on.

use std::io;
use std::net::SocketAddr;

use tokio::net::{TcpListener, TcpSocket};

/// The number of connections that the system keeps until the server accepts them.
///
/// If there are more, the system ignores the connection, and the client tries again after a second.
/// The default of 1024 is fewer than one stranger opens at once. The system can lower the number.
const BACKLOG: u32 = 4096;

/// Listens on the first of the addresses that can be used.
pub(super) fn listen(addresses: &[SocketAddr]) -> io::Result<TcpListener> {
    let mut error = io::ErrorKind::AddrNotAvailable.into();
    for address in addresses {
        match listen_on(*address) {
            Ok(listener) => return Ok(listener),
            Err(failure) => error = failure,
        }
    }
    Err(error)
}

fn listen_on(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = match address {
        SocketAddr::V4(_) => TcpSocket::new_v4()?,
        SocketAddr::V6(_) => TcpSocket::new_v6()?,
    };
    // A server that starts again takes its port at once. On Windows it is the default, and this
    // option would let another program take the port of a running server.
    #[cfg(not(windows))]
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(BACKLOG)
}
