//! Framing of HTTP/1.1 that strangers choose, and streams of HTTP/2 that they fill or reset.

use bytes::Bytes;
use http::Request;
use tokio::task::JoinSet;

use super::super::bot::{Behaviour, LONG, crc, delivery, forged};
use super::super::server::{Connection, head, wire};
use super::protocol::{absolute, connect};
use super::{Running, patient, server, service};

fn chunked(body: &[u8]) -> Vec<u8> {
    let size = format!("{:x}\r\n", body.len());
    [size.as_bytes(), body, b"\r\n0\r\n\r\n"].concat()
}

fn length(request: &Request<Bytes>) -> String {
    format!("content-length: {}", request.body().len())
}

#[tokio::test]
async fn requests_in_other_framings_are_understood() {
    let (bot, service) = service(Behaviour::Succeed);
    let running = Running::start(server().await, service);
    // Several in one write.
    let mut connection = Connection::open(running.address).await;
    connection.write([wire(&crc()), wire(&delivery(1)), wire(&crc())].concat()).await;
    for _ in 0..3 {
        assert_eq!(connection.response().await.status, 200);
    }
    // Without a length.
    let request = delivery(2);
    connection.write(head(&request, "transfer-encoding: chunked")).await;
    connection.write(chunked(request.body())).await;
    assert_eq!(connection.response().await.status, 200);
    // The client waits until the server accepts the head.
    let request = delivery(3);
    let expect = format!("{}\r\nexpect: 100-continue", length(&request));
    connection.write(head(&request, &expect)).await;
    assert_eq!(connection.read_exact(25).await, b"HTTP/1.1 100 Continue\r\n\r\n");
    connection.write(request.body()).await;
    assert_eq!(connection.response().await.status, 200);
    // The protocol is not changed.
    for upgrade in ["upgrade: websocket", "upgrade: h2c\r\nhttp2-settings: AAMAAABk"] {
        connection.write(head(&crc(), &format!("connection: upgrade\r\n{upgrade}"))).await;
        assert_eq!(connection.response().await.status, 200);
    }
    // A body that nobody reads is not taken for a request.
    let mut connection = Connection::open(running.address).await;
    let inner = wire(&delivery(4));
    connection.write(head(&crc(), &format!("content-length: {}", inner.len()))).await;
    connection.write(inner).await;
    assert_eq!(connection.response().await.status, 200);
    running.stop().await.unwrap();
    connection.assert_closed().await;
    assert_eq!(bot.deliveries().len(), 3);
}

/// The two lengths differ, so that a proxy and the server could see different requests.
#[tokio::test]
async fn an_ambiguous_length_smuggles_no_request() {
    let (bot, service) = service(Behaviour::Succeed);
    let running = Running::start(server().await, service);
    for framing in [
        "content-length: 4\r\ntransfer-encoding: chunked",
        "transfer-encoding: chunked\r\ncontent-length: 4",
        "content-length: 4\r\ncontent-length: 5",
        "transfer-encoding: chunked, identity",
    ] {
        let mut connection = Connection::open(running.address).await;
        connection.write(head(&forged(b"{}"), framing)).await;
        connection.write([chunked(b"{}"), wire(&delivery(1))].concat()).await;
        let status = connection.response().await.status;
        assert!([400, 401].contains(&status), "{status} {framing}");
    }
    assert_eq!(bot.deliveries().len(), 0);
    running.stop().await.unwrap();
}

/// A head that is refused leaves no connection open, whatever the length of its body.
#[tokio::test]
async fn a_connection_whose_body_is_given_up_is_closed() {
    let running = Running::start(server().await.head_timeout(LONG), service(Behaviour::Succeed).1);
    let mut unsigned = delivery(1);
    unsigned.headers_mut().remove("x-twitter-webhooks-signature");
    // The first one gets the response to its head, and the second one that at the timeout.
    for (request, status) in [(unsigned, 401), (delivery(1), 408)] {
        let mut connection = Connection::open(running.address).await;
        connection.write(head(&request, "content-length: 1000000")).await;
        assert_eq!(connection.response().await.status, status);
        connection.assert_closed().await;
    }
    running.stop().await.unwrap();
}

#[tokio::test]
async fn streams_that_are_filled_or_reset_keep_no_request_out() {
    let (_, service) = patient(Behaviour::Succeed);
    let running = Running::start(server().await, service.clone());
    let address = running.address;
    let (client, _connection) = connect(address).await;
    let mut streams = JoinSet::new();
    // The client knows the server's limit of streams when it has the first response.
    let first = client.clone().send_request(absolute(address, forged(b"{}"))).await;
    assert_eq!(first.unwrap().status(), 401);
    for _ in 0..200 {
        let mut client = client.clone();
        streams.spawn(async move { client.send_request(absolute(address, forged(b"{}"))).await });
    }
    while let Some(response) = streams.join_next().await {
        assert_eq!(response.unwrap().unwrap().status(), 401);
    }
    // Each of these is reset while it is sent.
    for _ in 0..2_000 {
        let mut client = client.clone();
        let response = client.send_request(absolute(address, delivery(1)));
        drop(tokio::time::timeout(std::time::Duration::ZERO, response).await);
    }
    for request in [crc(), delivery(1)] {
        let mut connection = Connection::open(address).await;
        connection.send(&request).await;
        assert_eq!(connection.response().await.status, 200);
    }
    drop(client);
    running.stop().await.unwrap();
    assert_eq!(service.stats().unfinished, 0);
}
