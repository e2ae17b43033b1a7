//! Memory use under many deliveries. The clients and the server run in a process of their own, and
//! the tests measure its memory.

use std::net::SocketAddr;
use std::time::Duration;

use account_activity::receiver::{Mode, ReceiverService};
use tokio::task::JoinSet;

use super::alone::{alone, block_on};
use super::bot::{Behaviour, Bot, DECODED_PER_BYTE, LONG, delivery, receiver, signed, subscriber};
use super::server::{self, Connection, try_send};

const CROWD: u16 = 1000;
const MOST: u64 = 64 << 20;

#[test]
fn a_crowd_gets_responses_in_bounded_memory() {
    alone(concat!(module_path!(), "::a_crowd_gets_responses_in_bounded_memory"), || {
        block_on(crowd());
    });
}

async fn crowd() {
    // A few deliveries first: pages of the program itself, loaded on first use, do not count.
    all(10).await;
    let before = resident();
    all(CROWD).await;
    let grown = peak().saturating_sub(before);
    println!("grown by {} KiB", grown >> 10);
    assert!(grown < MOST, "{grown}");
}

async fn all(crowd: u16) {
    for mode in [Mode::Await, Mode::Acknowledge] {
        of_deliveries(crowd, mode).await;
        of_hanging_handlers(crowd, mode).await;
        of_large_bodies(crowd, mode).await;
    }
}

/// Sends each delivery over its own connection, with all connections open at the same time.
async fn of_deliveries(crowd: u16, mode: Mode) {
    let bot = Bot::new(Behaviour::Succeed);
    let service = ReceiverService::builder(receiver(), bot.clone()).mode(mode).build();
    let address = server::start(&service).await;
    let responses = each(address, crowd).await;
    assert_eq!(responses, vec![200; crowd.into()]);
    service.shutdown().await;
    let mut subscribers: Vec<u64> = bot.deliveries().iter().map(subscriber).collect();
    subscribers.sort_unstable();
    assert_eq!(subscribers, (0..crowd.into()).collect::<Vec<_>>());
}

/// Handlers that do not finish in time.
async fn of_hanging_handlers(crowd: u16, mode: Mode) {
    let bot = Bot::new(Behaviour::Wait);
    let builder = ReceiverService::builder(receiver(), bot.clone()).mode(mode);
    let service = builder.response_deadline(Duration::from_millis(200)).build();
    let address = server::start(&service).await;
    let responses = each(address, crowd).await;
    let expected = if mode == Mode::Await { 503 } else { 200 };
    assert_eq!(responses, vec![expected; crowd.into()]);
    bot.started(crowd.into()).await;
    bot.let_go(crowd.into());
    service.shutdown().await;
    bot.done(crowd.into()).await;
}

/// A gigabyte of bodies. The handlers hang, so accepted bodies stay in memory.
async fn of_large_bodies(crowd: u16, mode: Mode) {
    let bot = Bot::new(Behaviour::Wait);
    let builder = ReceiverService::builder(receiver(), bot.clone()).mode(mode);
    let builder = builder.response_deadline(Duration::from_millis(100));
    let service = builder.memory((8 << 20) * DECODED_PER_BYTE).build();
    let address = server::start(&service).await;
    let large = signed(format!(r#"{{"x": "{}"}}"#, "x".repeat((1 << 20) - 100)).as_bytes());
    for _ in 0..crowd {
        if let Ok(response) = try_send(address, &large).await {
            assert!([200, 503].contains(&response.status));
        }
    }
    // This includes deliveries whose handler has not started yet.
    bot.let_go(crowd.into());
    service.shutdown().await;
    let accepted = bot.deliveries().len();
    assert!((1..=8).contains(&accepted), "{accepted}");
}

/// Opens all connections, then sends a delivery over each, then reads the responses.
async fn each(address: SocketAddr, crowd: u16) -> Vec<u16> {
    let mut connections = Vec::new();
    for _ in 0..crowd {
        connections.push(Connection::open(address).await);
    }
    let mut clients = JoinSet::new();
    for (mut connection, subscriber) in connections.into_iter().zip(0..) {
        let delivery = delivery(subscriber);
        clients.spawn(async move {
            connection.send(&delivery).await;
            connection.response().await.status
        });
    }
    tokio::time::timeout(LONG, clients.join_all()).await.unwrap()
}

/// Returns the memory of this process in bytes, or 0 if the platform does not report it.
fn resident() -> u64 {
    field("VmRSS:")
}

/// Returns the peak of the memory of this process.
fn peak() -> u64 {
    field("VmHWM:")
}

fn field(name: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(name));
    line.map_or(0, |line| line.split_whitespace().next().unwrap().parse::<u64>().unwrap() << 10)
}
