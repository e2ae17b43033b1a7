//! HTTP/2, and addresses.

use std::collections::HashMap;
use std::net::SocketAddr;

use account_activity::receiver::{Server, ServerError};
use bytes::Bytes;
use http::Request;
use http_body_util::Full;
use hyper::client::conn::http2;
use hyper_util::rt::{TokioExecutor, TokioIo};
use tokio::net::TcpStream;
use tokio::task::JoinHandle;

use super::super::bot::{Behaviour, LONG, crc, delivery};
use super::super::server::Connection;
use super::{Running, patient, server, service};

pub(super) type Client = http2::SendRequest<Full<Bytes>>;

pub(super) async fn connect(address: SocketAddr) -> (Client, JoinHandle<hyper::Result<()>>) {
    let stream = TokioIo::new(TcpStream::connect(address).await.unwrap());
    let (client, connection) = http2::handshake(TokioExecutor::new(), stream).await.unwrap();
    (client, tokio::spawn(connection))
}

/// Returns a request with the absolute URI that HTTP/2 needs.
pub(super) fn absolute(address: SocketAddr, mut request: Request<Bytes>) -> Request<Full<Bytes>> {
    let path = request.uri().path_and_query().unwrap();
    *request.uri_mut() = format!("http://{address}{path}").parse().unwrap();
    request.map(Full::new)
}

#[tokio::test]
async fn it_speaks_http_2() {
    let (bot, service) = service(Behaviour::Succeed);
    let running = Running::start(server().await, service);
    let (mut client, connection) = connect(running.address).await;
    for request in [crc(), delivery(1), crc(), delivery(2)] {
        let response = client.send_request(absolute(running.address, request)).await.unwrap();
        assert_eq!(response.status(), 200);
    }
    assert_eq!(bot.deliveries().len(), 2);
    // The idle connection does not keep the server from stopping.
    running.stop().await.unwrap();
    drop(client);
    drop(connection.await.unwrap());
}

#[tokio::test]
async fn a_late_response_on_http_2_is_sent_while_the_server_stops() {
    let (bot, service) = patient(Behaviour::Wait);
    let running = Running::start(server().await.head_timeout(LONG).stop_timeout(LONG), service);
    let address = running.address;
    let (mut client, _connection) = connect(address).await;
    let response = tokio::spawn(client.send_request(absolute(address, delivery(1))));
    bot.started(1).await;
    let mut half = Connection::open(address).await;
    half.write("GET /webhooks").await;
    let stopping = tokio::spawn(running.stop());
    // The time for half-sent heads is over.
    half.assert_closed().await;
    bot.let_go(1);
    assert_eq!(response.await.unwrap().unwrap().status(), 200);
    stopping.await.unwrap().unwrap();
}

/// Reads the settings that the server announces, and enforces, as RFC 9113 §6.5 defines them.
async fn settings(server: Server) -> HashMap<u16, u32> {
    let running = Running::start(server, service(Behaviour::Succeed).1);
    let mut connection = Connection::open(running.address).await;
    connection.write(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0").await;
    let head = connection.read_exact(9).await;
    assert_eq!(head[3], 4, "the first frame is not SETTINGS");
    let length = u32::from_be_bytes([0, head[0], head[1], head[2]]);
    let settings = connection.read_exact(usize::try_from(length).unwrap()).await;
    let pairs = settings.chunks_exact(6).map(|it| {
        let value = u32::from_be_bytes([it[2], it[3], it[4], it[5]]);
        (u16::from_be_bytes([it[0], it[1]]), value)
    });
    let pairs = pairs.collect();
    running.stop().await.unwrap();
    pairs
}

#[tokio::test]
async fn streams_heads_and_windows_are_limited() {
    const STREAMS: u16 = 3;
    const WINDOW: u16 = 4;
    const HEAD: u16 = 6;
    let default = settings(server().await).await;
    assert_eq!((default[&STREAMS], default[&HEAD]), (32, 16 << 10));
    assert!(default.get(&WINDOW).is_none_or(|window| *window < 64 << 10));
    let other = settings(server().await.streams(4).head_limit(32 << 10)).await;
    assert_eq!((other[&STREAMS], other[&HEAD]), (4, 32 << 10));
}

#[tokio::test]
async fn an_address_that_cannot_be_used_is_explained() {
    let first = server().await;
    let error = Server::bind(first.local_addr()).await.unwrap_err();
    assert!(matches!(error, ServerError::Bind { address, .. } if address == first.local_addr()));
    assert_eq!(
        error.to_string(),
        format!(
            "cannot listen on {}: another program listens on it; end that program, or choose \
             another port",
            first.local_addr()
        )
    );
    let error = Server::bind("8080").await.unwrap_err();
    assert!(matches!(error, ServerError::Resolve { .. }));
    assert!(Server::bind(("127.0.0.1", 0)).await.is_ok());
    assert!(Server::bind("localhost:0".to_owned()).await.is_ok());
}
