//! A TLS listener.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use axum::serve::Listener;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio::time::timeout;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

use super::{CertificateAuthority, CertificateError};

/// The timeout of a handshake.
const PATIENCE: Duration = Duration::from_secs(10);

/// Accepts connections after their handshakes. Handshakes run concurrently, so that a slow client
/// does not delay others.
pub(crate) struct TlsListener {
    tcp: TcpListener,
    acceptor: TlsAcceptor,
    handshakes: JoinSet<Option<(TlsStream<TcpStream>, SocketAddr)>>,
}

impl TlsListener {
    pub(crate) fn new(
        tcp: TcpListener,
        authority: &CertificateAuthority,
    ) -> Result<Self, CertificateError> {
        let acceptor = TlsAcceptor::from(authority.server_config()?);
        Ok(Self { tcp, acceptor, handshakes: JoinSet::new() })
    }
}

impl Listener for TlsListener {
    type Io = TlsStream<TcpStream>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        loop {
            tokio::select! {
                (stream, peer) = Listener::accept(&mut self.tcp) => {
                    self.handshakes.spawn(handshake(self.acceptor.clone(), stream, peer));
                }
                Some(done) = self.handshakes.join_next() => {
                    if let Ok(Some(connection)) = done {
                        return connection;
                    }
                }
            }
        }
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.tcp.local_addr()
    }
}

async fn handshake(
    acceptor: TlsAcceptor,
    stream: TcpStream,
    peer: SocketAddr,
) -> Option<(TlsStream<TcpStream>, SocketAddr)> {
    let failure = match timeout(PATIENCE, acceptor.accept(stream)).await {
        Ok(Ok(stream)) => return Some((stream, peer)),
        Ok(Err(error)) => error.to_string(),
        Err(_) => "the handshake timed out".to_owned(),
    };
    tracing::warn!(
        %peer,
        failure,
        "TLS handshake failed: check that the client trusts the certificate"
    );
    None
}
