//! Connections that keep the server busy without a request.

use std::time::Duration;

use super::super::bot::{Behaviour, LONG, PATH, delivery};
use super::super::server::{self, Connection, send};
use super::{Running, patient, server, service};

/// A time limit that a test waits for.
const SHORT: Duration = Duration::from_millis(100);

#[tokio::test]
async fn silent_connections_keep_no_request_out() {
    let server = server().await.connections(64).head_timeout(LONG);
    let running = Running::start(server, service(Behaviour::Succeed).1);
    let silent = running.open(200).await;
    running.assert_responds().await;
    assert_eq!(send(running.address, &delivery(1)).await.status, 200);
    // The oldest ones were closed for them.
    for mut connection in silent.into_iter().take(200 - 64) {
        connection.assert_closed().await;
    }
    running.stop().await.unwrap();
}

#[tokio::test]
async fn half_heads_keep_no_request_out() {
    let server = server().await.connections(16).head_timeout(LONG);
    let running = Running::start(server, service(Behaviour::Succeed).1);
    let head = format!("POST {PATH} HTTP/1.1\r\nx: {}", "a".repeat(8_000));
    let mut open = running.open(50).await;
    for connection in &mut open {
        // The server may have closed it for a later one.
        drop(connection.try_write(&head).await);
    }
    running.assert_responds().await;
    assert_eq!(send(running.address, &delivery(1)).await.status, 200);
    running.stop().await.unwrap();
}

#[tokio::test]
async fn slow_bodies_keep_no_request_out() {
    let server = server().await.connections(8);
    let (_, service) = patient(Behaviour::Succeed);
    let running = Running::start(server, service);
    let request = delivery(1);
    let mut open = running.open(8).await;
    for connection in &mut open {
        connection.write(server::head(&request, "content-length: 1000")).await;
        connection.write(&request.body()[..1]).await;
    }
    let mut served = Vec::new();
    for subscriber in 2..=20 {
        for request in [super::crc(), delivery(subscriber)] {
            let mut connection = Connection::open(running.address).await;
            connection.send(&request).await;
            assert_eq!(connection.response().await.status, 200);
            served.push(connection);
        }
    }
    for mut connection in open {
        connection.assert_closed().await;
    }
    running.stop().await.unwrap();
}

#[tokio::test]
async fn a_request_that_is_handled_is_not_closed_for_another() {
    let server = server().await.connections(1).head_timeout(LONG);
    let (bot, service) = patient(Behaviour::Wait);
    let running = Running::start(server, service);
    let mut handled = Connection::open(running.address).await;
    handled.send(&delivery(1)).await;
    bot.started(1).await;
    let _silent = running.open(3).await;
    running.assert_responds().await;
    bot.let_go(1);
    assert_eq!(handled.response().await.status, 200);
    running.stop().await.unwrap();
}

#[tokio::test]
async fn handlers_on_all_connections_keep_no_crc_request_out() {
    let server = server().await.connections(2);
    let (bot, service) = patient(Behaviour::Wait);
    let running = Running::start(server, service.clone());
    let mut handled = Vec::new();
    for subscriber in 1..=2 {
        let mut connection = Connection::open(running.address).await;
        connection.send(&delivery(subscriber)).await;
        bot.started(1).await;
        handled.push(connection);
    }
    for subscriber in 3..=50 {
        assert_eq!(send(running.address, &delivery(subscriber)).await.status, 503);
        running.assert_responds().await;
    }
    assert_eq!(service.stats().rejected.overloaded, 48);
    bot.let_go(3);
    for mut connection in handled {
        assert_eq!(connection.response().await.status, 200);
    }
    assert_eq!(send(running.address, &delivery(3)).await.status, 200);
    running.stop().await.unwrap();
}

/// A proxy keeps its connections. Of one that was idle, a new request is not the oldest.
#[tokio::test]
async fn a_request_on_an_old_connection_is_not_closed_for_another() {
    let server = server().await.connections(2).head_timeout(LONG);
    let (_, service) = patient(Behaviour::Succeed);
    let running = Running::start(server, service.clone());
    let mut kept = Connection::open(running.address).await;
    let mut idle = Connection::open(running.address).await;
    for connection in [&mut kept, &mut idle] {
        connection.send(&super::crc()).await;
        assert_eq!(connection.response().await.status, 200);
    }
    let request = delivery(1);
    let length = format!("content-length: {}", request.body().len());
    kept.write(server::head(&request, &length)).await;
    while service.stats().unfinished < 1 {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    let _newest = Connection::open(running.address).await;
    idle.assert_closed().await;
    kept.write(request.body()).await;
    assert_eq!(kept.response().await.status, 200);
    running.stop().await.unwrap();
}

#[tokio::test]
async fn a_head_has_a_time_limit() {
    let running = Running::start(server().await.head_timeout(SHORT), service(Behaviour::Succeed).1);
    let mut silent = Connection::open(running.address).await;
    let mut half = Connection::open(running.address).await;
    half.write("GET /webhooks").await;
    let mut preface = Connection::open(running.address).await;
    preface.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n").await;
    let mut second = Connection::open(running.address).await;
    second.send(&super::crc()).await;
    assert_eq!(second.response().await.status, 200);
    second.write("GET /webhooks").await;
    for connection in [&mut silent, &mut half, &mut preface, &mut second] {
        connection.assert_closed().await;
    }
    running.stop().await.unwrap();
}

#[tokio::test]
async fn an_idle_connection_is_closed() {
    let running = Running::start(server().await.idle_timeout(SHORT), service(Behaviour::Succeed).1);
    let mut connection = Connection::open(running.address).await;
    for subscriber in 1..=3 {
        connection.send(&delivery(subscriber)).await;
        assert_eq!(connection.response().await.status, 200);
    }
    connection.assert_closed().await;
    running.stop().await.unwrap();
}

#[tokio::test]
async fn a_head_has_a_length_limit() {
    for limit in [8 << 10, 16 << 10] {
        let server = server().await.head_limit(limit).head_timeout(LONG);
        let running = Running::start(server, service(Behaviour::Succeed).1);
        let mut head = format!("GET {PATH} HTTP/1.1\r\nx: ");
        head.extend(std::iter::repeat_n('a', limit - head.len()));
        let mut connection = Connection::open(running.address).await;
        connection.write(head).await;
        assert_eq!(connection.response().await.status, 431);
        connection.assert_closed().await;
        running.stop().await.unwrap();
    }
    let running = Running::start(server().await, service(Behaviour::Succeed).1);
    let many = (0..101).map(|number| format!("x-{number}: 1\r\n")).collect::<String>();
    let mut connection = Connection::open(running.address).await;
    connection.write(format!("GET {PATH} HTTP/1.1\r\n{many}\r\n")).await;
    assert_eq!(connection.response().await.status, 431);
    running.stop().await.unwrap();
}
