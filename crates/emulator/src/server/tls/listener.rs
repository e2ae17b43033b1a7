//! A TLS listener.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use axum::extract::connect_info::Connected;
use axum::serve::{IncomingStream, Listener};
use tokio::net::TcpListener;
use tokio::task::JoinSet;
use tokio::time::timeout;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

use super::{CertificateAuthority, CertificateError};
use crate::server::socket::{Reset, Socket, SocketListener};

/// The timeout of a handshake.
const PATIENCE: Duration = Duration::from_secs(10);

/// Accepts connections after their handshakes. Handshakes run concurrently, so that a slow client
/// does not delay others.
pub(crate) struct TlsListener {
    tcp: SocketListener,
    acceptor: TlsAcceptor,
    handshakes: JoinSet<Option<(TlsStream<Socket>, SocketAddr)>>,
}

impl TlsListener {
    pub(crate) fn new(
        tcp: TcpListener,
        authority: &CertificateAuthority,
    ) -> Result<Self, CertificateError> {
        let acceptor = TlsAcceptor::from(authority.server_config()?);
        Ok(Self { tcp: SocketListener::new(tcp), acceptor, handshakes: JoinSet::new() })
    }
}

impl Listener for TlsListener {
    type Io = TlsStream<Socket>;
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

impl Connected<IncomingStream<'_, TlsListener>> for Reset {
    fn connect_info(stream: IncomingStream<'_, TlsListener>) -> Self {
        stream.io().get_ref().0.handle()
    }
}

async fn handshake(
    acceptor: TlsAcceptor,
    stream: Socket,
    peer: SocketAddr,
) -> Option<(TlsStream<Socket>, SocketAddr)> {
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
