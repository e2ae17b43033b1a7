//! Connections that begin a request, or not even that, and then wait.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::task::JoinSet;
use tokio::time::{Instant, interval_at, sleep, timeout};

use crate::subject::connection::Connection;
use crate::subject::request::{PATH, SIGNATURE, fake_signature};

/// The time after which a connection is replaced by a new one.
const RENEWAL: Duration = Duration::from_secs(2);
/// The time within which all connections are opened at first.
const OPENING: Duration = Duration::from_millis(200);
/// The pause before a connection that the server closed is replaced.
const PAUSE: Duration = Duration::from_millis(100);
const LONG_HEAD: usize = 390_000;

/// Holds 1,040 connections with a whole head and no body, each renewed every 2 s.
pub(super) async fn fake_heads(address: SocketAddr, mut random: fastrand::Rng) {
    let head = |random: &mut fastrand::Rng| {
        let signature = fake_signature(random);
        format!(
            "POST {PATH} HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n\
             {SIGNATURE}: {signature}\r\ncontent-length: 10\r\n\r\n"
        )
    };
    let mut connections = JoinSet::new();
    for _ in 0..1040 {
        let (head, delay) = (head(&mut random), OPENING.mul_f64(random.f64()));
        connections.spawn(renew(address, head.into_bytes().into(), delay));
    }
    connections.join_all().await;
}

/// Holds 1,000 connections with 390 kB of a head, each renewed every 2 s.
pub(super) async fn half_heads(address: SocketAddr, mut random: fastrand::Rng) {
    let head: Arc<[u8]> = half_head(LONG_HEAD).into();
    let mut connections = JoinSet::new();
    for _ in 0..1000 {
        let delay = OPENING.mul_f64(random.f64());
        connections.spawn(renew(address, Arc::clone(&head), delay));
    }
    connections.join_all().await;
}

/// Holds 1,100 connections on which nothing is sent.
pub(super) async fn silent(address: SocketAddr, _: fastrand::Rng) {
    let mut connections = JoinSet::new();
    for _ in 0..1100 {
        connections.spawn(hold(address, Arc::default()));
    }
    connections.join_all().await;
}

/// Holds one connection with a part of a head.
pub(super) async fn one_half_head(address: SocketAddr, _: fastrand::Rng) {
    hold(address, half_head(100).into()).await;
}

fn half_head(length: usize) -> Vec<u8> {
    let mut head = format!("POST {PATH} HTTP/1.1\r\nhost: localhost\r\n").into_bytes();
    // Several headers, because a server may limit one less than their sum.
    while head.len() < length {
        let name = head.len();
        head.extend(format!("x-{name}: {:a>1000}\r\n", "").into_bytes());
    }
    head
}

/// Replaces a connection every 2 s, whether or not the server closed it.
async fn renew(address: SocketAddr, head: Arc<[u8]>, delay: Duration) {
    let mut ticks = interval_at(Instant::now() + delay, RENEWAL);
    ticks.tick().await;
    loop {
        let open = async {
            let mut connection = Connection::open(address).await?;
            connection.send(&head).await?;
            io::Result::Ok(connection)
        };
        let _held = timeout(RENEWAL, open).await;
        ticks.tick().await;
    }
}

/// Replaces a connection when the server closes it.
async fn hold(address: SocketAddr, head: Arc<[u8]>) {
    loop {
        if let Ok(mut connection) = Connection::open(address).await
            && connection.send(&head).await.is_ok()
        {
            connection.closed().await;
        }
        sleep(PAUSE).await;
    }
}
