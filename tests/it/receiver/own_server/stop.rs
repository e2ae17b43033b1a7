//! How the server stops.

use std::time::Duration;

use account_activity::receiver::ServerError;
use tokio::net::TcpStream;

use super::super::bot::{Behaviour, LONG, PATH, crc, delivery};
use super::super::server::{self, Connection};
use super::{Running, patient, server};

#[tokio::test]
async fn it_finishes_requests_and_drops_half_ones() {
    let (bot, service) = patient(Behaviour::Wait);
    let server = server().await.head_timeout(LONG).stop_timeout(LONG);
    let running = Running::start(server, service.clone());
    let address = running.address;
    let mut silent = Connection::open(address).await;
    let mut half = Connection::open(address).await;
    half.write(format!("POST {PATH} HTTP/1.1\r\nhost: x\r\n")).await;
    let mut idle = Connection::open(address).await;
    idle.send(&crc()).await;
    assert_eq!(idle.response().await.status, 200);
    let mut handled = Connection::open(address).await;
    handled.send(&delivery(1)).await;
    bot.started(1).await;
    let mut arriving = Connection::open(address).await;
    let last = delivery(2);
    let length = format!("content-length: {}", last.body().len());
    arriving.write(server::head(&last, &length)).await;
    while service.stats().unfinished < 2 {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }

    let stopping = tokio::spawn(running.stop());
    for connection in [&mut silent, &mut half, &mut idle] {
        connection.assert_closed().await;
    }
    assert!(TcpStream::connect(address).await.is_err());
    arriving.write(last.body()).await;
    bot.started(1).await;
    assert!(!stopping.is_finished());
    bot.let_go(2);
    assert_eq!(handled.response().await.status, 200);
    assert_eq!(arriving.response().await.status, 200);
    stopping.await.unwrap().unwrap();
    assert_eq!(service.stats().unfinished, 0);
}

#[tokio::test]
async fn handlers_that_do_not_finish_are_counted() {
    let (bot, service) = patient(Behaviour::Wait);
    let server = server().await.stop_timeout(Duration::from_millis(50));
    let running = Running::start(server, service.clone());
    let mut connection = Connection::open(running.address).await;
    connection.send(&delivery(1)).await;
    bot.started(1).await;
    let error = running.stop().await.unwrap_err();
    assert!(matches!(error, ServerError::Unfinished { deliveries: 1, .. }), "{error}");
    connection.assert_closed().await;
    // The handler continues.
    bot.let_go(1);
    bot.done(1).await;
    service.shutdown().await;
}

#[tokio::test]
async fn dropping_it_closes_everything() {
    let (bot, service) = patient(Behaviour::Wait);
    let running = Running::start(server().await, service.clone());
    let mut connection = Connection::open(running.address).await;
    connection.send(&delivery(1)).await;
    bot.started(1).await;
    running.serving.abort();
    connection.assert_closed().await;
    bot.let_go(1);
    bot.done(1).await;
}
