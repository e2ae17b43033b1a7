//! Bodies of 1 MiB with many signatures, none of which is right.

use std::fmt::Write;
use std::net::SocketAddr;
use std::time::Duration;

use tokio::task::JoinSet;
use tokio::time::sleep;

use crate::subject::connection::Connection;
use crate::subject::request::{PATH, SIGNATURE, fake_signature};

const CONNECTIONS: usize = 24;
const BODY: usize = 1 << 20;
/// The numbers of signature headers: as many as a server takes, and one that is not refused for its
/// number.
const SIGNATURES: [usize; 2] = [91, 1];
const PAUSE: Duration = Duration::from_millis(50);

/// Sends bodies over 24 connections at the same time.
pub(super) async fn send(address: SocketAddr, mut random: fastrand::Rng) {
    let mut connections = JoinSet::new();
    for index in 0..CONNECTIONS {
        let request = request(SIGNATURES[index % SIGNATURES.len()], &mut random);
        connections.spawn(repeat(address, request));
    }
    connections.join_all().await;
}

fn request(signatures: usize, random: &mut fastrand::Rng) -> Vec<u8> {
    let mut head = format!(
        "POST {PATH} HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n\
         content-length: {BODY}\r\n"
    );
    for _ in 0..signatures {
        write!(head, "{SIGNATURE}: {}\r\n", fake_signature(random)).expect("memory takes text");
    }
    [head.as_bytes(), b"\r\n", &vec![b' '; BODY]].concat()
}

async fn repeat(address: SocketAddr, request: Vec<u8>) {
    loop {
        if let Ok(mut connection) = Connection::open(address).await {
            // The server may close the connection without reading the body.
            let _ = connection.exchange(&request).await;
        }
        sleep(PAUSE).await;
    }
}
