//! Deliveries that a stranger has recorded and posts again.

use std::net::SocketAddr;

use tokio::time::{Duration, sleep};

use crate::subject::connection::Connection;
use crate::subject::request;

const RECORDED: u64 = 10;
/// The first of their ids, which no other delivery has.
const FIRST: u64 = 1 << 40;
const PAUSE: Duration = Duration::from_millis(10);

/// Posts ten deliveries in turns, over one connection for each turn.
pub(super) async fn send(address: SocketAddr, mut random: fastrand::Rng) {
    let ids = FIRST..FIRST + RECORDED;
    let recorded: Vec<_> = ids.map(|id| request::delivery(id, &mut random)).collect();
    loop {
        if let Ok(mut connection) = Connection::open(address).await {
            for delivery in &recorded {
                // The figures show whether one is handled again.
                let _ = connection.exchange(delivery).await;
            }
        }
        sleep(PAUSE).await;
    }
}
