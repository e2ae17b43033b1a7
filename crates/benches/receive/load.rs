//! Clients that send one delivery repeatedly.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use bytes::Bytes;
use http::Request;
use http_body_util::{BodyExt, Full};
use hyper::client::conn::http1::{self, SendRequest};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio::task::{JoinHandle, JoinSet};

/// Whether a client reuses its connection.
#[derive(Clone, Copy)]
pub(crate) enum Connections {
    /// All deliveries of a client use one connection: the lowest cost of receiving.
    Kept,
    /// Each delivery has its own connection.
    OneEach,
}

impl Connections {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Kept => "over kept connections",
            Self::OneEach => "with a connection each",
        }
    }
}

const CLIENTS: usize = 32;

/// Returns the number of requests per second with a 200 response, over a turn.
pub(crate) fn requests_per_second(
    address: SocketAddr,
    request: &Request<Bytes>,
    connections: Connections,
    turn: Duration,
) -> f64 {
    // As many threads as the server has. A single one would limit the speed with a connection each.
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    runtime.expect("a runtime starts").block_on(async {
        let mut clients = JoinSet::new();
        let start = Instant::now();
        for _ in 0..CLIENTS {
            clients.spawn(client(address, request.clone(), connections, start + turn));
        }
        let responses: u64 = clients.join_all().await.into_iter().sum();
        responses as f64 / start.elapsed().as_secs_f64()
    })
}

async fn client(
    address: SocketAddr,
    request: Request<Bytes>,
    connections: Connections,
    end: Instant,
) -> u64 {
    let mut connection = Connection::open(address).await;
    let mut responses = 0;
    while Instant::now() < end {
        if matches!(connections, Connections::OneEach) {
            connection = Connection::open(address).await;
        }
        connection.send(request.clone()).await;
        responses += 1;
    }
    responses
}

struct Connection {
    sender: SendRequest<Full<Bytes>>,
    task: JoinHandle<hyper::Result<()>>,
}

impl Connection {
    async fn open(address: SocketAddr) -> Self {
        let stream = TcpStream::connect(address).await.expect("the server accepts connections");
        stream.set_nodelay(true).expect("a socket accepts its options");
        // Closed at once, so that no port stays in TIME_WAIT.
        stream.set_zero_linger().expect("a socket accepts its options");
        let handshake = http1::handshake(TokioIo::new(stream)).await;
        let (sender, connection) = handshake.expect("a connection");
        Self { sender, task: tokio::spawn(connection) }
    }

    async fn send(&mut self, request: Request<Bytes>) {
        self.sender.ready().await.expect("the server keeps the connection open");
        let response = self.sender.send_request(request.map(Full::new)).await;
        let response = response.expect("the server responds");
        assert_eq!(response.status(), 200);
        response.into_body().collect().await.expect("the response is complete");
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.task.abort();
    }
}
