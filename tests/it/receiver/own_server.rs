//! `Server`: strangers at its limits, its threads, and how it stops.

mod framing;
mod limits;
mod protocol;
mod stop;
mod threads;

use std::net::SocketAddr;

use account_activity::receiver::{Mode, ReceiverService, Server, ServerError};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use super::bot::{Behaviour, Bot, crc, receiver};
use super::server::{Connection, send};

/// A server that runs until the test stops it.
struct Running {
    address: SocketAddr,
    stop: oneshot::Sender<()>,
    serving: JoinHandle<Result<(), ServerError>>,
}

impl Running {
    fn start(server: Server, service: ReceiverService) -> Self {
        let address = server.local_addr();
        let (stop, stopped) = oneshot::channel();
        let stopped = async { stopped.await.unwrap() };
        Self { address, stop, serving: tokio::spawn(server.serve_until(service, stopped)) }
    }

    async fn stop(self) -> Result<(), ServerError> {
        self.stop.send(()).unwrap();
        self.serving.await.unwrap()
    }

    /// Asserts that a CRC request on a new connection gets its response.
    async fn assert_responds(&self) {
        assert_eq!(send(self.address, &crc()).await.status, 200);
    }

    async fn open(&self, connections: usize) -> Vec<Connection> {
        let mut open = Vec::new();
        for _ in 0..connections {
            open.push(Connection::open(self.address).await);
        }
        open
    }
}

async fn server() -> Server {
    Server::bind("127.0.0.1:0").await.unwrap()
}

fn service(behaviour: Behaviour) -> (Bot, ReceiverService) {
    let bot = Bot::new(behaviour);
    let service = super::call::service(&bot, Mode::Await);
    (bot, service)
}

/// Returns a service whose bodies and handlers have no time limit that a test reaches.
fn patient(behaviour: Behaviour) -> (Bot, ReceiverService) {
    let bot = Bot::new(behaviour);
    let builder = ReceiverService::builder(receiver(), bot.clone());
    let builder = builder.read_timeout(super::bot::LONG).response_deadline(super::bot::LONG);
    (bot, builder.build())
}
