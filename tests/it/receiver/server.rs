//! A server on a socket, and clients that write raw bytes.

use std::io;
use std::net::SocketAddr;

use account_activity::receiver::ReceiverService;
use bytes::Bytes;
use http::Request;
use hyper::server::conn::http1;
use hyper_util::rt::TokioIo;
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::timeout;

use super::bot::LONG;

pub(crate) async fn start(service: &ReceiverService) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let service = TowerToHyperService::new(service.clone());
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let connection = http1::Builder::new();
            let connection = connection.serve_connection(TokioIo::new(stream), service.clone());
            tokio::spawn(async move { drop(connection.await) });
        }
    });
    address
}

#[derive(Debug)]
pub(crate) struct Response {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: String,
}

pub(crate) struct Connection(TcpStream);

impl Connection {
    pub(crate) async fn open(address: SocketAddr) -> Self {
        let stream = TcpStream::connect(address).await.unwrap();
        stream.set_nodelay(true).unwrap();
        Self(stream)
    }

    pub(crate) async fn write(&mut self, bytes: impl AsRef<[u8]>) {
        self.0.write_all(bytes.as_ref()).await.unwrap();
    }

    /// Writes a request with the length of its body.
    pub(crate) async fn send(&mut self, request: &Request<Bytes>) {
        self.write(wire(request)).await;
    }

    #[cfg(feature = "server")]
    pub(crate) async fn try_write(&mut self, bytes: impl AsRef<[u8]>) -> io::Result<()> {
        self.0.write_all(bytes.as_ref()).await
    }

    #[cfg(feature = "server")]
    pub(crate) async fn read_exact(&mut self, length: usize) -> Vec<u8> {
        let mut bytes = vec![0; length];
        timeout(LONG, self.0.read_exact(&mut bytes)).await.expect("there is no data").unwrap();
        bytes
    }

    /// Asserts that the server closes the connection, whatever it sends before.
    #[cfg(feature = "server")]
    pub(crate) async fn assert_closed(&mut self) {
        let end = timeout(LONG, self.0.read_to_end(&mut Vec::new())).await;
        let end = end.expect("the connection stays open");
        let is_reset = |error: &io::Error| error.kind() == io::ErrorKind::ConnectionReset;
        assert!(end.as_ref().err().is_none_or(is_reset), "{end:?}");
    }

    /// Reads the next response.
    pub(crate) async fn response(&mut self) -> Response {
        timeout(LONG, self.read()).await.expect("there is no response").unwrap()
    }

    async fn read(&mut self) -> io::Result<Response> {
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            head.push(self.0.read_u8().await?);
        }
        let head = String::from_utf8(head).unwrap().to_ascii_lowercase();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
        let mut body = vec![0; length.unwrap().parse().unwrap()];
        self.0.read_exact(&mut body).await?;
        Ok(Response { status, head, body: String::from_utf8(body).unwrap() })
    }
}

/// Returns the head of a request, with a header for the length of the body.
pub(crate) fn head(request: &Request<Bytes>, framing: &str) -> String {
    let mut head = format!("{} {} HTTP/1.1\r\nhost: x\r\n", request.method(), request.uri());
    for (name, value) in request.headers() {
        head.push_str(&format!("{name}: {}\r\n", value.to_str().unwrap()));
    }
    head + framing + "\r\n\r\n"
}

pub(crate) fn wire(request: &Request<Bytes>) -> Vec<u8> {
    let length = format!("content-length: {}", request.body().len());
    [head(request, &length).as_bytes(), request.body()].concat()
}

/// Sends a request that the server may reject before it reads the body. The client can then see a
/// connection reset.
pub(crate) async fn try_send(
    address: SocketAddr,
    request: &Request<Bytes>,
) -> io::Result<Response> {
    let mut connection = Connection::open(address).await;
    connection.0.write_all(&wire(request)).await?;
    connection.read().await
}

/// Sends a request over a new connection.
pub(crate) async fn send(address: SocketAddr, request: &Request<Bytes>) -> Response {
    let mut connection = Connection::open(address).await;
    connection.send(request).await;
    connection.response().await
}
