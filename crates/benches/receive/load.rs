//! Clients that send one delivery again and again.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use bytes::Bytes;
use http::Request;
use http_body_util::{BodyExt, Full};
use hyper::client::conn::http1::{self, SendRequest};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio::task::{JoinHandle, JoinSet};

/// Whether a client keeps its connection.
#[derive(Clone, Copy)]
pub(crate) enum Connections {
    /// All deliveries of a client go over one: the least that receiving can cost a server.
    Kept,
    /// Each delivery has its own.
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

/// How many requests per second are answered with 200, over a turn.
pub(crate) fn requests_per_second(
    address: SocketAddr,
    request: &Request<Bytes>,
    connections: Connections,
    turn: Duration,
) -> f64 {
    // Of as many threads as the server has: one alone would be what limits a connection each.
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    runtime.expect("a runtime starts").block_on(async {
        let mut clients = JoinSet::new();
        let start = Instant::now();
        for _ in 0..CLIENTS {
            clients.spawn(client(address, request.clone(), connections, start + turn));
        }
        let answered: u64 = clients.join_all().await.into_iter().sum();
        answered as f64 / start.elapsed().as_secs_f64()
    })
}

async fn client(
    address: SocketAddr,
    request: Request<Bytes>,
    connections: Connections,
    end: Instant,
) -> u64 {
    let mut connection = Connection::open(address).await;
    let mut answered = 0;
    while Instant::now() < end {
        if matches!(connections, Connections::OneEach) {
            connection = Connection::open(address).await;
        }
        connection.send(request.clone()).await;
        answered += 1;
    }
    answered
}

struct Connection {
    sender: SendRequest<Full<Bytes>>,
    task: JoinHandle<hyper::Result<()>>,
}

impl Connection {
    async fn open(address: SocketAddr) -> Self {
        let stream = TcpStream::connect(address).await.expect("the server accepts");
        stream.set_nodelay(true).expect("a socket takes its options");
        // Closed at once, it leaves no port behind that waits.
        stream.set_zero_linger().expect("a socket takes its options");
        let handshake = http1::handshake(TokioIo::new(stream)).await;
        let (sender, connection) = handshake.expect("a connection");
        Self { sender, task: tokio::spawn(connection) }
    }

    async fn send(&mut self, request: Request<Bytes>) {
        self.sender.ready().await.expect("the server keeps the connection open");
        let answer = self.sender.send_request(request.map(Full::new)).await;
        let answer = answer.expect("the server answers");
        assert_eq!(answer.status(), 200);
        answer.into_body().collect().await.expect("the answer is whole");
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.task.abort();
    }
}
