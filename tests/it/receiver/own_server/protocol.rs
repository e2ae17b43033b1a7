//! HTTP/2, and addresses.

use std::collections::HashMap;

use account_activity::receiver::{Server, ServerError};
use http::Uri;
use http_body_util::Full;
use hyper::client::conn::http2;
use hyper_util::rt::{TokioExecutor, TokioIo};
use tokio::net::TcpStream;

use super::super::bot::{Behaviour, crc, delivery};
use super::super::server::Connection;
use super::{Running, server, service};

#[tokio::test]
async fn it_speaks_http_2() {
    let (bot, service) = service(Behaviour::Succeed);
    let running = Running::start(server().await, service);
    let stream = TokioIo::new(TcpStream::connect(running.address).await.unwrap());
    let (mut client, connection) = http2::handshake(TokioExecutor::new(), stream).await.unwrap();
    let connection = tokio::spawn(connection);
    for mut request in [crc(), delivery(1), crc(), delivery(2)] {
        let path = request.uri().path_and_query().unwrap().as_str();
        let uri: Uri = format!("http://{}{path}", running.address).parse().unwrap();
        *request.uri_mut() = uri;
        let response = client.send_request(request.map(Full::new)).await.unwrap();
        assert_eq!(response.status(), 200);
    }
    assert_eq!(bot.deliveries().len(), 2);
    // The idle connection does not keep the server from stopping.
    running.stop().await.unwrap();
    drop(client);
    drop(connection.await.unwrap());
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
