//! Genuine traffic: deliveries and CRC requests at a steady rate, with a connection each.

use std::future::Future;
use std::net::SocketAddr;
use std::time::Duration;

use tokio::task::JoinSet;
use tokio::time::{Instant, interval, timeout};

use crate::subject::connection::Connection;
use crate::subject::request;

/// The time after which a request without a response has failed.
const LIMIT: Duration = Duration::from_secs(10);

/// Requests per second.
#[derive(Clone, Copy)]
pub(crate) struct Rate {
    pub(crate) deliveries: u32,
    pub(crate) crc: u32,
}

/// A request that was sent, and its response.
pub(crate) struct Exchange {
    /// The id of the delivery, or the number of the CRC request.
    pub(crate) id: u64,
    /// `None` if no response arrived.
    pub(crate) status: Option<u16>,
    pub(crate) took: Duration,
}

#[derive(Default)]
pub(crate) struct Traffic {
    pub(crate) deliveries: Vec<Exchange>,
    pub(crate) crc: Vec<Exchange>,
}

impl Traffic {
    /// Returns the numbers of deliveries and CRC requests.
    pub(crate) fn counts(&self) -> [usize; 2] {
        [self.deliveries.len(), self.crc.len()]
    }

    /// Takes the requests that were sent since there were so many deliveries and CRC requests.
    pub(crate) fn split_off(&mut self, [deliveries, crc]: [usize; 2]) -> Self {
        Self { deliveries: self.deliveries.split_off(deliveries), crc: self.crc.split_off(crc) }
    }

    /// Sends further requests for a number of seconds and waits for the responses.
    pub(crate) async fn send(
        &mut self,
        address: SocketAddr,
        rate: Rate,
        seconds: u32,
        random: &mut fastrand::Rng,
    ) {
        let mut requests = random.fork();
        let deliveries = add(&mut self.deliveries, rate.deliveries, seconds, |id| {
            exchange(address, id, request::delivery(id, &mut requests))
        });
        let mut requests = random.fork();
        let crc = add(&mut self.crc, rate.crc, seconds, |id| {
            exchange(address, id, request::crc(&mut requests))
        });
        tokio::join!(deliveries, crc);
    }
}

/// Sends requests at a steady rate, and adds the exchanges to those before.
async fn add<S>(
    exchanges: &mut Vec<Exchange>,
    per_second: u32,
    seconds: u32,
    mut send: impl FnMut(u64) -> S,
) where
    S: Future<Output = Exchange> + Send + 'static,
{
    let mut ticks = interval(Duration::from_secs(1) / per_second);
    let mut sent = JoinSet::new();
    let first = exchanges.len() as u64 + 1;
    for id in first..first + u64::from(per_second * seconds) {
        ticks.tick().await;
        sent.spawn(send(id));
    }
    exchanges.extend(sent.join_all().await);
}

async fn exchange(address: SocketAddr, id: u64, request: Vec<u8>) -> Exchange {
    let start = Instant::now();
    let exchange = async { Connection::open(address).await?.exchange(&request).await };
    let status = timeout(LIMIT, exchange).await.ok().and_then(Result::ok);
    Exchange { id, status, took: start.elapsed() }
}
