//! Requests that are rejected, with text that would deceive the reader of a log.

use std::net::SocketAddr;

use tokio::task::JoinSet;

use crate::subject::connection::Connection;
use crate::subject::request::{PATH, SIGNATURE, fake_signature};

const CONNECTIONS: usize = 4;

/// Text that changes the direction of text, ends lines and colours a terminal.
const HOSTILE: &str = "\u{202e}\u{2066}\u{200f}\u{85}\u{9b}31m";

/// Sends requests over kept connections, each as soon as the one before is rejected.
pub(super) async fn send(address: SocketAddr, mut random: fastrand::Rng) {
    let mut connections = JoinSet::new();
    for _ in 0..CONNECTIONS {
        connections.spawn(repeat(address, random.fork()));
    }
    connections.join_all().await;
}

async fn repeat(address: SocketAddr, mut random: fastrand::Rng) {
    loop {
        let Ok(mut connection) = Connection::open(address).await else { continue };
        while connection.exchange(request(&mut random).as_bytes()).await.is_ok() {}
    }
}

fn request(random: &mut fastrand::Rng) -> String {
    let number = random.u64(..);
    let fake = fake_signature(random);
    let post = |path: &str, headers: &str| {
        format!("POST {path} HTTP/1.1\r\nhost: localhost\r\ncontent-length: 2\r\n{headers}\r\n{{}}")
    };
    let get = |query: &str, headers: &str| {
        format!("GET {PATH}?{query} HTTP/1.1\r\nhost: localhost\r\n{headers}\r\n")
    };
    let signed = format!("{SIGNATURE}: {fake}\r\n");
    match random.u8(..8) {
        0 => post(&format!("/{number}{HOSTILE}"), &signed),
        1 => post(&format!("{PATH}?{HOSTILE}"), &signed),
        2 => post(PATH, &format!("{SIGNATURE}: {HOSTILE}{number}\r\n")),
        3 => post(PATH, &format!("{signed}content-type: {HOSTILE}\r\n")),
        4 => post(PATH, ""),
        5 => get(&format!("crc_token={number}"), ""),
        6 => get(&format!("crc_token={number}&nonce=1"), &signed),
        _ => get(&format!("crc_token=%1b%0a{HOSTILE}"), ""),
    }
}
